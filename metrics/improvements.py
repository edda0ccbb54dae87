"""The register of improvements with what came of each: a verdict that a process behaviour chart gives and nobody types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

from metrics import signals
from metrics.catalog import METRICS, Metric
from metrics.computed import Bound, Column, Computation, Facts, Row, Table
from metrics.settings import MetricSettings
from metrics.signals import BASELINE, LEAST, Chart

BETTER: Final = "signal: better"
NONE_YET: Final = "no signal yet"
WORSE: Final = "signal: worse"
GRAINS: Final = ("month", "week")
"""Months first: they vary less. Weeks where there are too few months before the start."""


@dataclass(frozen=True, slots=True)
class Period:
    """One whole period of the metric, with its value."""

    starts_on: date
    ends_on: date
    """First day after it."""
    value: float
    sample_size: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a metric says of one improvement."""

    verdict: str | None
    """None when the metric cannot be judged."""
    because: str
    grain: str | None = None
    before_count: int = 0
    after_count: int = 0
    centre_before: float | None = None
    """The chart's centre before the start, in the metric's unit."""
    centre_after: float | None = None
    """The median of the periods since."""
    signal_on: date | None = None
    """First day of the period that signals."""


def judge(metric_id: str, periods: Mapping[str, Sequence[Period]], starts_on: date, closed_on: date | None) -> Outcome:
    """Return the verdict on an improvement that began on `starts_on`.

    `periods`: whole periods by grain, in order. Those that ended by the start make the limits; those from it on are judged,
    until the entry was closed. The newest signal among them is the verdict.
    """
    if metric_id not in METRICS:
        return Outcome(None, f"there is no metric {metric_id}")
    if METRICS[metric_id].direction == "none":
        return Outcome(None, "neither way is better for its metric")
    cut = {grain: _cut(periods.get(grain, ()), starts_on, closed_on) for grain in GRAINS}
    judged = [grain for grain in GRAINS if len(cut[grain][0]) >= LEAST]
    if not judged:
        most = max(len(before) for before, _ in cut.values())
        return Outcome(None, f"limits need {LEAST} periods with a value before its start, and there are {most}")
    grain = next((grain for grain in judged if cut[grain][1]), judged[0])
    return _told(metric_id, grain, *cut[grain])


def _cut(
    periods: Sequence[Period], starts_on: date, closed_on: date | None
) -> tuple[Sequence[Period], Sequence[Period]]:
    before = [period for period in periods if period.ends_on <= starts_on]
    after = [
        period
        for period in periods
        if period.starts_on >= starts_on and (closed_on is None or period.ends_on <= closed_on + timedelta(days=1))
    ]
    return before[-BASELINE:], after


def _told(metric_id: str, grain: str, before: Sequence[Period], after: Sequence[Period]) -> Outcome:
    metric = METRICS[metric_id]
    chart = signals.against(
        [period.value for period in before],
        [period.value for period in after],
        unit=metric.unit,
        before_sizes=_denominators(metric, before),
        after_sizes=_denominators(metric, after),
    )
    told: dict[str, Any] = {"grain": grain, "before_count": len(before), "after_count": len(after)}
    if not after:
        return Outcome(NONE_YET, f"no whole {grain} with a value has passed since its start", **told)
    told |= {"centre_before": chart.points[0].centre, "centre_after": median(period.value for period in after)}
    if chart.is_flat:
        return Outcome(None, "its metric did not vary before its start, so nothing can be judged against that", **told)
    return _signal(chart, after, metric.direction, told)


def _denominators(metric: Metric, periods: Sequence[Period]) -> list[int] | None:
    return [period.sample_size for period in periods] if metric.is_share_of_rows else None


def _signal(chart: Chart, after: Sequence[Period], direction: str, told: dict[str, Any]) -> Outcome:
    signalling = [
        (period, point) for period, point in zip(after, chart.points, strict=True) if point.side is not None
    ]
    if not signalling:
        return Outcome(NONE_YET, "the periods since its start are ordinary variation", **told)
    period, point = signalling[-1]
    assert point.side is not None
    is_better = signals.verdict(point.side, direction) == "better"
    side = "higher" if point.side == "high" else "lower"
    return Outcome(
        BETTER if is_better else WORSE,
        f"{side} than before in the {told['grain']} from {period.starts_on}, {point.rules[0]}",
        signal_on=period.starts_on,
        **told,
    )


