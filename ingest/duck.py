"""Small things every reader of the open warehouse needs."""

from typing import Any

import duckdb
import pyarrow as pa


def rows_as_arrow(con: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> pa.Table:
    """Return the rows of a query as one Arrow table, read to the end."""
    return con.sql(sql, params=parameters).to_arrow_table()


def scalar(con: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any] | None = None) -> Any:
    """Return the first column of the first row, None when there is no row."""
    rows = con.execute(sql, parameters or {}).fetchall()
    return rows[0][0] if rows else None
