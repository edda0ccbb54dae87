"""Freezes, change success, unauthorised changes, automation, user impact and releases without incident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.settings import Freeze, MetricSettings
from metrics.snapshot import Snapshot
from tests.support.raw_rows import ANN, BOB, Facts, sha_of


def _value(snapshot: Snapshot, metric_id: str, **asked: Any) -> tuple[Any, int]:
    [row] = measure(snapshot, metric_id, **asked).to_dict("records")
    return (None if row["value"] != row["value"] else row["value"]), row["sample_size"]


def _left_out(snapshot: Snapshot, metric_id: str) -> dict[str, str]:
    return dict(receipt(snapshot, metric_id).left_out[["subject", "left_out_because"]].values.tolist())


def _evidence(snapshot: Snapshot, metric_id: str) -> dict[str, str]:
    return dict(receipt(snapshot, metric_id).counted[["subject", "evidence"]].values.tolist())


YEAR_END = Freeze("Year end", date(2026, 3, 10), date(2026, 3, 15), ("payments",))
QUARTER = Freeze("Quarter end", date(2026, 3, 12), date(2026, 3, 13))
BERLIN = MetricSettings(time_zone="Europe/Berlin", freezes=(YEAR_END, QUARTER))


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    Frozen, in Berlin (UTC+1): payments 10 to 15 March; everything 12 March; and, by a calendar, payments 20 March 08:00 to 10:00 UTC.

    id       when (UTC)           inside                       exception                 violation
    d1       9 March 22:59        nothing, by a minute                                   no
    d2       9 March 23:00        Year end                                               yes
    d3       12 March 12:00       both                         only Year end             yes, once
    d4       13 March 12:00       Year end                     version 1.3.0: it is      no
    d5       13 March 13:00       Year end                     version 1.3.0: it is not  yes
    d6       14 March 23:00       nothing: the first free instant                        no
    d7       20 March 08:00       the calendar's                                         yes
    d8       20 March 10:00       nothing: the first free instant                        no
    d9       13 March 12:00       failed, so it changed nothing                          left out
    s1       13 March 12:00       staging                                                no row
    m1       14 March 12:00       a merge, Year end            withdrawn                 yes
    m2       1 March 12:00        a merge                                                no
    5 of 10.
    """
    facts = Facts().service().service("ledger", repositories=[])
    facts.commit("m1", at="2026-03-14 12:00", parents=("p", "q"), repository="payments")
    facts.commit("m2", at="2026-03-01 12:00", parents=("p", "q"), repository="payments").commit("c", at="2026-03-14 12:00", repository="payments")
    for number, (at, version) in enumerate(
        (("09 22:59", "1.0.0"), ("09 23:00", "1.1.0"), ("12 12:00", "1.2.0"), ("13 12:00", "1.3.0"), ("13 13:00", "1.4.0"),
         ("14 23:00", "1.5.0"), ("20 08:00", "1.6.0"), ("20 10:00", "1.7.0")),
        start=1,
    ):  # fmt: skip
        facts.deployment(f"d{number}", at=f"2026-03-{at}", version=version)
    facts.deployment("d9", at="2026-03-13 12:00", version="1.3.1", result="failed")
    facts.deployment("s1", at="2026-03-13 12:00", version="1.3.0", environment="staging")
    facts.row(
        "raw.feed_freezes", feed="cal", freeze_uid="u1", name="Audit", service="payments", starts_at="2026-03-20 08:00",
        ends_at="2026-03-20 10:00", is_all_day=False, reason="auditors",
    )  # fmt: skip
    for name, freeze, version, from_on, until_on, is_withdrawn in (
        ("e1", "Year end", None, "2026-03-12", "2026-03-13", False), ("e2", None, "v1.3", "2026-03-13", "2026-03-14", False),
        ("e3", None, None, "2026-03-14", "2026-03-15", True),
    ):  # fmt: skip
        facts.row(
            "raw.journal_freeze_exceptions", exception_id=name, freeze_name=freeze, service="payments", version=version,
            from_on=from_on, until_on=until_on, reason="agreed", is_withdrawn=is_withdrawn, revision=1,
        )  # fmt: skip
    with facts.publish(tmp_path_factory.mktemp("frozen"), BERLIN) as snapshot:
        yield snapshot


