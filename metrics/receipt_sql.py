"""The statement behind a receipt, as text for people to run: only checked names, dates and quoted literals enter it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from metrics.metric import Metric
from metrics.sql_text import quoted


def values_sql(
    metric: Metric,
    since: date | None,
    until: date | None,
    *,
    grain: str = "all",
    breakdown: str = "all",
    group: str | None = None,
) -> str:
    """Return the statement of a metric's numbers: those of a window, of one group when it is named."""
    asked = [f"grain := {quoted(grain)}", f"breakdown := {quoted(breakdown)}"]
    window = _window(since, until)
    values = f"from metric.{metric.id}({', '.join([*asked, window] if window else asked)})"
    return values if group is None else f"{values} where group_name = {quoted(group)}"


def rows_sql(
    metric: Metric, since: date | None, until: date | None, *, breakdown: str = "all", group: str | None = None
) -> str:
    """Return the statement of the rows behind one number: those of a window, of one group when it is named."""
    rows = f"select * from metric.{metric.id}_rows({_window(since, until)})"
    if breakdown == "all" or group is None:
        return rows
    return f"{rows} where {group_of(breakdown)} = {quoted(group)}"


def rows_by_number_sql(
    metric: Metric,
    since: date | None,
    until: date | None,
    *,
    grain: str,
    breakdown: str,
    time_zone: str,
    starts: Sequence[date],
) -> str:
    """Return the statement of the rows behind several numbers, each with its period_start and group_name.

    What is there at the end of a period stands in every period that it outlasts, so such a metric takes its rows from the
    period of each of `starts`. A row that cannot be placed in time has no period.
    """
    group_name = "'all'" if breakdown == "all" else group_of(breakdown)
    rows = rows_sql(metric, since, until)
    if grain == "all":
        only = _day(starts[0]) if starts else "cast(null as date)"
        return f"select {only} as period_start, {group_name} as group_name, * from ({rows})"
    if not metric.is_as_of:
        started = f"cast(date_trunc({quoted(grain)}, timezone({quoted(time_zone)}, happened_at)) as date)"
        return f"select {started} as period_start, {group_name} as group_name, * from ({rows})"
    if not starts:
        return f"select cast(null as date) as period_start, {group_name} as group_name, * from ({rows})"
    ends = [*starts[1:], until or _after(starts[-1], grain)]
    return " union all ".join(
        f"select {_day(start)} as period_start, {group_name} as group_name, * from ({rows_sql(metric, None, end)})"
        for start, end in zip(starts, ends, strict=True)
    )


def _after(start: date, grain: str) -> date:
    """First day of the period after the one that begins on `start`."""
    days = {"day": 1, "week": 7}
    if grain in days:
        return start + timedelta(days=days[grain])
    month = start.year * 12 + start.month - 1 + {"month": 1, "quarter": 3, "year": 12}[grain]
    return date(month // 12, month % 12 + 1, 1)


def group_of(breakdown: str) -> str:
    """Return the expression that names the group of a row, as the metric's macro names it."""
    return f"coalesce({breakdown}, 'no {breakdown}')"


def _window(since: date | None, until: date | None) -> str:
    return ", ".join(f"{name} := {_day(day)}" for name, day in (("since", since), ("until", until)) if day)


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"
