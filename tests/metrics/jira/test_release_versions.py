"""Jira versions and git tags joined to one release, planned releases, and the history of their dates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from metrics.settings import MetricSettings
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts, instant


def _rows(frame: pd.DataFrame) -> list[list[object]]:
    return [[None if pd.isna(value) else value for value in row] for row in frame.astype(object).values.tolist()]


def _matched(snapshot: Snapshot) -> dict[str, tuple[object, ...]]:
    rows = snapshot.query("select version_name, release_id, matched_by, unmatched_because from release_versions")
    return {str(name): tuple(rest) for name, *rest in _rows(rows)}


def _tagged(facts: Facts, *tags: str, repository: str | None = None) -> Facts:
    for n, tag in enumerate(tags):
        name = f"{repository or ''}{tag}"
        facts.commit(name, at=f"2026-01-{n + 2:02d}", shipped_in=tag.lstrip("v"), repository=repository)
        facts.tag(tag, on=name, at=f"2026-01-{n + 2:02d}", repository=repository)
    return facts


def test_names_that_mean_one_version_meet_their_tag(tmp_path: Path) -> None:
    """
    v1.0.0   "1.0"              1.2 = 1.2.0
    1.1.0    "v1.1.0"           a v more or less
    v1.2.0   "Payments 1.2.0"   the service's name before it
    v1.3.0   "Pay 1.3.0"        the project's name before it
    v1.4.0   "Spring 26"        by the settings
    v1.5.0   -                  has no version
    """
    facts = _tagged(Facts().service(jira_projects=["PAY"]), "v1.0.0", "1.1.0", "v1.2.0", "v1.3.0", "v1.4.0", "v1.5.0")
    for name in ("1.0", "v1.1.0", "Payments 1.2.0", "Pay 1.3.0", "Spring 26"):
        facts.version(name, release_on="2026-01-02", is_released=True)
    facts.maps_version("payments", "spring 26", "1.4.0")
    with facts.publish(tmp_path) as snapshot:
        assert _matched(snapshot) == {
            "1.0": ("payments/1.0.0", "name", None),
            "v1.1.0": ("payments/1.1.0", "name", None),
            "Payments 1.2.0": ("payments/1.2.0", "name", None),
            "Pay 1.3.0": ("payments/1.3.0", "name", None),
            "Spring 26": ("payments/1.4.0", "settings", None),
        }
        names = snapshot.query("select jira_version_names[1] as n from releases order by version_order")["n"]
        without = snapshot.query("select subject from audit.tags_without_version")["subject"].tolist()
        assert len(snapshot.query("from releases")) == 6

    assert [None if pd.isna(name) else name for name in names] == [
        "1.0", "v1.1.0", "Payments 1.2.0", "Pay 1.3.0", "Spring 26", None,
    ]  # fmt: skip
    assert without == ["payments/1.5.0"]


def test_what_could_be_two_is_listed_and_not_guessed(tmp_path: Path) -> None:
    """
    One project, two services, each with a tag 1.0.0.
    "1.0.0"            could be either
    "web 1.0.0"        web's
    "payments 2.0"     and "Payments v2.0.0" name one release of payments, equally well
    "1.1" beside "payments 1.1"   both only of a shared project: the first is nobody's
    """
    facts = Facts().service("payments", jira_projects=["SHOP"]).service("web", jira_projects=["SHOP"])
    _tagged(facts, "1.0.0", repository="payments")
    _tagged(facts, "1.0.0", repository="web")
    for name in ("1.0.0", "web 1.0.0", "payments 2.0", "Payments v2.0.0", "payments 1.1", "1.1"):
        facts.version(name, project="SHOP", release_on="2026-09-01")
    with facts.publish(tmp_path) as snapshot:
        found = _matched(snapshot)
        listed = snapshot.query("select subject from audit.unmatched_versions order by 1")["subject"].tolist()
        releases = snapshot.query("select release_id from releases order by 1")["release_id"].tolist()

    shared = "its project is shared by payments, web, and its name begins with none of them"
    assert found == {
        "1.0.0": (None, None, shared),
        "web 1.0.0": ("web/1.0.0", "name", None),
        "payments 2.0": (None, None, "it is one of 2 versions of its project that name the same release"),
        "Payments v2.0.0": (None, None, "it is one of 2 versions of its project that name the same release"),
        "payments 1.1": ("payments/1.1", "name", None),
        "1.1": (None, None, shared),
    }
    assert listed == ["SHOP 1.0.0", "SHOP 1.1", "SHOP Payments v2.0.0", "SHOP payments 2.0"]
    assert releases == ["payments/1.0.0", "payments/1.1", "web/1.0.0"]


def test_of_two_names_the_one_written_like_the_tag_wins(tmp_path: Path) -> None:
    facts = (
        _tagged(Facts().service(jira_projects=["PAY"]), "v1.2.0")
        .version("1.2")
        .version("1.2.0")
        .version("Android 1.2.0")
    )
    with facts.publish(tmp_path) as snapshot:
        found = _matched(snapshot)

    assert found["1.2.0"] == ("payments/1.2.0", "name", None)
    for name in ("1.2", "Android 1.2.0"):
        assert found[name] == (None, None, "another version of its project names the same release: 1.2.0")


def test_releases_that_are_planned_overdue_out_or_given_up(tmp_path: Path) -> None:
    """
    As of 1 July 2026.
    v1.0.0    tag, version planned for 1 January, moved to the 3rd, out on the 2nd by its tag
    1.1.0     planned for August, moved twice
    1.2.0     planned for June: overdue
    1.3.0     archived and never released: abandoned
    0.9.0     marked as released, no tag: no release of a service that has tags
    2.0.0     no date at all: planned
    Summer    no version in its name, but a date: planned
    Backlog   neither: no release
    gone      Jira has it no more
    """
    facts = _tagged(Facts().service(jira_projects=["PAY"]), "v1.0.0")
    facts.version("1.0.0", start_on="2025-12-01", release_on="2026-01-02", is_released=True, snapshots=[
        ("2025-12-01", "2026-01-01", False), ("2025-12-20", "2026-01-03", False), ("2026-01-02", "2026-01-02", True),
    ])  # fmt: skip
    facts.version("1.1.0", release_on="2026-08-20", snapshots=[
        ("2026-01-05", "2026-08-01", False), ("2026-03-01", "2026-08-15", False), ("2026-04-01", "2026-08-15", False),
        ("2026-05-01", "2026-08-20", False),
    ])  # fmt: skip
    facts.version("1.2.0", release_on="2026-06-30").version("1.3.0", release_on="2026-05-01", is_archived=True)
    facts.version("0.9.0", release_on="2025-11-01", is_released=True).version("2.0.0")
    facts.version("Summer", release_on="2026-09-01").version("Backlog").version("9.9.9", gone_at="2026-02-01")
    facts.issue("PAY-1", at="2026-01-01", fix="1.1.0", moves=[("2026-01-02", "Done")])
    facts.issue("PAY-2", at="2026-01-01", fix="1.1.0").issue(
        "PAY-3", at="2026-01-01", fix="1.1.0", gone_at="2026-02-01"
    )
    with facts.publish(tmp_path) as snapshot:
        rows = snapshot.query("""
            select version, state, is_released, strftime(planned_on, '%m-%d'), planned_change_count, scope_issue_count,
                done_issue_count, released_at is null, sha is null
            from releases order by version_order
        """)
        assert snapshot.query("select release_count from services")["release_count"].tolist() == [1]
        assert len(snapshot.query("from deployments")) == 1
        unmatched = dict(
            snapshot.query(
                "select version_name, unmatched_because from release_versions where release_id is null"
            ).values.tolist()
        )
        without_tag = snapshot.query("select subject from audit.versions_released_without_tag")["subject"].tolist()
        slips = snapshot.query(
            "select version_name, slip_days, is_replan from version_history where slip_days is not null order by seen_at"
        ).values.tolist()

    assert _rows(rows) == [
        ["Summer", "planned", False, "09-01", 0, 0, 0, True, True],
        ["1.0.0", "released", True, "01-03", 1, 0, 0, False, False],
        ["1.1.0", "planned", False, "08-20", 2, 2, 1, True, True],
        ["1.2.0", "overdue", False, "06-30", 0, 0, 0, True, True],
        ["1.3.0", "abandoned", False, "05-01", 0, 0, 0, True, True],
        ["2.0.0", "planned", False, None, 0, 0, 0, True, True],
    ]
    assert unmatched == {
        "0.9.0": "it is marked as released, and no release tag of its service names it",
        "Backlog": "its name holds no version and it has no date",
        "9.9.9": "Jira no longer has it",
    }
    assert without_tag == ["PAY 0.9.0"]
    assert slips == [["1.0.0", 2, True], ["1.0.0", -1, False], ["1.1.0", 14, True], ["1.1.0", 5, True]]


def test_a_service_without_tags_is_released_by_its_jira_versions_to_the_day(tmp_path: Path) -> None:
    """Noon of the display zone stands for the day: 2 March in Tokyo is 03:00 UTC. Its deployments follow."""
    facts = Facts().service(repositories=[], jira_projects=["PAY"])
    facts.version("1.0.0", release_on="2026-03-02", is_released=True).version(
        "1.0.1", release_on="2026-03-05", is_released=True
    )
    facts.version("1.1.0", is_released=True).version("1.2.0", release_on="2099-01-01", is_released=True)
    with facts.publish(tmp_path, MetricSettings(time_zone="Asia/Tokyo")) as snapshot:
        out = snapshot.query(
            "select version, strftime(timezone('UTC', released_at), '%m-%d %H:%M'), released_at_from, next_release_id"
            " from releases where not_placeable_because is null order by version"
        )
        doubtful = snapshot.query(
            "select version, not_placeable_because from releases where not_placeable_because is not null"
        )
        methods = snapshot.query("select distinct method from deployments")["method"].tolist()
        unmatched = _matched(snapshot)["1.1.0"]

    assert _rows(out) == [
        ["1.0.0", "03-02 03:00", "jira version", "payments/1.0.1"],
        ["1.0.1", "03-05 03:00", "jira version", None],
    ]
    assert doubtful.values.tolist() == [["1.2.0", "its release has a doubtful date"]]
    assert methods == ["jira version"]
    assert unmatched == (None, None, "it is marked as released, and has no release date")


def test_a_candidate_and_a_rollback_are_told_by_their_state(tmp_path: Path) -> None:
    facts = Facts().service()
    for name, day in (("a", 2), ("b", 10)):
        facts.commit(name, at=f"2026-01-{day:02d}", shipped_in={"a": "1.0.0", "b": "1.1.0"}[name])
    facts.tag("v1.0.0-rc1", on="a", at="2026-01-02").tag("v1.0.0", on="a", at="2026-01-03").tag(
        "v1.1.0", on="b", at="2026-01-11"
    )
    facts.tag("v1.1.1", on="a", at="2026-01-12")
    with facts.publish(tmp_path) as snapshot:
        states = dict(snapshot.query("select version, state from releases").values.tolist())

    assert states == {"1.0.0-rc1": "candidate", "1.0.0": "released", "1.1.0": "rolled back", "1.1.1": "released"}


@pytest.mark.parametrize(("project", "reason"), [("PAY", None), ("OPS", "its project belongs to no service")])
def test_a_version_of_no_service_is_listed(tmp_path: Path, project: str, reason: str | None) -> None:
    facts = Facts().service(jira_projects=["PAY"]).version("1.0.0", project=project, release_on="2026-08-01")
    with facts.publish(tmp_path, now=instant("2026-07-01")) as snapshot:
        assert _matched(snapshot)["1.0.0"][2] == reason
