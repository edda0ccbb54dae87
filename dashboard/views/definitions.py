"""What exactly each number is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.answers import ask
from dashboard.components import evaluation_definition, header, numbers, peers, receipt_drawer, tables
from metrics.catalog import METRICS, Metric, companions, headline
from metrics.reading import quality
from metrics.settings import KEYS

if TYPE_CHECKING:
    import pandas as pd


_ZONE = "Days, weeks and months begin at its midnight."


def show() -> None:
    """Every metric of the catalogue with its formula, limits, version and SQL."""
    header.show("Definitions", has_period=False, has_service=False)
    st.caption(
        "A definition has a version; changing it, or a setting that changes its number, makes a new one. "
        "The same SQL makes card, chart, receipt and command line."
    )
    built = ask(quality.definitions)
    for block in dict.fromkeys(metric.block for metric in METRICS.values()):
        st.header(block, anchor=False)
        for metric in headline():
            if metric.block == block:
                _definition(metric, built)
    evaluation_definition.show()
    _settings()


def _definition(metric: Metric, built: pd.DataFrame) -> None:
    with st.expander(f"**{metric.label}**  :gray[{metric.meaning}]", key=f"definition_{metric.id}"):
        versions = built[built["metric_id"] == metric.id]
        current = versions[versions["is_current"].astype(bool)]
        if current.empty:
            st.markdown("This warehouse was built before the metric existed. Run `leadline build` to add it.")
            return
        row = current.iloc[0]
        receipt_drawer.define(metric, version=str(row["version"]), settings=str(row["settings"] or ""))
        for other in companions(metric.id):
            st.markdown(f"**Beside it** {other.label}: {other.formula}.")
        st.code(f"from metric.{metric.id}('month', 'service')", language="sql")
        st.caption("Its population, row by row:")
        st.code(str(row["sql"]), language="sql", height=260)
        _history(metric, versions)
        peers.show(metric.id)


def _history(metric: Metric, versions: pd.DataFrame) -> None:
    if len(versions) < 2:
        return
    st.caption(f"{numbers.count(len(versions), 'version')} were built in this warehouse:")
    tables.table(
        versions,
        {
            "version": st.column_config.TextColumn("Version", width="small"),
            "first_built_at": tables.moment("First built", with_time=True),
            "settings": st.column_config.TextColumn("Settings", width="large"),
        },
        key=f"versions_{metric.id}",
        name=f"Versions of {metric.label}",
        download=False,
    )


def _settings() -> None:
    st.header("Settings in force", anchor=False)
    rows = ask(quality.settings)
    tables.table(
        rows.assign(
            unit=[KEYS[name].unit if name in KEYS else "" for name in rows["name"]],
            meaning=[KEYS[name].meaning if name in KEYS else _ZONE for name in rows["name"]],
        ),
        {
            "name": st.column_config.TextColumn("Setting", width="small"),
            "value": st.column_config.TextColumn("Value", width="small"),
            "unit": st.column_config.TextColumn("Unit", width="small"),
            "meaning": st.column_config.TextColumn("What it bears on", width="large"),
        },
        key="settings",
        name="Settings in force",
        download=False,
    )
