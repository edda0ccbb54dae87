"""Many metrics in few rows: value, interval, cases. A click on a name leads to its course."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard import pages, readings, state
from dashboard.components import numbers, tables

if TYPE_CHECKING:
    from metrics.catalog import Metric


def show(name: str, metrics: Sequence[Metric]) -> None:
    """The metrics over the filters in force. `name`: what they have in common."""
    chosen = state.filters()
    readings.measure_together([metric.id for metric in metrics], chosen)
    rows = pd.DataFrame([_row(metric) for metric in metrics])
    place = f"table_{name}_clicked"

    def go() -> None:
        st.session_state["trend_wanted"] = metrics[st.session_state[place]["row"]].id

    columns: dict[str, Any] = {
        "metric": st.column_config.ButtonColumn(
            "Metric", type="tertiary", alignment="left", pinned=True, on_click=go, key=place, width=250
        ),
        "value": st.column_config.TextColumn("Value", width=110),
        "interval": st.column_config.TextColumn("95 % interval", width=150),
        "cases": st.column_config.NumberColumn("n", format="localized", width=70),
        "note": st.column_config.TextColumn("Note", width=420),
    }
    tables.table(rows, columns, key=f"metrics_{name}", name=f"{name} metrics")
    wanted = st.session_state.pop("trend_wanted", None)
    if wanted:
        st.switch_page(pages.trends(), query_params={"metric": wanted})


def _row(metric: Metric) -> dict[str, object]:
    found = readings.reading(metric.id, state.filters())
    has_value = found.value is not None and not found.is_few
    between = (
        numbers.interval(found.low, found.high, metric.unit, beside=found.value) if found.value is not None else ""
    )
    few = f"{numbers.cases(found.sample_size, metric.noun)}: too few for a number" if found.is_few else None
    provisional = "provisional: some of its cases may still change" if found.is_provisional and has_value else None
    return {
        "metric": metric.label,
        "value": numbers.amount(found.value, metric.unit) if has_value else numbers.NOTHING,
        "interval": between if has_value else "",
        "cases": found.sample_size,
        "note": few or found.reason or provisional or "",
    }
