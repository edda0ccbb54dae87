"""From counted rows to numbers in plain Python and scipy: value, interval and sample size, by period and group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from scipy import stats

from tests.support.reckoned_rows import Row


@dataclass(frozen=True)
class Number:
    """What a metric says of a period and group."""

    value: float | None
    low: float | None
    high: float | None
    sample_size: int


NOTHING: Final = Number(None, None, None, 0)


@dataclass(frozen=True)
class Period:
    """Days from `start` up to but not including `end`."""

    start: date
    end: date

    def __contains__(self, on: date) -> bool:
        return self.start <= on < self.end


def periods(grain: str, since: date, until: date) -> list[tuple[date, Period]]:
    """The periods of a window, each with the day that names it and the part of it that the window has."""
    if grain == "all":
        return [(since, Period(since, until))]
    found, start = [], _begin(grain, since)
    while start < until:
        end = _begin(grain, start + timedelta(days={"day": 1, "week": 7, "month": 32, "quarter": 93, "year": 367}[grain]))
        found.append((start, Period(max(start, since), min(end, until))))
        start = end
    return found


def _begin(grain: str, on: date) -> date:
    if grain == "week":
        return on - timedelta(days=on.weekday())
    months = {"day": 0, "month": 1, "quarter": 3, "year": 12}[grain]
    return on if months == 0 else date(on.year, (on.month - 1) // months * months + 1, 1)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The day of an instant where the dashboard is read."""
    return at.astimezone(zone).date()


def share(amounts: Sequence[float]) -> Number:
    """Hits over rows, with Wilson's interval as scipy has it."""
    if not amounts:
        return NOTHING
    hits = int(sum(amounts))
    interval = stats.binomtest(hits, len(amounts)).proportion_ci(method="wilson")
    return Number(hits / len(amounts), interval.low, interval.high, len(amounts))


def quantile(part: float) -> Callable[[Sequence[float]], Number]:
    """The interpolated quantile, with Nyblom's interval between order statistics by scipy's binomial distribution."""

    def found(amounts: Sequence[float]) -> Number:
        if not amounts:
            return NOTHING
        values = sorted(amounts)
        value = median(values) if part == 0.5 else float(np.quantile(values, part))
        low, high = _limit(values, part), _limit([-value for value in reversed(values)], 1 - part)
        return Number(value, low, None if high is None else -high, len(values))

    return found


def _limit(values: Sequence[float], part: float) -> float | None:
    n = len(values)
    below = stats.binom.sf(np.arange(0, n + 1), n, part)  # The k-th: more than k of n lie below the quantile.
    ranks = [r for r in range(1, n + 1) if below[r - 1] >= 0.975]
    if not ranks:
        return None
    r = ranks[-1]
    if n > 200:
        spread = 1.959963984540054 * (n * part * (1 - part)) ** 0.5
        skew = (1 - 2 * part) * (1.959963984540054**2 - 1) / 6
        return values[int(np.floor(n * part + 0.5 - spread + skew)) - 1]
    if r == n:
        return values[-1]
    over, under = below[r - 1] - 0.975, 0.975 - below[r]
    weight = (n - r) * part * over / ((n - r) * part * over + r * (1 - part) * under)
    return values[r - 1] + weight * (values[r] - values[r - 1])


def rate(count: int, weeks: float) -> Number:
    """Events a week, with the exact interval of a Poisson count; null without exposure."""
    if weeks <= 0:
        return NOTHING
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    return Number(count / weeks, low / weeks, stats.chi2.ppf(0.975, 2 * count + 2) / 2 / weeks, count)


def largest(amounts: Sequence[float]) -> Number:
    """The largest amount: a fact without an interval."""
    return Number(max(amounts), None, None, len(amounts)) if amounts else NOTHING


def total(amounts: Sequence[float]) -> Number:
    """All amounts together: a fact without an interval."""
    return Number(sum(amounts), None, None, len(amounts)) if amounts else NOTHING


SUMMARIES: Final[Mapping[str, Callable[[Sequence[float]], Number]]] = {
    "share": share,
    "median": quantile(0.5),
    "p85": quantile(0.85),
    "maximum": largest,
    "total": total,
}
"""Aggregates that need only the amounts of the rows that count."""


def load(rows: Iterable[Row], end: date, zone: ZoneInfo) -> Number:
    """How many are there at the end of the day before `end`."""
    there = [row for row in rows if _is_there(row, end, zone)]
    return Number(float(len(there)), None, None, len(there))


def load_share(rows: Iterable[Row], end: date, zone: ZoneInfo, as_of: datetime) -> Number:
    """The part of what is there that has grown old by then."""
    there = [row for row in rows if _is_there(row, end, zone)]
    return share([float(row.aged_at is not None and row.aged_at < as_of and day_of(row.aged_at, zone) < end) for row in there])


def _is_there(row: Row, end: date, zone: ZoneInfo) -> bool:
    if not row.counts or row.at is None or day_of(row.at, zone) >= end:
        return False
    return row.left_at is None or day_of(row.left_at, zone) >= end
