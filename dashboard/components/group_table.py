"""Groups beside each other as rows, and which of them differ by more than chance explains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.components import numbers, sentences, tables

if TYPE_CHECKING:
    from metrics.catalog import Metric
    from metrics.reading.scorecard import Reading


def show(metric: Metric, breakdown: str, found: Mapping[str, Reading]) -> None:
    """One sentence on what differs, and the rows."""
    st.markdown(sentences.apart(found))
    with st.expander("As a table", icon=":material/table:"):
        rows = pd.DataFrame([_row(metric, group, one) for group, one in found.items()])
        columns = {
            "group": st.column_config.TextColumn(breakdown.capitalize(), width="medium", pinned=True),
            "value": st.column_config.TextColumn(metric.label, width="small"),
            "interval": st.column_config.TextColumn("95 % interval", width="small"),
            "cases": st.column_config.NumberColumn("n", format="localized", width="small", help=metric.noun),
            "note": st.column_config.TextColumn("Note", width="medium"),
        }
        tables.table(rows, columns, key=f"groups_{metric.id}_{breakdown}", name=f"{metric.label} by {breakdown}")


def _row(metric: Metric, group: str, one: Reading) -> dict[str, object]:
    has_value = one.value is not None and not one.is_few
    assert one.value is not None or not has_value
    between = numbers.interval(one.low, one.high, metric.unit, beside=one.value) if one.value is not None else ""
    note = "too few for a number" if one.is_few else one.reason or ("provisional" if one.is_provisional else "")
    return {
        "group": group,
        "value": numbers.amount(one.value, metric.unit) if has_value else numbers.NOTHING,
        "interval": between if has_value else "",
        "cases": one.sample_size,
        "note": note,
    }
