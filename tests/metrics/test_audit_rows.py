"""Each audit draws a row that must be found and its neighbour that must not. All are drawn into one warehouse, a service each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from metrics.definitions import read
from metrics.settings import Freeze, MetricSettings
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts, sha_of

Draw = Callable[[Facts], object]
Found = list[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    draw: Draw
    found: Found
    """Subject and what, of the service that is named like the audit; of all services where an audit has none."""
    is_of_service: bool


CASES: dict[str, Case] = {}


def case(*found: tuple[str, str], of_service: bool = True) -> Callable[[Draw], Draw]:
    """The drawing is called like its audit (whose service and, by its initials, project it draws) and finds only these rows."""

    def keep(draw: Draw) -> Draw:
        CASES[draw.__name__.removeprefix("of_")] = Case(draw, list(found), of_service)
        return draw

    return keep


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    facts = Facts()
    for name, drawn in CASES.items():
        facts.service(name, jira_projects=["".join(word[0] for word in name.split("_")).upper()])
        drawn.draw(facts)
    freezes = (
        Freeze("Year end", date(2026, 12, 20), date(2027, 1, 3), ("nobody",)),
        Freeze("Stocktaking", date(2026, 2, 1), date(2026, 2, 11), ("freezes_broken",)),
    )
    settings = MetricSettings(freezes=freezes)
    return facts.publish(tmp_path_factory.mktemp("audits"), settings)


@pytest.mark.parametrize("audit", read("audits"))
def test_an_audit_finds_its_row_and_leaves_its_neighbour(snapshot: Snapshot, audit: str) -> None:
    rows = snapshot.query(f"select subject, service, what, what_to_do from audit.{audit}")
    mine = rows[rows["service"] == audit] if CASES[audit].is_of_service else rows

    assert sorted(zip(mine["subject"], mine["what"], strict=True)) == sorted(CASES[audit].found)
    assert mine["what_to_do"].str.endswith(".").all()


def _project(facts: Facts) -> str:
    return str(facts.services[-1][3][0])


def _shipped(facts: Facts, name: str, *, at: str, on: str, version: str = "1.0.0") -> Facts:
    """A commit and the tag that releases it."""
    return facts.commit(name, at=at, shipped_in=version, files={}).tag(f"v{version}", on=name, at=on)


@case(
    (f"shipped_before_committed {sha_of('late')[:10]}", "committed 24.0 hours after 1.0.0"),
    ("deployment d-early", f"it began 12.0 hours before its commit {sha_of('in time')[:10]} was made"),
)
def shipped_before_committed(facts: Facts) -> None:
    """v1.0.0 is of 2 January: a commit of the 1st is in time, one of the 3rd is not. Deployments of the first at 1 January 12:00
    and 31 December 12:00."""
    facts.commit("in time", at="2026-01-01", shipped_in="1.0.0", files={})
    facts.commit("late", at="2026-01-03", shipped_in="1.0.0", files={}).tag("v1.0.0", on="in time", at="2026-01-02")
    for name, at in (("d-early", "2025-12-31 12:00"), ("d-later", "2026-01-01 12:00")):
        facts.row(
            "raw.feed_deployments", feed="f", path="d.csv", line_number=2, deployment_id=name, started_at=at,
            service="shipped_before_committed", sha=sha_of("in time")[:12], environment="production", result="succeeded",
        )  # fmt: skip


@case(
    ("tags_before_their_commit v1.1.0", f"dated 48.0 hours before its commit {sha_of('tb2')[:10]}")
)  # fmt: skip
def tags_before_their_commit(facts: Facts) -> None:
    """A tag at the very instant of its commit is right; one of two days before is not."""
    _shipped(facts, "tb1", at="2026-01-01", on="2026-01-01")
    _shipped(facts, "tb2", at="2026-02-03", on="2026-02-01", version="1.1.0")


@case(
    ("RBC-1", "resolved 48.0 hours before it was created"),
    ("RBC-3", "resolved 1.0 hours before the start people entered"),
    ("incident i-back", "resolved 2.0 hours before it was opened"),
)
def resolved_before_created(facts: Facts) -> None:
    """RBC-2 is resolved at the instant of its creation; a gone issue is no longer told of; a story's entered start is its own."""
    facts.issue("RBC-1", at="2026-01-03", resolved_at="2026-01-01").issue(
        "RBC-2", at="2026-01-03", resolved_at="2026-01-03"
    )
    facts.issue(
        "RBC-3", at="2026-01-01", type="Incident", started_at="2026-01-02 10:00", resolved_at="2026-01-02 09:00"
    )
    facts.issue("RBC-4", at="2026-01-03", resolved_at="2026-01-01", gone_at="2026-02-01")
    facts.issue("RBC-5", at="2026-01-01", started_at="2026-01-02 10:00", resolved_at="2026-01-02 09:00")
    for name, end in (("i-back", "2026-01-01 10:00"), ("i-right", "2026-01-01 12:00")):
        facts.row(
            "raw.feed_incidents", feed="f", path="i.csv", line_number=2, incident_id=name, service="resolved_before_created",
            opened_at="2026-01-01 12:00", resolved_at=end,
        )  # fmt: skip


