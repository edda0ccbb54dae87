"""The macros of schema metric: `metric.<id>_rows(since, until)` and `metric.<id>(grain, breakdown, since, until)`.

Card, chart, receipt and SQL all call these, so they cannot disagree. A metric of what is there at the end of a period is
summed up from `metric.<id>_events()`: one row for each coming and going.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from metrics.breakdowns import breakdowns_of, no_breakdown_parts
from metrics.catalog import METRICS, NEEDED_SOURCES, Metric
from metrics.definitions import Definition, columns_of, query_of, read
from metrics.peers import PEERS, as_metric
from metrics.sql_text import quoted

_AS_OF: Final = ("load", "load_share")
_PARAMETERS: Final = {
    "release_scope_on": "day",
    "working_hours_at": "instant",
    "working_hours_between": "from_at, until_at",
}
_SCALARS: Final = ("working_hours_at", "working_hours_between")
"""Functions that return one value and no table."""


def statements() -> list[str]:
    """Return the statements that make the macros of main and the schema metric, in order."""
    aggregates = read("aggregates")
    made = [statement for name in read("functions") for statement in _function(name)]
    made.append("create schema metric")
    for metric in (*METRICS.values(), *map(as_metric, PEERS.values())):
        made += [*_rows(metric, aggregates), _values(metric, aggregates), *_comments(metric)]
    return made


def _function(name: str) -> list[str]:
    """A question with parameters that no view can answer, in schema main."""
    definition = read("functions")[name]
    if name in _SCALARS:
        return [
            f"create or replace macro main.{name}({_PARAMETERS[name]}) as (\n{definition.sql}\n)",
            f"comment on macro main.{name} is {quoted(definition.comment)}",
        ]
    return [
        f"create or replace macro main.{name}({_PARAMETERS[name]}) as table {definition.sql}",
        f"comment on macro table main.{name} is {quoted(definition.comment)}",
    ]


def _rows(metric: Metric, aggregates: Mapping[str, Definition]) -> list[str]:
    query = query_of(metric).sql
    if metric.aggregate not in _AS_OF:
        rows = _filled(aggregates[metric.templates[0]].sql, query).replace("{divisor}", _divisor(metric))
        return [f"create macro metric.{metric.id}_rows(since := null, until := null) as table {rows}"]
    rows, events = (_filled(aggregates[name].sql, query) for name in ("rows_as_of", "events"))
    told = f"What comes and goes behind {metric.label}: 1 and -1."
    return [
        f"create macro metric.{metric.id}_rows(since := null, until := null) as table {rows}",
        f"create macro metric.{metric.id}_events() as table {events}",
        f"comment on macro table metric.{metric.id}_events is {quoted(told)}",
    ]


def _filled(template: str, query: str) -> str:
    """The template around a query; a breakdown that the query does not have is empty."""
    for name in ("category", "step", "component", "environment"):
        has = name in columns_of(query)
        template = template.replace(f"{{{name}}}", f"population.{name}" if has else "cast(null as varchar)")
    return template.replace("{query}", query)


def _divisor(metric: Metric) -> str:
    """What turns working hours into the metric's unit."""
    return "1" if metric.unit == "working hours" else "(select day_hours from working_rules)"


def _values(metric: Metric, aggregates: Mapping[str, Definition]) -> str:
    query = (
        aggregates["frame"]
        .sql.replace("{summary}", aggregates[metric.aggregate].sql)
        .replace("{per_week}", aggregates["per_week"].sql)
        .replace("{weight}", "fact.weight," if metric.aggregate in _AS_OF else "")
        .replace("{rows}", f"metric.{metric.id}_{'events' if metric.aggregate in _AS_OF else 'rows'}")
        .replace("{missing}", _missing_sources(metric))
        .replace("{nothing}", quoted(metric.nothing))
    )
    before, after = no_breakdown_parts(metric)
    query = (
        query.replace("{breakdowns}", ", ".join(map(quoted, breakdowns_of(metric))))
        .replace("{no_breakdown}", quoted(before))
        .replace("{take}", quoted(after))
    )
    arguments = "grain := 'all', breakdown := 'all', since := null, until := null"
    return f"create macro metric.{metric.id}({arguments}) as table {query}"


def _missing_sources(metric: Metric) -> str:
    """The reason of a number that is not there: the source that would bring some, when none of its kinds was ever read."""
    return " ".join(_missing(need) for need in metric.needs if need in NEEDED_SOURCES)


def _missing(need: str) -> str:
    kinds = ", ".join(quoted(kind) for kind in need.split("|"))
    return f"when (select count(*) from sources_read where kind in ({kinds})) = 0 then {quoted(NEEDED_SOURCES[need])}"


def _comments(metric: Metric) -> list[str]:
    rows = f"The rows behind {metric.label}: counted, and left out with the reason."
    return [
        f"comment on macro table metric.{metric.id} is {quoted(f'{metric.meaning} {metric.formula}.')}",
        f"comment on macro table metric.{metric.id}_rows is {quoted(rows)}",
    ]
