"""The SQL files of this package: models, queries, audits and aggregates, with what their headers say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from metrics import computations, intervals, lifecycle
from metrics.catalog import METRICS, Metric
from metrics.errors import DefinitionBroken
from metrics.settings import MetricSettings

if TYPE_CHECKING:
    from sqlglot import exp

FOLDER: Final = Path(__file__).parent
_COLUMN: Final = re.compile(r"([a-z][a-z0-9_]*): (.+)")


@dataclass(frozen=True, slots=True)
class Definition:
    """One SQL file and its header.

    The header is the block of comment lines at the top. A line `name: text` is the comment of a column, and goes on in
    lines indented by three spaces; the others are the comment of the whole.
    """

    name: str
    sql: str
    comment: str
    columns: Mapping[str, str]
    is_view: bool


@cache
def read(folder: str) -> Mapping[str, Definition]:
    """Return the definitions of `folder` (models, queries, audits or aggregates) by name."""
    found = (_definition(path) for path in sorted((FOLDER / folder).glob("*.sql")))
    return {definition.name: definition for definition in found}


def _definition(path: Path) -> Definition:
    sql = path.read_text(encoding="utf-8")
    comment, columns = _header(sql)
    name, _, suffix = path.name.removesuffix(".sql").partition(".")
    return Definition(name, sql, comment, columns, is_view=suffix == "view")


def _header(sql: str) -> tuple[str, dict[str, str]]:
    whole: list[str] = []
    columns: dict[str, str] = {}
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        text = line.removeprefix("--").removeprefix(" ")
        column = _COLUMN.fullmatch(text)
        if column:
            columns[column[1]] = column[2]
        elif text.startswith("  ") and columns:
            columns[next(reversed(columns))] += f" {text.strip()}"
        else:
            whole.append(text)
    return " ".join(whole).strip(), columns


def ordered(models: Mapping[str, Definition]) -> list[Definition]:
    """Return the models so that each comes after those it reads."""
    graph = {name: tables_read(model.sql) & models.keys() for name, model in models.items()}
    try:
        return [models[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise DefinitionBroken(f"Models read each other in a ring: {' <- '.join(error.args[1])}.") from error


def tables_read(sql: str) -> frozenset[str]:
    """Return the names of the tables without a schema that a query reads, its own steps aside."""
    return _parsed(sql)[0]


def columns_of(sql: str) -> frozenset[str]:
    """Return the names of the columns that a query returns."""
    return _parsed(sql)[1]


def told_columns(sql: str) -> frozenset[str]:
    """Return those of them that are more than a typed null."""
    return _parsed(sql)[2]


@cache
def _parsed(sql: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The tables that a query reads, the columns that it returns and those it tells; reading SQL is dear, so once for all."""
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    steps = {step.alias for step in tree.find_all(exp.CTE)}
    tables = frozenset(table.name for table in tree.find_all(exp.Table) if not table.db) - steps
    told = frozenset(
        column.alias_or_name for part in _branches(tree) for column in part.selects if not _is_null(column)
    )
    return tables, frozenset(tree.named_selects), told


def _branches(tree: exp.Query) -> Iterator[exp.Query]:
    """The selects whose rows a query returns: several for a union."""
    from sqlglot import exp

    if isinstance(tree, exp.SetOperation):
        yield from _branches(tree.left)
        yield from _branches(tree.right)
    else:
        yield tree


def _is_null(column: exp.Expr) -> bool:
    """Whether a column is a null with a type, which stands where a query has nothing to tell."""
    from sqlglot import exp

    value = column.unalias()
    return isinstance(value.this if isinstance(value, exp.Cast) else value, exp.Null)


@cache
def _plain(sql: str) -> str:
    """The query without comments and layout. Each metric asks for all the models behind it."""
    lines = (line.strip() for line in sql.splitlines())
    return " ".join(line for line in lines if line and not line.startswith("--"))


def fingerprint(settings: MetricSettings) -> str:
    """Return the digest of all definitions under `settings`: when it changes, numbers may."""
    files = (path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*/*.sql")))
    entries = (repr(astuple(metric)) for metric in METRICS.values())
    computed = (computation.definition() for computation in computations.COMPUTATIONS)
    return _digest([*files, *entries, *computed, repr(settings), repr(lifecycle.default_rows()), repr(intervals.rows())])


def metric_fingerprint(metric: Metric, settings: MetricSettings) -> str:
    """Return the digest of what makes one metric's number: its query, the models behind it, the settings it uses."""
    queries, aggregates = read("queries"), read("aggregates")
    query = queries[metric.query].sql
    behind = _behind(query, read("models"))
    template = [aggregates[name].sql for name in (*metric.templates, metric.aggregate)]
    return _digest([str(metric.version), _plain(query), *template, *behind, settings_text(metric, settings)])


def settings_text(metric: Metric, settings: MetricSettings) -> str:
    """Return the settings that change a metric's number, such as 'time_zone = UTC, hotfix_days = 7'."""
    values = settings.as_texts()
    return ", ".join(f"{name} = {values[name]}" for name in metric.settings)


def _behind(query: str, models: Mapping[str, Definition]) -> list[str]:
    """The models and computations that a query reads, through however many others, each as one text."""
    makers = {table.name: one for one in computations.COMPUTATIONS for table in one.tables}
    behind: dict[str, str] = {}
    waiting = set(tables_read(query))
    while waiting:
        name = waiting.pop()
        if name in behind:
            continue
        if name in models:
            behind[name] = _plain(models[name].sql)
            waiting |= tables_read(models[name].sql)
        elif name in makers:
            behind[name] = makers[name].definition()
            waiting |= frozenset[str]().union(*map(tables_read, makers[name].reads.values()))
    return [behind[name] for name in sorted(behind)]


def _digest(parts: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode() + b"\0")
    return whole.hexdigest()[:32]