def test_what_happens_inside_a_freeze_without_an_exception_violates_it_once(frozen: Snapshot) -> None:
    counted = receipt(frozen, "freeze_violations").counted
    broken = sorted(counted[counted["amount"] == 1]["evidence"])

    assert broken == ["1.1.0 inside Year end", "1.2.0 inside Quarter end", "1.4.0 inside Year end", "1.6.0 inside Audit", "Do m1 inside Year end"]
    assert _value(frozen, "freeze_violations") == (5.0, 10)
    assert _evidence(frozen, "freeze_violations")["d4"] == "1.3.0 inside Year end, by an exception"
    assert _left_out(frozen, "freeze_violations") == {"d9": "it failed and did not reach its environment"}


def test_violations_split_into_deployments_and_merges_and_none_is_zero_only_when_something_happened(frozen: Snapshot) -> None:
    by_kind = measure(frozen, "freeze_violations", breakdown="category").set_index("group_name")
    early = {"since": date(2026, 3, 1), "until": date(2026, 3, 5)}

    assert by_kind["value"].to_dict() == {"deployment": 4.0, "merge": 1.0}
    assert _value(frozen, "freeze_violations", **early) == (0.0, 1)
    assert _value(frozen, "freeze_violations", since=date(2026, 2, 1), until=date(2026, 3, 1)) == (None, 0)


def test_freezes_of_settings_and_calendars_are_one_table(frozen: Snapshot) -> None:
    """The calendar's day is the 20th, in Berlin from 09:00; exceptions that were withdrawn are gone."""
    rows = frozen.query(
        "select name, source, is_all_day, strftime(starts_on, '%d'), strftime(ends_on, '%d') from freezes order by starts_at"
    )
    excused = frozen.query("select exception_id from freeze_exceptions order by 1")["exception_id"].tolist()

    assert rows.values.tolist() == [
        ["Year end", "settings", True, "10", "15"], ["Quarter end", "settings", True, "12", "13"], ["Audit", "feed", False, "20", "21"],
    ]  # fmt: skip
    assert excused == ["e1", "e2"]


def test_without_a_freeze_there_is_no_number_but_the_way_to_one(tmp_path: Path) -> None:
    """No freeze of payments is recorded: its deployment is left out, and a month of nothing says what to add."""
    facts = Facts().service().service("ledger").deployment("d1", at="2026-03-13 12:00", version="1.0.0")
    with facts.publish(tmp_path / "a") as snapshot:
        assert _value(snapshot, "freeze_violations") == (None, 0)
        assert _left_out(snapshot, "freeze_violations") == {"d1": "no freeze of its service is recorded"}
        [row] = measure(snapshot, "freeze_violations", since=date(2026, 5, 1), until=date(2026, 6, 1)).to_dict("records")
    with facts.publish(tmp_path / "b", MetricSettings(freezes=(Freeze("L", date(2026, 3, 1), date(2026, 4, 1), ("ledger",)),))) as snapshot:
        assert _value(snapshot, "freeze_violations") == (None, 0)

    assert row["reason"].startswith("No freeze is recorded, which would tell it: add [[freeze]]")