def whole_periods(rows: Iterable[Row], grain: str) -> list[Period]:
    """Return the periods that are over, final and have a value, in order."""
    found = [
        Period(row["period_start"], end_of(row["period_start"], grain), float(row["value"]), int(row["sample_size"]))
        for row in rows
        if row["value"] is not None and not row["is_provisional"]
    ]
    return sorted(found, key=lambda period: period.starts_on)


def end_of(start: date, grain: str) -> date:
    """Return the first day after the period that begins on `start`."""
    if grain == "week":
        return start + timedelta(days=7)
    return date(start.year + start.month // 12, start.month % 12 + 1, 1)


def looks_back_to(starts_on: date, grain: str) -> date:
    """Return the first day of the period with which the limits may begin: 12 before the one that holds the start."""
    if grain == "week":
        return starts_on - timedelta(days=starts_on.weekday() + 7 * BASELINE)
    return date(starts_on.year - 1, starts_on.month, 1)


_REGISTER: Final = "select * from raw.journal_improvements order by starts_on, improvement_id"
_COPIED: Final = {
    "improvement_id": Column("varchar", "Identity."),
    "service": Column("varchar", "Service; null = all."),
    "problem": Column("varchar", "Hostile text: escape it."),
    "idea": Column("varchar", "What is changed. Hostile text: escape it."),
    "owner": Column("varchar", "Who sees to it. Hostile text: escape it."),
    "metric_id": Column("varchar", "Metric that is to move."),
    "starts_on": Column("date", "Day from which it can work."),
    "closed_on": Column("date", "Day the entry was closed; null while it is open."),
    "revision": Column("integer", "How often it was written."),
    "written_by": Column("varchar", "Who wrote that; null when nobody was signed in."),
    "written_at": Column("timestamptz", "When."),
}
_TOLD: Final = {
    "verdict": Column("varchar", "signal: better, no signal yet or signal: worse; null when its metric cannot be judged."),
    "verdict_because": Column("varchar", "What the process behaviour chart of its metric says, or why it says nothing."),
    "grain": Column("varchar", "Length of the periods that were judged: month, or week where too few months came before."),
    "before_count": Column("integer", "Periods before its start that the limits are made of."),
    "after_count": Column("integer", "Periods since that were judged, until it was closed."),
    "centre_before": Column("double", "Centre of the chart before its start, in the metric's unit."),
    "centre_after": Column("double", "Median of the periods since."),
    "signal_on": Column("date", "First day of the period that signals; null without a signal."),
}


def _questions(facts: Facts) -> dict[str, Bound]:
    """The course of the metric that each entry names, of its service, in each grain."""
    return {
        _name(entry, grain): Bound(
            f"select period_start, value, sample_size, is_provisional"
            f" from metric.{METRICS[entry['metric_id']].id}($grain, $breakdown, $since, null) where group_name = $group_name",
            {
                "grain": grain,
                "breakdown": "service" if entry["service"] else "all",
                "since": looks_back_to(entry["starts_on"], grain),
                "group_name": entry["service"] or "all",
            },
        )
        for entry in facts["register"].rows()
        if entry["metric_id"] in METRICS and entry["metric_id"] != "improvement_yield"
        for grain in GRAINS
    }


def _name(entry: Row, grain: str) -> str:
    return f"{entry['improvement_id']} by {grain}"


def _compute(facts: Facts, _: MetricSettings, __: datetime) -> dict[str, list[Row]]:
    return {"improvements": [_row(entry, facts) for entry in facts["register"].rows()]}


def _row(entry: Row, facts: Facts) -> Row:
    periods = {
        grain: whole_periods(facts[_name(entry, grain)].rows(), grain)
        for grain in GRAINS
        if _name(entry, grain) in facts
    }
    outcome = judge(entry["metric_id"], periods, entry["starts_on"], entry["closed_on"])
    told = {
        "verdict": outcome.verdict,
        "verdict_because": outcome.because,
        **{name: getattr(outcome, name) for name in _TOLD if name not in ("verdict", "verdict_because")},
    }
    return {name: entry[name] for name in _COPIED} | told


IMPROVEMENTS: Final = Computation(
    name="improvements",
    version=2,
    tables=(
        Table(
            "improvements",
            "One row per entry of the continual-improvement register: its last revision, and what its metric did since its start.",
            {**_COPIED, **_TOLD},
        ),
    ),
    reads={"register": _REGISTER},
    compute=_compute,
    reads_then=_questions,
)
