"""Every metric of the catalogue against a second reckoning in plain Python, and against the laws that hold for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from metrics.breakdowns import breakdowns_of
from metrics.catalog import METRICS, Metric
from tests.support import reckoned_issues as reckoned
from tests.support.random_company import FIRST
from tests.support.reckoned_answers import AS_OF, is_reckoned
from tests.support.reckoned_failures import CONFIRMED
from tests.support.reckoned_forecasts import forecasts
from tests.support.reckoned_numbers import Number
from tests.support.reckoned_rows import population
from tests.support.reckoned_world import Built, built_company

seeds = st.integers(0, 1_000_000)
no_shrinking = (Phase.explicit, Phase.reuse, Phase.generate)  # A smaller seed makes no smaller company.
days = st.integers(-10, 190).map(lambda number: FIRST.date() + timedelta(days=number))


def test_every_metric_is_reckoned_a_second_time() -> None:
    """A metric that lands without its reckoning in tests/support/reckoned_rows.py is not shown to be right."""
    assert [metric_id for metric_id in METRICS if not is_reckoned(metric_id)] == []


def _checks(seed: int, *, services: int, is_thorough: bool = False) -> None:
    with built_company(seed, services=services) as company:
        assert _rows_that_differ(company) == {}
        assert _stays_that_differ(company) == []
        assert _failures_that_differ(company) == ([], [])
        assert _verdicts_that_differ(company) == []
        assert _forecasts_that_differ(company) == []

        dice = Random(seed)
        for metric in METRICS.values():
            since = FIRST.date() + timedelta(days=dice.randint(-20, 150))
            until = since + timedelta(days=dice.randint(1, 90))
            cuts = [("all", "all"), (dice.choice(["month", "week", "quarter"]), dice.choice(["service", "team"]))]
            for grain, breakdown in cuts if is_thorough else [dice.choice(cuts)]:
                asked = (grain, breakdown, since, until)
                told, mine = company.told(metric.id, *asked), company.mine.reckoned(metric, *asked)
                wrong = {key: (told.get(key), mine.get(key)) for key in {*told, *mine} if not _agree(metric, told.get(key), mine.get(key))}
                assert wrong == {}, f"{metric.id}{asked}"


def _rows_that_differ(company: Built) -> dict[str, object]:
    found = {f"{population(metric)} {metric.is_working}": metric for metric in METRICS.values()}
    return {name: parts for name, metric in found.items() if (parts := company.differences(metric)) != ([], [])}


def _stays_that_differ(company: Built) -> list[object]:
    told = company.con.execute("select issue_key, status, started_at, ended_at from status_intervals").fetchall()
    mine = [(i.key, stay.status, stay.start, stay.end) for i in company.world.known.facts.issues for stay in reckoned.stays(i)]
    return sorted(map(str, {*told} ^ {*mine}))


def _failures_that_differ(company: Built) -> tuple[list[object], list[object]]:
    """Links that only Python has, and links that only the warehouse has."""
    told = company.con.execute(
        "select deployment_id, rung, coalesce(issue_key, subject), confidence, restored_at, repaired_by_deployment_id from failures"
    ).fetchall()
    mine = {
        (f.deployment.id, f.rung, f.subject, "confirmed" if f.rung in CONFIRMED else "suspected", f.restored_at,
         f.repaired_by.id if f.repaired_by else None)
        for f in company.world.ladder.failures
    }  # fmt: skip
    return sorted(mine - {*told}, key=str), sorted({*told} - mine, key=str)


def _agree(metric: Metric, told: Number | None, mine: Number | None) -> bool:
    if told is None or mine is None:
        return False
    # Byar's interval is an approximation of the exact one: within 1 %, or 10 % of the lower limit of a count below 5.
    is_rate = metric.aggregate in ("weekly_rate", "weekly_flow")
    slack = 0.06 * (mine.value or 0) / max(mine.sample_size, 1) if is_rate else 1e-9
    few = 0.1 if mine.sample_size < 5 else 0.01
    return (
        told.sample_size == mine.sample_size
        and _near(told.value, mine.value, 1e-9, 1e-12)
        and _near(told.low, mine.low, few if is_rate else 1e-9, slack)
        and _near(told.high, mine.high, 0.01 if is_rate else 1e-9, slack)
    )


def _near(told: float | None, mine: float | None, rel: float, slack: float) -> bool:
    if told is None or mine is None:
        return told is mine
    return bool(told == pytest.approx(mine, rel=rel, abs=slack))


@settings(max_examples=2, phases=no_shrinking)
@given(seed=seeds)
def test_rows_and_numbers_are_those_that_plain_python_finds(seed: int) -> None:
    _checks(seed, services=6)


@pytest.mark.slow
@settings(max_examples=40, phases=no_shrinking)
@given(seed=seeds)
def test_rows_and_numbers_are_those_that_plain_python_finds_in_many_companies(seed: int) -> None:
    _checks(seed, services=18, is_thorough=True)


def _forecasts_that_differ(company: Built) -> list[object]:
    """What each forecast stands on, where it can be made and where it cannot, and what its trials say."""
    told = company.con.execute(
        "select release_id, is_open, as_of_at, due_on, scope_count, remaining_count, ahead_count, week_count,"
        " finished_release_count, p50_on, p85_on, p95_on, on_time_share from release_forecasts"
    ).fetchall()
    mine = [(one.release.id, *astuple(one)[1:]) for one in forecasts(company.world)]
    return sorted({*mine} ^ {*told}, key=str)


def _verdicts_that_differ(company: Built) -> list[object]:
    """What came of each entry of the register, and what its chart stands on."""
    told = company.con.execute(
        "select improvement_id, service, closed_on, verdict, grain, before_count, after_count,"
        " round(centre_before, 9), round(centre_after, 9), signal_on from improvements"
    ).fetchall()
    mine = [
        (one.name, one.service, one.closed_on, one.verdict, one.grain, one.before_count, one.after_count,
         _rounded(one.centre_before), _rounded(one.centre_after), one.signal_on)
        for one in company.mine.verdicts()
    ]  # fmt: skip
    return sorted({*mine} ^ {*told}, key=str)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 9)


@pytest.fixture(scope="module")
def company() -> Iterator[Built]:
    with built_company(20_260_701, services=12) as company:
        yield company


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(on=days)
def test_scope_as_of_a_day_is_what_the_moves_until_then_leave(company: Built, on: date) -> None:
    end = datetime.combine(on + timedelta(days=1), time(), ZoneInfo(reckoned.ZONE))
    told = company.con.execute(f"select release_id, issue_key from release_scope_on(date '{on}')").fetchall()

    assert {*told} == {pair for pair in company.world.known.scope_on(end) if pair[0] in company.world.known.releases}


def _keeps_its_laws(company: Built, metric_id: str, cuts: list[date], breakdowns: list[str]) -> None:
    """Counted in the parts is counted in the whole; what is there at the end of a window does not depend on its beginning."""
    first, middle, last = cuts
    whole, left, right = (
        _count(company, metric_id, "all", *window) for window in ((first, last), (first, middle), (middle, last))
    )
    by_group = {breakdown: _count(company, metric_id, breakdown, first, last) for breakdown in breakdowns}
    told = company.con.execute(
        "select count(*) filter (where is_counted), count(*) filter (where not is_counted and left_out_because is null),"
        " count(*) filter (where is_counted and left_out_because is not null)"
        f" from metric.{metric_id}_rows(?, ?)", [first, last],
    ).fetchall()[0]  # fmt: skip

    assert whole == (right if METRICS[metric_id].aggregate in AS_OF else left + right)
    assert by_group == dict.fromkeys(breakdowns, whole)
    assert told == (whole, 0, 0), "counted, left out without a reason, counted with one"


windows = st.lists(days, min_size=3, max_size=3, unique=True).map(sorted)


@pytest.mark.parametrize("metric_id", METRICS)
@settings(max_examples=1, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=no_shrinking)
@given(cuts=windows, numbers=st.lists(st.integers(0, 99), min_size=2, max_size=2))
def test_a_split_window_and_a_breakdown_keep_the_count_and_all_rows_are_told(
    company: Built, metric_id: str, cuts: list[date], numbers: list[int]
) -> None:
    known = breakdowns_of(METRICS[metric_id])[1:]
    _keeps_its_laws(company, metric_id, cuts, [known[number % len(known)] for number in numbers])


@pytest.mark.slow
@pytest.mark.parametrize("metric_id", METRICS)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=windows)
def test_laws_hold_in_many_windows(company: Built, metric_id: str, cuts: list[date]) -> None:
    _keeps_its_laws(company, metric_id, cuts, [*breakdowns_of(METRICS[metric_id])])


def _count(company: Built, metric_id: str, breakdown: str, since: date, until: date) -> int:
    found = company.con.execute(
        f"select coalesce(sum(sample_size), 0) from metric.{metric_id}('all', ?, ?, ?)", [breakdown, since, until]
    ).fetchall()
    return int(found[0][0])


def test_the_windows_of_a_population_hold_each_of_its_rows_once(company: Built) -> None:
    """Rows before a day, rows from that day on, and rows that no day has (told in both) are all rows."""
    for metric in (metric for metric in METRICS.values() if metric.aggregate not in AS_OF):
        counts = [
            company.con.execute(f"select count(*), count(happened_at) from metric.{metric.id}_rows({window})").fetchall()[0]
            for window in ("", "until := date '2026-04-01'", "since := date '2026-04-01'")
        ]
        (whole, placed), (before, placed_before), (after, placed_after) = counts
        assert (placed, whole - placed) == (placed_before + placed_after, before - placed_before), metric.id
        assert after - placed_after == whole - placed, metric.id


def test_the_order_of_syncs_changes_no_row(company: Built) -> None:
    """The same company, landed from its last service to its first, so that every number the warehouse gives is another."""
    with built_company(20_260_701, services=12, backwards=True) as other:
        for metric_id in METRICS:
            told = [set(_all_rows(one, metric_id)) for one in (company, other)]
            assert told[0] == told[1], metric_id


def test_building_again_changes_no_row(company: Built) -> None:
    from metrics.build import build
    from tests.support.raw_rows import NOW

    before = {metric_id: _all_rows(company, metric_id) for metric_id in METRICS}
    build(company.con, reckoned.SETTINGS, now=NOW)

    assert {metric_id: _all_rows(company, metric_id) for metric_id in METRICS} == before


def _all_rows(company: Built, metric_id: str) -> list[tuple[object, ...]]:
    return company.con.execute(
        f"select subject, happened_at, service, amount, is_counted, left_out_because from metric.{metric_id}_rows() order by all"
    ).fetchall()