@case(
    ("NS-1", "it was in progress before it was created"),
    ("NS-2, approval by nobody known", "it was decided before it was asked for"),
    ("NS 2.0", "it starts on 2026-03-01 and is released on 2026-02-01"),
    ("deployment n-back", "it was finished before it began"),
    ("approval a-back", "it was decided before it was asked for"),
    ("runsheet of 2.0, step 1", "it was finished before it began"),
    ("runsheet of 2.0, step 3", "its planned end is before its planned start"),
)
def negative_spans(facts: Facts) -> None:
    """Beside each span that runs backwards stands one that takes no time at all, which is right."""
    facts.issue("NS-1", at="2026-01-02", moves=[("2026-01-01", "In Progress")])
    facts.issue("NS-2", at="2026-01-02", moves=[("2026-01-02", "In Progress")])
    facts.approval("NS-2", "approved", asked_at="2026-01-05", decided_at="2026-01-04")
    facts.approval("NS-2", "approved", asked_at="2026-01-05", decided_at="2026-01-05")
    facts.version("2.0", project="NS", start_on="2026-03-01", release_on="2026-02-01")
    facts.version("2.1", project="NS", start_on="2026-03-01", release_on="2026-03-01")
    place = {"feed": "f", "path": "n.csv", "line_number": 2, "service": "negative_spans"}
    for name, end in (("n-back", "2026-01-01 09:00"), ("n-right", "2026-01-01 10:00")):
        facts.row(
            "raw.feed_deployments",
            **place,
            deployment_id=name,
            version="2.0",
            started_at="2026-01-01 10:00",
            finished_at=end,
        )
        facts.row(
            "raw.feed_approvals",
            **place,
            approval_id=name.replace("n-", "a-"),
            asked_at="2026-01-01 10:00",
            decided_at=end,
        )
    for step, spans in enumerate((
        {"started_at": "2026-01-02", "finished_at": "2026-01-01"}, {"started_at": "2026-01-02", "finished_at": "2026-01-02"},
        {"planned_start_at": "2026-01-02", "planned_end_at": "2026-01-01"},
    ), start=1):  # fmt: skip
        facts.row("raw.feed_runsheet_steps", **place, version="2.0", step_number=step, **spans)


@case(("IBTC-1", "began 24.0 hours before incidents_before_their_cause/1.0.0 was deployed; IBTC-1 affects 1.0.0"))
def incidents_before_their_cause(facts: Facts) -> None:
    """1.0.0 comes out on 5 January: an incident of the 4th that names it cannot be its doing, one at its very instant can."""
    _shipped(facts, "ib", at="2026-01-01", on="2026-01-05")
    facts.version("1.0.0", project="IBTC", release_on="2026-01-05", is_released=True)
    facts.issue("IBTC-1", at="2026-01-04", type="Incident", affects="1.0.0")
    facts.issue("IBTC-2", at="2026-01-05", type="Incident", affects="1.0.0")


