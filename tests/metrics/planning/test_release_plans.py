"""What was planned when a release's scope froze, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from metrics.settings import MetricSettings
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts


def _out(facts: Facts, version: str, at: str) -> Facts:
    facts.commit(f"c{version}", at=at, shipped_in=version)
    return facts.tag(f"v{version}", on=f"c{version}", at=at)


def _rows(snapshot: Snapshot, columns: str, table: str = "release_plans") -> dict[str, tuple[object, ...]]:
    rows = snapshot.query(f"select split_part(release_id, '/', 2) as v, {columns} from {table} order by 1")
    values = rows.astype(object).where(rows.notna(), None).values.tolist()
    return {
        str(row[0]): tuple(v.strftime("%m-%d %H") if isinstance(v, pd.Timestamp) else v for v in row[1:])
        for row in values
    }


@pytest.fixture(scope="module")
def dates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    As of 1 July, display zone UTC, scope frozen 7 days before the date or by the first candidate, whichever is first.

    version  recorded -> date                       out            frozen              baseline  slip  re-plans (short)
    1.0.0    01-01 -> 02-20                         02-20          02-13, by days      02-20     0     0
    1.1.0    01-01 -> 03-01, 02-20 -> 03-10,        03-12          02-22, by days:     03-10     2     1 (0): notice 9
             (the first date moves 9 days ahead)                   see below
    1.2.0    01-01 -> 04-10, 04-08 -> 04-20,        04-21          04-03, by days      04-10     11    2 (2): 2 and 1
             04-19 -> 04-21
    1.3.0    01-01 -> 05-20                         05-25          05-05, candidate    05-20     5     0, nobody said so
    1.4.0    05-28 -> 05-29 (a patch, late)         05-29          05-28, by days      05-29     0     0
    1.5.0    none until it was out                  06-01          05-25, by days      unknown
    1.6.0    01-01 -> 06-30                         06-10, early   06-10, by release   06-30     -20   0
    1.7.0    01-01 -> 07-20                         open           not yet             unknown
    1.8.0    01-01 -> 06-25, 06-24 -> 07-05         open           06-18, by days      06-25     open  1 (1)
    1.9.0    01-01 -> none                          open           not yet             unknown

    1.1.0's first date would have frozen scope on 22 February, but it moved on the 20th: 7 days before 10 March is the 3rd.
    """
    facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at="2026-07-01")
    version = facts.version
    version("1.0.0", start_on="2026-02-01", release_on="2026-02-20", is_released=True, snapshots=[
        ("2026-01-01", "2026-02-20", False), ("2026-02-21", "2026-02-20", True)])  # fmt: skip
    version("1.1.0", start_on="2026-02-08", release_on="2026-03-12", is_released=True, snapshots=[
        ("2026-01-01", "2026-03-01", False), ("2026-02-20", "2026-03-10", False), ("2026-03-13", "2026-03-12", True)])  # fmt: skip
    version("1.2.0", release_on="2026-04-21", is_released=True, snapshots=[
        ("2026-01-01", "2026-04-10", False), ("2026-04-08", "2026-04-20", False), ("2026-04-19", "2026-04-21", False),
        ("2026-04-25", "2026-05-01", False), ("2026-04-26", "2026-04-21", True)])  # fmt: skip
    version("1.3.0", start_on="2026-06-01", release_on="2026-05-25", is_released=True, snapshots=[
        ("2026-01-01", "2026-05-20", False), ("2026-05-26", "2026-05-25", True)])  # fmt: skip
    version("1.4.0", release_on="2026-05-29", is_released=True, snapshots=[
        ("2026-05-28 09:00", "2026-05-29", False), ("2026-05-29 23:00", "2026-05-29", True)])  # fmt: skip
    version("1.5.0", release_on="2026-06-01", is_released=True, snapshots=[("2026-06-02", "2026-06-01", True)])
    version("1.6.0", release_on="2026-06-10", is_released=True, snapshots=[
        ("2026-01-01", "2026-06-30", False), ("2026-06-11", "2026-06-10", True)])  # fmt: skip
    version("1.7.0", release_on="2026-07-20", snapshots=[("2026-01-01", "2026-07-20", False)])
    version("1.8.0", release_on="2026-07-05", snapshots=[
        ("2026-01-01", "2026-06-25", False), ("2026-06-24", "2026-07-05", False)])  # fmt: skip
    version("1.9.0", snapshots=[("2026-01-01", None, False)])
    facts.commit("rc", at="2026-05-05").tag("v1.3.0-rc1", on="rc", at="2026-05-05 15:00")
    for number, at in (("1.0.0", "2026-02-20 23:30"), ("1.1.0", "2026-03-12"), ("1.2.0", "2026-04-21 10:00"),
                       ("1.3.0", "2026-05-25"), ("1.4.0", "2026-05-29 12:00"), ("1.5.0", "2026-06-01 12:00"),
                       ("1.6.0", "2026-06-10 08:00"), ("1.10.0", "2026-06-20")):  # fmt: skip
        _out(facts, number, at)
    with facts.publish(tmp_path_factory.mktemp("plans")) as snapshot:
        yield snapshot


