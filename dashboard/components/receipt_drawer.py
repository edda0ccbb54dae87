"""The receipt of a number: its definition, the rows counted and left out, its course, its SQL and its sources."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import figures, fresh, number, readings, state
from dashboard.answers import ask
from dashboard.components import build_again, course_chart, header, links, numbers, tables
from dashboard.components.text import plain
from dashboard.number import Number
from metrics.catalog import METRICS
from metrics.reading import quality, scorecard
from metrics.reading.signal import period_name
from metrics.receipt import Receipt, receipt

if TYPE_CHECKING:
    import pandas as pd

    from metrics.catalog import Metric

_ROWS_SHOWN: Final = 2000
_TABS: Final = ("Counted", "Left out", "Trend", "Definition", "SQL", "Sources")
_POINT: Final = "receipt_point"
"""First day of the period that a reader chose on the drawer's chart."""


def show(metric_id: str) -> None:
    """Open the drawer of one metric, for the filters in force."""
    show_number(number.of_window(metric_id, state.filters()))


def show_number(asked: Number) -> None:
    """Open the drawer of any number."""
    st.session_state.pop(_POINT, None)
    st.dialog(METRICS[asked.metric_id].label, position="right", width=880)(_draw)(asked)


def of(asked: Number) -> Receipt:
    """The receipt of a number."""
    return ask(
        receipt,
        asked.metric_id,
        since=asked.since,
        until=asked.until,
        breakdown=asked.breakdown,
        group=asked.group,
    )


def cases(metric_id: str) -> str:
    """The few counted cases in words, escaped: payments/1.2.0 3.1 days, payments/1.3.0 8 days."""
    metric = METRICS[metric_id]
    rows = of(number.of_window(metric_id, state.filters())).counted
    return "; ".join(case(metric, row) for row in rows.head(scorecard.FEW).to_dict("records"))


def case(metric: Metric, row: dict[str, Any]) -> str:
    """One counted row in words, escaped: payments/1.2.0 3.1 days."""
    subject = plain(_short(row["subject"]))
    if metric.aggregate == "share":
        return f"{subject} {'yes' if row['amount'] else 'no'}"
    if metric.aggregate in _WITHOUT_AMOUNT:
        return subject
    return f"{subject} {numbers.amount(row['amount'], metric.unit)}"


_WITHOUT_AMOUNT: Final = ("weekly_rate", "weekly_flow", "load")


def _short(subject: str) -> str:
    """A commit by its first ten digits; anything else as it is."""
    is_commit = len(subject) in (40, 64) and all(character in "0123456789abcdef" for character in subject)
    return subject[:10] if is_commit else subject


def _draw(whole: Number) -> None:
    chosen, start = state.filters(), st.session_state.get(_POINT)
    asked = whole if start is None else number.of_period(whole, start, chosen.grain)
    metric, made = METRICS[asked.metric_id], of(asked)
    if start is None:
        st.markdown(metric.meaning)
    else:
        st.button(
            "Back to the whole period",
            key="receipt_back",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=_go_back,
        )
    st.markdown(_headline(metric, readings.of(asked)))
    rows = f"{numbers.count(made.population_count, 'row')}: {made.counted_count:,} counted, {made.left_out_count:,} left out"
    st.caption(f"{_when(asked, chosen, start)} · {plain(_whose(asked))} · {rows}")
    if entries := fresh.now().bearing_on(metric):
        st.caption(f":material/schedule: {build_again.words(entries, than='this number')}")
    _tabs(asked, metric, made, with_trend=asked == number.of_window(metric.id, chosen))


def _go_back() -> None:
    st.session_state.pop(_POINT, None)


def _when(asked: Number, chosen: state.Filters, start: Any) -> str:
    if start is not None:
        return period_name(start, chosen.grain).replace("week of", "Week of")
    if (asked.since, asked.until) == (chosen.since, chosen.until):
        return header.period(chosen)
    if asked.since is None or asked.until is None:
        return "All time"
    return f"{numbers.day(asked.since)} – {numbers.day(asked.until - timedelta(days=1))}"


def _whose(asked: Number) -> str:
    if asked.group is None:
        return "all services"
    return asked.group if asked.breakdown == "service" else f"{asked.breakdown} {asked.group}"


def _tabs(asked: Number, metric: Metric, made: Receipt, *, with_trend: bool) -> None:
    labels = {"Counted": f"Counted ({made.counted_count:,})", "Left out": f"Left out ({made.left_out_count:,})"}
    names = [name for name in _TABS if with_trend or name != "Trend"]
    opened = st.tabs(
        [labels.get(name, name) for name in names], on_change="rerun", key=f"receipt_tabs_{abs(hash(asked))}"
    )
    for name, tab in zip(names, opened, strict=True):
        if tab.open:
            with tab:
                _tab(name, metric, made)


def _tab(name: str, metric: Metric, made: Receipt) -> None:
    if name == "Counted":
        _counted(metric, made)
    elif name == "Left out":
        _left_out(metric, made)
    elif name == "Trend":
        _trend(metric)
    elif name == "Definition":
        define(metric, version=made.version, settings=made.settings, since=made.first_built_at)
    elif name == "SQL":
        _sql(made)
    else:
        show_sources(made.freshness)


