"""Signal or noise? One metric in depth: its course, how its rows spread, and its groups beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard import figures, fresh, number, pages, readings, state
from dashboard.answers import ask
from dashboard.components import (
    build_again,
    chart,
    course_chart,
    group_table,
    header,
    links,
    metric_picker,
    notices,
    numbers,
    publications,
    reading_tiles,
    receipt_drawer,
)
from dashboard.components.text import plain
from metrics.catalog import METRICS, companions
from metrics.reading import comparison, signal
from metrics.receipt_sql import values_sql

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from dashboard.number import Number
    from metrics.catalog import Metric

_OPENS_WITH: Final = "change_lead_time"
_LISTED: Final = 12
_DURATIONS: Final = ("hours", "days")
_NAMES: Final = {"line": "release line", "kind": "release kind", "category": "kind of work", "step": "lifecycle step"}
_RULES: Final = {
    "outside the limits": "one period beyond what the ordinary variation reaches",
    "8 in a row on one side": "the level has moved",
    "3 of 4 near a limit": "most of the latest periods lie far from the middle",
}


def show() -> None:
    """The metric that the address names, for the filters in force."""
    header.show("Trends")
    if metric_picker.is_unknown():
        st.warning("There is no metric of the name in the address; the list has all of them.", icon=":material/help:")
    offered = [one for metric in readings.shown() for one in (metric, *companions(metric.id))]
    metric = metric_picker.show(offered, default=_OPENS_WITH)
    chosen = state.filters()
    asked = number.of_window(metric.id, chosen)
    st.markdown(metric.meaning)
    _ways_on(asked)
    build_again.offer(fresh.now().bearing_on(metric))
    readings.prepare(asked, chosen, breakdown=st.session_state.get("trend_breakdown"))
    found = readings.of(asked)
    if found.value is None:
        _nothing(found.reason or metric.nothing, metric)
        return
    reading_tiles.show(metric, found)
    if found.is_few:
        _cases(asked, metric)
        return
    _course(metric, found.has_trend)
    _spread(asked, metric)
    _groups(asked, metric)


def _nothing(reason: str, metric: Metric) -> None:
    """Why there is no value, and what to do: a reason that names the missing source says both."""
    why, is_missing, step = reason.partition(": add ")
    next_step = f"Add {plain(step)}" if is_missing else metric.limits
    notices.nothing_here(plain(why.rstrip(".")), next_step=next_step)


def _ways_on(asked: Number) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if st.button("How is this computed?", key="trend_receipt", type="tertiary", icon=":material/receipt_long:"):
            receipt_drawer.show_number(asked)
        st.page_link(
            pages.definitions(),
            label="Definition",
            icon=":material/menu_book:",
            query_params={"metric": asked.metric_id},
        )
        links.open_in_sql(_sql(asked))


def _sql(asked: Number) -> str:
    """The statement that gives the values of the course."""
    return values_sql(
        METRICS[asked.metric_id], asked.since, asked.until, grain=state.filters().grain, breakdown=asked.breakdown,
        group=asked.group,
    )  # fmt: skip


def _cases(asked: Number, metric: Metric) -> None:
    st.markdown(f"Fewer than five {metric.noun}: too few for a number, so here they are.")
    for row in figures.counted(asked).to_dict("records"):
        st.markdown(f"- {receipt_drawer.case(metric, row)}")


def _course(metric: Metric, has_trend: bool) -> None:
    chosen = state.filters()
    st.header(f"By {chosen.grain}", anchor=False)
    if not has_trend:
        st.caption(f"A course needs 20 {metric.noun} in the period. Choose a longer period, or all services.")
        return
    course = readings.course(metric.id, chosen)
    if not course.points["value"].notna().any():
        st.caption("No whole period has cases enough for a value. Choose a longer grain under Trend by.")
        return
    course_chart.show(
        metric.id,
        figures.whole_course(metric.id, chosen, mode=state.mode()),
        key="trends",
        on_point=_choose_point,
    )
    _open_chosen_point(number.of_window(metric.id, chosen))
    _how_judged(metric, course)
    _signals(course, chosen.grain)
    _notes(metric)
    upper = figures.upper_of(metric)
    publications.show(metric.id, course.points, readings.periods(upper.id, chosen) if upper else None)


def _choose_point(start: date) -> None:
    st.session_state["trend_point"] = start


def _open_chosen_point(whole: Number) -> None:
    start = st.session_state.pop("trend_point", None)
    if start is not None:
        receipt_drawer.show_number(number.of_period(whole, start, state.filters().grain))


def _how_judged(metric: Metric, course: signal.Course) -> None:
    kind = "p-chart, because the numbers of cases differ by more than 4 to 1" if course.kind == "p" else "XmR chart"
    upper = " Dashed: 85 % took no longer." if figures.upper_of(metric) else ""
    limits = (
        f" {kind}: beyond the dotted limits, or in a long run, lies more than ordinary variation."
        if course.is_judged
        else ""
    )
    st.markdown(course.sentence)
    st.caption(f"A click on a point opens what it is made of. Hollow points are provisional.{upper}{limits}")


def _signals(course: signal.Course, grain: str) -> None:
    if not course.signals:
        return
    with st.expander(f"{numbers.count(len(course.signals), 'signal')}, explained", icon=":material/show_chart:"):
        for told in reversed(course.signals[-_LISTED:]):
            colour = {"better": "blue", "worse": "orange"}.get(told.verdict, "gray")
            rules = "; ".join(f"{rule}: {_RULES[rule]}" for rule in told.rules)
            period = signal.period_name(told.start, grain)
            st.markdown(f"- **{period}** :{colour}-badge[{told.verdict}] {rules}")
        if len(course.signals) > _LISTED:
            st.caption(f"The newest {_LISTED} of {len(course.signals)}.")


def _notes(metric: Metric) -> None:
    noted = readings.notes(metric.id, state.filters())
    for letter, row in zip(figures.LETTERS, noted.to_dict("records"), strict=False):
        cuts = " Limits are cut anew here." if row["cuts_limits"] else ""
        whose = f" ({plain(row['service'])})" if row["service"] else ""
        st.markdown(f"**{letter}** {numbers.day(row['noted_on'])}{whose}: {plain(row['words'])}{cuts}")


def _spread(asked: Number, metric: Metric) -> None:
    if metric.aggregate not in ("median", "p85") and metric.unit != "count":
        return
    rows = figures.counted(asked)
    if rows.empty or (metric.unit == "count" and rows["amount"].nunique() < 2):
        return
    st.header("How it spreads", anchor=False)
    kind = _spread_kind(metric)
    draw = figures.scatter if kind == "One by one" else figures.histogram
    chart.draw(
        draw(asked, mode=state.mode()),
        key=f"spread_{kind}",
        alt=f"{metric.label}: {numbers.count(len(rows), 'row')}, {kind.lower()}",
    )
    st.caption(_spread_words(rows, metric, kind))


def _spread_kind(metric: Metric) -> str:
    if metric.unit not in _DURATIONS:
        return "By size"
    kinds = ("One by one", "By size")
    return (
        st.segmented_control(
            "Shown", kinds, default=kinds[0], required=True, key="spread_kind", label_visibility="collapsed"
        )
        or kinds[0]
    )


def _spread_words(rows: pd.DataFrame, metric: Metric, kind: str) -> str:
    shown = min(len(rows), figures.MOST_DOTS) if kind == "One by one" else len(rows)
    newest = (
        f"The newest {shown:,} of {len(rows):,} {metric.noun}." if shown < len(rows) else f"{shown:,} {metric.noun}."
    )
    return (
        f"{newest} So many of a hundred took no longer than the lines at 50, 85 and 95 %."
        if metric.unit in _DURATIONS
        else newest
    )


def _groups(asked: Number, metric: Metric) -> None:
    offered = ask(comparison.breakdowns, metric.id, since=asked.since, until=asked.until)
    if not offered:
        return
    st.header("Beside each other", anchor=False)
    names = list(offered)
    breakdown = st.segmented_control(
        "By", names, default=names[0], required=True, key="trend_breakdown", format_func=lambda name: _NAMES.get(name, name),
        label_visibility="collapsed",
    ) or names[0]  # fmt: skip
    if asked.group is not None:
        st.caption("Of all services: the filter of one service and a breakdown are not taken together.")
    if offered[breakdown] > comparison.GROUP_LIMIT:
        st.caption(f"The {comparison.GROUP_LIMIT} with the most cases, of {offered[breakdown]:,}.")
    found = figures.by_group(asked, breakdown)
    chart.draw(
        figures.groups(asked, breakdown, mode=state.mode()),
        key="groups",
        alt=f"{metric.label} by {breakdown}, with 95 % intervals",
    )
    group_table.show(METRICS[metric.id], breakdown, found)
