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


def insert_rows(
    con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, columns: str = "*", *, distinct: bool = False
) -> None:
    """Append `rows` to a table, `columns` (expressions in its order) of each; with `distinct` equal ones once."""
    # Under a registered name they would stay in memory until the transaction ends.
    taken = con.from_arrow(rows).project(columns)
    (taken.distinct() if distinct else taken).insert_into(table)