def test_scope_freezes_by_candidate_or_days_whichever_is_first(dates: Snapshot) -> None:
    assert _rows(dates, "frozen_at, frozen_by") == {
        "1.0.0": ("02-13 00", "days before"),
        "1.1.0": ("03-03 00", "days before"),
        "1.2.0": ("04-03 00", "days before"),
        "1.3.0": ("05-05 15", "first candidate"),
        "1.4.0": ("05-28 09", "days before"),
        "1.5.0": ("05-25 00", "days before"),
        "1.6.0": ("06-10 08", "release"),
        "1.7.0": (None, None),
        "1.8.0": ("06-18 00", "days before"),
        "1.9.0": (None, None),
    }


def test_a_release_is_compared_with_the_date_on_record_when_its_scope_froze(dates: Snapshot) -> None:
    found = _rows(dates, "strftime(baseline_on, '%m-%d'), strftime(actual_on, '%m-%d'), slip_days, planned_days")

    assert found == {
        "1.0.0": ("02-20", "02-20", 0, 19),
        "1.1.0": ("03-10", "03-12", 2, 30),
        "1.2.0": ("04-10", "04-21", 11, None),
        "1.3.0": ("05-20", "05-25", 5, None),
        "1.4.0": ("05-29", "05-29", 0, None),
        "1.5.0": (None, "06-01", None, None),
        "1.6.0": ("06-30", "06-10", -20, None),
        "1.7.0": (None, None, None, None),
        "1.8.0": ("06-25", None, None, None),
        "1.9.0": (None, None, None, None),
    }


def test_replans_are_counted_while_it_is_planned_and_notice_to_the_day_that_moved(dates: Snapshot) -> None:
    found = _rows(
        dates, "replan_count, short_notice_replan_count, strftime(first_later_recorded_at, '%m-%d'), notice_days"
    )

    assert found == {
        "1.0.0": (0, 0, None, None),
        "1.1.0": (1, 0, "03-12", -2),
        "1.2.0": (2, 2, "04-08", 2),
        "1.3.0": (0, 0, "05-25", -5),
        "1.4.0": (0, 0, None, None),
        "1.5.0": (None, None, None, None),
        "1.6.0": (0, 0, None, None),
        "1.7.0": (0, 0, None, None),
        "1.8.0": (1, 1, "06-24", 1),
        "1.9.0": (None, None, None, None),
    }
    assert [row[0] for row in _rows(dates, "notice_days", "(from date_records where is_replan)").values()] == [9, 1, 1]


def test_what_has_no_baseline_says_why(dates: Snapshot) -> None:
    found = _rows(dates, "baseline_missing_because", "(from release_plans where baseline_on is null)")

    assert found == {
        "1.5.0": ("no sync saw a planned date before it was out",),
        "1.7.0": ("its scope is not frozen yet",),
        "1.9.0": ("it has no planned date",),
    }


def test_a_date_that_the_first_sync_found_too_near_is_not_taken_for_the_one_that_was(tmp_path: Path) -> None:
    """
    The first sync of all looks on 10 January.
    1.0.0   found with 12 January: since when, nobody knows; scope froze on the 5th by that date
    1.1.0   found with 20 January: frozen on the 13th, so the date is known
    1.2.0   put in on 14 January for the 15th: new, so its date is known, whatever its notice
    """
    facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at="2026-07-01")
    for name, seen, on in (
        ("1.0.0", "2026-01-10", "2026-01-12"),
        ("1.1.0", "2026-01-10", "2026-01-20"),
        ("1.2.0", "2026-01-14", "2026-01-15"),
    ):
        facts.version(name, release_on=on, is_released=True, snapshots=[(seen, on, False)])
        _out(facts, name, f"{on} 12:00")
    with facts.publish(tmp_path) as snapshot:
        found = _rows(snapshot, "strftime(frozen_at, '%d'), strftime(baseline_on, '%d'), baseline_missing_because")

    assert found == {
        "1.0.0": ("05", None, "no sync had seen its date when its scope froze"),
        "1.1.0": ("13", "20", None),
        "1.2.0": ("14", "15", None),
    }


