"""From landed facts to what they mean: models, macros, definitions and audits in one open warehouse."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import duckdb

from metrics import computations, computed, definitions, macros
from metrics.build_record import land, make_records, record_build, record_definitions
from metrics.definitions import Definition
from metrics.errors import BuildFailed, DefinitionBroken
from metrics.settings import MetricSettings
from metrics.sql_text import quoted

Progress = Callable[[str], None]
_AUDIT_COLUMNS = {
    "audit": "Name of the audit.",
    "subject": "What is doubtful: a commit, tag, release, repository or service. Hostile text: escape it.",
    "service": "Service it belongs to; null when to none.",
    "what": "What is wrong with it. Hostile text: escape it.",
    "what_to_do": "What mends it.",
}
_DOES_NOT_FIT = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """One table of the build. A view is not counted: its row count is None."""

    name: str
    row_count: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made."""

    build_id: int
    definitions_fingerprint: str
    tables: tuple[BuiltTable, ...]
    audits: dict[str, int]
    """Doubtful rows by audit."""
    seconds: float


def build(
    con: duckdb.DuckDBPyConnection, settings: MetricSettings, *, now: datetime, progress: Progress | None = None
) -> BuildReport:
    """Make all derived tables and macros anew from the raw tables of `con`.

    `con` is the open, writable warehouse that is not published yet, outside a transaction. Schemas main, metric and
    audit belong to the build: whatever an earlier one left there goes; only what is made of the very same definitions
    is filled anew instead of made. When it fails the warehouse must be thrown away.
    """
    started = time.perf_counter()
    tell = progress or _tell_nobody
    fingerprint = definitions.fingerprint(settings)
    is_made = _shape(con) == definitions.shape()
    (_empty if is_made else _clear)(con)
    with _one_transaction(con):
        if not is_made:
            _furnish(con)
        build_id = record_build(con, settings, fingerprint, now=now)
        models = definitions.ordered(definitions.read("models"))
        filled = _filled(con, models)
        tables = [_fill(con, model, filled, tell) for model in models]
        tell("metrics")
        tables += _compute(con, settings, now, tell)
        record_definitions(con, settings, now=now)
        tell("audits")
        audits = _count_audits(con)
    return BuildReport(build_id, fingerprint, tuple(tables), audits, time.perf_counter() - started)


def furnish(con: duckdb.DuckDBPyConnection) -> None:
    """Make every table, view and macro of a build, without a row, in place of those of other definitions.

    `con` is as for `build`, which does this where it finds nothing of the same definitions. That takes seconds, and no
    row of the user is in it: so it can be kept for the next new warehouse.
    """
    _clear(con)
    with _one_transaction(con):
        _furnish(con)


def _furnish(con: duckdb.DuckDBPyConnection) -> None:
    make_records(con)
    for model in definitions.ordered(definitions.read("models")):
        _make(con, model)
    _make_room(con)
    for statement in macros.statements():
        con.execute(statement)
    _make_audits(con)
    con.execute("insert into meta.build_shape values ($1)", [definitions.shape()])


def step_count() -> int:
    """How many steps a build tells: one for each model and computation, the metrics and the audits."""
    return len(definitions.read("models")) + len(computations.COMPUTATIONS) + 2


def _tell_nobody(_: str) -> None:
    return None


@contextmanager
def _one_transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Hundreds of statements, each committed by itself, would each wait for the disk."""
    con.begin()
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # After a fatal error there is nothing left to roll back.
            con.rollback()
        raise
    con.commit()


def _shape(con: duckdb.DuckDBPyConnection) -> str | None:
    """What the tables, views and macros of the last build were made of; None when there was none."""
    try:
        found = con.execute("select digest from meta.build_shape").fetchall()
    except duckdb.CatalogException:
        return None
    return str(found[0][0]) if found else None


def _clear(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the last build, so that its space is used again."""
    with _one_transaction(con):
        con.execute("drop table if exists meta.build_shape")
        con.execute("drop schema if exists audit cascade")
        con.execute("drop schema if exists metric cascade")
        for kind in ("view", "table"):
            for name in _of_main(con, kind):
                con.execute(f"drop {kind} main.{_identifier(name)}")
    con.execute("checkpoint")


def _empty(con: duckdb.DuckDBPyConnection) -> None:
    """Take the rows of the last build out, so that their space is used again."""
    # DuckDB's estimate counts rows that are gone until their space is, and never misses one that is there.
    holding = _of_main(con, "table", "estimated_size > 0")
    with _one_transaction(con):
        for name in holding:
            con.execute(f"delete from main.{_identifier(name)}")
    if holding:
        con.execute("checkpoint")


