"""Intervals of the macros against scipy and against exact binomial ranks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from scipy import stats

from metrics.build import build
from metrics.definitions import read
from metrics.settings import MetricSettings
from tests.support.raw_rows import NOW, SCHEMA

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


@pytest.mark.parametrize(("aggregate", "quantile"), [("median", 0.5), ("p85", 0.85)])
def test_quantiles_carry_an_interval_of_order_statistics(
    con: duckdb.DuckDBPyConnection, aggregate: str, quantile: float
) -> None:
    """Amounts 1 to n make each value its own rank. The interval must cover with 95 % or hardly less, and not be wide."""
    facts = """
        select 1 as period_start, 'n' || n as group_name, cast(i as double) as amount, true as is_counted
        from range(1, 400) as size (n), range(1, n + 1) as place (i)
    """
    for n, value, low, high, _ in _summary(con, aggregate, facts):
        assert value == pytest.approx(np.quantile(np.arange(1, n + 1), quantile))
        exact_low, exact_high = _exact_ranks(int(n), quantile)
        assert abs((low or 0) - exact_low) <= 1
        assert abs((high or n + 1) - exact_high) <= 1
        if low and high:
            assert stats.binom.cdf(high - 1, n, quantile) - stats.binom.cdf(low - 1, n, quantile) > 0.94


def test_a_median_of_fewer_than_six_has_no_interval(con: duckdb.DuckDBPyConnection) -> None:
    facts = "select 1 as period_start, 'a' as group_name, unnest([1.0, 2, 3, 4, 5]) as amount, true as is_counted"
    [(_, value, low, high, _)] = _summary(con, "median", facts)

    assert (value, low, high) == (3.0, None, None)


def _exact_ranks(n: int, quantile: float) -> tuple[int, int]:
    ranks = np.arange(0, n + 2)
    low = ranks[stats.binom.cdf(ranks - 1, n, quantile) <= 0.025].max()
    high = ranks[stats.binom.cdf(ranks - 1, n, quantile) >= 0.975].min() if n else 1
    return int(low), int(high)


def test_rates_carry_byars_interval_close_to_the_exact_poisson_one(tmp_path: Path) -> None:
    """Byar's approximation against the exact interval by the chi-squared distribution, for counts 1 to 60."""
    template = read("aggregates")["weekly_rate"].sql
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
