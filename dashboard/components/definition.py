"""One metric's definition: formula, clock, what is left out, settings, SQL and how it came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import pages
from dashboard.answers import ask
from dashboard.components import links, numbers, peers, receipt_drawer, tables
from dashboard.components.text import plain
from metrics import definitions
from metrics.catalog import companions
from metrics.reading import definition_log, quality
from metrics.receipt import receipt
from metrics.receipt_sql import rows_sql, values_sql

if TYPE_CHECKING:
    import pandas as pd

    from metrics.catalog import Metric
    from metrics.receipt import Receipt

_REASONS_NAMED: Final = 5


def show(metric: Metric, built: pd.DataFrame) -> None:
    """All of it. `built`: the versions of all metrics that were built in this warehouse."""
    versions = built[built["metric_id"] == metric.id]
    current = versions[versions["is_current"].astype(bool)]
    if current.empty:
        st.markdown("This warehouse was built before the metric existed. Run `leadline build` to add it.")
        return
    row = current.iloc[0]
    made = ask(receipt, metric.id)
    receipt_drawer.define(
        metric, version=str(row["version"]), settings=str(row["settings"] or ""), since=row["first_built_at"]
    )
    st.markdown(f"**Clock** {_clock(metric)}")
    st.markdown(f"**Counted** {plain(definitions.query_of(metric).comment)}")
    st.markdown(f"**Left out** {_left_out(made)}")
    for other in companions(metric.id):
        st.markdown(f"**Beside it** {other.label}: {other.formula}.")
    st.page_link(pages.trends(), label="Trend", icon=":material/show_chart:", query_params={"metric": metric.id})
    _sql(metric, str(row["sql"]))
    _history(metric, versions)
    peers.show(metric.id)


def _sql(metric: Metric, population: str) -> None:
    """How an analyst asks for its numbers and for its rows, and what the rows are."""
    values, rows = values_sql(metric, None, None, grain="month", breakdown="service"), rows_sql(metric, None, None)
    st.caption("Its numbers, by month and service:")
    st.code(values, language="sql", wrap_lines=True)
    links.open_in_sql(values, label="Open its numbers in SQL")
    st.caption("Its population, row by row, which is defined as below:")
    st.code(rows, language="sql", wrap_lines=True)
    links.open_in_sql(rows, label="Open its rows in SQL")
    st.code(population, language="sql", height=260)


def _clock(metric: Metric) -> str:
    zone = ask(quality.rules)["time_zone"]
    days = f"Days begin at midnight in {plain(zone)}; a window takes its first day and not the day after its last."
    if metric.is_as_of:
        return f"What is there at the end of a period counts in it, however long ago it came. {days}"
    if metric.unit in ("hours", "days"):
        return f"A row stands in the period in which it ended. {days}"
    return f"A row stands in the period in which it happened. {days}"


def _left_out(made: Receipt) -> str:
    if not made.population_count:
        return "There is no row yet."
    if not made.left_out_count:
        return f"None of {numbers.count(made.population_count, 'row')} here."
    reasons = made.reasons.head(_REASONS_NAMED).to_dict("records")
    listed = "; ".join(f"{plain(row['left_out_because'])} ({int(row['row_count']):,})" for row in reasons)
    more = f"; and {len(made.reasons) - _REASONS_NAMED} more reasons" if len(made.reasons) > _REASONS_NAMED else ""
    return f"{made.left_out_count:,} of {numbers.count(made.population_count, 'row')} here: {listed}{more}."


def _history(metric: Metric, versions: pd.DataFrame) -> None:
    if len(versions) < 2:
        return
    st.caption(f"{numbers.count(len(versions), 'version')} were built in this warehouse:")
    log(versions, key=f"versions_{metric.id}", name=f"Versions of {metric.label}", with_metric=False)


def log(versions: pd.DataFrame, *, key: str, name: str, with_metric: bool) -> None:
    """Versions of definitions, newest first, with what each changed."""
    columns: dict[str, Any] = {
        "first_built_at": tables.moment("First built", with_time=True),
        "label": st.column_config.TextColumn("Metric", width="medium"),
        "version": st.column_config.TextColumn("Version", width="small"),
        "what": st.column_config.TextColumn("What changed", width="large"),
    }
    if not with_metric:
        del columns["label"]
    tables.table(definition_log.changed(versions), columns, key=key, name=name, download=False)
