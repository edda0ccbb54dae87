"""Our number beside those that other tools would give from the same facts, with the rows that make the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.answers import ask
from dashboard.components import numbers, tables
from metrics.catalog import METRICS
from metrics.peers import READ_ON, Peer, peers_of
from metrics.reading import peers

if TYPE_CHECKING:
    import pandas as pd


def show(metric_id: str) -> None:
    """The comparison of one metric over all time; nothing where no other tool's definition stands beside it."""
    beside = peers_of(metric_id)
    if not beside:
        return
    st.markdown("**What other tools would say** of the same facts, over all time:")
    compared = ask(peers.compared, metric_id)
    tables.table(
        compared.assign(
            shown=[_shown(row, METRICS[metric_id].unit) for row in compared.to_dict("records")],
            counted=[f"{row.sample_size:,} {row.noun}" for row in compared.itertuples()],
            formula=[METRICS[metric_id].formula, *(peer.formula for peer in beside)],
        ),
        {
            "tool": st.column_config.TextColumn("By the definition of", width="small"),
            "shown": st.column_config.TextColumn("Number", width="small"),
            "counted": st.column_config.TextColumn("Counted", width="small"),
            "formula": st.column_config.TextColumn("Formula", width="large"),
        },
        key=f"peers_{metric_id}",
        name=f"{METRICS[metric_id].label} by each definition",
    )
    for peer in beside:
        _definition(peer)


def _shown(row: dict[Any, Any], unit: str) -> str:
    if row["value"] is None or row["value"] != row["value"]:
        return f"{numbers.NOTHING} {row['reason']}"
    text = numbers.amount(row["value"], unit)
    has_interval = row["low"] == row["low"] and row["low"] is not None
    return f"{text} ({numbers.interval(row['low'], row['high'], unit, beside=row['value'])})" if has_interval else text


def _definition(peer: Peer) -> None:
    box = st.expander(f"{peer.tool}: edge cases, and the rows that differ", key=f"peer_{peer.id}", on_change="rerun")
    if not box.open:
        return
    with box:
        for text in (*peer.edge_cases, peer.stands_for):
            st.markdown(f"- {text}")
        st.caption(f"In our words, after <{peer.address}> ({peer.version}), read on {READ_ON:%-d %B %Y}.")
        found = ask(peers.differences, peer.id)
        if found.empty:
            st.markdown("No row is counted otherwise.")
            return
        total = ask(peers.difference_count, peer.id)
        st.caption(f"{numbers.count(total, 'row')} counted otherwise, the newest first; a row without a number does not count there.")
        _rows(peer, found)
        st.code(f"from metric.{peer.id}('month', 'service')", language="sql")


def _rows(peer: Peer, found: pd.DataFrame) -> None:
    tables.table(
        found,
        {
            "subject": st.column_config.TextColumn("What", width="small"),
            "service": st.column_config.TextColumn("Service", width="small"),
            "happened_at": tables.moment("When"),
            "our_amount": st.column_config.NumberColumn("Ours", format="%.4g", width="small"),
            "their_amount": st.column_config.NumberColumn(peer.tool, format="%.4g", width="small"),
            "why": st.column_config.TextColumn("Why", width="large"),
        },
        key=f"difference_{peer.id}",
        name=f"Rows that {peer.tool} counts otherwise",
    )