def test_a_change_succeeds_when_nothing_says_otherwise(tmp_path: Path) -> None:
    """
    OPS-1   done, resolution Done                                      success
    OPS-2   closed as Failed                                           no
    OPS-3   an incident names it as its cause                          no
    OPS-4   its fix version 1.0.0 was rolled back                      no
    OPS-5   backed out: its only commit was reverted                   no
    OPS-6   done 5 March 12:00, planned to end 5 March 10:00           no, 120 minutes after its window
    OPS-7   done 5 March 12:00, planned to end that instant            success
    OPS-8   Declined: it was never carried out                         left out
    OPS-9   open                                                       no row
    OPS-10  done, but gone                                             left out
    2 of 7.
    """
    facts = Facts().service(jira_projects=["OPS"]).version("1.0.0", project="OPS")
    done: dict[str, Any] = {"type": "Change", "status": "Done", "moves": [("2026-03-05 12:00", "Done")]}
    facts.issue("OPS-1", at="2026-03-01", resolution="Done", **done)
    facts.issue("OPS-2", at="2026-03-01", resolution="failed", **done)
    facts.issue("OPS-3", at="2026-03-01", resolution="Done", **done)
    facts.issue("OPS-4", at="2026-03-01", fix="1.0.0", **done)
    facts.issue("OPS-5", at="2026-03-01", **done)
    facts.issue("OPS-6", at="2026-03-01", planned_end="2026-03-05 10:00", **done)
    facts.issue("OPS-7", at="2026-03-01", planned_end="2026-03-05 12:00", **done)
    facts.issue("OPS-8", at="2026-03-01", resolution="Declined", **done)
    facts.issue("OPS-9", at="2026-03-01", type="Change").issue("OPS-10", at="2026-03-01", gone_at="2026-04-01", **done)
    facts.issue("OPS-20", at="2026-05-01", type="Incident").link("OPS-20", "is caused by", "OPS-3")
    facts.commit("a", at="2026-02-01").commit("b", at="2026-02-02", message="OPS-5 work").commit("u", at="2026-02-03", reverts="b")
    facts.deployment("d1", at="2026-02-01 12:00", commit="a").deployment("d2", at="2026-03-02 12:00", version="1.0.0")
    facts.deployment("d3", at="2026-03-02 15:00", commit="a", is_rollback=True)
    with facts.publish(tmp_path) as snapshot:
        said = {key: text.partition(": Do ")[0] for key, text in _evidence(snapshot, "change_success_rate").items()}
        assert _value(snapshot, "change_success_rate") == (pytest.approx(2 / 7), 7)
        assert _left_out(snapshot, "change_success_rate") == {
            "OPS-8": "it was not carried out", "OPS-10": "Jira no longer shows it",
        }  # fmt: skip
        assert _value(snapshot, "change_success_rate", since=date(2026, 6, 1), until=date(2026, 7, 1)) == (None, 0)

    assert said.pop("OPS-5").startswith("backed out by ")
    assert said == {
        "OPS-1": "successful", "OPS-2": "closed as failed", "OPS-3": "it caused OPS-20",
        "OPS-4": f"its deployment failed: {sha_of('a')[:10]} releases {sha_of('a')[:10]} again",
        "OPS-6": "120 minutes after its planned window", "OPS-7": "successful",
    }  # fmt: skip


def test_a_commit_without_a_trace_of_authorisation_is_unauthorised_unless_the_list_allows_it(tmp_path: Path) -> None:
    """
    shipped by 1.0.0
    a   PAY-1, known                             authorised
    b   nothing                                  unauthorised
    c   PAY-9, which Jira does not have          unauthorised
    d   approved by Bob, says a feed             authorised
    e   approved by Ann, who wrote it            unauthorised
    f   Reviewed-by: Bob                         authorised
    g   Bump version to 1.0.0                    left out by its subject
    h   by renovate[bot]                         left out by its author
    m   a merge                                  no row
    shipped by 1.1.0, which the feed says Bob approved, and Ann wrote
    i   nothing                                  authorised
    not shipped: j                               left out
    3 of 7.
    """
    facts = Facts().service(jira_projects=["PAY"]).issue("PAY-1", at="2026-02-01")
    for name, message in (("a", "PAY-1 work"), ("b", "work"), ("c", "PAY-9 work"), ("d", "work"), ("e", "work"), ("g", "Bump version to 1.0.0")):
        facts.commit(name, at="2026-03-01", shipped_in="1.0.0", message=message)
    facts.commit("f", at="2026-03-01", shipped_in="1.0.0", trailers=[("reviewed-by", f"{BOB[0]} <{BOB[1]}>")])
    facts.commit("h", at="2026-03-01", shipped_in="1.0.0", author=("Renovate[bot]", "r@example.com"))
    facts.commit("m", at="2026-03-01", shipped_in="1.0.0", parents=("p", "q")).commit("i", at="2026-03-02", shipped_in="1.1.0").commit("j", at="2026-03-03")
    facts.tag("v1.0.0", on="a", at="2026-03-02").tag("v1.1.0", on="i", at="2026-03-05")
    for name, about in (("d", {"sha": sha_of("d")}), ("e", {"sha": sha_of("e")}), ("i", {"version": "1.1"})):
        facts.row(
            "raw.feed_approvals", feed="cab", approval_id=name, service="payments", approver=ANN[0] if name == "e" else BOB[0],
            decision="approved", decided_at="2026-03-01", **about,
        )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        counted = receipt(snapshot, "unauthorised_change_rate").counted
        assert _value(snapshot, "unauthorised_change_rate") == (pytest.approx(3 / 7), 7)
        titles = dict(snapshot.query("select sha, subject from commits").values.tolist())
        left_out = {titles[sha]: why for sha, why in _left_out(snapshot, "unauthorised_change_rate").items()}
        pairs = _value(snapshot, "segregation_of_duties")
        approvals = snapshot.query("select source, release_id, decision from approvals order by approval_id").astype(object)

    assert sorted(counted[counted["amount"] == 1]["subject"]) == sorted(map(sha_of, "bce"))
    assert left_out == {
        "Bump version to 1.0.0": "the allow-list of the settings names it", "Do h": "the allow-list of the settings names it",
        "Do j": "not in a release yet",
    }  # fmt: skip
    assert pairs == (pytest.approx(3 / 9), 9), "d and i by approval, f by its trailer, of nine changes; PAY-1 is one of them"
    assert approvals.where(approvals.notna(), None).values.tolist() == [
        ["feed", None, "approved"], ["feed", None, "approved"], ["feed", "payments/1.1.0", "approved"],
    ]  # fmt: skip