@case(("overlapping_lines 1.0", "1 release after 1.1 had begun on 2026-02-01, the last on 2026-02-05"))
def overlapping_lines(facts: Facts) -> None:
    """
    1.0.0 January 1, 1.0.1 February 5      while 1.1.0 is of February 1: they overlap
    1.1.0 February 1, 1.1.1 March 1        before 2.0.0 of April 1: they do not
    """
    for n, (version, day) in enumerate(
        {"1.0.0": "01-01", "1.1.0": "02-01", "1.0.1": "02-05", "1.1.1": "03-01", "2.0.0": "04-01"}.items()
    ):
        _shipped(facts, f"ol{n}", at=f"2026-{day}", on=f"2026-{day}", version=version)


@case(("releases_out_of_order/1.0.1", "released on 2026-01-09, after 1.0.2"))
def releases_out_of_order(facts: Facts) -> None:
    """1.0.1 is tagged after 1.0.2 of its line. 1.1.0 before 1.0.3 is no matter: they stand on two lines."""
    for n, (version, day) in enumerate({"1.0.0": 1, "1.0.2": 5, "1.0.1": 9, "1.1.0": 12, "1.0.3": 20}.items()):
        _shipped(facts, f"oo{n}", at=f"2026-01-{day:02d}", on=f"2026-01-{day:02d}", version=version)


@case(
    ("FD-1", "created on 2027-01-01"),
    ("FD-2", "resolved on 2027-01-01"),
    ("FD 9.0", "marked as released, with the release date 2027-01-01"),
    ("deployment f-ahead", "deployed on 2027-01-01"),
    ("incident f-ahead", "opened or resolved on 2027-01-01"),
    ("test run s-ahead", "ran on 2027-01-01"),
    ("approval f-ahead", "decided on 2027-01-01"),
)
def future_dates(facts: Facts) -> None:
    """Today is 1 July 2026. The next day's clock is forgiven; a version planned for the future is only a plan."""
    facts.issue("FD-1", at="2027-01-01").issue("FD-2", at="2026-01-01", resolved_at="2027-01-01")
    facts.issue("FD-3", at="2026-07-02 10:00")
    facts.version("9.0", project="FD", release_on="2027-01-01", is_released=True)
    facts.version("9.1", project="FD", release_on="2027-01-01")
    place = {"feed": "f", "path": "f.csv", "line_number": 2, "service": "future_dates"}
    for name, at in (("f-ahead", "2027-01-01"), ("f-now", "2026-07-01")):
        facts.row(
            "raw.feed_deployments", **place, deployment_id=name, version="9.0", started_at="2026-01-01", finished_at=at
        )
        facts.row("raw.feed_incidents", **place, incident_id=name, opened_at="2026-01-01", resolved_at=at)
        facts.row("raw.feed_test_runs", **place, suite=name.replace("f", "s", 1), version="9.0", ran_at=at)
        facts.row("raw.feed_approvals", **place, approval_id=name, asked_at="2026-01-01", decided_at=at)


@case(("OIL-1", "is caused by OIL-77"), ("OIL-1", "is caused by OUT-1"))
def orphan_issue_links(facts: Facts) -> None:
    """Nobody knows OL-77, and project OUT is not read; OL-2 is known, and so is OL-3 under the key it once had."""
    facts.issue("OIL-1", at="2026-01-01", type="Incident").issue("OIL-2", at="2026-01-01")
    facts.issue("OIL-3", at="2026-01-01", old_keys=["OLD-3"])
    for other in ("OIL-77", "OUT-1", "OIL-2", "OLD-3"):
        facts.link("OIL-1", "is caused by", other)


@case(("f ghost", "2 deployments name it, first in d.csv, line 3; there is no such service"), of_service=False)
def unknown_services_in_feeds(facts: Facts) -> None:
    """Two rows name a service that the settings do not have; one names none, which is no contradiction."""
    for line, service in ((4, "ghost"), (3, "ghost"), (5, "unknown_services_in_feeds")):
        facts.row("raw.feed_deployments", feed="f", path="d.csv", line_number=line, deployment_id=f"us{line}",
                  service=service, version="9", environment="production", started_at="2026-01-01")  # fmt: skip
    facts.row("raw.feed_incidents", feed="f", path="i.csv", line_number=2, incident_id="us", opened_at="2026-01-01")


