"""Tables that Python computes: what SQL alone cannot say, such as a score with its caps or a simulated date.

A computation names its tables, what it reads, and a pure function from rows to rows. The build makes its tables empty after
the models, so that metrics may read them, and fills them once the metrics are there, in the same transaction. An instant
comes in as `now` and is not looked up; equal facts, settings and `now` give equal rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

import duckdb
import pyarrow as pa

from metrics.errors import DefinitionBroken
from metrics.settings import MetricSettings
from metrics.sql_text import quoted

Row = Mapping[str, Any]
_INCOMING: Final = "leadline_computed_rows"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a computed table."""

    kind: str
    """Type in DuckDB's words: varchar, double, timestamptz, double[]."""
    comment: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table that a computation fills, and the words an analyst reads about it."""

    name: str
    comment: str
    """One row per what."""
    columns: Mapping[str, Column]
    is_kept: bool = False
    """It stands in schema meta and outlives the build: what the function returns is added to it. Others are remade."""

    @property
    def full_name(self) -> str:
        return f"{'meta' if self.is_kept else 'main'}.{self.name}"


@dataclass(frozen=True, slots=True)
class Bound:
    """A query with the values that bind its `$names`."""

    sql: str
    values: Mapping[str, object] = field(default_factory=dict)


class Answer:
    """What one query of a computation returned."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def rows(self) -> list[dict[str, Any]]:
        """The rows in the query's order. Unknown values are None; instants carry UTC."""
        found: list[dict[str, Any]] = self._table.to_pylist()
        return found


Facts = Mapping[str, Answer]
Compute = Callable[[Facts, MetricSettings, datetime], Mapping[str, Iterable[Row]]]


@dataclass(frozen=True, slots=True)
class Computation:
    """One function and the tables it fills."""

    name: str
    version: int
    """Raise it when the function gives other rows for the same facts: it is part of the definitions' fingerprint."""
    tables: tuple[Table, ...]
    reads: Mapping[str, str]
    """Queries over models, macros, other computed tables, raw and meta, by the name under which the function finds them.
    Order the rows wherever the function minds."""
    compute: Compute
    """From facts, settings and now to the rows of each table, by the table's name. It looks at nothing else."""
    reads_then: Callable[[Facts], Mapping[str, Bound]] | None = None
    """Further queries that only the first answers can tell, such as one for each metric that a register names."""
    after: tuple[str, ...] = ()
    """Computations to wait for that no query names: those whose tables a macro reads."""

    def definition(self) -> str:
        """What makes its meaning, as one text."""
        return repr((self.name, self.version, self.tables, dict(self.reads), self.after))


def ordered(computations: Iterable[Computation], tables_read: Callable[[str], frozenset[str]]) -> list[Computation]:
    """Return the computations so that each comes after those whose tables it reads."""
    named = {one.name: one for one in computations}
    maker = {table.name: one.name for one in named.values() for table in one.tables if not table.is_kept}
    graph = {
        one.name: {maker[name] for sql in one.reads.values() for name in tables_read(sql) & maker.keys()} | {*one.after}
        for one in named.values()
    }
    try:
        return [named[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise DefinitionBroken(f"Computations read each other in a ring: {' <- '.join(error.args[1])}.") from error


def create(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Make `table` empty; a kept one stays as it is, but for the columns that it lacks."""
    columns = ", ".join(f"{name} {column.kind}" for name, column in table.columns.items())
    con.execute(f"create table {'if not exists ' if table.is_kept else ''}{table.full_name} ({columns})")
    for name, column in table.columns.items():
        con.execute(f"alter table {table.full_name} add column if not exists {name} {column.kind}")
        con.execute(f"comment on column {table.full_name}.{name} is {quoted(column.comment)}")
    con.execute(f"comment on table {table.full_name} is {quoted(table.comment)}")


def fill(
    con: duckdb.DuckDBPyConnection, computation: Computation, settings: MetricSettings, *, now: datetime
) -> dict[str, int]:
    """Compute the rows and add them to the tables. Returns how many rows each table then holds."""
    facts = {name: _ask(con, Bound(sql)) for name, sql in computation.reads.items()}
    if computation.reads_then:
        facts |= {name: _ask(con, query) for name, query in computation.reads_then(facts).items()}
    found = _computed(computation, facts, settings, now)
    for table in computation.tables:
        _insert(con, table, found[table.name])
    return {table.name: _count(con, table) for table in computation.tables}


def _ask(con: duckdb.DuckDBPyConnection, query: Bound) -> Answer:
    """Instants in UTC, whatever the zone of the session that builds."""
    table = con.sql(query.sql, params=dict(query.values)).to_arrow_table()
    return Answer(_in_utc(table))


def _in_utc(table: pa.Table) -> pa.Table:
    for position, column in enumerate(table.schema):
        if pa.types.is_timestamp(column.type) and column.type.tz:
            kind = pa.timestamp("us", tz="UTC")
            table = table.set_column(position, column.name, table.column(position).cast(kind))
    return table


def _computed(computation: Computation, facts: Facts, settings: MetricSettings, now: datetime) -> dict[str, list[Row]]:
    """The rows by table; whatever the function trips over is named with it."""
    try:
        found = {name: list(rows) for name, rows in computation.compute(facts, settings, now).items()}
    except Exception as error:
        raise DefinitionBroken(
            f"Computation {computation.name} failed on the facts at hand ({type(error).__name__}: {error});"
            " this is a fault of Leadline, report it with this sentence."
        ) from error
    named = {table.name for table in computation.tables}
    if found.keys() != named:
        raise DefinitionBroken(
            f"Computation {computation.name} returns the tables {_listed(found)}, not {_listed(named)} as it says."
        )
    return found


def _insert(con: duckdb.DuckDBPyConnection, table: Table, rows: list[Row]) -> None:
    for row in rows:
        unlike = row.keys() ^ table.columns.keys()
        if unlike:
            raise DefinitionBroken(f"A computed row of {table.full_name} and its columns differ in: {_listed(unlike)}.")
    if not rows:
        return
    con.register(_INCOMING, pa.table({name: pa.array([row[name] for row in rows]) for name in table.columns}))
    try:
        columns = ", ".join(table.columns)
        con.execute(f"insert into {table.full_name} ({columns}) select {columns} from {_INCOMING}")
    finally:
        con.unregister(_INCOMING)


def _count(con: duckdb.DuckDBPyConnection, table: Table) -> int:
    [(count,)] = con.execute(f"select count(*) from {table.full_name}").fetchall()
    return int(count)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