def test_automation_counts_what_is_known_of_the_deployments(tmp_path: Path) -> None:
    """By the feed yes, by the name no and yes, unknown: 2 of 3. A service without a feed is left out, and says why."""
    facts = Facts().service("ledger").commit("l", at="2026-03-01", shipped_in="1.0.0").tag("v1.0.0", on="l", at="2026-03-02").service()
    for number, told in enumerate(({"is_automated": True}, {"deployed_by": "Ada"}, {"deployed_by": "GITHUB-ACTIONS"}, {})):
        facts.deployment(f"d{number}", at=f"2026-03-0{number + 2}", version=f"1.{number}", **told)  # type: ignore[arg-type]
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "deployment_automation_rate") == (pytest.approx(2 / 3), 3)
        assert _left_out(snapshot, "deployment_automation_rate") == {
            "d3": "nobody knows whether a pipeline or a person did it",
            "ledger/1.0.0": "its service has no deployment feed, which would tell who did it",
        }
        assert _value(snapshot, "deployment_automation_rate", since=date(2026, 5, 1), until=date(2026, 6, 1)) == (None, 0)


def test_impact_is_weighed_minutes_of_linked_incidents_and_releases_without_them_are_told(tmp_path: Path) -> None:
    """
    d1 and d2 are 1.0.0 and 1.1.0 in March, d3 is 1.2.0, a day before now; nothing of 1.3.0 was deployed.
    INC-1   Critical, 60 minutes, caused by d1      60 x 1.0 = 60
    INC-2   sev 2, 30 minutes, caused by d1         30 x 0.5 = 15      one failed deployment, two incidents
    INC-3   Critical, caused by d1, open            left out
    INC-4   Critical, 60 minutes, no link           left out
    INC-5   Odd, 60 minutes, caused by d1           left out: no weight
    75 minutes of 2 incidents. Of the matured releases 1.0.0 and 1.1.0 one had no failure; 1.2.0 is watched still.
    """
    facts = Facts().service()
    for version, day in (("1.0.0", "2026-03-01"), ("1.1.0", "2026-03-20"), ("1.2.0", "2026-06-30"), ("1.3.0", "2026-06-30")):
        facts.commit(version, at="2026-02-01", shipped_in=version).tag(f"v{version}", on=version, at=day)
    for number, (version, day) in enumerate((("1.0.0", "2026-03-01"), ("1.1.0", "2026-03-20"), ("1.2.0", "2026-06-30")), start=1):
        facts.deployment(f"d{number}", at=day, version=version)
    for name, severity, end, cause in (
        ("INC-1", "Critical", "2026-04-10 11:00", "d1"), ("INC-2", "sev 2", "2026-04-10 10:30", "d1"), ("INC-3", "Critical", None, "d1"),
        ("INC-4", "Critical", "2026-04-10 11:00", None), ("INC-5", "Odd", "2026-04-10 11:00", "1.0.0"),
    ):  # fmt: skip
        facts.fed_incident(name, at="2026-04-10 10:00", resolved_at=end, severity=severity, caused_by=cause)
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "user_impact_minutes") == (75.0, 2)
        assert _left_out(snapshot, "user_impact_minutes") == {
            "INC-3": "it is not over, or nobody knows when it was", "INC-4": "no confirmed failure links it to a deployment",
            "INC-5": "its severity is in no list of the settings",
        }  # fmt: skip
        by_severity = measure(snapshot, "user_impact_minutes", breakdown="category").set_index("group_name")["value"].to_dict()
        assert _value(snapshot, "incident_free_release_rate") == (0.5, 2)
        assert _left_out(snapshot, "incident_free_release_rate") == {
            "payments/1.2.0": "its observation window is still open",
            "payments/1.3.0": "not deployed to production, as far as the deployment feed tells",
        }

    assert (by_severity["Critical"], by_severity["sev 2"]) == (60.0, 15.0)