@case(
    ("deployment dv-9", "deploys 9.9 to production; no release of the service is called so"),
    ("deployment dv-sha", "deploys abcdef1234 to staging; no release and no commit of the service is called so"),
)
def deployments_of_unknown_versions(facts: Facts) -> None:
    """1.2 is v1.2.0 in other words, and a commit is known by the beginning of its name; 9.9 and abcdef1234 are nothing."""
    _shipped(facts, "dv", at="2026-01-01", on="2026-01-02", version="1.2.0")
    for name, version, sha, where in (
        ("dv-9", "9.9", None, "production"), ("dv-12", "1.2", None, "production"), ("dv-sha", None, "abcdef1234", "staging"),
        ("dv-known", None, sha_of("dv")[:9], "staging"),
    ):  # fmt: skip
        facts.row("raw.feed_deployments", feed="f", path="d.csv", line_number=2, deployment_id=name, version=version, sha=sha,
                  service="deployments_of_unknown_versions", environment=where, started_at="2026-01-03")  # fmt: skip


@case(("incident uc-none", "is said to be caused by 7.7, which nothing has as deployment, version or commit"))
def incidents_with_unknown_cause(facts: Facts) -> None:
    """A deployment, a version, a commit and no cause at all are fine; 7.7 is nothing."""
    _shipped(facts, "uc", at="2026-01-01", on="2026-01-02", version="1.2.0")
    facts.row("raw.feed_deployments", feed="f", path="d.csv", line_number=2, deployment_id="uc-d", version="1.2.0",
              service="incidents_with_unknown_cause", environment="production", started_at="2026-01-03")  # fmt: skip
    for name, cause in (
        ("none", "7.7"),
        ("deployed", "uc-d"),
        ("version", "V1.2"),
        ("commit", sha_of("uc")[:8]),
        ("quiet", None),
    ):
        facts.row("raw.feed_incidents", feed="f", path="i.csv", line_number=2, incident_id=f"uc-{name}", caused_by=cause,
                  service="incidents_with_unknown_cause", opened_at="2026-01-04")  # fmt: skip


@case(
    ("test run unit of 8.8", "no release or commit of the service is called so"),
    (f"test run unit of {sha_of('tr2')[:10]}", "its commit is in no release yet"),
)
def of_test_runs_of_no_release(facts: Facts) -> None:
    """8.8 is no version; a commit that waits for its release is no release's evidence; 1.2.0 and its commit are."""
    _shipped(facts, "tr", at="2026-01-01", on="2026-01-02", version="1.2.0").commit("tr2", at="2026-01-03", files={})
    for version, sha in (("8.8", None), (None, sha_of("tr2")), ("v1.2.0", None), (None, sha_of("tr"))):
        facts.row("raw.feed_test_runs", feed="f", path="t.xml", line_number=1, service="test_runs_of_no_release",
                  version=version, sha=sha, phase="regression", suite="unit", executed_count=1, passed_count=1)  # fmt: skip


@case(
    ("confirmed: DWL-99", "there is no issue of that name any more"),
    ("rejected: DWL-1", "there is no deployment decisions_without_link/0.1@production any more"),
)
def decisions_without_link(facts: Facts) -> None:
    """1.0.0 and DWL-1 exist. A decision on DWL-99, or on a deployment that is gone, decides nothing; a withdrawn one need not."""
    _shipped(facts, "dl", at="2026-01-01", on="2026-01-02").issue("DWL-1", at="2026-01-03")
    release = "decisions_without_link/1.0.0"
    for n, (verdict, deployment, subject) in enumerate((
        ("confirmed", release, "DWL-1"), ("confirmed", release, "DWL-99"), ("rejected", "decisions_without_link/0.1", "DWL-1"),
        ("withdrawn", release, "DWL-98"),
    )):  # fmt: skip
        facts.row("raw.journal_decisions", decision_id=f"d{n}", deployment_id=f"{deployment}@production", release_id=release,
                  subject_kind="issue", subject=subject, verdict=verdict)  # fmt: skip


