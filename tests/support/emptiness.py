"""Whether a query must come back empty when some tables are: a proof by its structure, not by rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache

import sqlglot
from sqlglot import exp


def must_be_empty(sql: str, empty: Collection[str], views: Mapping[str, str]) -> bool:
    """Return whether `sql` has no row whatever the tables not in `empty` hold. False says only that this is not proven.

    A table is named as the query names it, such as commits or raw.services; `views` holds the SQL of each view by name.
    """
    return _Proof(frozenset(empty), views).of_query(parsed(sql), {})


_OF_ONE_ROW = frozenset({"TIMEZONE", "TO_MINUTES", "TO_MICROSECONDS"})
"""Functions that sqlglot does not know and that are no aggregates."""
_Steps = Mapping[str, bool]
"""Which of the steps in sight, by name, are empty."""


@cache
def parsed(sql: str) -> exp.Expr:
    """Return the tree of a query, made once: the same one is asked of with one table after the other."""
    return sqlglot.parse_one(sql, dialect="duckdb")


class _Proof:
    def __init__(self, empty: frozenset[str], views: Mapping[str, str]) -> None:
        self.empty, self.views = empty, views

    def of_query(self, query: exp.Expr, outer: _Steps) -> bool:
        steps = dict(outer)
        for step in query.ctes if isinstance(query, exp.Query) else ():
            # A step that reads itself starts from nothing: it stays empty when all its branches are on an empty self.
            inside = {**steps, step.alias: True} if query.args["with_"].recursive else steps
            steps[step.alias] = self.of_query(step.this, inside)
        match query:
            case exp.Subquery():
                return self.of_source(query, steps)
            case exp.Union():
                return self.of_query(query.left, steps) and self.of_query(query.right, steps)
            case exp.Except():
                return self.of_query(query.left, steps)
            case exp.Select():
                return not _has_a_row_of_nothing(query) and self.of_sources(query, query.args.get("from_"), steps)
        return False

    def of_sources(self, query: exp.Expr, first: exp.From | None, steps: _Steps) -> bool:
        """What stands behind FROM and its joins, from left to right; without a FROM there is one row."""
        is_empty = first is not None and self.of_source(first.this, steps)
        for join in query.args.get("joins") or ():
            is_empty = self.of_join(join, is_empty, steps)
        return is_empty

    def of_join(self, join: exp.Join, left: bool, steps: _Steps) -> bool:
        right = self.of_source(join.this, steps)
        if join.method not in ("", "ASOF") or join.kind not in ("", "INNER", "CROSS", "OUTER", "SEMI", "ANTI"):
            return False
        if join.kind == "ANTI":
            return left
        return {"LEFT": left, "RIGHT": right, "FULL": left and right, "": left or right}.get(join.side, False)

    def of_source(self, source: exp.Expr, steps: _Steps) -> bool:
        if source.args.get("pivots"):
            return False
        if isinstance(source, exp.Subquery):
            is_empty = self.of_query(source.this, steps)
        elif isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
            is_empty = self.of_table(source, steps)
        else:
            return False
        for join in source.args.get("joins") or ():
            is_empty = self.of_join(join, is_empty, steps)
        return is_empty

    def of_table(self, table: exp.Table, steps: _Steps) -> bool:
        if table.db:
            return f"{table.db}.{table.name}" in self.empty
        if table.name in steps:
            return steps[table.name]
        if table.name in self.views:
            return self.of_query(parsed(self.views[table.name]), {})
        return table.name in self.empty


def _has_a_row_of_nothing(query: exp.Select) -> bool:
    """An aggregate of all rows is one row even of none; so is each grouping that may be of all rows."""
    group = query.args.get("group")
    if group is not None:
        return not group.expressions or group.find(exp.Rollup, exp.Cube, exp.GroupingSets, exp.Tuple) is not None
    asked = [*query.expressions, *filter(None, map(query.args.get, ("having", "order", "qualify")))]
    return any(_aggregates(one) for one in asked)


def _aggregates(asked: exp.Expr) -> bool:
    """A function that nobody knows counts as an aggregate; one over a window is none."""
    return any(
        isinstance(one, exp.AggFunc) or (isinstance(one, exp.Anonymous) and one.name.upper() not in _OF_ONE_ROW)
        for one in _outside_of_windows(asked)
    )


def _outside_of_windows(asked: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(asked, exp.Query | exp.Window):
        return
    yield asked
    for part in asked.iter_expressions():
        yield from _outside_of_windows(part)
