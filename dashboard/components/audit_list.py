"""The audits: by topic, those that found something with their rows and what to do; the quiet ones in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import state
from dashboard.answers import ask
from dashboard.components import numbers, tables
from dashboard.components.text import plain
from metrics.reading import quality

if TYPE_CHECKING:
    import pandas as pd


def show() -> None:
    """All audits of the snapshot, for the service of the filters."""
    st.header("Audits", anchor=False)
    rows = ask(quality.audits)
    found = rows[rows["row_count"] > 0]
    st.caption(
        "Each looks for rows that contradict themselves or cannot be trusted. Doubtful rows are left out of the numbers they "
        f"would spoil. {len(found)} of {numbers.count(len(rows), 'audit')} found something."
    )
    for topic, of_topic in found.groupby("topic", sort=True):
        st.markdown(f"**{plain(topic)}** :gray[{_tally(of_topic)}]")
        with st.container(gap="xsmall"):
            for row in of_topic.sort_values("row_count", ascending=False).to_dict("records"):
                _audit(row)
    _quiet(rows[rows["row_count"] == 0])


def _tally(of_topic: pd.DataFrame) -> str:
    return f"{numbers.count(int(of_topic['row_count'].sum()), 'row')} of {numbers.count(len(of_topic), 'audit')}"


def _quiet(rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    with st.expander(f"{numbers.count(len(rows), 'audit')} found nothing", icon=":material/check:"):
        for topic, of_topic in rows.groupby("topic", sort=True):
            titles = "; ".join(plain(title.rstrip(".")) for title in of_topic["title"])
            st.markdown(f"**{plain(topic)}** {titles}.")


def _audit(row: dict[str, Any]) -> None:
    name, title, total = str(row["audit"]), str(row["title"]), int(row["row_count"])
    label = f"{plain(title.rstrip('.'))}: {numbers.count(total, 'row')}"
    box = st.expander(label, icon=":material/rule:", key=f"audit_{name}", on_change="rerun")
    if not box.open:
        return
    with box:
        found = _of_service(ask(quality.audit_rows, name))
        if len(found) < total:
            st.caption(f"{len(found):,} of {total:,} rows are shown.")
        if found.empty:
            st.caption("None of them is of the chosen service.")
            return
        for words in found["what_to_do"].dropna().unique()[:3]:
            st.markdown(f"**What to do** {plain(words)}")
        columns = {
            "subject": st.column_config.TextColumn("What", width="medium"),
            "service": st.column_config.TextColumn("Service", width="small"),
            "what": st.column_config.TextColumn("Finding", width="large"),
        }
        tables.table(found, columns, key=f"audit_rows_{name}", name=f"Audit {name}")


def _of_service(rows: pd.DataFrame) -> pd.DataFrame:
    service = state.filters().service
    return rows if service is None else rows[rows["service"].isna() | (rows["service"] == service)]
