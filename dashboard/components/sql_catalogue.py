"""The list of tables and columns beside the editor, with a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard.answers import ask
from dashboard.components import numbers
from dashboard.components.text import plain
from metrics.reading import catalogue

if TYPE_CHECKING:
    import pandas as pd

_MOST_FOUND: Final = 40
_HEIGHT: Final = 700
_MAIN: Final = "main"
_FIRST: Final = "releases"


def show() -> None:
    """A search over names and comments; without one, a table at a time."""
    rows = ask(catalogue.columns)
    st.header("Tables", anchor=False)
    # As high as the editor with a result below it: a table of fifty columns does not make the page ten screens long.
    with st.container(height=_HEIGHT, border=False):
        words = st.text_input(
            "Search tables and columns", key="sql_search", placeholder="Such as lead time, jira, released", max_chars=80
        )
        if words.strip():
            _found(rows, words)
        else:
            _one_table(rows)


def _found(rows: pd.DataFrame, words: str) -> None:
    found = matching(rows, words)
    if found.empty:
        st.caption("No table, column or comment has all these words.")
        return
    shown = found.head(_MOST_FOUND)
    if len(shown) < len(found):
        st.caption(f"The first {len(shown)} of {len(found):,} are listed; more words find less.")
    for (schema, table), group in shown.groupby(["schema_name", "table_name"], sort=False):
        st.markdown(f"**{plain(_name(schema, table))}** :gray[{plain(_or(group['table_comment'].iloc[0]))}]")
        _columns(group)


def matching(rows: pd.DataFrame, words: str) -> pd.DataFrame:
    """The rows in which every word occurs: in a name, or in a comment."""
    text = (
        rows[["schema_name", "table_name", "column_name", "comment", "table_comment"]].fillna("").agg(" ".join, axis=1)
    )
    text = text.str.lower().str.replace("_", " ")
    wanted = words.lower().replace("_", " ").split()
    return rows[[all(word in line for word in wanted) for line in text]]


def _one_table(rows: pd.DataFrame) -> None:
    tables = rows.drop_duplicates(["schema_name", "table_name"])
    names = [_name(schema, table) for schema, table in zip(tables["schema_name"], tables["table_name"], strict=True)]
    if not names:
        st.caption("This warehouse has no tables yet.")
        return
    first = names.index(_FIRST) if _FIRST in names else 0
    chosen = st.selectbox(
        f"One of {numbers.count(len(names), 'table')} and macros", names, index=first, key="sql_table"
    )
    row = tables.iloc[names.index(chosen)]
    st.caption(plain(_or(row["table_comment"])))
    _columns(rows[(rows["schema_name"] == row["schema_name"]) & (rows["table_name"] == row["table_name"])])


def _columns(rows: pd.DataFrame) -> None:
    lines = [
        f"- :small[**{plain(row['column_name'])}** :gray[{plain(str(row['data_type']).lower())}] {plain(_or(row['comment']))}]"
        for row in rows.to_dict("records")
        if isinstance(row["column_name"], str)
    ]
    if lines:
        st.markdown("\n".join(lines))


def _name(schema: object, table: object) -> str:
    return str(table) if schema == _MAIN else f"{schema}.{table}"


def _or(comment: object) -> str:
    return comment if isinstance(comment, str) else ""
