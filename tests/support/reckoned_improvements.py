"""Verdicts on improvements in plain Python: which periods count, the chart's limits, and the signals against them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean, median
from typing import Any, Final

from metrics.catalog import METRICS, Metric
from tests.support.reckoned_numbers import Number, Period, periods
from tests.support.reckoned_plans import day_of
from tests.support.reckoned_world_rows import Row, World

_LENGTHS: Final = ("month", "week")
_FEWEST: Final = 6
_MOST: Final = 12

RowsOf = Callable[[Metric], list[Row]]
Course = Callable[[Metric, str, str, date, date], Mapping[tuple[date, str], Number]]
"""A metric's numbers by the day that a period begins and group, as Answers.reckoned returns them."""


@dataclass(frozen=True)
class Verdict:
    """As main.improvements has it."""

    name: str
    service: str | None
    closed_on: date | None
    verdict: str | None = None
    grain: str | None = None
    before_count: int = 0
    after_count: int = 0
    centre_before: float | None = None
    centre_after: float | None = None
    signal_on: date | None = None


@dataclass(frozen=True)
class _Cut:
    """The periods before an improvement that make the limits, and those since that are judged against them."""

    grain: str
    before: list[Number]
    since: list[tuple[date, Number]]


def verdicts(world: World, rows_of: RowsOf, course: Course) -> list[Verdict]:
    """What came of each entry of the register."""
    entries = [values for table, values in world.known.facts.rows if table == "raw.journal_improvements"]
    return [_verdict(entry, world, rows_of, course) for entry in entries]


def _verdict(entry: Mapping[str, Any], world: World, rows_of: RowsOf, course: Course) -> Verdict:
    told = {"name": entry["improvement_id"], "service": entry["service"], "closed_on": entry["closed_on"]}
    metric = METRICS.get(entry["metric_id"])
    if metric is None or metric.direction == "none":
        return Verdict(**told)
    cuts = [_cut(entry, metric, grain, world, rows_of, course) for grain in _LENGTHS]
    able = [cut for cut in cuts if len(cut.before) >= _FEWEST]
    if not able:
        return Verdict(**told)
    cut = ([cut for cut in able if cut.since] or able)[0]
    told |= {"grain": cut.grain, "before_count": len(cut.before), "after_count": len(cut.since)}
    if not cut.since:
        return Verdict(**told, verdict="no signal yet")
    return Verdict(**told, **_judged(metric, cut))


def _cut(entry: Mapping[str, Any], metric: Metric, grain: str, world: World, rows_of: RowsOf, course: Course) -> _Cut:
    start, closed = entry["starts_on"], entry["closed_on"]
    group, breakdown = (entry["service"], "service") if entry["service"] else ("all", "all")
    # A year before the month of the start, or 12 weeks before its week.
    first = start.replace(year=start.year - 1, day=1) if grain == "month" else start - timedelta(days=start.weekday() + 84)
    today = day_of(world.known.as_of)
    last = max([first, *_last_days(world, rows_of(metric))])
    told = course(metric, grain, breakdown, first, last + timedelta(days=1))
    before, since = list[Number](), list[tuple[date, Number]]()
    for begins, period in _whole(grain, first, last):
        number = told.get((begins, group))
        if number is None or number.value is None or period.end > today:
            continue
        if period.end <= start:
            before.append(number)
        elif begins >= start and (closed is None or period.end - timedelta(days=1) <= closed):
            since.append((begins, number))
    return _Cut(grain, before[-_MOST:], since)


def _last_days(world: World, rows: list[Row]) -> Iterator[date]:
    """Until which days something is known: of the metric, and of any source."""
    for row in rows:
        yield from (day_of(at) for at in (row.at, row.left_at, row.aged_at) if at and at <= world.known.as_of)
    yield from (day_of(newest) for *_, newest in world.known.facts.sources if newest)


def _whole(grain: str, first: date, last: date) -> list[tuple[date, Period]]:
    """The periods up to the one that holds the last day, each to its own end."""
    found = periods(grain, first, last + timedelta(days=62))
    return [(begins, period) for begins, period in found if begins <= last]


def _judged(metric: Metric, cut: _Cut) -> dict[str, Any]:
    values = [number.value or 0.0 for number in cut.before], [number.value or 0.0 for _, number in cut.since]
    centre, places = _chart(metric, cut, *values)
    told = {"centre_before": centre, "centre_after": median(values[1])}
    if places is None:
        return told
    signals = [n for n in range(len(places)) if _is_signal(places[: n + 1])]
    if not signals:
        return told | {"verdict": "no signal yet"}
    is_better = (places[signals[-1]] > 0) == (metric.direction == "up")
    return told | {"verdict": "signal: better" if is_better else "signal: worse", "signal_on": cut.since[signals[-1]][0]}


def _chart(metric: Metric, cut: _Cut, before: list[float], since: list[float]) -> tuple[float, list[float] | None]:
    """The centre, and where each point since lies: 1 at the upper limit, -1 at the lower. None: nothing ever varied."""
    sizes = [number.sample_size for number in cut.before], [number.sample_size for _, number in cut.since]
    known, values = [*sizes[0], *sizes[1]], [*before, *since]
    if metric.aggregate in ("share", "load_share") and max(known) > 4 * min(known):
        return _of_shares(before, sizes[0], since, sizes[1])
    is_log = metric.unit.split()[-1] in ("hours", "days") and min(values) > 0
    return _of_values(before, since, math.log, math.exp) if is_log else _of_values(before, since, float, float)


def _of_shares(before: list[float], sizes: list[int], since: list[float], sizes_since: list[int]) -> tuple[float, list[float] | None]:
    """Limits at three standard deviations of a binomial share, for the size of each point."""
    centre = sum(share * size for share, size in zip(before, sizes, strict=True)) / sum(sizes)
    if centre in (0, 1):
        return centre, None
    limits = [3 * (centre * (1 - centre) / size) ** 0.5 for size in sizes_since]
    return centre, [(share - centre) / limit for share, limit in zip(since, limits, strict=True)]


def _of_values(
    before: list[float], since: list[float], into: Callable[[float], float], back: Callable[[float], float]
) -> tuple[float, list[float] | None]:
    """Limits at 2.66 mean moving ranges from the mean."""
    centre = fmean(map(into, before))
    limit = 2.66 * fmean(abs(into(second) - into(first)) for first, second in pairwise(before))
    return back(centre), [(into(value) - centre) / limit for value in since] if limit > 1e-9 else None


def _is_signal(places: list[float]) -> bool:
    """Whether the last point completes a rule: outside, 8 in a row on one side, 3 of 4 nearer a limit than the centre."""
    here = places[-1]
    mine = [place if here > 0 else -place for place in places]
    is_run = len(mine) >= 8 and min(mine[-8:]) > 0
    is_near = len(mine) >= 4 and mine[-1] > 0.5 and sum(place > 0.5 for place in mine[-4:]) >= 3
    return mine[-1] > 1 or is_run or is_near