@pytest.mark.parametrize(
    ("rule", "days", "frozen"),
    [("earlier", 7, "01-10 09"), ("first candidate", 7, "01-10 09"), ("days before", 7, "01-12 23"),
     ("earlier", 14, "01-05 23"), ("first candidate", 14, "01-10 09")],
)  # fmt: skip
def test_the_rule_is_a_setting_and_its_days_are_those_of_the_display_zone(
    tmp_path: Path, rule: str, days: int, frozen: str
) -> None:
    """Planned for 20 January in Berlin; the first candidate was tagged on the 10th, 09:00 UTC."""
    facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at="2026-07-01")
    facts.version("1.0.0", release_on="2026-01-20", snapshots=[("2026-01-01", "2026-01-20", False)])
    facts.commit("rc", at="2026-01-09").tag("v1.0.0-rc1", on="rc", at="2026-01-10 09:00")
    settings = MetricSettings(time_zone="Europe/Berlin", scope_freeze=rule, scope_freeze_days=days)
    with facts.publish(tmp_path, settings) as snapshot:
        assert _rows(snapshot, "frozen_at") == {"1.0.0": (frozen,)}


def test_a_release_planned_by_two_projects_is_planned_for_the_later_of_their_dates(tmp_path: Path) -> None:
    """
    PAY 1.0.0   01-01 -> 02-10
    WEB pay 1.0.0   01-01 -> 02-01, 01-15 -> 02-20     together: 02-10, from 01-15 on 02-20
    """
    facts = Facts().service(jira_projects=["PAY", "WEB"]).source("payments", read_at="2026-07-01")
    facts.version("1.0.0", snapshots=[("2026-01-01", "2026-02-10", False)], release_on="2026-02-10")
    facts.version("payments 1.0.0", project="WEB", release_on="2026-02-20", snapshots=[
        ("2026-01-01", "2026-02-01", False), ("2026-01-15", "2026-02-20", False)])  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        records = snapshot.query(
            "select strftime(planned_on, '%m-%d'), is_replan, notice_days from date_records order by position"
        )
        plan = _rows(snapshot, "strftime(baseline_on, '%m-%d'), replan_count, short_notice_replan_count")

    assert records.astype(object).where(records.notna(), None).values.tolist() == [
        ["02-10", False, None],
        ["02-20", True, 26],
    ]
    assert plan == {"1.0.0": ("02-20", 1, 0)}


