"""The SQL files of this package: models, queries, audits and aggregates, with what their headers say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import duckdb

from metrics import computations, intervals, lifecycle
from metrics.catalog import METRICS, Metric
from metrics.errors import DefinitionBroken
from metrics.settings import MetricSettings

FOLDER: Final = Path(__file__).parent
_COLUMN: Final = re.compile(r"([a-z][a-z0-9_]*): (.+)")
_NEEDS: Final = "Empty without: "
_STEP: Final = re.compile(
    r"(?:\bwith|,|\brecursive)\s+([a-z_][a-z0-9_]*)(?:\s*\([^()]*\))?\s+as\s+(?:materialized\s+)?\("
)
_TABLE: Final = re.compile(r"(?<!\bdistinct )\b(?:from|join)\s+([a-z_][a-z0-9_]*)\b(?!\s*[.(])")
_RAW: Final = re.compile(r"\braw\.[a-z_]+")
_TEXT: Final = re.compile(r"'[^']*'")
_STRUCTURE: Final = re.compile(r"[(),]|\bselect\b|\bfrom\b|\bunion\b|'[^']*'|$", re.IGNORECASE)
_NULL: Final = re.compile(r"(?:null|cast\(null as [a-z_]+\))(?:\s+as)?\s+[a-z_]+$")
_LAST_NAME: Final = re.compile(r"([a-z_][a-z0-9_]*|\*)$")


@dataclass(frozen=True, slots=True)
class Definition:
    """One SQL file and its header.

    The header is the block of comment lines at the top. A line `name: text` is the comment of a column, and goes on in
    lines indented by three spaces. A line `Empty without: a or b, c` says that a model has no row while c has none, nor
    while neither a nor b has any. The others are the comment of the whole.
    """

    name: str
    sql: str
    comment: str
    columns: Mapping[str, str]
    is_view: bool
    needs: tuple[tuple[str, ...], ...] = ()
    """Groups of tables: while all of one group are empty, so is what this makes."""


@cache
def read(folder: str) -> Mapping[str, Definition]:
    """Return the definitions of `folder` (models, queries, audits or aggregates) by name."""
    found = (_definition(path) for path in sorted((FOLDER / folder).glob("*.sql")))
    return {definition.name: definition for definition in found}


def _definition(path: Path) -> Definition:
    sql = path.read_text(encoding="utf-8")
    comment, columns, needs = _header(sql)
    name, _, suffix = path.name.removesuffix(".sql").partition(".")
    return Definition(name, sql, comment, columns, suffix == "view", needs)


def _header(sql: str) -> tuple[str, dict[str, str], tuple[tuple[str, ...], ...]]:
    whole: list[str] = []
    columns: dict[str, str] = {}
    needs: list[tuple[str, ...]] = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        text = line.removeprefix("--").removeprefix(" ")
        column = _COLUMN.fullmatch(text)
        if column:
            columns[column[1]] = column[2]
        elif text.startswith("  ") and columns:
            columns[next(reversed(columns))] += f" {text.strip()}"
        elif text.startswith(_NEEDS):
            needs += [tuple(group.split(" or ")) for group in text.removeprefix(_NEEDS).split(", ")]
        else:
            whole.append(text)
    return " ".join(whole).strip(), columns, tuple(needs)


def query_of(metric: Metric) -> Definition:
    """Return the query of a metric's rows, with what it is asked for."""
    shared = read("queries")[metric.query]
    return replace(shared, sql=shared.sql.replace("{only}", metric.only))


