"""Change lead time and the wait for release, worked by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.snapshot import Snapshot
from tests.support.raw_rows import BOB, Facts


def _only(snapshot: Snapshot, metric_id: str, **asked: Any) -> dict[str, Any]:
    rows: list[dict[str, Any]] = measure(snapshot, metric_id, **asked).to_dict("records")
    [row] = rows
    return row


def test_lead_time_is_the_median_from_commit_to_first_release(tmp_path: Path) -> None:
    """
    commit   committed           released            hours
    a        1 March 10:00       v1.0.0 3 March 10:00   48
    b        2 March 10:00       v1.0.0                 24
    c        3 March 08:30       v1.0.0                1.5
    d        4 March 10:00       v1.0.1 5 March 10:00   24
    median of 1.5, 24, 24, 48 = 24
    """
    facts = (
        Facts().service()
        .commit("a", at="2026-03-01 10:00", shipped_in="1.0.0")
        .commit("b", at="2026-03-02 10:00", shipped_in="1.0.0")
        .commit("c", at="2026-03-03 08:30", shipped_in="1.0.0")
        .commit("d", at="2026-03-04 10:00", shipped_in="1.0.1")
        .tag("v1.0.0", on="c", at="2026-03-03 10:00")
        .tag("v1.0.1", on="d", at="2026-03-05 10:00")
    )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        row = _only(snapshot, "change_lead_time")
        commits = snapshot.query("select lead_time_hours from commits order by committed_at")

    assert (row["value"], row["sample_size"], row["is_provisional"]) == (24.0, 4, False)
    assert commits["lead_time_hours"].tolist() == [48.0, 24.0, 1.5, 24.0]


def test_the_middle_two_are_averaged_and_the_85th_percentile_is_interpolated(tmp_path: Path) -> None:
    """Hours 10, 20, 30, 40: median (20 + 30) / 2 = 25; 85th percentile at place 0.85 x 3 = 2.55: 30 + 0.55 x 10 = 35.5."""
    facts = Facts().service()
    for hours in (10, 20, 30, 40):
        facts.commit(f"c{hours}", at=f"2026-03-0{2 - (hours > 24)} {(48 - hours) % 24:02d}:00", shipped_in="1.0.0")
    facts.tag("v1.0.0", on="c10", at="2026-03-03 00:00")
    with facts.publish(tmp_path) as snapshot:
        assert _only(snapshot, "change_lead_time")["value"] == 25.0
        assert _only(snapshot, "change_lead_time_p85")["value"] == pytest.approx(35.5)


def test_without_a_release_there_is_no_lead_time_and_the_reason_says_so(tmp_path: Path) -> None:
    with Facts().service().commit("a", at="2026-03-01 10:00").publish(tmp_path) as snapshot:
        row = _only(snapshot, "change_lead_time")
        shown = receipt(snapshot, "change_lead_time")

    assert row["value"] is None or row["value"] != row["value"]
    assert (row["sample_size"], row["reason"]) == (0, "No change was shipped in this period.")
    assert shown.left_out["left_out_because"].tolist() == ["not in a release yet"]


def test_a_commit_not_released_yet_is_left_out_not_a_fast_change(tmp_path: Path) -> None:
    """
    commit   released   counted
    a        2 days     yes: 48 h
    open     no         left out
    """
    facts = (
        Facts().service()
        .commit("a", at="2026-03-01 10:00", shipped_in="1.0.0")
        .commit("open", at="2026-03-05 10:00")
        .tag("v1.0.0", on="a", at="2026-03-03 10:00")
    )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        assert (_only(snapshot, "change_lead_time")["value"], _only(snapshot, "change_lead_time")["sample_size"]) == (
            48,
            1,
        )
        shown = receipt(snapshot, "change_lead_time")

    assert (shown.counted_count, shown.left_out_count) == (1, 1)
    assert shown.left_out["evidence"].tolist() == ["Do open"]


def test_a_change_released_twice_counts_once_at_its_first_release(tmp_path: Path) -> None:
    """Commit a is in v1.0.0 (24 h later) and in v1.0.1 (a month later): 24 h, sample of 1."""
    facts = (
        Facts().service()
        .commit("a", at="2026-03-01 10:00", shipped_in="1.0.0")
        .commit("b", at="2026-04-01 09:00", shipped_in="1.0.1")
        .tag("v1.0.0", on="a", at="2026-03-02 10:00")
        .tag("v1.0.1", on="b", at="2026-04-01 10:00")
    )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        march = _only(snapshot, "change_lead_time", since=date(2026, 3, 1), until=date(2026, 4, 1))

    assert (march["value"], march["sample_size"]) == (24.0, 1)


def test_what_cannot_be_placed_in_time_is_left_out_with_its_reason(tmp_path: Path) -> None:
    """
    commit     date         release                      reason
    ok         1 March      v1.0.0, 2 March              counted: 24 h
    ancient    1 Jan 1970   v1.0.0                       doubtful date
    nodate     none         v1.0.0                       doubtful date
    future     2100         v1.0.0                       doubtful date
    late       3 March      v1.0.0                       committed after its release
    imported   1 Feb        v0.9.0, an import's date     its release carries the date of an import
    """
    facts = (
        Facts().service()
        .commit("ok", at="2026-03-01 10:00", shipped_in="1.0.0")
        .commit("ancient", at=3600, shipped_in="1.0.0")
        .commit("nodate", at=None, shipped_in="1.0.0")
        .commit("future", at="2100-01-01", shipped_in="1.0.0")
        .commit("late", at="2026-03-03 10:00", shipped_in="1.0.0")
        .commit("imported", at="2026-02-01 10:00", shipped_in="0.9.0")
        .tag("v0.9.0", on="imported", at="2026-02-28 10:00", is_import_dated=True)
        .tag("v1.0.0", on="ok", at="2026-03-02 10:00")
    )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        row = _only(snapshot, "change_lead_time")
        reasons = receipt(snapshot, "change_lead_time").reasons

    assert (row["value"], row["sample_size"]) == (24.0, 1)
    assert dict(reasons.itertuples(index=False)) == {
        "its own date is missing or doubtful": 3,
        "committed after its release": 1,
        "its release carries the date of an import": 1,
    }


def test_a_date_that_no_calendar_can_hold_does_not_stop_the_build(tmp_path: Path) -> None:
    facts = Facts().service().commit("far", at=2**62, shipped_in="1.0.0").tag("v1.0.0", on="far", at=-(2**62))
    with facts.publish(tmp_path) as snapshot:
        [commit] = snapshot.query("select committed_at, is_date_doubtful from commits").to_dict("records")
        assert _only(snapshot, "deployment_frequency")["sample_size"] == 0

    assert commit["committed_at"] is None or commit["committed_at"] != commit["committed_at"]
    assert commit["is_date_doubtful"]


def test_merges_are_commits_but_no_changes(tmp_path: Path) -> None:
    facts = (
        Facts().service()
        .commit("a", at="2026-03-01 10:00", shipped_in="1.0.0")
        .commit("m", at="2026-03-02 10:00", shipped_in="1.0.0", parents=("a", "x"))
        .tag("v1.0.0", on="m", at="2026-03-03 10:00")
    )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        assert _only(snapshot, "change_lead_time")["sample_size"] == 1
        assert snapshot.query("select count(*) as n from release_commits")["n"].tolist() == [2]
        assert snapshot.query("select first_shipped_commit_count as n from releases")["n"].tolist() == [2]


def test_the_wait_starts_when_the_change_is_merged_to_the_release_line(tmp_path: Path) -> None:
    """
    change   committed   merged by m on   released   wait
    a        1 March     3 March          4 March    1 day
    b        2 March     itself           4 March    2 days       median 1.5 days; lead times 3 and 2 days
    """
    facts = (
        Facts().service()
        .commit("a", at="2026-03-01", shipped_in="1.0.0", arrived_by="m")
        .commit("b", at="2026-03-02", shipped_in="1.0.0")
        .commit("m", at="2026-03-03", shipped_in="1.0.0", parents=("b", "a"), author=BOB)
        .tag("v1.0.0", on="m", at="2026-03-04")
    )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        assert _only(snapshot, "merge_to_release_wait")["value"] == 1.5
        assert _only(snapshot, "change_lead_time")["value"] == 60.0


def test_late_changes_arrive_in_the_last_fifth_of_the_build_window(tmp_path: Path) -> None:
    """
    window: first arrival 1 March 00:00 to release 11 March 00:00 = 10 days; late from 9 March 00:00 on
    a 1 March no, b 8 March 23:59 no, c 9 March 00:00 yes, d 10 March yes         2 of 4
    """
    facts = Facts().service()
    for name, at in (("a", "03-01"), ("b", "03-08 23:59"), ("c", "03-09"), ("d", "03-10")):
        facts.commit(name, at=f"2026-{at}", shipped_in="1.0.0")
    facts.commit("next", at="2026-03-12")
    with facts.tag("v1.0.0", on="d", at="2026-03-11").publish(tmp_path) as snapshot:
        row = _only(snapshot, "late_change_share")
        shown = receipt(snapshot, "late_change_share")

    assert (row["value"], row["sample_size"]) == (0.5, 4)
    assert shown.reasons["left_out_because"].tolist() == ["not in a release yet"]
