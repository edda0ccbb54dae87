"""Process behaviour charts: which points of a series say that something changed, and which are its usual noise.

XmR as in Wheeler, Understanding Variation: limits at the mean of the individual values -+ 2.66 times their mean moving range.
The baseline is the first 12 points; with 6 to 11 the limits are tentative, with fewer there are none. Limits stay until a
recorded event cuts them anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final, Literal

BASELINE: Final = 12
_DURATIONS: Final = ("hours", "days", "working hours", "working days")
LEAST: Final = 6
RUN: Final = 8
_XMR: Final = 2.66
_RANGE: Final = 3.268
_UNEVEN: Final = 4

Kind = Literal["XmR", "p"]
Scale = Literal["linear", "log"]
Side = Literal["high", "low"]
Rule = Literal["outside the limits", "8 in a row on one side", "3 of 4 near a limit"]
Verdict = Literal["better", "worse", "changed"]


@dataclass(frozen=True, slots=True)
class Point:
    """One period's value against its limits, in the metric's unit."""

    value: float
    centre: float | None
    """None, like the limits, while there are too few points."""
    lower: float | None
    """None as well when it would lie below what the metric can be."""
    upper: float | None
    moving_range: float | None
    """Distance to the point before it (on a log scale: of the logarithms); None for the first."""
    rules: tuple[Rule, ...]
    """The rules that it completes; empty for usual noise."""
    side: Side | None
    """The side of the centre on which it signals; None without a signal."""

    @property
    def is_signal(self) -> bool:
        return bool(self.rules)


@dataclass(frozen=True, slots=True)
class Chart:
    """A series with its limits and signals."""

    kind: Kind
    scale: Scale
    points: tuple[Point, ...]
    baseline_size: int
    """Points that the newest limits are made of; 0 when there are none."""
    is_tentative: bool
    """The newest limits stand on fewer than 12 points."""
    is_flat: bool
    """The baseline never varies, so nothing can be judged against it."""
    range_limit: float | None
    """Upper limit of the moving ranges; None for a p-chart and without limits."""

    @property
    def newest_signal(self) -> Point | None:
        """The last point if it signals: what may be called a change now."""
        return self.points[-1] if self.points and self.points[-1].is_signal else None


@dataclass(frozen=True, slots=True)
class _Limits:
    """On the working scale; `half` is the distance from the centre to either limit, one for each point."""

    centre: float
    half: Sequence[float]
    baseline_size: int
    range_limit: float | None

    @property
    def is_flat(self) -> bool:
        return all(math.isclose(half, 0, abs_tol=1e-12) for half in self.half)


_LimitsOf = Callable[[Sequence[float]], _Limits | None]


def chart(
    values: Sequence[float], *, unit: str, sizes: Sequence[int] | None = None, recut_at: Sequence[int] = ()
) -> Chart:
    """Return the chart that suits a metric's unit.

    Durations (hours, days) on a log scale, unless one is zero. Shares whose denominators `sizes` vary by more than 4 to 1
    as a p-chart; a median that is measured in shares has no denominators to give. `recut_at`: positions of the points from
    which on the limits are made anew.
    """
    if unit in _DURATIONS and all(value > 0 for value in values):
        return xmr(values, scale="log", recut_at=recut_at)
    if _are_proportions(unit, values) and sizes is not None and _is_uneven(sizes):
        return p_chart(values, sizes, recut_at=recut_at)
    least, most = _bounds(unit, values)
    return xmr(values, least=least, most=most, recut_at=recut_at)


def against(
    before: Sequence[float],
    after: Sequence[float],
    *,
    unit: str,
    before_sizes: Sequence[int] | None = None,
    after_sizes: Sequence[int] | None = None,
) -> Chart:
    """Return the chart of `after` with limits made of `before` alone, its last 12 points: what came of a change.

    The rules look at the points of `after` only. Scale and kind as in `chart`.
    """
    first = list(before[-BASELINE:])
    if before_sizes is not None and after_sizes is not None and _are_proportions(unit, [*first, *after]):
        sizes = list(before_sizes[-BASELINE:])
        if _is_uneven([*sizes, *after_sizes]):
            return _chart("p", "linear", after, [_Segment(after, lambda _: _p_limits(first, sizes, after_sizes))], 0, 1)
    is_log = unit in _DURATIONS and all(value > 0 for value in (*first, *after))
    worked = [math.log(value) for value in (first if is_log else ())] or first
    points = [math.log(value) for value in after] if is_log else list(after)
    segment = _Segment(points, lambda values: _xmr_limits(worked, len(values)))
    least, most = (None, None) if is_log else _bounds(unit, [*first, *after])
    return _chart("XmR", "log" if is_log else "linear", after, [segment], least, most)


def dots(values: Sequence[float]) -> Chart:
    """Return the chart of values too few to be judged: points without limits."""
    return _chart("XmR", "linear", values, [_Segment(values, lambda _: None)] if values else [], None, None)


def verdict(side: Side, direction: str) -> Verdict:
    """Return what a signal on `side` means for a metric whose better way is `direction` (up, down or none)."""
    if direction not in ("up", "down"):
        return "changed"
    return "better" if (side == "high") == (direction == "up") else "worse"


def xmr(
    values: Sequence[float],
    *,
    scale: Scale = "linear",
    least: float | None = None,
    most: float | None = None,
    recut_at: Sequence[int] = (),
) -> Chart:
    """Return the XmR chart of `values`. A limit beyond `least` or `most` is not shown. A log scale needs values above 0."""
    worked = [math.log(value) for value in values] if scale == "log" else list(values)
    segments = [_Segment(worked[start:end], _xmr_limits) for start, end in _spans(len(values), recut_at)]
    return _chart("XmR", scale, values, segments, least, most)


def p_chart(shares: Sequence[float], sizes: Sequence[int], *, recut_at: Sequence[int] = ()) -> Chart:
    """Return the p-chart of `shares` of `sizes`: limits at 3 binomial standard deviations for each denominator."""
    segments = [
        _Segment(shares[start:end], partial(_p_limits, sizes=sizes[start:end]))
        for start, end in _spans(len(shares), recut_at)
    ]
    return _chart("p", "linear", shares, segments, 0, 1)


def _are_proportions(unit: str, values: Sequence[float]) -> bool:
    """A share of something else may be below 0 or above 1: a variance of a plan, a scope that doubled."""
    return unit == "share" and all(0 <= value <= 1 for value in values)


def _bounds(unit: str, values: Sequence[float]) -> tuple[float | None, float | None]:
    """Beyond which no value can be: a slip may be below 0, a count may not."""
    return (0 if all(value >= 0 for value in values) else None), (1 if _are_proportions(unit, values) else None)


def _is_uneven(sizes: Sequence[int]) -> bool:
    known = [size for size in sizes if size > 0]
    return bool(known) and max(known) > _UNEVEN * min(known)


def _spans(count: int, recut_at: Sequence[int]) -> list[tuple[int, int]]:
    cuts = sorted({0, count, *(cut for cut in recut_at if 0 < cut < count)})
    return list(pairwise(cuts))


def _ranges(values: Sequence[float]) -> list[float]:
    return [abs(after - before) for before, after in pairwise(values)]


def _xmr_limits(values: Sequence[float], count: int | None = None) -> _Limits | None:
    """Limits made of the first values, for so many points: as many as there are values, unless `count` says."""
    baseline = values[:BASELINE]
    if len(baseline) < LEAST:
        return None
    ranges = _ranges(baseline)
    mean_range = sum(ranges) / len(ranges)
    centre = sum(baseline) / len(baseline)
    return _Limits(
        centre, [_XMR * mean_range] * (len(values) if count is None else count), len(baseline), _RANGE * mean_range
    )


def _p_limits(shares: Sequence[float], sizes: Sequence[int], judged: Sequence[int] | None = None) -> _Limits | None:
    """Limits made of the first shares, for points of the sizes `judged`: the same, unless it says."""
    baseline = list(zip(shares, sizes, strict=True))[:BASELINE]
    total = sum(size for _, size in baseline)
    if len(baseline) < LEAST or total == 0:
        return None
    centre = sum(share * size for share, size in baseline) / total
    half = [
        3 * math.sqrt(centre * (1 - centre) / size) if size else math.inf
        for size in (sizes if judged is None else judged)
    ]
    return _Limits(centre, half, len(baseline), None)


class _Segment:
    """Points between two cuts, on the working scale, with what they signal."""

    def __init__(self, values: Sequence[float], limits_of: _LimitsOf) -> None:
        self.values = values
        self.limits = limits_of(values)
        self.ranges: list[float | None] = [None, *_ranges(values)]

    def rules(self, position: int) -> tuple[Rule, ...]:
        """The rules that the point at `position` completes."""
        if self.limits is None or self.limits.is_flat:
            return ()
        found: list[Rule] = []
        if abs(self._place(position)) > 1:
            found.append("outside the limits")
        if self._is_run(position):
            found.append("8 in a row on one side")
        if self._is_near(position):
            found.append("3 of 4 near a limit")
        return tuple(found)

    def side(self, position: int) -> Side:
        return "high" if self._place(position) > 0 else "low"

    def _place(self, position: int) -> float:
        """Where a point lies: 0 at the centre, 1 at the upper and -1 at the lower limit."""
        assert self.limits is not None
        half = self.limits.half[position]
        return (self.values[position] - self.limits.centre) / half if half else 0.0

    def _is_run(self, position: int) -> bool:
        if position < RUN - 1:
            return False
        places = [self._place(number) for number in range(position - RUN + 1, position + 1)]
        return all(place > 0 for place in places) or all(place < 0 for place in places)

    def _is_near(self, position: int) -> bool:
        """Nearer a limit than the centre is beyond half of the way; all on the side of the point itself."""
        here = self._place(position)
        if position < 3 or abs(here) <= 0.5:
            return False
        sign = math.copysign(1, here)
        return sum(sign * self._place(number) > 0.5 for number in range(position - 3, position + 1)) >= 3


def _chart(
    kind: Kind,
    scale: Scale,
    values: Sequence[float],
    segments: list[_Segment],
    least: float | None,
    most: float | None,
) -> Chart:
    newest = segments[-1].limits if segments else None
    places = [(segment, position) for segment in segments for position in range(len(segment.values))]
    return Chart(
        kind=kind,
        scale=scale,
        points=tuple(_point(value, *place, scale, least, most) for value, place in zip(values, places, strict=True)),
        baseline_size=newest.baseline_size if newest else 0,
        is_tentative=newest is not None and newest.baseline_size < BASELINE,
        is_flat=newest is not None and newest.is_flat,
        range_limit=newest.range_limit if newest else None,
    )


def _point(
    value: float, segment: _Segment, position: int, scale: Scale, least: float | None, most: float | None
) -> Point:
    limits = segment.limits
    back = math.exp if scale == "log" else float
    rules = segment.rules(position)
    lower = upper = None
    if limits is not None and math.isfinite(limits.half[position]):
        lower, upper = back(limits.centre - limits.half[position]), back(limits.centre + limits.half[position])
    return Point(
        value=value,
        centre=None if limits is None else back(limits.centre),
        lower=None if lower is None or (least is not None and lower < least) else lower,
        upper=None if upper is None or (most is not None and upper > most) else upper,
        moving_range=segment.ranges[position],
        rules=rules,
        side=segment.side(position) if rules else None,
    )