@case((f"damaged_text {sha_of('latin')[:10]}", "its text was read as Latin-1, so some characters may be wrong"))
def damaged_text(facts: Facts) -> None:
    facts.commit("latin", at="2026-01-01", files={}, is_text_damaged=True).commit("clean", at="2026-01-01", files={})


@case((f"dangling_issue_keys {sha_of('dangling')[:10]}", "names DIK-9, which its Jira does not have or does not show"))
def dangling_issue_keys(facts: Facts) -> None:
    """DIK-1 is an issue of the project that is read, DIK-9 is none."""
    facts.issue("DIK-1", at="2026-01-01")
    facts.commit("dangling", at="2026-01-01", message="DIK-9 work", files={}).commit(
        "tied", at="2026-01-01", message="DIK-1", files={}
    )


@case(
    (f"doubtful_dates {sha_of('1970')[:10]}", "the commit is dated 1970-01-01"),
    ("doubtful_dates v9.0.0", "the tag is dated 2099-01-01"),
)
def doubtful_dates(facts: Facts) -> None:
    """Git has no commit before 1990, and nothing of 2099; 1990 itself is believed."""
    facts.commit("1970", at=0, files={}).commit("1990", at="1990-01-01", shipped_in="9.0.0", files={})
    facts.tag("v9.0.0", on="1990", at="2099-01-01").tag("v1.0.0", on="1990", at="1990-01-02")


@case(("empty_releases/1.0.1", "everything in v1.0.1 had been released before"))
def empty_releases(facts: Facts) -> None:
    _shipped(facts, "er", at="2026-01-01", on="2026-01-02").tag("v1.0.1", on="er", at="2026-01-03")


@case(
    ("deployment 1.0.0", "on 2026-02-02 12:00 inside Stocktaking, with no exception on record"),
    ("merge Do fbm", "on 2026-02-02 06:00 inside Stocktaking, with no exception on record"),
)
def freezes_broken(facts: Facts) -> None:
    """
    The freeze of the settings is 1 to 10 February. 1.0.0 of the 2nd broke it, and so did the merge that it ships;
    1.1.0 of the 5th had an exception, 1.2.0 came on the first free day, and the merge of the 5th is excused as well.
    """
    facts.commit("fbm", at="2026-02-02 06:00", shipped_in="1.0.0", parents=("a", "b"), files={})
    facts.commit("fbx", at="2026-02-05 06:00", shipped_in="1.1.0", parents=("a", "b"), files={})
    facts.commit("fbz", at="2026-02-11", shipped_in="1.2.0", files={})
    facts.tag("v1.0.0", on="fbm", at="2026-02-02 12:00").tag("v1.1.0", on="fbx", at="2026-02-05").tag("v1.2.0", on="fbz", at="2026-02-11")
    facts.row("raw.journal_freeze_exceptions", exception_id="fb", freeze_name="Stocktaking", service="freezes_broken",
              from_on="2026-02-05", until_on="2026-02-06", is_withdrawn=False)  # fmt: skip


@case(("Year end", "from 2026-12-20 until 2027-01-03; there is no service nobody"), of_service=False)
def freezes_of_unknown_services(facts: Facts) -> None:
    """The freeze is in the settings that the warehouse is built with."""


@case(("ignored_tags nightly", "no version"))
def ignored_tags(facts: Facts) -> None:
    _shipped(facts, "it", at="2026-01-01", on="2026-01-02").tag(
        "nightly", on="it", at="2026-01-02", ignored="no version"
    )


@case(("import_dated_tags v0.9.0", "dated 2026-01-01 00:00 UTC like other tags on other commits"))
def import_dated_tags(facts: Facts) -> None:
    _shipped(facts, "id", at="2025-01-01", on="2026-01-02").tag(
        "v0.9.0", on="id", at="2026-01-01", is_import_dated=True
    )


