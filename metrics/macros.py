"""The macros of schema metric: `metric.<id>_rows(since, until)` and `metric.<id>(grain, breakdown, since, until)`.

Card, chart, receipt and SQL all call these, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping

from metrics.catalog import METRICS, Metric
from metrics.definitions import Definition, read


def statements() -> list[str]:
    """Return the statements that make schema metric, in order."""
    queries, aggregates = read("queries"), read("aggregates")
    made = ["create schema metric"]
    for metric in METRICS.values():
        made += [_rows(metric, queries, aggregates), _values(metric, aggregates), *_comments(metric)]
    return made


def _rows(metric: Metric, queries: Mapping[str, Definition], aggregates: Mapping[str, Definition]) -> str:
    query = aggregates["rows"].sql.replace("{query}", queries[metric.query].sql)
    return f"create macro metric.{metric.id}_rows(since := null, until := null) as table {query}"


def _values(metric: Metric, aggregates: Mapping[str, Definition]) -> str:
    query = (
        aggregates["frame"]
        .sql.replace("{summary}", aggregates[metric.aggregate].sql)
        .replace("{rows}", f"metric.{metric.id}_rows")
        .replace("{nothing}", metric.nothing.replace("'", "''"))
    )
    arguments = "grain := 'all', breakdown := 'all', since := null, until := null"
    return f"create macro metric.{metric.id}({arguments}) as table {query}"


def _comments(metric: Metric) -> list[str]:
    rows = f"The rows behind {metric.label}: counted, and left out with the reason."
    return [
        f"comment on macro table metric.{metric.id} is {quoted(f'{metric.meaning} {metric.formula}.')}",
        f"comment on macro table metric.{metric.id}_rows is {quoted(rows)}",
    ]


def quoted(text: str) -> str:
    """Return `text` as a string literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
