"""A metric on a card: what it is, how sure that is, how it went, and the way to its receipt."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from dashboard import fresh, pages, readings, state
from dashboard.components import build_again, numbers, publications, receipt_drawer
from dashboard.components.text import plain
from metrics.catalog import METRICS

if TYPE_CHECKING:
    from metrics.catalog import Metric
    from metrics.reading.scorecard import Reading
    from metrics.reading.signal import Signal

_FEWEST_POINTS: Final = 4
# Where a label is longer than a card has room for.
_SHORT_LABELS: Final = {"deployment_gap": "median gap", "flow_load_aged": "old"}


def show(metric_id: str) -> None:
    """Draw one card for the filters in force."""
    metric = METRICS[metric_id]
    found = readings.reading(metric_id, state.filters())
    if found.value is None:
        _empty(metric, found)
    elif found.is_few:
        _few(metric, found)
    else:
        _full(metric, found)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if st.button(
            "How is this computed?", key=f"receipt_{metric_id}", type="tertiary", icon=":material/receipt_long:"
        ):
            receipt_drawer.show(metric_id)
        st.page_link(pages.trends(), label="Trend", icon=":material/show_chart:", query_params={"metric": metric_id})


def _empty(metric: Metric, found: Reading) -> None:
    st.metric(metric.label, None, help=_help(metric))
    _lines(plain(found.reason or metric.nothing), _first_sentence(metric.limits), _newer(metric))


def _few(metric: Metric, found: Reading) -> None:
    """Too few cases for a number: the cases themselves."""
    st.metric(metric.label, numbers.cases(found.sample_size, metric.noun), help=_help(metric))
    _lines(f"Too few for a number: {receipt_drawer.cases(metric.id)}", _provisional(found), _newer(metric))


def _full(metric: Metric, found: Reading) -> None:
    assert found.value is not None
    signal = readings.course(metric.id, state.filters()).signal if found.has_trend else None
    course = _course(metric.id) if found.has_trend else []
    is_broken = any(math.isnan(value) for value in course)
    st.metric(
        metric.label,
        ", ".join([numbers.amount(found.value, metric.unit), *_suspected(metric, found)]),
        help=_help(metric),
        delta=signal.words if signal else None,
        delta_color=_colour(signal),
        delta_arrow="off",
        chart_data=_with_slivers(course) if is_broken else course or None,
        # A line between gaps is a dot that nobody sees; a bar stands alone.
        chart_type="bar" if is_broken else "line",
    )
    # A nought is worth what could be seen at all.
    limits = _first_sentence(metric.limits) if found.value == 0 else None
    _lines(
        _interval(metric, found), _size(metric, found), _provisional(found), _newer(metric), limits,
        publications.short(metric.id),
    )  # fmt: skip


def _interval(metric: Metric, found: Reading) -> str | None:
    assert found.value is not None
    between = numbers.interval(found.low, found.high, metric.unit, beside=found.value)
    return f"95 %: {between}" if between else None


def _size(metric: Metric, found: Reading) -> str:
    """Sample size and what stands beside the value: n = 340 changes · 85 % within 40 days."""
    return " · ".join([f"n = {found.sample_size:,} {metric.noun}", *_companions(metric)])


def _colour(signal: Signal | None) -> Literal["off", "blue", "orange"]:
    """Grey unless the chart signals; then blue for better and orange for worse, which the words say too."""
    if signal is None or signal.verdict == "changed":
        return "off"
    return "blue" if signal.verdict == "better" else "orange"


def _course(metric_id: str) -> list[float]:
    """The values of the whole periods; gaps stay gaps. Empty when most of them have no value."""
    values = list(readings.course(metric_id, state.filters()).values)
    known = sum(not math.isnan(value) for value in values)
    has_bars = known < len(values)
    # Noughts with gaps between them would be bars of no height.
    is_drawn = not has_bars or any(value > 0 for value in values if not math.isnan(value))
    return values if is_drawn and known >= _FEWEST_POINTS and known * 2 >= len(values) else []


def _with_slivers(course: list[float]) -> list[float]:
    """Bars in which a nought is a sliver, so that it does not look like a gap."""
    least = 0.03 * max(value for value in course if not math.isnan(value))
    return [value if math.isnan(value) else max(value, least) for value in course]


def _companions(metric: Metric) -> list[str]:
    """What stands beside the value, in words."""
    sentences = []
    for other in readings.beside(metric.id):
        found = readings.reading(other.id, state.filters())
        if found.value is None or found.is_few:
            continue
        value = numbers.short(found.value, other.unit)
        if other.aggregate == "p85" and other.query == metric.query:
            sentences.append(f"85 % within {value}")
        elif _is_upper_end(metric, other):
            sentences.append("the upper end counts what is only suspected")
        else:
            sentences.append(f"{_short_label(metric, other)} {value}")
    return sentences


def _is_upper_end(metric: Metric, other: Metric) -> bool:
    """Whether the other counts the cases that are only suspected, too."""
    return other.id == f"{metric.id}_upper"


def _short_label(metric: Metric, other: Metric) -> str:
    """The other's label without what the card's says already: from start of work, defects."""
    shared = metric.label.partition(":")[0]
    label = other.label.removeprefix(shared).strip(" :,")
    return _SHORT_LABELS.get(other.id, label[:1].lower() + label[1:])


def _suspected(metric: Metric, found: Reading) -> list[str]:
    """The other end of a share of which some cases are only suspected: up to 19 %."""
    ends = [
        readings.reading(other.id, state.filters())
        for other in readings.beside(metric.id)
        if _is_upper_end(metric, other)
    ]
    return [
        f"up to {numbers.amount(end.value, metric.unit)}"
        for end in ends
        if end.value is not None and found.value is not None and not end.is_few and end.value > found.value
    ]


def _provisional(found: Reading) -> str | None:
    return ":material/hourglass_top: provisional: some of its cases may still change" if found.is_provisional else None


def _newer(metric: Metric) -> str | None:
    entries = fresh.now().bearing_on(metric)
    return f":material/schedule: {build_again.words(entries, than='this number')}" if entries else None


def _first_sentence(text: str | None) -> str | None:
    """The limit that is the metric's own; the tooltip has all."""
    return f"{text.split('. ')[0].rstrip('.')}." if text else None


def _help(metric: Metric) -> str:
    return f"{metric.meaning}\n\n{metric.limits}" if metric.limits else metric.meaning


def _lines(*lines: str | None) -> None:
    """One small paragraph with a line for each that is not empty."""
    st.caption("  \n".join(line for line in lines if line))
