"""Intervals of the macros against scipy and against exact binomial ranks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from metrics import intervals
from metrics.build import build
from metrics.definitions import read
from metrics.settings import MetricSettings
from tests.support.raw_rows import NOW
from tests.support.template import SCHEMA

Z = stats.norm.ppf(0.975)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(SCHEMA)
        build(con, MetricSettings(), now=NOW)
        yield con


def _summary(con: duckdb.DuckDBPyConnection, aggregate: str, facts: str) -> list[tuple[Any, ...]]:
    """The aggregate's own step over one group per sample size."""
    steps = read("aggregates")[aggregate].sql
    return con.execute(
        f"with fact as ({facts}), {steps} select sample_size, value, low, high, period_start from summary order by all"
    ).fetchall()


def test_shares_carry_wilsons_interval(con: duckdb.DuckDBPyConnection) -> None:
    facts = """
        select k as period_start, 'n' || n as group_name, case when i < k then 1.0 else 0.0 end as amount, true as is_counted
        from range(1, 41) as size (n), range(0, n + 1) as hits (k), range(0, n) as row_number (i)
    """
    found = _summary(con, "share", facts)

    assert len(found) == sum(n + 1 for n in range(1, 41))
    for n, value, low, high, k in found:
        expected = stats.binomtest(int(k), int(n)).proportion_ci(method="wilson")
        assert (value, low, high) == pytest.approx((k / n, expected.low, expected.high), abs=1e-12)


QUANTILES = pytest.mark.parametrize(("aggregate", "quantile"), [("median", 0.5), ("p85", 0.85)])


@QUANTILES
def test_quantiles_carry_an_interval_between_order_statistics(
    con: duckdb.DuckDBPyConnection, aggregate: str, quantile: float
) -> None:
    """Amounts 1 to n make each value its own rank. Two neighbours enclose the limit: the farther covers 97.5 %, the nearer less."""
    facts = """
        select 1 as period_start, 'n' || n as group_name, cast(i as double) as amount, true as is_counted
        from range(1, 400) as size (n), range(1, n + 1) as place (i)
    """
    found = _summary(con, aggregate, facts)

    assert len(found) == 399
    for n, value, low, high, _ in found:
        assert value == pytest.approx(np.quantile(np.arange(1, n + 1), quantile))
        exact_low, exact_high = _exact_ranks(int(n), quantile)
        assert (low is None, high is None) == (exact_low == 0, exact_high == n + 1)
        slack = 0 if n <= intervals.LARGEST else 1
        assert low is None or exact_low - slack <= low <= exact_low + 1 + slack
        assert high is None or exact_high - 1 - slack <= high <= exact_high + slack


def _exact_ranks(n: int, quantile: float) -> tuple[int, int]:
    """The ranks that cover with 97.5 % on their side by the binomial distribution; 0 and n + 1 where none does."""
    ranks = np.arange(0, n + 2)
    low = ranks[stats.binom.sf(ranks - 1, n, quantile) >= 0.975].max()
    high = ranks[stats.binom.cdf(ranks - 1, n, quantile) >= 0.975].min()
    return int(low), int(high)


POPULATIONS = {"normal": stats.norm(), "skewed as durations are": stats.lognorm(1.5)}


@pytest.mark.parametrize("population", POPULATIONS)
@QUANTILES
def test_intervals_of_quantiles_cover_the_truth_as_often_as_they_say(
    con: duckdb.DuckDBPyConnection, aggregate: str, quantile: float, population: str
) -> None:
    """Of many samples between 93 and 97 % hold the true quantile in their interval, however small; where the sample is too small
    for an upper limit, the lower one alone holds in 97.5 %."""
    truth, repeats = POPULATIONS[population].ppf(quantile), 2_000
    for n in (6, 8, 11, 22, 23, 57):
        sample = POPULATIONS[population].rvs(size=(repeats, n), random_state=n)
        con.register("sample", pa.table({"period_start": np.repeat(np.arange(repeats), n), "amount": sample.ravel()}))
        rows = _summary(con, aggregate, "select period_start, 'a' as group_name, amount, true as is_counted from sample")
        is_two_sided = rows[0][3] is not None
        covered = sum((low is None or low <= truth) and (high is None or truth <= high) for _, _, low, high, _ in rows) / repeats

        assert 0.93 <= covered <= 0.97 if is_two_sided else 0.955 <= covered <= 0.99, (n, covered)
        assert is_two_sided or (aggregate == "p85" and n < 23)


def test_a_median_of_fewer_than_six_has_no_interval(con: duckdb.DuckDBPyConnection) -> None:
    facts = "select 1 as period_start, 'a' as group_name, unnest([1.0, 2, 3, 4, 5]) as amount, true as is_counted"
    [(_, value, low, high, _)] = _summary(con, "median", facts)

    assert (value, low, high) == (3.0, None, None)


def test_the_interval_of_six_values_is_worked_by_hand(con: duckdb.DuckDBPyConnection) -> None:
    """
    All six above the median: 1/64, so the smallest is below it with 63/64 = 0.984; the second with 57/64 = 0.891.
    0.975 lies 0.009375 below the one and 0.084375 above the other; 5 x 0.5 x 0.009375 / (5 x 0.5 x 0.009375 + 1 x 0.5 x 0.084375)
    = 0.357 of the way from the first value to the second.
    """
    facts = "select 1 as period_start, 'a' as group_name, unnest([10.0, 20, 30, 40, 50, 60]) as amount, true as is_counted"
    [(_, value, low, high, _)] = _summary(con, "median", facts)

    assert (value, low, high) == (35.0, pytest.approx(13.571, abs=1e-3), pytest.approx(56.429, abs=1e-3))


def test_rates_carry_byars_interval_close_to_the_exact_poisson_one(tmp_path: Path) -> None:
    """Byar's approximation against the exact interval by the chi-squared distribution, for counts 1 to 60."""
    aggregates = read("aggregates")
    template = aggregates["weekly_rate"].sql.replace("{per_week}", aggregates["per_week"].sql)
    with duckdb.connect() as con:
        con.execute("""
            create table services as select 's' as service, timestamptz '2026-01-01 00:00:00+00' as first_deployed_at,
                timestamptz '2026-01-07 00:00:00+00' as deployments_observed_until;
            create table clock as select 'UTC' as time_zone;
            create table population as select 'n' || n as group_name, 's' as service from range(0, 61) as size (n);
            create table cell as select date '2026-01-01' as period_start, date '2026-01-01' as from_on,
                date '2026-01-08' as until_on, group_name from population;
            create table fact as select date '2026-01-01' as period_start, 'n' || n as group_name, true as is_counted
                from range(1, 61) as size (n), range(0, n) as place (i)
        """)
        found = con.execute(f"with {template} select sample_size, value, low, high from summary").fetchall()

    assert len(found) == 61
    for n, value, low, high in found:
        assert value == n
        assert low == pytest.approx(stats.chi2.ppf(0.025, 2 * n) / 2 if n else 0, rel=0.1 if n < 5 else 0.01, abs=0.06)
        assert high == pytest.approx(stats.chi2.ppf(0.975, 2 * n + 2) / 2, rel=0.01)
