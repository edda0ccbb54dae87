"""What exactly each number is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.answers import ask
from dashboard.components import definition, evaluation_definition, header, metric_picker, notices, numbers, tables
from dashboard.components.text import plain
from metrics.catalog import Metric, companions, headline
from metrics.reading import definition_log, quality
from metrics.settings import KEYS

if TYPE_CHECKING:
    import pandas as pd


_ZONE = "Days, weeks and months begin at its midnight."


def show() -> None:
    """The metric that the address names, or every metric by block; then the score, the change log and the settings."""
    header.show("Definitions", has_period=False, has_service=False)
    built = ask(quality.definitions)
    if metric_picker.is_unknown():
        st.warning("There is no metric of the name in the address; here are all of them.", icon=":material/help:")
    named = metric_picker.named()
    if named is not None:
        _one(named, built)
        return
    st.caption(
        "A definition has a version; changing it, or a setting that changes its number, makes a new one. "
        "The same SQL makes card, chart, receipt and command line."
    )
    _all(built)
    evaluation_definition.show()
    _change_log(built)
    _settings()


def _one(metric: Metric, built: pd.DataFrame) -> None:
    st.button(
        "All definitions",
        key="all_definitions",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=metric_picker.leave,
    )
    st.header(metric.label, anchor=False)
    st.markdown(metric.meaning)
    definition.show(metric, built)


def _all(built: pd.DataFrame) -> None:
    wanted = (
        st.text_input("Find", key="find", placeholder="lead time, review, reopened, …", width=360).strip().casefold()
    )
    found = [metric for metric in headline() if wanted in _words(metric)]
    if not found:
        notices.nothing_here(f"No metric has “{plain(wanted)}” in its name or meaning", icon=":material/search_off:")
    for block in dict.fromkeys(metric.block for metric in found):
        of_block = [metric for metric in found if metric.block == block]
        st.header(f"{block} :gray[{len(of_block)}]", anchor=False)
        with st.container(gap="xsmall"):
            for metric in of_block:
                _folded(metric, built)


def _folded(metric: Metric, built: pd.DataFrame) -> None:
    box = st.expander(f"**{metric.label}**  :gray[{metric.meaning}]", key=f"definition_{metric.id}", on_change="rerun")
    if box.open:
        with box:
            definition.show(metric, built)


def _words(metric: Metric) -> str:
    """What a search looks at: the metric's own words and those of what stands beside it."""
    told = (metric, *companions(metric.id))
    return " ".join(f"{one.id} {one.label} {one.meaning}" for one in told).casefold()


def _change_log(built: pd.DataFrame) -> None:
    st.header("Change log", anchor=False)
    log = definition_log.changed(built)
    later = log[log["what"] != ""]
    if later.empty:
        st.caption("No definition has changed since this warehouse was first built.")
        return
    st.caption(f"{numbers.count(len(later), 'version')} beyond the first of a definition.")
    metrics = set(later["metric_id"])
    definition.log(built[built["metric_id"].isin(metrics)], key="change_log", name="Change log", with_metric=True)


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