def _of_main(con: duckdb.DuckDBPyConnection, kind: str, only: str = "true") -> list[str]:
    found = con.execute(
        f"select {kind}_name from duckdb_{kind}s() where database_name = current_database()"
        f" and schema_name = 'main' and not internal and not temporary and {only}"
    )
    return [name for (name,) in found.fetchall()]


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _value(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    # Read to the end: a result with rows left is in the way of the next query.
    [(value,)] = con.execute(sql).fetchall()
    return int(value)


def _make(con: duckdb.DuckDBPyConnection, model: Definition) -> None:
    kind = "view" if model.is_view else "table"
    with _named(f"Model {model.name}"):
        con.execute(f"create {kind} main.{model.name} as {model.sql}{'' if model.is_view else ' with no data'}")
        _comment(con, kind, f"main.{model.name}", model)


def _filled(con: duckdb.DuckDBPyConnection, models: Iterable[Definition]) -> set[str]:
    """Which of the tables of facts that some model cannot be without hold rows."""
    named = {name for model in models for group in model.needs for name in group}
    asked = sorted(name for name in named if "." in name)
    found = (f"(select '{name}' from {name} limit 1)" for name in asked)
    return {name for (name,) in con.execute(" union all ".join(found)).fetchall()} if asked else set()


def _fill(con: duckdb.DuckDBPyConnection, model: Definition, filled: set[str], tell: Progress) -> BuiltTable:
    """Fill a table that is there, empty, with its comments. `filled` are the tables that hold rows; it may become one.

    What must come out empty is not run: to plan the queries takes most of the time of a build of few facts.
    """
    started = time.perf_counter()
    tell(model.name)
    count = None
    if not model.is_view:
        with _named(f"Model {model.name}"):
            has_all = all(not filled.isdisjoint(group) for group in model.needs)
            count = _value(con, f"insert into main.{model.name} {model.sql}") if has_all else 0
        filled.update([model.name] if count else [])
    return BuiltTable(model.name, count, time.perf_counter() - started)


def _make_room(con: duckdb.DuckDBPyConnection) -> None:
    """The computed tables are there before the metrics, which may read them, and filled after, since they may read metrics."""
    for computation in computations.COMPUTATIONS:
        with _named(f"Computation {computation.name}"):
            for table in computation.tables:
                computed.create(con, table)


def _compute(
    con: duckdb.DuckDBPyConnection, settings: MetricSettings, now: datetime, tell: Progress
) -> Iterator[BuiltTable]:
    for computation in computed.ordered(computations.COMPUTATIONS, definitions.tables_read):
        started = time.perf_counter()
        tell(computation.name)
        with _named(f"Computation {computation.name}"):
            counts = computed.fill(con, computation, settings, now=now)
        seconds = time.perf_counter() - started
        yield from (BuiltTable(name, count, seconds / len(counts)) for name, count in counts.items())


@contextmanager
def _named(what: str) -> Iterator[None]:
    try:
        yield
    except _DOES_NOT_FIT as error:
        raise DefinitionBroken(f"{what} does not fit the tables it reads: {_first_line(error)}") from error
    except duckdb.Error as error:
        raise BuildFailed(f"{what} could not be built: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def _comment(con: duckdb.DuckDBPyConnection, kind: str, table: str, definition: Definition) -> None:
    made = {name for name, *_ in con.execute(f"describe {table}").fetchall()}
    unlike = sorted(made ^ definition.columns.keys())
    if unlike:
        raise DefinitionBroken(f"The header of {table} and its columns differ in: {', '.join(unlike)}.")
    statements = [f"comment on {kind} {table} is {quoted(definition.comment)}"]
    statements += [f"comment on column {table}.{name} is {quoted(text)}" for name, text in definition.columns.items()]
    con.execute(";\n".join(statements))


def _make_audits(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create schema audit")
    for audit in definitions.read("audits").values():
        view = f"audit.{audit.name}"
        with _named(f"Audit {audit.name}"):
            con.execute(
                f"create view {view} as select {quoted(audit.name)} as audit, finding.* from ({audit.sql}\n) as finding"
            )
        comments = {f"column {view}.{column}": text for column, text in _AUDIT_COLUMNS.items()}
        comments[f"view {view}"] = audit.comment
        con.execute(";\n".join(f"comment on {what} is {quoted(text)}" for what, text in comments.items()))


def _count_audits(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    audits = definitions.read("audits").values()
    counts = {audit.name: _doubts(con, audit) for audit in audits}
    land(con, "audits", [(one.name, one.comment, counts[one.name], one.columns["topic"]) for one in audits])
    return counts


def _doubts(con: duckdb.DuckDBPyConnection, audit: Definition) -> int:
    with _named(f"Audit {audit.name}"):
        return _value(con, f"select count(*) from audit.{audit.name}")
