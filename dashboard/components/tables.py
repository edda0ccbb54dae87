"""Tables: git's text without unseen characters, and a download that no spreadsheet mistakes for formulas."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard.answers import ask
from dashboard.components.text import visible
from metrics.reading import quality

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_ROW_HEIGHT: Final = 34
_BORDERS: Final = 2
_ROWS_SHOWN: Final = 12


def table(
    rows: pd.DataFrame,
    columns: Mapping[str, Any],
    *,
    key: str,
    name: str,
    download: bool = True,
    rows_shown: int = _ROWS_SHOWN,
) -> None:
    """Draw the named columns of `rows`, in that order, with a button that downloads them.

    `columns`: a column and its st.column_config, or its title. `name`: what the rows are, for a screen reader
    and for the downloaded file.
    """
    shown = rows[list(columns)]
    st.dataframe(
        _readable(shown),
        column_config=dict(columns),
        hide_index=True,
        placeholder="",
        height="content" if len(shown) <= rows_shown else _ROW_HEIGHT * (rows_shown + 1) + _BORDERS,
        row_height=_ROW_HEIGHT,
        key=key,
        alt=f"{name}, {len(shown):,} rows",
    )
    if download:
        download_button(rows, name=name, key=f"{key}_csv")


def moment(title: str, *, with_time: bool = False, help: str | None = None) -> Any:
    """A column of instants, shown in the display zone."""
    zone = ask(quality.rules)["time_zone"]
    layout = "D MMM YYYY HH:mm" if with_time else "D MMM YYYY"
    return st.column_config.DatetimeColumn(title, format=layout, timezone=zone, help=help)


def day(title: str, *, help: str | None = None) -> Any:
    """A column of days, which belong to no zone."""
    return st.column_config.DateColumn(title, format="D MMM YYYY", help=help, width=110)


def link(title: str, text: str, *, width: int = 70) -> Any:
    """A column of addresses, each shown as `text`, or as the part that `text` captures as a regular expression."""
    return st.column_config.LinkColumn(title, display_text=text, width=width)


def download_button(rows: pd.DataFrame, *, name: str, key: str) -> None:
    """A quiet button that downloads `rows` whole."""
    st.download_button(
        f"Download {len(rows):,} {'row' if len(rows) == 1 else 'rows'} as CSV",
        data=lambda: defused_csv(rows),
        file_name=f"{name.lower().replace(' ', '-')}.csv",
        mime="text/csv",
        key=key,
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )


def defused_csv(rows: pd.DataFrame) -> bytes:
    """`rows` as CSV in UTF-8 in which text that a spreadsheet would run as a formula begins with an apostrophe."""
    safe = rows.copy()
    for column in _text_columns(safe):
        safe[column] = safe[column].map(_defused, na_action="ignore")
    # All text in quotes: pandas leaves a lone carriage return without them, and it would begin a row.
    text: str = safe.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC)
    return text.encode("utf-8")


def _defused(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def _readable(rows: pd.DataFrame) -> pd.DataFrame:
    cleaned = rows.copy(deep=False)
    for column in _text_columns(rows):
        cleaned[column] = rows[column].map(_visible_cell, na_action="ignore")
    return cleaned


def _visible_cell(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    seen = cell if cell.isascii() and cell.isprintable() else visible(cell)
    # A button would draw a leading :material/home: as that icon; a joiner, which is not seen, keeps it text.
    return f"\u2060{seen}" if seen.startswith(":") else seen


def _text_columns(rows: pd.DataFrame) -> list[str]:
    return [str(column) for column in rows.columns if rows[column].dtype == object or str(rows[column].dtype) == "str"]
