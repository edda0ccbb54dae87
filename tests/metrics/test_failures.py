"""Failures by revert and rollback, and the three metrics of instability that rest on them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.settings import MetricSettings
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts, instant, sha_of


def _value(snapshot: Snapshot, metric_id: str) -> tuple[Any, int]:
    [row] = measure(snapshot, metric_id).to_dict("records")
    return row["value"], row["sample_size"]


def _line(*versions: tuple[str, str]) -> Facts:
    """One commit and tag for each version, named after it, the commit an hour before its tag."""
    facts = Facts().service()
    for version, day in versions:
        facts.commit(version, at=f"{day} 11:00", shipped_in=version).tag(f"v{version}", on=version, at=f"{day} 12:00")
    return facts


def test_a_deployment_whose_change_a_later_release_reverts_has_failed(tmp_path: Path) -> None:
    """
    1.0.0  2 March   -
    1.1.0  10 March  ships 'bad'
    1.1.1  12 March  ships the revert of 'bad'      1 of 3 failed; mended after 48 h; 1 of 3 is rework
    """
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-10"), ("1.1.1", "2026-03-12"))
    facts.commit("bad", at="2026-03-09", shipped_in="1.1.0").commit(
        "undo", at="2026-03-11", shipped_in="1.1.1", reverts="bad"
    )
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "change_failure_rate") == (pytest.approx(1 / 3), 3)
        assert _value(snapshot, "failed_deployment_recovery_time") == (48.0, 1)
        assert _value(snapshot, "deployment_rework_rate") == (pytest.approx(1 / 3), 3)
        [failure] = snapshot.query("from failures").to_dict("records")
        [rework] = snapshot.query("from deployments where is_rework").to_dict("records")

    assert (failure["release_id"], failure["rung"], failure["confidence"]) == ("payments/1.1.0", "revert", "confirmed")
    assert failure["evidence"] == f"1.1.1 ships {sha_of('undo')[:10]}, which reverts {sha_of('bad')[:10]}"
    assert (rework["release_id"], rework["rework_because"]) == ("payments/1.1.1", "reverts a change of 1.1.0")


def test_two_reverts_of_one_deployment_are_one_failed_deployment(tmp_path: Path) -> None:
    """1.1.0 ships two bad changes, reverted in 1.1.1 and 1.1.2: 1 of 4 failed, mended by the first after 24 h."""
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-10"), ("1.1.1", "2026-03-11"), ("1.1.2", "2026-03-14"))
    for name, undone_in in (("bad", "1.1.1"), ("worse", "1.1.2")):
        facts.commit(name, at="2026-03-09", shipped_in="1.1.0")
        facts.commit(f"un{name}", at="2026-03-10", shipped_in=undone_in, reverts=name)
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "change_failure_rate") == (0.25, 4)
        assert _value(snapshot, "failed_deployment_recovery_time") == (24.0, 1)
        assert len(snapshot.query("from failures")) == 2


def test_a_revert_in_the_same_release_or_not_released_is_no_failure(tmp_path: Path) -> None:
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-10"))
    facts.commit("slip", at="2026-03-08", shipped_in="1.1.0").commit(
        "unslip", at="2026-03-09", shipped_in="1.1.0", reverts="slip"
    )
    facts.commit("bad", at="2026-03-08", shipped_in="1.1.0").commit("unbad", at="2026-03-20", reverts="bad")
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "change_failure_rate") == (0.0, 2)
        [row] = measure(snapshot, "failed_deployment_recovery_time").to_dict("records")

    assert row["value"] != row["value"]
    assert row["reason"] == "No failed deployment was mended in this period."


def test_a_revert_that_is_reverted_in_the_same_release_is_no_failure(tmp_path: Path) -> None:
    facts = _line(("1.0.0", "2026-03-02"), ("1.0.1", "2026-03-10"))
    facts.commit("good", at="2026-03-01", shipped_in="1.0.0")
    facts.commit("undo", at="2026-03-05", shipped_in="1.0.1", reverts="good")
    facts.commit("redo", at="2026-03-06", shipped_in="1.0.1", reverts="undo")
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "change_failure_rate") == (0.0, 2)
        backed_out = snapshot.query("select title from changes where is_backed_out")["title"].tolist()

    assert backed_out == ["Do undo"]


def test_a_commit_released_again_after_another_rolls_the_one_between_back(tmp_path: Path) -> None:
    """
    1.0.0 on a   2 March
    1.1.0 on b   10 March 12:00   failed
    1.1.1 on a   10 March 15:00   the rollback: mended after 3 h
    """
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-10"))
    facts.tag("v1.1.1", on="1.0.0", at="2026-03-10 15:00")
    with facts.publish(tmp_path) as snapshot:
        failures = snapshot.query("select release_id, rung, restored_by_release_id from failures").values.tolist()
        assert failures == [["payments/1.1.0", "rollback", "payments/1.1.1"]]
        assert _value(snapshot, "failed_deployment_recovery_time") == (3.0, 1)
        assert _value(snapshot, "deployment_rework_rate") == (pytest.approx(1 / 3), 3)


def test_two_versions_in_a_row_on_one_commit_are_no_rollback(tmp_path: Path) -> None:
    facts = _line(("1.0.0", "2026-03-02"), ("1.1.0", "2026-03-10"))
    facts.tag("v1.1.1", on="1.1.0", at="2026-03-11")
    with facts.publish(tmp_path) as snapshot:
        assert snapshot.query("from failures").empty


def test_an_open_observation_window_keeps_a_deployment_out_and_the_period_provisional(tmp_path: Path) -> None:
    """
    seen on 1 July 2026; the window is 14 days or the next release of the line
    1.0.0  1 June           matured on 15 June
    1.1.0  20 June          matures on 4 July: left out
    1.1.1  25 June          matures on 9 July: left out, but it closed the window of 1.1.0 -> counted
    """
    facts = _line(("1.0.0", "2026-06-01"), ("1.1.0", "2026-06-20"), ("1.1.1", "2026-06-25"))
    with facts.publish(tmp_path) as snapshot:
        [row] = measure(snapshot, "change_failure_rate").to_dict("records")
        months = measure(snapshot, "change_failure_rate", grain="month")
        shown = receipt(snapshot, "change_failure_rate")

    assert (row["value"], row["sample_size"], row["is_provisional"]) == (0.0, 2, True)
    assert months["is_provisional"].tolist() == [True]
    assert shown.left_out[["subject", "left_out_because"]].values.tolist() == [
        ["payments/1.1.1", "its observation window is still open"]
    ]


def test_without_a_matured_deployment_there_is_no_rate_but_a_reason(tmp_path: Path) -> None:
    with _line(("1.0.0", "2026-06-25")).publish(tmp_path) as snapshot:
        [row] = measure(snapshot, "change_failure_rate").to_dict("records")

    assert row["value"] != row["value"]
    assert row["reason"] == "None of 1 could be counted; mostly: its observation window is still open."
    assert row["is_provisional"]


def test_the_setting_of_the_observation_window_changes_who_is_matured(tmp_path: Path) -> None:
    with _line(("1.0.0", "2026-06-25")).publish(tmp_path, MetricSettings(observation_days=3)) as snapshot:
        assert _value(snapshot, "change_failure_rate") == (0.0, 1)


def test_recovery_is_placed_where_the_failure_was_mended(tmp_path: Path) -> None:
    """Failed on 28 March, mended on 2 April: it belongs to April."""
    facts = _line(("1.0.0", "2026-03-28"), ("1.0.1", "2026-04-02"))
    facts.commit("bad", at="2026-03-20", shipped_in="1.0.0").commit(
        "undo", at="2026-04-01", shipped_in="1.0.1", reverts="bad"
    )
    with facts.publish(tmp_path) as snapshot:
        months = measure(
            snapshot, "failed_deployment_recovery_time", grain="month", since=date(2026, 3, 1), until=date(2026, 5, 1)
        )

    assert months["sample_size"].tolist() == [0, 1]
    assert months["value"].tolist()[1] == 120.0


def test_a_mending_release_without_a_place_in_time_leaves_the_failure_unmended(tmp_path: Path) -> None:
    facts = _line(("1.0.0", "2026-03-02"))
    facts.commit("bad", at="2026-03-01", shipped_in="1.0.0").commit(
        "undo", at="2026-03-03", shipped_in="1.0.1", reverts="bad"
    )
    facts.tag("v1.0.1", on="undo", at="2026-03-05", is_import_dated=True)
    with facts.publish(tmp_path) as snapshot:
        shown = receipt(snapshot, "failed_deployment_recovery_time")

    assert shown.counted_count == 0
    assert shown.left_out["left_out_because"].tolist() == [
        "not mended yet, or the mending release cannot be placed in time"
    ]


def test_rework_is_a_patch_or_soon(tmp_path: Path) -> None:
    """
    Four services; each 1.0.0 on 1 March ships 'bad'. The release that ships its revert is rework when it is a patch, or
    comes within 7 days of what it mends.

    service       mended by   on         rework
    soon          1.1.0       4 March    yes
    later         1.1.0       31 March   no
    later patch   1.0.1       31 March   yes
    """
    facts = Facts()
    for service, version, day in (("soon", "1.1.0", 4), ("later", "1.1.0", 31), ("later patch", "1.0.1", 31)):
        bad, undo = f"bad {service}", f"undo {service}"
        facts.service(service).commit(bad, at="2026-02-20", shipped_in="1.0.0").tag("v1.0.0", on=bad, at="2026-03-01")
        facts.commit(undo, at="2026-03-01", shipped_in=version, reverts=bad)
        facts.tag(f"v{version}", on=undo, at=f"2026-03-{day:02d}")
    with facts.publish(tmp_path) as snapshot:
        rework = snapshot.query("select service from deployments where is_rework order by 1")["service"].tolist()

    assert rework == ["later patch", "soon"]


def test_a_quick_patch_is_suspected_rework_and_raises_only_the_upper_end(tmp_path: Path) -> None:
    """1.0.1 comes 3 days after 1.0.0, 1.0.2 9 days after that: confirmed 0 of 3, with suspicion 1 of 3."""
    facts = _line(("1.0.0", "2026-03-01"), ("1.0.1", "2026-03-04"), ("1.0.2", "2026-03-13"))
    with facts.publish(tmp_path) as snapshot:
        assert _value(snapshot, "deployment_rework_rate") == (0.0, 3)
        assert _value(snapshot, "deployment_rework_rate_upper") == (pytest.approx(1 / 3), 3)
        evidence = receipt(snapshot, "deployment_rework_rate_upper").counted.query("amount == 1")["evidence"].tolist()

    assert evidence == ["a patch 3.0 days after 1.0.0"]


def test_short_ids_forged_into_a_ring_of_reverts_end(tmp_path: Path) -> None:
    facts = _line(("1.0.0", "2026-03-01"))
    for name, other in (("x", "y"), ("y", "z"), ("z", "x")):
        facts.commit(name, at="2026-02-01", shipped_in="1.0.0", reverts=other)
    with facts.publish(tmp_path, now=instant("2026-07-01")) as snapshot:
        assert len(snapshot.query("from reverts")) == 3