@case(
    ("LOST-1", "project LOST belongs to no service or to several, and neither component nor commits tell"), of_service=False
)  # fmt: skip
def issues_without_service(facts: Facts) -> None:
    """Project LOST is nobody's; a component that is called like a service tells."""
    facts.issue("LOST-1", at="2026-01-01").issue("LOST-2", at="2026-01-01", components=["issues_without_service"])


@case(("missing_line_counts", "1 of 2 commits are not counted"))
def missing_line_counts(facts: Facts) -> None:
    facts.commit("uncounted", at="2026-01-01").commit("counted", at="2026-01-01", files={"a": (1, 0)})


@case(("RAR-1", "shipped by reopened_after_release/1.0.0 and reopened on 2026-02-01; not done since"))
def reopened_after_release(facts: Facts) -> None:
    """Both are in 1.0.0 of 10 January. RAR-1 comes back in February; RAR-2 came back before it shipped, which is nobody's doubt."""
    facts.commit("ro", at="2026-01-01", shipped_in="1.0.0", message="RAR-1 RAR-2", files={}).tag(
        "v1.0.0", on="ro", at="2026-01-10"
    )
    facts.issue("RAR-1", at="2026-01-01", moves=[("2026-01-05", "Done"), ("2026-02-01", "To Do")])
    facts.issue(
        "RAR-2", at="2026-01-01", moves=[("2026-01-05", "Done"), ("2026-01-06", "To Do"), ("2026-01-07", "Done")]
    )


@case(
    ("scope_changed_after_release/1.0.0 SCAR-1", "added 5.0 days after it was out"),
    ("scope_changed_after_release/1.0.0 SCAR-2", "taken out 5.0 days after it was out"),
)
def scope_changed_after_release(facts: Facts) -> None:
    """1.0.0 is of 10 January. Within a day of it people still tidy up: that is forgiven."""
    _shipped(facts, "sc", at="2026-01-01", on="2026-01-10")
    facts.version("1.0.0", project="SCAR", release_on="2026-01-10", is_released=True)
    facts.issue("SCAR-1", at="2026-01-01", fix_moves=[("2026-01-15", "+1.0.0")])
    facts.issue("SCAR-2", at="2026-01-01", fix_moves=[("2026-01-02", "+1.0.0"), ("2026-01-15", "-1.0.0")])
    facts.issue("SCAR-3", at="2026-01-01", fix_moves=[("2026-01-10 12:00", "+1.0.0")])


@case((
    "services_never_in_production",
    "the feed tells of deployments to production, staging; none of production succeeded, and its tags are not asked",
))  # fmt: skip
def services_never_in_production(facts: Facts) -> None:
    """Staging succeeded, production failed. The neighbours are all services of other audits whose feed does reach it."""
    _shipped(facts, "snip", at="2026-01-01", on="2026-01-02")
    for environment, result in (("staging", "succeeded"), ("production", "failed")):
        facts.deployment(f"snip {environment}", at="2026-01-03", version="1.0.0", service="services_never_in_production",
                         environment=environment, result=result)  # fmt: skip


@case(("services_without_release", "none of its tags is a release"))
def services_without_release(facts: Facts) -> None:
    """Every other service here with a tag has a release; this one has a repository and none."""


@case(
    ("pipeline in/a.csv, line 3", "result 'meh' is not understood."),
    ("reports t.xml, row 2", "phase is empty."),
    of_service=False,
)
def set_aside_rows(facts: Facts) -> None:
    facts.row("raw.feed_files", feed="reports", kind="tests", path="t.xml").row(
        "raw.feed_rejects", feed="reports", path="t.xml", line_number=2, reason="phase is empty."
    )
    facts.row("raw.feed_rejects", feed="pipeline", path="in/a.csv", line_number=3, reason="result 'meh' is not understood.")


@case(
    ("jira Blocked?", "is done and indeterminate, by project or workflow"), of_service=False
)  # fmt: skip
def statuses_with_two_categories(facts: Facts) -> None:
    facts.status("Blocked?", "done").status("blocked?", "indeterminate")


