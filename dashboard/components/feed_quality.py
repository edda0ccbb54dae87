"""What was read from feeds, and the rows of them that were set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.answers import ask
from dashboard.components import notices, numbers, tables
from dashboard.components.text import plain
from metrics.reading import feed_quality

if TYPE_CHECKING:
    import pandas as pd


def show() -> None:
    """The feeds' part of data quality; nothing where no feed was read."""
    rows = ask(feed_quality.feeds)
    if rows.empty:
        return
    st.header("Feeds", anchor=False)
    _feeds(rows)
    st.header("Set aside", anchor=False)
    _set_aside(int(rows["row_count"].sum()), int(rows["rejected_count"].sum()))


def _feeds(rows: pd.DataFrame) -> None:
    columns: dict[str, Any] = {
        "feed": st.column_config.TextColumn("Feed", width=140),
        "kind": st.column_config.TextColumn("Kind", width=110),
        "file_count": st.column_config.NumberColumn("Files", format="localized"),
        "gone_file_count": st.column_config.NumberColumn(
            "Files gone", format="localized", help="No longer there; what they told still counts."
        ),
        "row_count": st.column_config.NumberColumn("Rows", format="localized"),
        "rejected_count": st.column_config.NumberColumn("Set aside", format="localized"),
        "read_at": tables.moment("Last news", with_time=True),
        "notes": st.column_config.TextColumn("Worth knowing", width="large"),
    }
    if rows["notes"].isna().all():
        del columns["notes"]
    if not rows["gone_file_count"].any():
        del columns["gone_file_count"]
    tables.table(rows, columns, key="feeds", name="Feeds")


def _set_aside(read: int, aside: int) -> None:
    if not aside:
        notices.nothing_here(
            "No row was set aside",
            next_step=f"Each of {numbers.count(read, 'row')} that the feeds hold could be read.",
            icon=":material/check:",
        )
        return
    st.caption(
        f"{aside:,} of {numbers.count(read + aside, 'row')} could not be read and count nowhere. Correct them where they are written, "
        "or name columns in `[feed.columns]` of `leadline.toml`; the next sync reads the files again."
    )
    for row in ask(feed_quality.reasons).head(10).to_dict("records"):
        st.markdown(f"- **{numbers.count(row['row_count'], 'row')}** of {plain(row['feed'])}: {plain(row['reason'])}")
    rows = ask(feed_quality.set_aside)
    if len(rows) < aside:
        st.caption(f"The first {len(rows):,} are listed.")
    columns = {
        "feed": st.column_config.TextColumn("Feed", width=100),
        "path": st.column_config.TextColumn("File", width=300),
        "line_number": st.column_config.NumberColumn("Line", width=70, help="Of JSON the record, of a JUnit report the suite."),
        "reason": st.column_config.TextColumn("Why, and what was expected", width="large"),
        "record": st.column_config.TextColumn("The row", width="large"),
    }
    tables.table(rows, columns, key="set_aside", name="Rows set aside")
