"""The figures of pages, each made once per snapshot, question and mode: making one costs more than all else of a rerun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboard import charts, charts_course, charts_spread, fresh, readings
from dashboard.answers import ask
from dashboard.charts_course import Note
from dashboard.number import Number
from metrics import references
from metrics.catalog import METRICS, Metric
from metrics.reading import comparison
from metrics.receipt import receipt

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.state import Filters
    from dashboard.theme import Mode
    from metrics.reading.scorecard import Reading
    from metrics.reading.typed import Remark
    from metrics.snapshot import Snapshot

MOST_DOTS: Final = charts_spread.MOST_DOTS
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""As many notes have a letter on a chart; more of them would cover it."""


def course(metric_id: str, chosen: Filters, *, mode: Mode) -> dict[str, Any]:
    """A metric's course between its limits, for a drawer."""
    return ask(_course, metric_id, chosen, mode, fresh.now().remarks, is_whole=False)


def whole_course(metric_id: str, chosen: Filters, *, mode: Mode) -> dict[str, Any]:
    """The same with the 85th percentile, what was noted and what was published."""
    return ask(_course, metric_id, chosen, mode, fresh.now().remarks, is_whole=True)


def scatter(number: Number, *, mode: Mode) -> dict[str, Any]:
    """Each counted row of a duration where it ended."""
    return ask(_spread, number, mode, kind="scatter")


def histogram(number: Number, *, mode: Mode) -> dict[str, Any]:
    """How the counted rows spread by size."""
    return ask(_spread, number, mode, kind="histogram")


def groups(number: Number, breakdown: str, *, mode: Mode) -> dict[str, Any]:
    """The groups of a breakdown with their intervals."""
    return ask(_groups, number, breakdown, mode)


def by_group(number: Number, breakdown: str) -> dict[str, Reading]:
    """The readings that `groups` draws; within a service when the number is of one."""
    return ask(comparison.by_group, number.metric_id, breakdown, since=number.since, until=number.until)


def counted(number: Number) -> pd.DataFrame:
    """The rows behind a number, newest first."""
    found = ask(
        receipt,
        number.metric_id,
        since=number.since,
        until=number.until,
        breakdown=number.breakdown,
        group=number.group,
    )
    return found.counted


def upper_of(metric: Metric) -> Metric | None:
    """The 85th percentile beside a median."""
    beside = METRICS.get(f"{metric.id}_p85")
    return beside if metric.aggregate == "median" and beside and beside.query == metric.query else None


def _course(
    _: Snapshot, metric_id: str, chosen: Filters, mode: Mode, remarks: tuple[Remark, ...], *, is_whole: bool
) -> dict[str, Any]:
    """`remarks`: those laid over; another one makes another figure."""
    metric, found = METRICS[metric_id], readings.course(metric_id, chosen)
    if not is_whole:
        return charts_course.course(found.points, unit=metric.unit, mode=mode, notes=_notes(metric_id, chosen))
    upper, published = upper_of(metric), references.reference(metric_id)
    return charts_course.course(
        found.points,
        unit=metric.unit,
        mode=mode,
        upper=readings.periods(upper.id, chosen) if upper else None,
        published=published.lines if published else (),
        notes=_notes(metric_id, chosen),
        height=360,
    )


def _notes(metric_id: str, chosen: Filters) -> list[Note]:
    noted = readings.notes(metric_id, chosen).head(len(LETTERS))
    days, cuts = noted["noted_on"], noted["cuts_limits"]
    return [Note(day.date(), letter, bool(cut)) for day, letter, cut in zip(days, LETTERS, cuts, strict=False)]


def _spread(_: Snapshot, number: Number, mode: Mode, *, kind: str) -> dict[str, Any]:
    metric, rows = METRICS[number.metric_id], counted(number)
    if kind == "scatter":
        return charts_spread.scatter(rows, unit=metric.unit, mode=mode)
    if metric.unit in ("hours", "days"):
        hours = charts_spread.hours_of(rows["amount"], metric.unit)
        return charts.duration_distribution(hours.tolist(), mode=mode, noun=metric.noun, axis=metric.label)
    return charts_spread.sizes(rows, noun=metric.noun, axis=metric.label, mode=mode)


def _groups(_: Snapshot, number: Number, breakdown: str, mode: Mode) -> dict[str, Any]:
    return charts_spread.groups(by_group(number, breakdown), unit=METRICS[number.metric_id].unit, mode=mode)
