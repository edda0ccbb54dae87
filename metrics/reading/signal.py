"""A metric's course over the periods, and whether it changed beyond its usual variation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from metrics import signals
from metrics.catalog import METRICS
from metrics.signals import Chart, Kind, Point, Rule, Verdict

FEWEST: Final = 8
"""Below this many periods with a value there are dots and no limits."""
_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Signal:
    """What a period says that stands out."""

    verdict: Verdict
    words: str
    """higher in Nov 2026, outside the limits"""
    start: date
    """First day of the period."""
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The whole periods of a window with their limits."""

    points: pd.DataFrame
    """period_start, value, low, high, sample_size, is_provisional, reason; centre, lower, upper (null while there are
    no limits), is_signal."""
    values: tuple[float, ...]
    """The values of the points; not a number where there is none."""
    is_judged: bool
    """There are limits, and they fit."""
    kind: Kind
    """XmR, or p where the denominators vary by more than 4 to 1."""
    is_tentative: bool
    """The newest limits stand on fewer periods than a whole baseline."""
    signals: tuple[Signal, ...]
    """Of every period that stands out, oldest first; empty when so many do that none of them means anything."""
    signal: Signal | None
    """Of the newest period that has a value; None when it is usual noise."""
    sentence: str
    """What the process behaviour chart says, in words."""


def course(metric_id: str, points: pd.DataFrame, *, grain: str, recut_on: Sequence[date] = ()) -> Course:
    """Judge whole periods by the chart that suits the metric's unit. Periods without a value are passed over.

    `recut_on`: days on which the process was changed; limits are made anew from the first period that begins then or later.
    """
    direction = METRICS[metric_id].direction
    known = points.index[points["value"].notna()]
    starts = [pd.Timestamp(start).date() for start in points.loc[known, "period_start"]]
    judged = _judged(metric_id, points.loc[known], starts, recut_on)
    told = _told(judged, starts, grain, direction)
    newest = judged.newest_signal
    return Course(
        points=_with_limits(points, known, judged),
        values=tuple(points["value"].astype(float)),
        is_judged=judged.baseline_size > 0 and not judged.is_flat and not _is_erratic(judged),
        kind=judged.kind,
        is_tentative=judged.is_tentative,
        signals=told,
        signal=told[-1] if told and newest is not None else None,
        sentence=_sentence(judged, told),
    )


def _judged(metric_id: str, known: pd.DataFrame, starts: list[date], recut_on: Sequence[date]) -> Chart:
    values = known["value"].astype(float).tolist()
    if len(values) < FEWEST:
        return signals.dots(values)
    cuts = [next((place for place, start in enumerate(starts) if start >= day), 0) for day in recut_on]
    sizes = known["sample_size"].astype(int).tolist() if METRICS[metric_id].is_share_of_rows else None
    return signals.chart(values, unit=METRICS[metric_id].unit, sizes=sizes, recut_at=cuts)


def period_name(start: date, grain: str) -> str:
    """A period as people call it: week of 2 Nov 2026, Nov 2026, Q4 2026, 2026."""
    moment = pd.Timestamp(start)
    if grain == "year":
        return f"{moment.year}"
    if grain == "quarter":
        return f"Q{moment.quarter} {moment.year}"
    if grain == "month":
        return f"{moment:%b %Y}"
    day = f"{moment.day} {moment:%b %Y}"
    return f"week of {day}" if grain == "week" else day


def _with_limits(points: pd.DataFrame, known: pd.Index, judged: Chart) -> pd.DataFrame:
    limited = points.assign(centre=float("nan"), lower=float("nan"), upper=float("nan"), is_signal=False)
    for column in ("centre", "lower", "upper"):
        limited.loc[known, column] = [_number(getattr(point, column)) for point in judged.points]
    limited.loc[known, "is_signal"] = [point.is_signal for point in judged.points]
    return limited


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _told(judged: Chart, starts: list[date], grain: str, direction: str) -> tuple[Signal, ...]:
    if _is_erratic(judged):
        return ()
    return tuple(
        Signal(signals.verdict(point.side, direction), _words(point, start, grain), start, point.rules)
        for point, start in zip(judged.points, starts, strict=True)
        if point.side is not None
    )


def _is_erratic(judged: Chart) -> bool:
    """Half of the points signal: then the limits fit nothing, and no one period has changed."""
    return 2 * sum(point.is_signal for point in judged.points) >= len(judged.points)


def _words(point: Point, start: date, grain: str) -> str:
    side = "higher" if point.side == "high" else "lower"
    return f"{side} in {period_name(start, grain).replace('week of', 'the week of')}, {point.rules[0]}"


def _sentence(judged: Chart, told: Sequence[Signal]) -> str:
    if judged.baseline_size == 0 and any(point.centre is not None for point in judged.points):
        return f"The process was changed, and limits anew need {signals.LEAST} periods with a value since then."
    if judged.baseline_size == 0:
        have = "1 period has a value" if len(judged.points) == 1 else f"{len(judged.points)} periods have a value"
        return f"{have}; limits that tell change from ordinary variation need {FEWEST}."
    if judged.is_flat:
        return "The value did not vary in the periods that make the limits, so nothing can be judged against them."
    if _is_erratic(judged):
        signal_count = sum(point.is_signal for point in judged.points)
        return (
            f"{signal_count} of {len(judged.points)} periods stand out: it varies too much from one period to the next "
            "for any one of them to mean a change."
        )
    words = [signal.words for signal in told]
    said = f"Signals: {'; '.join(words[-_TOLD:])}." if words else "No signal: the differences are ordinary variation."
    if len(words) > _TOLD:
        said = f"{len(words)} signals, the last: {'; '.join(words[-_TOLD:])}."
    if judged.is_tentative:
        said += f" The limits are tentative: they stand on {judged.baseline_size} of {signals.BASELINE} periods."
    return said
