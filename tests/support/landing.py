"""Rows into a raw table of DuckDB at once: a statement a row would cost more than the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]], columns: str = "") -> None:
    """Insert `rows` into `table`, in the order of its columns or of `columns`, such as '(site, name)'."""
    if rows:
        arrays = [pa.array(list(values)) for values in zip(*rows, strict=True)]
        con.register("landed_rows", pa.Table.from_arrays(arrays, names=[f"c{n}" for n in range(len(arrays))]))
        con.execute(f"insert into {table} {columns} select * from landed_rows")
        con.unregister("landed_rows")
