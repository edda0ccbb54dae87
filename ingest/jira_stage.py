"""Where the pages of a project wait until it is read whole: tables in a scratch file beside the next snapshot.

Memory stays flat however many issues there are, and a project that fails leaves the snapshot as it was.
"""

import threading
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.duck import scalar
from ingest.jira_records import COLUMNS
from ingest.jira_rows import Rows
from ingest.text import for_sql

_ISSUES_AT_ONCE = 2_000
_OPTIONS = "row_group_size 16384, recovery_mode 'no_wal_writes'"
_attaching = threading.Lock()


class Stage:
    """The staged rows of one project, on a connection of its own to the next snapshot."""

    def __init__(self, con: duckdb.DuckDBPyConnection, number: int) -> None:
        self.con = con
        self.number = number
        with _attaching:
            _attach(con)
            for table in COLUMNS:
                columns = ", ".join(name for name, _ in COLUMNS[table])
                con.execute(
                    f"create or replace table {self.name(table)} as "
                    f"select 0::bigint as turn, {columns} from raw.{table} limit 0"
                )
            con.execute(
                f"create or replace table {self.name('swept')} (issue_id bigint, issue_key varchar, updated_at timestamptz)"
            )
        self._waiting: dict[str, list[pa.Table]] = {}
        self._waiting_count = 0

    def name(self, table: str) -> str:
        """Return the name of the staged twin of a table of schema raw."""
        return f"stage.{table}_{self.number}"

    def add(self, rows: Rows) -> None:
        """Add rows; they are moved out of memory when they are many, and by `keep`."""
        for table, some in rows.tables.items():
            self._waiting.setdefault(table, []).append(some)
        self._waiting_count += rows.issue_count
        if self._waiting_count >= _ISSUES_AT_ONCE:
            self.keep()

    def keep(self) -> None:
        """Move what was added into the scratch file."""
        self._insert({table: pa.concat_tables(parts) for table, parts in self._waiting.items()})
        self._waiting, self._waiting_count = {}, 0

    def keep_swept(self, rows: pa.Table) -> None:
        """Add keys that a sweep saw: a table of issue_id, issue_key and updated_at."""
        self._insert({"swept": rows})

    def drop(self) -> None:
        """Take the staged rows out."""
        for table in (*COLUMNS, "swept"):
            self.con.execute(f"drop table if exists {self.name(table)}")

    def _insert(self, tables: Mapping[str, pa.Table]) -> None:
        self.con.execute("begin")
        for table, rows in tables.items():
            self.con.register("staged_rows", rows)
            self.con.execute(f"insert into {self.name(table)} by name from staged_rows")
            self.con.unregister("staged_rows")
        self.con.execute("commit")


def _attach(con: duckdb.DuckDBPyConnection) -> None:
    if scalar(con, "select 1 from duckdb_databases() where database_name = 'stage'"):
        return
    scratch = Path(str(scalar(con, "select path from duckdb_databases() where database_name = 'warehouse'")))
    file = for_sql(scratch.with_name(f"{scratch.stem}.stage.duckdb"))
    con.execute(f"attach '{file}' as stage ({_OPTIONS})")
