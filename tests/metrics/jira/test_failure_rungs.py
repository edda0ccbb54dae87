"""The ladder that links incidents and defects to the deployments they came from; the first rung that holds wins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.settings import MetricSettings
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts, instant


def _value(snapshot: Snapshot, metric_id: str) -> tuple[Any, int]:
    [row] = measure(snapshot, metric_id).to_dict("records")
    return row["value"], row["sample_size"]


def _line(*versions: tuple[str, str]) -> Facts:
    """A service whose versions each ship one issue of their own: PAY-100 in the first, PAY-101 in the next, ..."""
    facts = Facts().service(jira_projects=["PAY"])
    for n, (version, day) in enumerate(versions):
        facts.issue(f"PAY-{100 + n}", at="2025-12-01")
        facts.commit(version, at=f"{day} 00:00", shipped_in=version, message=f"PAY-{100 + n} work")
        facts.tag(f"v{version}", on=version, at=f"{day} 12:00").version(version, release_on=day, is_released=True)
    return facts


def _failures(snapshot: Snapshot) -> list[list[object]]:
    return snapshot.query(
        "select release_id, rung, confidence, issue_key from failures order by release_id, issue_key"
    ).values.tolist()


def test_each_rung_and_only_the_first_that_holds(tmp_path: Path) -> None:
    """
    1.0.0  2 March      1.1.0  10 March      1.1.1  13 March, a patch
    PAY-1  incident, 10 March 15:00, is caused by PAY-100 of 1.0.0, affects 1.1.0      caused_by 1.0.0
    PAY-2  incident, 11 March, affects 1.1.0 (and is near it)                          affects_version 1.1.0
    PAY-3  bug, Low, reported 11 March, fixed in 1.1.1                                 hotfix 1.1.0
    PAY-4  bug, High, reported 12 March, affects 1.1.0                                 escaped_defect 1.1.0
    PAY-5  bug, Low, reported 12 March, affects 1.1.0                                  nothing
    PAY-6  incident, 14 March                                                          proximity 1.1.1
    PAY-7  incident, 20 March                                                          nothing: too late
    PAY-8  bug, High, affects 1.1.0, reported before it was out                        nothing
    """
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-10"), ("1.1.1", "2026-03-13"))
    facts.issue("PAY-1", at="2026-03-10 15:00", type="Incident", affects="1.1.0").link(
        "PAY-1", "is caused by", "PAY-100"
    )
    facts.issue("PAY-2", at="2026-03-11", type="[System] Incident", affects="1.1.0")
    facts.issue("PAY-3", at="2026-03-11", type="Bug", priority="Low")
    facts.commit("fix", at="2026-03-12", shipped_in="1.1.1", message="PAY-3 repaired")
    facts.issue("PAY-4", at="2026-03-12", type="Bug", priority="High", affects="1.1.0")
    facts.issue("PAY-5", at="2026-03-12", type="Bug", priority="Low", affects="1.1.0")
    facts.issue("PAY-6", at="2026-03-14", type="Outage").issue("PAY-7", at="2026-03-20", type="Incident")
    facts.issue("PAY-8", at="2026-03-09", type="Bug", priority="High", affects="1.1.0")
    with facts.publish(tmp_path) as snapshot:
        assert _failures(snapshot) == [
            ["payments/1.0.0", "caused_by", "confirmed", "PAY-1"],
            ["payments/1.1.0", "affects_version", "confirmed", "PAY-2"],
            ["payments/1.1.0", "hotfix", "suspected", "PAY-3"],
            ["payments/1.1.0", "escaped_defect", "suspected", "PAY-4"],
            ["payments/1.1.1", "proximity", "suspected", "PAY-6"],
        ]
        assert _value(snapshot, "change_failure_rate") == (pytest.approx(2 / 3), 3)
        assert _value(snapshot, "change_failure_rate_upper") == (1.0, 3)
        assert _value(snapshot, "incidents_caused_by_change") == (0.5, 4)
        assert _value(snapshot, "incidents_caused_by_change_upper") == (0.75, 4)
        evidence = snapshot.query("select evidence from failures order by release_id, issue_key")["evidence"].tolist()

    assert evidence == [
        "PAY-1 is caused by PAY-100",
        "PAY-2 affects 1.1.0",
        "1.1.1 ships PAY-3, reported after 1.1.0",
        "PAY-4 affects 1.1.0",
        "PAY-6 was opened 12.0 hours after 1.1.1",
    ]


def test_links_are_read_from_either_end_and_never_backwards(tmp_path: Path) -> None:
    """
    PAY-1   'wird verursacht von' PAY-100, of type Problem/Incident    by its type
    PAY-2   the issue at the other end is not read                     nothing
    PAY-3   PAY-3 causes PAY-101, not the other way round              nothing
    PAY-4   'relates to' PAY-100                                       nothing
    """
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-03"))
    for n in (1, 2, 3, 4):
        facts.issue(f"PAY-{n}", at="2026-03-20", type="Incident")
    facts.link("PAY-1", "wird verursacht von", "PAY-100").link("PAY-2", "is caused by", "ELSE-9")
    facts.link("PAY-101", "is caused by", "PAY-3").link("PAY-4", "relates to", "PAY-100", type="Relates")
    with facts.publish(tmp_path) as snapshot:
        assert _failures(snapshot) == [["payments/1.0.0", "caused_by", "confirmed", "PAY-1"]]


def test_a_cause_that_was_backported_failed_where_it_was_out_last_before_the_incident(tmp_path: Path) -> None:
    """PAY-100 is in 1.0.0 (2 March), 1.0.1 (5 March) and 2.0.0 (20 March); the incident was opened on 10 March: 1.0.1."""
    facts = _line(("1.0.0", "2026-03-02"))
    for version, day in (("1.0.1", "2026-03-05"), ("2.0.0", "2026-03-20")):
        facts.commit(version, at=day, shipped_in=version, message="PAY-100 again").tag(
            f"v{version}", on=version, at=day
        )
    facts.issue("PAY-1", at="2026-03-10", type="Incident").link("PAY-1", "is caused by", "PAY-100")
    with facts.publish(tmp_path) as snapshot:
        assert _failures(snapshot) == [["payments/1.0.1", "caused_by", "confirmed", "PAY-1"]]


def test_one_incident_with_two_causes_and_two_incidents_with_one(tmp_path: Path) -> None:
    """PAY-1 is caused by PAY-100 and PAY-101: both failed. PAY-2 by PAY-100 too: 1.0.0 is still one failed deployment."""
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-05"), ("1.2.0", "2026-03-08"))
    for n in (1, 2):
        facts.issue(f"PAY-{n}", at="2026-03-20", type="Incident").link(f"PAY-{n}", "is caused by", "PAY-100")
    facts.link("PAY-1", "is caused by", "PAY-101")
    with facts.publish(tmp_path) as snapshot:
        assert [row[0] for row in _failures(snapshot)] == ["payments/1.0.0", "payments/1.0.0", "payments/1.1.0"]
        assert _value(snapshot, "change_failure_rate") == (pytest.approx(2 / 3), 3)


def test_proximity_needs_the_service_and_looks_at_components_when_both_are_known(tmp_path: Path) -> None:
    """
    payments 1.0.0 on 2 March 12:00 ships PAY-100 of the component api; 1.0.1 at 15:00.
    PAY-1   3 March, component api     1.0.1 ships nothing with a component: its component is not known      proximity 1.0.1
    PAY-2   2 March 13:00, api         proximity 1.0.0
    PAY-3   2 March 13:00, batch       another component                                                      nothing
    PAY-4   2 March 12:00 sharp        proximity 1.0.0
    PAY-5   2 March 11:59              before it                                                              nothing
    WEB-1   2 March 13:00              another service                                                        nothing
    PAY-6   5 March 15:00 sharp        72 hours after 1.0.1                                                   proximity 1.0.1
    PAY-7   5 March 15:01              too late                                                               nothing
    """
    facts = Facts().service(jira_projects=["PAY"]).service("web", jira_projects=["WEB"])
    facts.issue("PAY-100", at="2026-01-01", components=["api"])
    facts.commit("a", at="2026-03-01", shipped_in="1.0.0", message="PAY-100", repository="payments")
    facts.commit("b", at="2026-03-01", shipped_in="1.0.1", repository="payments")
    facts.tag("v1.0.0", on="a", at="2026-03-02 12:00", repository="payments").tag(
        "v1.0.1", on="b", at="2026-03-02 15:00", repository="payments"
    )
    for key, at, components in (
        ("PAY-1", "2026-03-03", ["api"]), ("PAY-2", "2026-03-02 13:00", ["api"]), ("PAY-3", "2026-03-02 13:00", ["batch"]),
        ("PAY-4", "2026-03-02 12:00", []), ("PAY-5", "2026-03-02 11:59", []), ("WEB-1", "2026-03-02 13:00", []),
        ("PAY-6", "2026-03-05 15:00", []), ("PAY-7", "2026-03-05 15:01", []),
    ):  # fmt: skip
        facts.issue(key, at=at, type="Incident", components=components)
    with facts.publish(tmp_path) as snapshot:
        assert _failures(snapshot) == [
            ["payments/1.0.0", "proximity", "suspected", "PAY-2"],
            ["payments/1.0.0", "proximity", "suspected", "PAY-4"],
            ["payments/1.0.1", "proximity", "suspected", "PAY-1"],
            ["payments/1.0.1", "proximity", "suspected", "PAY-6"],
        ]


def test_recovery_ends_with_what_comes_first_and_the_open_are_told_with_their_age(tmp_path: Path) -> None:
    """
    Each affects the release of its number; opened at 13:00 of its day.
    1.0.0  2 March 12:00     PAY-1 resolved 3 March 12:00, its repair ships in 1.3.0 on 20 March         24 h
    1.1.0  5 March 12:00     PAY-2 still open, its repair ships in 1.3.0                                 360 h
    1.2.0  10 March 12:00    PAY-3 still open: not mended, 111.5 days later (as of 30 June 00:00)
    1.3.0  20 March 12:00    -
    median of 24 and 360 = 192; 1.3.0 comes within 7 days of none and is no patch: no rework
    """
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-05"), ("1.2.0", "2026-03-10"), ("1.3.0", "2026-03-20"))
    facts.issue(
        "PAY-1", at="2026-03-02 13:00", type="Incident", affects="1.0.0", resolved_at="2026-03-03 12:00", status="Done"
    )
    facts.issue("PAY-2", at="2026-03-05 13:00", type="Incident", affects="1.1.0")
    facts.issue("PAY-3", at="2026-03-10 13:00", type="Incident", affects="1.2.0")
    facts.commit("repair", at="2026-03-19", shipped_in="1.3.0", message="PAY-1 PAY-2 repaired")
    facts.source("payments", read_at="2026-06-30")
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "failed_deployment_recovery_time") == (192.0, 2)
        assert _value(snapshot, "deployment_rework_rate") == (0.0, 4)
        left_out = receipt(snapshot, "failed_deployment_recovery_time").left_out
        restored = snapshot.query(
            "select restored_by_release_id, repaired_by_release_id from failures where issue_key = 'PAY-1'"
        ).astype(object)

    assert left_out[["subject", "left_out_because", "evidence"]].values.tolist() == [
        ["payments/1.2.0", "not mended yet, or the mending release cannot be placed in time",
         "PAY-3 affects 1.2.0; open for 111.5 days"],
    ]  # fmt: skip
    assert restored.where(restored.notna(), None).values.tolist() == [[None, "payments/1.3.0"]]


def test_the_repair_of_a_confirmed_incident_is_rework_when_it_is_a_patch_or_soon(tmp_path: Path) -> None:
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-05"))
    facts.issue("PAY-1", at="2026-03-02 13:00", type="Incident", affects="1.0.0")
    facts.commit("repair", at="2026-03-04", shipped_in="1.1.0", message="PAY-1 repaired")
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "deployment_rework_rate") == (0.5, 2)
        assert receipt(snapshot, "deployment_rework_rate").counted.query("amount == 1")["evidence"].tolist() == [
            "repairs PAY-1 of 1.0.0"
        ]


def test_an_incident_that_was_over_before_the_deployment_has_no_recovery_time(tmp_path: Path) -> None:
    facts = _line(("1.0.0", "2026-03-02"))
    facts.issue(
        "PAY-1", at="2026-03-01", type="Incident", affects="1.0.0", resolved_at="2026-03-01 12:00", status="Done"
    )
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "failed_deployment_recovery_time")[1] == 0
        [reason] = receipt(snapshot, "failed_deployment_recovery_time").left_out["left_out_because"].tolist()

    assert reason == "mended before it was deployed"


def test_settings_say_what_an_incident_is_and_how_near_is_near(tmp_path: Path) -> None:
    """By default a P1 bug is a defect and a day is near; with other settings it is an incident, and a day is far."""
    facts = _line(("1.0.0", "2026-03-02"))
    facts.issue("PAY-1", at="2026-03-03 13:00", type="Bug", priority="P1")
    with facts.publish(tmp_path / "a") as snapshot:
        assert snapshot.query("from incidents").empty
        assert snapshot.query("from failures").empty
    with facts.publish(tmp_path / "b", MetricSettings(incident_priorities=("p1",))) as snapshot:
        assert [row[1] for row in _failures(snapshot)] == ["proximity"]
    with facts.publish(tmp_path / "c", MetricSettings(incident_priorities=("P1",), proximity_hours=24)) as snapshot:
        assert len(snapshot.query("from incidents")) == 1
        assert snapshot.query("from failures").empty


def test_a_gone_incident_links_to_nothing_and_a_release_without_a_place_in_time_fails_in_no_rate(
    tmp_path: Path,
) -> None:
    """
    incident   affects            link                 counted
    PAY-1      1.0.0, gone        none                 1.0.0 did not fail
    PAY-2      2.0.0, imported    affects_version      2.0.0 has no place in time: 0 of 1, not 1 of 2
    """
    facts = _line(("1.0.0", "2026-03-02"))
    facts.commit("imported", at="2026-03-01", shipped_in="2.0.0").tag(
        "v2.0.0", on="imported", at="2026-03-02", is_import_dated=True
    )
    facts.version("2.0.0", is_released=True)
    facts.issue("PAY-1", at="2026-03-02 13:00", type="Incident", affects="1.0.0", gone_at="2026-04-01")
    facts.issue("PAY-2", at="2026-05-02 13:00", type="Incident", affects="2.0.0")
    with facts.publish(tmp_path, now=instant("2026-07-01")) as snapshot:
        links = snapshot.query("select release_id, rung from failures").values.tolist()
        [rate] = snapshot.arrow("from metric.change_failure_rate('all', 'all', null, null)").to_pylist()

    assert links == [["payments/2.0.0", "affects_version"]]
    assert (rate["value"], rate["sample_size"]) == (0.0, 1)