def test_scope_at_freeze_is_compared_with_scope_at_release(tmp_path: Path) -> None:
    """
    1.0.0: frozen on 13 February (planned for the 20th), out on the 20th, 12:00. 1.1.0 is open, 1.2.0 came out before anything.

    PAY-1   in from its creation, a commit shipped         committed, shipped
    PAY-2   in, closed without a commit                    committed, shipped
    PAY-3   in, never done                                 committed, not shipped
    PAY-4   in, taken out on the 15th for 1.1.0, done      committed, removed
    PAY-5   added on the 15th                              added
    PAY-6   added on the 14th, taken out on the 16th       came and went: nothing
    PAY-7   in, out on the 14th, in on the 16th            committed, shipped
    PAY-8   taken out on the 10th                          before the freeze: nothing
    PAY-9   added on the 25th                              after the release: nothing
    PAY-10  in, deleted on the 18th                        committed, removed
    PAY-11  a sub-task                                     nothing
    committed 1, 2, 3, 4, 7, 10 = 6; shipped 1, 2, 7 = 3; added 5 = 1; removed 4, 10 = 2
    """
    facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at="2026-07-01")
    facts.version("1.0.0", release_on="2026-02-20", is_released=True, snapshots=[("2026-01-01", "2026-02-20", False)])
    facts.version("1.1.0", release_on="2026-07-03", snapshots=[("2026-01-01", "2026-07-03", False)])
    facts.version("1.2.0", release_on="2026-03-01", is_released=True, snapshots=[("2026-03-02", "2026-03-01", True)])
    done = [("2026-02-12", "Done")]
    born = "2026-01-05"
    facts.issue("PAY-1", at=born, fix="1.0.0").issue("PAY-2", at=born, fix="1.0.0", moves=done)
    facts.issue("PAY-3", at=born, fix="1.0.0")
    facts.issue(
        "PAY-4", at=born, fix="1.1.0", fix_moves=[("2026-02-15", "-1.0.0"), ("2026-02-15", "+1.1.0")], moves=done
    )
    facts.issue("PAY-5", at=born, fix_moves=[("2026-02-15", "+1.0.0")], moves=done)
    facts.issue("PAY-6", at=born, fix_moves=[("2026-02-14", "+1.0.0"), ("2026-02-16", "-1.0.0")])
    facts.issue(
        "PAY-7", at=born, moves=done, fix="1.0.0", fix_moves=[("2026-02-14", "-1.0.0"), ("2026-02-16", "+1.0.0")]
    )
    facts.issue("PAY-8", at=born, fix_moves=[("2026-02-10", "-1.0.0")])
    facts.issue("PAY-9", at=born, fix_moves=[("2026-02-25", "+1.0.0")], moves=done)
    facts.issue("PAY-10", at=born, fix="1.0.0", gone_at="2026-02-18")
    facts.issue("PAY-11", at=born, fix="1.0.0", type="Sub-task")
    facts.commit("one", at="2026-02-01", shipped_in="1.0.0", message="PAY-1 do it")
    facts.tag("v1.0.0", on="one", at="2026-02-20 12:00")
    _out(facts, "1.2.0", "2026-03-01 12:00")
    with facts.publish(tmp_path) as snapshot:
        found = _rows(
            snapshot, "committed_count, committed_shipped_count, added_count, removed_count, scope_missing_because"
        )
        issues = snapshot.query(
            "select issue_key, is_committed, is_added, is_removed, is_shipped from release_plan_issues"
            " where release_id = 'payments/1.0.0' order by issue_id"
        )

    assert found == {
        "1.0.0": (6, 3, 1, 2, None),
        "1.1.0": (1, None, 0, 0, None),
        "1.2.0": (0, 0, 0, 0, None),
    }
    assert issues.values.tolist() == [
        ["PAY-1", True, False, False, True],
        ["PAY-2", True, False, False, True],
        ["PAY-3", True, False, False, False],
        ["PAY-4", True, False, True, False],
        ["PAY-5", False, True, False, True],
        ["PAY-7", True, False, False, True],
        ["PAY-10", True, False, True, False],
    ]


def test_an_unknown_history_makes_scope_unknown_and_not_empty(tmp_path: Path) -> None:
    facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at="2026-07-01")
    facts.version("1.0.0", release_on="2026-02-20", is_released=True, snapshots=[("2026-01-01", "2026-02-20", False)])
    facts.issue("PAY-1", at="2026-01-05", fix="1.0.0").issue("PAY-2", at="2026-01-05", fix="1.0.0", history="unknown")
    _out(facts, "1.0.0", "2026-02-20 12:00")
    with facts.publish(tmp_path) as snapshot:
        found = _rows(
            snapshot, "committed_count, added_count, removed_count, committed_shipped_count, scope_missing_because"
        )

    reason = "nobody knows what was in its scope: the history of an issue in it is not known"
    assert found == {"1.0.0": (None, None, None, None, reason)}


def test_a_release_dated_by_an_import_has_no_plan_and_says_so(tmp_path: Path) -> None:
    facts = Facts().service(jira_projects=["PAY"])
    facts.version("1.0.0", release_on="2026-02-20", is_released=True, snapshots=[("2026-01-01", "2026-02-20", False)])
    facts.commit("a", at="2026-02-01", shipped_in="1.0.0")
    facts.tag("v1.0.0", on="a", at="2026-02-20 12:00", is_import_dated=True)
    with facts.publish(tmp_path) as snapshot:
        found = _rows(snapshot, "frozen_at, baseline_missing_because, scope_missing_because, actual_on")

    why = "its release carries the date of an import"
    assert found == {"1.0.0": (None, why, why, None)}
