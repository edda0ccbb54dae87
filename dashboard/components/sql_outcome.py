"""What came of a query: rows with their downloads, or the sentence that says why not and where."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import analyst, exports, state
from dashboard.components import notices, numbers, tables
from dashboard.components.text import plain, visible
from metrics.errors import MetricsError, QueryStopped, StatementError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from metrics.sandbox.service import Query, Result

_ROWS_HIGH: Final = 18
_LINE_SHOWN: Final = 160
_FORMS: Final = {"csv": ("CSV", "text/csv"), "parquet": ("Parquet", "application/vnd.apache.parquet")}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the last query of this session ended."""

    sql: str
    snapshot_number: int
    result: Result | None = None
    error: MetricsError | None = None
    frame: pd.DataFrame | None = field(default=None, repr=False)
    """The rows as the grid shows them."""
    whole: pa.Table | None = field(default=None, repr=False)
    """All rows, when they were fetched for a download."""


def of(query: Query, sql: str, snapshot_number: int) -> Outcome:
    """The outcome of a query that is done."""
    try:
        result = query.result()
    except MetricsError as error:
        return Outcome(sql, snapshot_number, error=error)
    return Outcome(sql, snapshot_number, result=result, frame=exports.as_frame(result.table))


def with_whole(shown: Outcome, query: Query) -> Outcome:
    """The outcome that is shown, with all rows at hand, or with the reason why they are not."""
    try:
        return replace(shown, whole=query.result().table, error=None)
    except MetricsError as error:
        return replace(shown, error=error)


def show(shown: Outcome) -> bool:
    """Draw it. Returns whether all rows are wanted for a download."""
    if shown.error is not None:
        _error(shown.sql, shown.error)
    if shown.result is None or shown.frame is None:
        return False
    if shown.snapshot_number != state.snapshot().number:
        st.caption("These rows are of an older snapshot; run the query again for the newest data.")
    _told(shown.result)
    if shown.frame.empty:
        if len(shown.frame.columns):
            st.caption("Columns: " + ", ".join(plain(name) for name in shown.frame.columns))
        notices.nothing_here("The query found no rows")
        return False
    _grid(shown.frame)
    return _downloads(shown)


def _told(result: Result) -> None:
    milliseconds = result.seconds * 1000
    took = f"{milliseconds:,.0f} ms" if milliseconds < 1000 else f"{result.seconds:,.1f} s"
    count = numbers.count(result.table.num_rows, "row")
    if result.is_truncated:
        st.markdown(f":orange-badge[:material/content_cut: Truncated] The first **{count}** in {took}; there are more.")
    else:
        st.markdown(f"**{count}** in {took}")


def _grid(frame: pd.DataFrame) -> None:
    columns: dict[str, Any] = {name: st.column_config.Column(visible(name)) for name in frame.columns}
    for name in frame.columns:
        if str(frame[name].dtype).startswith("datetime64"):
            columns[name] = st.column_config.DatetimeColumn(
                visible(name), format="YYYY-MM-DD HH:mm:ss", timezone="UTC", help="UTC"
            )
    tables.table(frame, columns, key="sql_rows", name="Result", download=False, rows_shown=_ROWS_HIGH)


def _downloads(shown: Outcome) -> bool:
    assert shown.result is not None
    table = shown.whole if shown.whole is not None else shown.result.table
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for form, (name, mime) in _FORMS.items():
            st.download_button(
                f"{numbers.count(table.num_rows, 'row')} as {name}",
                data=lambda form=form: exports.as_bytes(table, form),  # type: ignore[misc]
                file_name=f"query.{form}",
                mime=mime,
                key=f"sql_{form}",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )
        if shown.result.is_truncated and shown.whole is None:
            most = analyst.sandbox().limits.export_mb
            return st.button(
                "Fetch all rows for a download",
                key="sql_whole",
                type="tertiary",
                icon=":material/all_inclusive:",
                help=f"Runs the query again, up to {most:,} MB.",
            )
    return False


def _error(sql: str, error: MetricsError) -> None:
    if isinstance(error, QueryStopped):
        st.warning(plain(str(error)), icon=":material/timer_off:")
        return
    if not isinstance(error, StatementError) or error.line is None or error.column is None:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.error(f"Line {error.line}, column {error.column}: {plain(error.sentence)}", icon=":material/error:")
    st.code(pointed_at(sql, error.line, error.column), language=None)


def pointed_at(sql: str, line: int, column: int) -> str:
    """The line of a query with a mark under the column; of a long line the part around it."""
    lines = sql.split("\n")
    text = lines[line - 1] if line <= len(lines) else ""
    start = max(0, column - 1 - _LINE_SHOWN // 2)
    shown = "".join(letter if letter.isprintable() else " " for letter in text[start : start + _LINE_SHOWN])
    return f"{shown}\n{' ' * (column - 1 - start)}^"