@case(("tags_without_version/1.1.0", "released by v1.1.0; no Jira version has that name"))
def tags_without_version(facts: Facts) -> None:
    """The service plans with Jira versions: 1.0.0 has one and 1.1.0 has none."""
    _shipped(facts, "tv1", at="2026-01-01", on="2026-01-02")
    _shipped(facts, "tv2", at="2026-01-03", on="2026-01-04", version="1.1.0")
    facts.version("1.0.0", project=_project(facts), release_on="2026-01-02", is_released=True)


@case(("ABC", "2 numbers in 2 commits; not named"))
def uncounted_issue_keys(facts: Facts) -> None:
    """ABC looks like a project and is not known; the service's own project is."""
    for n in (1, 2):
        facts.commit(f"uk{n}", at="2026-01-01", message=f"ABC-{n} {_project(facts)}-{n}", files={})
    facts.issue(f"{_project(facts)}-1", at="2026-01-01").issue(f"{_project(facts)}-2", at="2026-01-01")


@case(("UH-2", "its Jira sent no history"))
def unknown_histories(facts: Facts) -> None:
    facts.issue("UH-1", at="2026-01-01").issue("UH-2", at="2026-01-01", history="unknown")


@case(("jira Limbo", "holds 1 issues; neither its name nor its category tells a step"), of_service=False)
def unmapped_statuses(facts: Facts) -> None:
    """Limbo holds an issue; Nowhere holds none, so nobody need map it."""
    facts.status("Limbo", None).status("Nowhere", None).issue(f"{_project(facts)}-1", at="2026-01-01", first="Limbo")


@case(("UV Backlog", "its name holds no version and it has no date"))
def unmatched_versions(facts: Facts) -> None:
    facts.version("Backlog", project="UV").version("Old backlog", project="UV", is_archived=True)


@case(
    (
        f"unresolved_reverts {sha_of('undo')[:10]}",
        f"says it reverts {sha_of('nobody')[:10]}, of which there is none or more than one",
    )
)
def unresolved_reverts(facts: Facts) -> None:
    facts.commit("undo", at="2026-01-02", reverts="nobody", files={}).commit("was", at="2026-01-01", files={})
    facts.commit("undo was", at="2026-01-03", reverts="was", files={})


@case(("versions_on_several_commits 1.0", "names version 1.0.0, which tag v1.0.0 names on another commit"))
def versions_on_several_commits(facts: Facts) -> None:
    _shipped(facts, "vs", at="2026-01-01", on="2026-01-02").commit("vs2", at="2026-01-03", files={})
    facts.tag("1.0", on="vs2", at="2026-01-03", ignored="names version 1.0.0, which tag v1.0.0 names on another commit")


@case(("VRWT 0.9.0", "it is marked as released, and no release tag of its service names it; dated 2026-01-01"))
def versions_released_without_tag(facts: Facts) -> None:
    """The service tags its releases: 1.0.0 has a tag, 0.9.0 has none."""
    _shipped(facts, "vr", at="2026-01-01", on="2026-01-02")
    facts.version("0.9.0", project="VRWT", release_on="2026-01-01", is_released=True)
    facts.version("1.0.0", project="VRWT", release_on="2026-01-02", is_released=True)


def test_clean_facts_raise_no_doubt(tmp_path: Path) -> None:
    facts = Facts().service(jira_projects=["PAY"])
    _shipped(facts, "a", at="2026-01-01", on="2026-01-02").version("1.0.0", release_on="2026-01-02", is_released=True)
    facts.issue("PAY-1", at="2025-12-01", moves=[("2025-12-02", "In Progress"), ("2026-01-01", "Done")], fix="1.0.0")
    with facts.publish(tmp_path) as snapshot:
        found = snapshot.query("select audit, row_count, topic from meta.audits")

    assert found["row_count"].sum() == 0
    assert set(found["topic"]) <= {"Dates", "Releases", "Git", "Work", "Failures", "Freezes", "Feeds"}
