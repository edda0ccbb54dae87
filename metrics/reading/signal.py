"""A metric's course over the periods, and whether it changed beyond its usual variation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from metrics import signals
from metrics.catalog import METRICS
from metrics.signals import Chart, Point, Verdict

_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Signal:
    """What the newest period says, when it stands out."""

    verdict: Verdict
    words: str
    """higher in Nov 2026, outside the limits"""


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
    signal: Signal | None
    """Of the newest period that has a value; None when it is usual noise."""
    sentence: str
    """What the process behaviour chart says, in words."""


def course(metric_id: str, points: pd.DataFrame, *, grain: str) -> Course:
    """Judge whole periods by the chart that suits the metric's unit. Periods without a value are passed over."""
    metric = METRICS[metric_id]
    known = points.index[points["value"].notna()]
    judged = signals.chart(
        points.loc[known, "value"].astype(float).tolist(),
        unit=metric.unit,
        sizes=points.loc[known, "sample_size"].astype(int).tolist(),
    )
    starts = points.loc[known, "period_start"].tolist()
    return Course(
        points=_with_limits(points, known, judged),
        values=tuple(points["value"].astype(float)),
        is_judged=judged.baseline_size > 0 and not judged.is_flat and not _is_erratic(judged),
        signal=_newest(judged, starts, grain, metric.direction),
        sentence=_sentence(judged, starts, grain),
    )


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


def _newest(judged: Chart, starts: list[date], grain: str, direction: str) -> Signal | None:
    newest = judged.newest_signal
    if newest is None or newest.side is None or _is_erratic(judged):
        return None
    return Signal(signals.verdict(newest.side, direction), _words(newest, starts[-1], grain))


def _is_erratic(judged: Chart) -> bool:
    """Half of the points signal: then the limits fit nothing, and no one period has changed."""
    return 2 * sum(point.is_signal for point in judged.points) >= len(judged.points)


def _words(point: Point, start: date, grain: str) -> str:
    side = "higher" if point.side == "high" else "lower"
    return f"{side} in {period_name(start, grain).replace('week of', 'the week of')}, {point.rules[0]}"


def _sentence(judged: Chart, starts: list[date], grain: str) -> str:
    if judged.baseline_size == 0:
        return (
            f"{len(judged.points)} periods have a value; limits that tell change from ordinary variation "
            f"need {signals.LEAST}."
        )
    if judged.is_flat:
        return "The value did not vary in the periods that make the limits, so nothing can be judged against them."
    if _is_erratic(judged):
        signal_count = sum(point.is_signal for point in judged.points)
        return (
            f"{signal_count} of {len(judged.points)} periods stand out: it varies too much from one period to the next "
            "for any one of them to mean a change."
        )
    told = [_words(point, start, grain) for point, start in zip(judged.points, starts, strict=True) if point.is_signal]
    said = f"Signals: {'; '.join(told[-_TOLD:])}." if told else "No signal: the differences are ordinary variation."
    if len(told) > _TOLD:
        said = f"{len(told)} signals, the last: {'; '.join(told[-_TOLD:])}."
    if judged.is_tentative:
        said += f" The limits are tentative: they stand on {judged.baseline_size} of {signals.BASELINE} periods."
    return said