def ordered(models: Mapping[str, Definition]) -> list[Definition]:
    """Return the models so that each comes after those it reads."""
    graph = {name: tables_read(model.sql) & models.keys() for name, model in models.items()}
    try:
        return [models[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise DefinitionBroken(f"Models read each other in a ring: {' <- '.join(error.args[1])}.") from error


def tables_read(sql: str) -> frozenset[str]:
    """Return the names of the tables without a schema that a query reads, its own steps aside."""
    return _named_in(_plain(sql))[0]


def columns_of(sql: str) -> frozenset[str]:
    """Return the names of the columns that a query returns."""
    return _named_in(_plain(sql))[1]


def told_columns(sql: str) -> frozenset[str]:
    """Return those of them that are more than a typed null."""
    return _named_in(_plain(sql))[2]


@cache
def _named_in(sql: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The tables that a query reads, the columns that it returns and those it tells, by how our files are written.

    A parser would start every sync a second later; the tests hold this to what one says of each file.
    """
    steps = frozenset(_STEP.findall(sql))
    tables = frozenset(_TABLE.findall(_TEXT.sub("''", sql))) - steps
    selects = [[(item, name) for item in items for name in _LAST_NAME.findall(item)] for items in _selects(sql)]
    told = frozenset(name for select in selects for item, name in select if not _NULL.match(item))
    return tables, frozenset(name for _, name in selects[0]), told


def _selects(sql: str) -> list[list[str]]:
    """What the outermost select lists, item by item; several of a union. Without one, all is asked for."""
    depth, start, found = 0, None, list[list[str]]()
    for mark in _STRUCTURE.finditer(sql):
        word = mark[0].lower()
        depth += (word == "(") - (word == ")")
        if depth:
            continue
        if word == "select":
            found.append([])
            start = mark.end()
        elif start is not None and word in (",", "from", "union", ""):
            found[-1].append(sql[start : mark.start()].strip())
            start = mark.end() if word == "," else None
    return found or [["*"]]


@cache
def _plain(sql: str) -> str:
    """The query without comments and layout. Each metric asks for all the models behind it."""
    lines = (line.strip() for line in sql.splitlines())
    return " ".join(line for line in lines if line and not line.startswith("--"))


def shape() -> str:
    """Return the digest of what tables, views and macros are made of: while it is equal, those of the last build hold.

    The whole package is in it: its programs write SQL as its files do.
    """
    entries = (repr(metric) for metric in METRICS.values())
    computed = (computation.definition() for computation in computations.COMPUTATIONS)
    return _digest([duckdb.__version__, package_digest(FOLDER), *entries, *computed])


@cache
def package_digest(folder: Path) -> str:
    """Return the digest of every program and query below `folder`."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".sql", ".toml"))
    return _digest(part for path in files for part in (path.name, path.read_text(encoding="utf-8")))


@cache
def _files() -> str:
    """All that the package's SQL files say."""
    return _digest(path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.sql")))


def fingerprint(settings: MetricSettings) -> str:
    """Return the digest of all definitions under `settings`: when it changes, numbers may."""
    entries = (repr(metric) for metric in METRICS.values())
    computed = (computation.definition() for computation in computations.COMPUTATIONS)
    # The program of the intervals stands for its rows, which take longer to work out than a sync with nothing new.
    ranks = Path(intervals.__file__).read_text(encoding="utf-8")
    return _digest([_files(), *entries, *computed, repr(settings), repr(lifecycle.default_rows()), ranks])


def metric_fingerprint(metric: Metric, settings: MetricSettings) -> str:
    """Return the digest of what makes one metric's number: its query, the models behind it, the settings it uses."""
    query, aggregates = query_of(metric).sql, read("aggregates")
    behind = _behind(query, read("models"))
    template = [aggregates[name].sql for name in (*metric.templates, metric.aggregate)]
    return _digest([str(metric.version), _plain(query), *template, *behind, settings_text(metric, settings)])


def settings_text(metric: Metric, settings: MetricSettings) -> str:
    """Return the settings that change a metric's number, such as 'time_zone = UTC, hotfix_days = 7'."""
    values = _texts(settings)
    return ", ".join(f"{name} = {values[name]}" for name in metric.settings)


@cache
def _texts(settings: MetricSettings) -> Mapping[str, str]:
    """Each metric asks for some of them."""
    return settings.as_texts()


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


def tables_behind(metric: Metric) -> frozenset[str]:
    """Return the tables of schema raw that a metric's number rests on, through however many models."""
    query = _plain(query_of(metric).sql)
    return frozenset(name for text in (query, *_behind(query, read("models"))) for name in _RAW.findall(text))


def _digest(parts: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode() + b"\0")
    return whole.hexdigest()[:32]