def _headline(metric: Metric, found: scorecard.Reading) -> str:
    if found.value is None:
        return f"**No value.** {plain(found.reason or metric.nothing)}"
    if found.is_few:
        return f"**{found.sample_size} {metric.noun}**, too few for a number; they are listed below."
    between = numbers.interval(found.low, found.high, metric.unit, beside=found.value)
    interval = f", 95 % interval {between}" if between else ""
    provisional = ". Provisional: some of its cases may still change" if found.is_provisional else ""
    value = numbers.amount(found.value, metric.unit)
    return f"**{value}**{interval}, from {found.sample_size:,} {metric.noun}{provisional}."


def _amount_column(metric: Metric) -> Any:
    if metric.aggregate == "share":
        return st.column_config.NumberColumn("Counts as", format="%d", help="1: yes, 0: no", width="small")
    return st.column_config.NumberColumn(metric.unit.capitalize(), format="%.1f", width="small")


def _counted(metric: Metric, made: Receipt) -> None:
    if made.counted.empty:
        st.caption("No row is counted in this period.")
        return
    columns: dict[str, Any] = {
        "subject": st.column_config.TextColumn("What", width="medium"),
        "amount": _amount_column(metric),
        "happened_at": tables.moment("When"),
        "service": st.column_config.TextColumn("Service", width="small"),
        "line": st.column_config.TextColumn("Line", width="small"),
        "evidence": st.column_config.TextColumn("Evidence", width=880),
    }
    if metric.aggregate in _WITHOUT_AMOUNT:
        del columns["amount"]
    for optional in ("line", "evidence"):
        if made.counted[optional].isna().all():
            del columns[optional]
    _rows(made.counted, made.counted_count, columns, key=f"counted_{metric.id}", name=f"Counted in {metric.label}")


def _left_out(metric: Metric, made: Receipt) -> None:
    if made.left_out.empty:
        st.caption("No row is left out.")
        return
    for row in made.reasons.to_dict("records"):
        st.markdown(f"- {plain(row['left_out_because'])} ({int(row['row_count']):,})")
    columns = {
        "subject": st.column_config.TextColumn("What", width="medium"),
        "left_out_because": st.column_config.TextColumn("Left out because", width="medium"),
        "happened_at": tables.moment("When"),
        "service": st.column_config.TextColumn("Service", width="small"),
        "evidence": st.column_config.TextColumn("Evidence", width=880),
    }
    _rows(made.left_out, made.left_out_count, columns, key=f"left_out_{metric.id}", name=f"Left out of {metric.label}")


def _rows(rows: pd.DataFrame, total: int, columns: dict[str, Any], *, key: str, name: str) -> None:
    shown = rows.head(_ROWS_SHOWN)
    if total > len(shown):
        rest = "the download has all" if total == len(rows) else f"the download has {len(rows):,}, the SQL gives all"
        st.caption(f"The newest {len(shown):,} of {total:,} are shown; {rest}.")
    short = shown.assign(subject=shown["subject"].map(_short))
    tables.table(short, columns, key=key, name=name, download=False, rows_shown=15)
    tables.download_button(rows, name=name, key=f"{key}_csv")


def _sql(made: Receipt) -> None:
    st.caption("Gives these rows with `leadline sql`, or in any tool that opens the warehouse:")
    st.code(made.sql, language="sql", wrap_lines=True)
    links.open_in_sql(made.sql)
    st.caption("which is defined as:")
    st.code(made.definition_sql, language="sql", wrap_lines=True)


def _trend(metric: Metric) -> None:
    chosen = state.filters()
    course = readings.course(metric.id, chosen)
    if course.points["value"].notna().sum() < 3:
        st.caption(
            "Fewer than three whole periods with enough cases: no course to draw. Choose a longer period or grain."
        )
        return
    course_chart.show(
        metric.id,
        figures.course(metric.id, chosen, mode=state.mode()),
        key=f"drawer_{metric.id}",
        on_point=_go_to_point,
    )
    st.caption(course.sentence)


def _go_to_point(start: Any) -> None:
    st.session_state[_POINT] = start


def define(metric: Metric, *, version: str, settings: str, since: Any = None) -> None:
    """What a metric means, in the catalogue's words, and the settings that bear on it. `since`: first built then."""
    st.markdown(f"**Formula** {metric.formula}.")
    st.markdown(f"**Defined by** {metric.source}.")
    better = {"up": "Higher is better.", "down": "Lower is better.", "none": "Neither way is better as such."}
    st.markdown(f"**Unit** {metric.unit}. {better[metric.direction]}")
    if metric.limits:
        st.markdown(f"**Limits** {metric.limits}")
    if settings:
        st.markdown(f"**Settings** {plain(settings)}")
    zone = ask(quality.rules)["time_zone"]
    built = f", first built here {numbers.instant(since, zone)}" if since is not None and since == since else ""
    st.caption(f"Definition `{metric.id}`, version {plain(version)}{built}")


def show_sources(rows: pd.DataFrame) -> None:
    """How fresh each source is."""
    tables.table(
        rows,
        {
            "source": "Source",
            "kind": st.column_config.TextColumn("Kind", width="small"),
            "state": st.column_config.TextColumn("State", width="small"),
            "last_success_at": tables.moment("Last read", with_time=True),
            "newest_event_at": tables.moment("Newest record", with_time=True),
            "message": st.column_config.TextColumn("What failed", width=880),
        },
        key="receipt_sources",
        name="Sources",
        download=False,
    )
