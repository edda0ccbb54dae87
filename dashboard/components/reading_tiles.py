"""A metric's value and what stands beside it, as tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import readings, state
from dashboard.components import metric_picker, numbers

if TYPE_CHECKING:
    from metrics.catalog import Metric
    from metrics.reading.scorecard import Reading


def show(metric: Metric, found: Reading) -> None:
    """The value first, then each companion that has one; a companion leads to its own course."""
    grid = st.grid(4, min_column_width=210, border=True)
    with grid.cell():
        _tile(metric, found)
    for other in readings.beside(metric.id):
        beside = readings.reading(other.id, state.filters())
        if beside.value is not None and not beside.is_few:
            with grid.cell():
                _tile(other, beside, short=_short(metric, other))
                st.button(
                    "Its trend",
                    key=f"to_{other.id}",
                    type="tertiary",
                    icon=":material/show_chart:",
                    on_click=metric_picker.choose,
                    args=(other.id,),
                )


def _short(metric: Metric, other: Metric) -> str:
    """The other's label without what the first one's says already."""
    label = other.label.removeprefix(metric.label).strip(" :,")
    return label[:1].upper() + label[1:]


def _tile(metric: Metric, found: Reading, *, short: str | None = None) -> None:
    assert found.value is not None
    value = f"{found.sample_size} {metric.noun}" if found.is_few else numbers.short(found.value, metric.unit)
    st.metric(short or "In the whole period", value, help=metric.meaning if short else None)
    lines = _lines(metric, found)
    if found.value == 0 and metric.limits and not short:  # A nought is worth what could be seen at all.
        lines.append(f"{metric.limits.split('. ')[0].rstrip('.')}.")
    st.caption("  \n".join(lines))


def _lines(metric: Metric, found: Reading) -> list[str]:
    if found.is_few:
        return ["too few for a number"]
    assert found.value is not None
    between = numbers.interval(found.low, found.high, metric.unit, beside=found.value)
    lines = [f"95 %: {between}"] if between else []
    lines.append(f"n = {found.sample_size:,} {metric.noun}")
    if found.is_provisional:
        lines.append(":material/hourglass_top: provisional: some of its cases may still change")
    return lines
