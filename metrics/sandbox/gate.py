"""Says no, in a sentence and at a place, to what is not one statement that reads. Fails closed.

It is a convenience: what it lets through still runs in the jail. It reads DuckDB's own tree of the statement, since kinds of
statement alone do not tell: a `with` may hold a DELETE or a COPY and the whole is still called a SELECT.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

import duckdb

from metrics.errors import QueryFailed, QueryRefused
from metrics.sandbox import tokens
from metrics.sandbox.functions import REFUSED_TABLES, why_refused
from metrics.sandbox.limits import TEXT_LIMIT
from metrics.sandbox.sentences import one_line, place, told

_QUERY_NODES: Final = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
_NOWHERE: Final = 1 << 62
_READING: Final = (
    "Only one statement that reads is run: select, from, with, values, describe, show, summarize, pivot, explain."
)


def checked(con: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """Return the one statement of `sql`, ready to be run.

    Raises `QueryRefused` for what may not run and `QueryFailed` for what cannot be read.
    """
    _check_text(sql)
    statement = one_statement(con, sql)
    try:
        kind: duckdb.StatementType | None = statement.type
        has_parameters = bool(statement.named_parameters)
    except ValueError:  # The Python client has no name for some kinds, such as CONNECT.
        kind, has_parameters = None, False
    if has_parameters:
        raise QueryRefused("Parameters are not filled in here; write the value itself in place of `?` or `$name`.")
    if kind == duckdb.StatementType.SELECT:
        _check_tree(con, sql, 0, sql)
    elif kind == duckdb.StatementType.EXPLAIN:
        _check_explained(con, sql)
    elif kind == duckdb.StatementType.MULTI and tokens.first_word(sql) in ("pivot", "from", "with"):
        tokens.check_pivot(sql, lambda path: _why_not(con, path))
    else:
        raise QueryRefused(_READING)
    return statement


def one_statement(con: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """The one statement of a text. Raises `QueryFailed` for a syntax error, `QueryRefused` for none or several."""
    try:
        statements = con.extract_statements(sql)
    except duckdb.Error as error:
        said = told(error)
        raise QueryFailed(said.sentence, *place(sql, said.offset)) from error
    except (ValueError, RuntimeError) as error:
        raise QueryRefused(_READING) from error
    if len(statements) != 1:
        raise QueryRefused(f"Give one statement, not {len(statements)}.")
    return statements[0]


def _check_text(sql: str) -> None:
    if len(sql) > TEXT_LIMIT:
        raise QueryRefused(f"The query is longer than {TEXT_LIMIT:,} characters.")
    try:
        sql.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QueryRefused("The query has a character that is no text; type that part again.") from error
    if "\0" in sql:
        raise QueryRefused("The query has a NUL character, which hides what follows it; take it out.")


def _check_explained(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    """What is explained must itself be a SELECT: EXPLAIN ANALYZE runs it."""
    start = tokens.start_of_explained(sql)
    inner = sql.encode()[start:].decode()
    if one_statement(con, inner).type != duckdb.StatementType.SELECT:
        raise QueryRefused("Only statements that read are explained.")
    _check_tree(con, inner, start, sql)


def _check_tree(con: duckdb.DuckDBPyConnection, sql: str, start: int, whole: str) -> None:
    """Walk the tree of a SELECT that begins at byte `start` of `whole`."""
    length = len(sql.encode())
    for node, at in _nodes(_tree(con, sql)):
        problem = _problem(con, node)
        if problem:
            raise QueryRefused(problem, *place(whole, start + at if at is not None and at < length else None))


def _tree(con: duckdb.DuckDBPyConnection, sql: str) -> Any:
    try:
        [(text,)] = con.execute(
            "select json_serialize_sql($sql, skip_null := true, skip_empty := true)", {"sql": sql}
        ).fetchall()
        tree = json.loads(text)
    except (duckdb.Error, ValueError, RecursionError) as error:
        _refuse_unread(error)
    if tree.get("error") is not False or len(tree.get("statements", ())) != 1:
        raise QueryRefused(_READING)
    return tree


def _refuse_unread(error: Exception) -> NoReturn:
    raise QueryRefused("The query is too deeply nested, or too large, to be looked through; take it apart.") from error


def _nodes(tree: Any) -> Iterator[tuple[Mapping[str, Any], int | None]]:
    """Every object of a tree, outermost first, with the byte where it, or what it is in, begins.

    Without recursion, since the tree is as deep as its writer likes.
    """
    waiting: list[tuple[Any, int | None]] = [(tree, None)]
    while waiting:
        here, at = waiting.pop()
        if isinstance(here, dict):
            own = here.get("query_location")
            at = own if isinstance(own, int) and own < _NOWHERE else at
            yield here, at
            waiting.extend((value, at) for value in here.values())
        elif isinstance(here, list):
            waiting.extend((value, at) for value in here)


def _problem(con: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> str | None:
    """Why this node may not be in a statement that reads; None when it may."""
    kind = str(node.get("type", ""))
    if (kind.endswith("NODE") or "cte_map" in node) and kind not in _QUERY_NODES:
        what = kind.removesuffix("_NODE").removesuffix("_QUERY").replace("_", " ").lower()
        return f"The warehouse is read-only; a statement that would {one_line(what)} is not run, in a `with` neither."
    if node.get("class") == "PARAMETER":
        return "Parameters are not filled in here; write the value itself."
    if kind == "BASE_TABLE" and str(node.get("table_name", "")).lower() in REFUSED_TABLES:
        return f"{node['table_name']} tells about the server, not about the data, and is not read here."
    if "function_name" in node:
        path = node.get("qualified_name", {}).get("path") or [node["function_name"]]
        return _why_not(con, [str(part) for part in path])
    return None


def _why_not(con: duckdb.DuckDBPyConnection, path: list[str]) -> str | None:
    """Why a function may not be called; macros of the warehouse itself may."""
    name = path[-1]
    why = why_refused(name)
    if why is None or _is_own(con, path):
        return None
    return f"The function {one_line(name)[:80]} may not be called: {why}."


def _is_own(con: duckdb.DuckDBPyConnection, path: list[str]) -> bool:
    """Whether the warehouse brings a macro of that name: schema metric, or main where none is named."""
    schema = path[-2] if len(path) > 1 else "main"
    found = con.execute(
        "select count(*) from duckdb_functions() where not internal and database_name = current_database()"
        " and lower(schema_name) = lower($schema) and lower(function_name) = lower($name)",
        {"schema": schema, "name": path[-1]},
    ).fetchall()
    return bool(found[0][0])
