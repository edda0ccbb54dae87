"""Which issues a query means, in their order, in one view of a Jira."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dashboard.standin.instants import micros_of
from dashboard.standin.jql import Condition, JqlError, Query, parse
from dashboard.standin.view import KEY, Issue, Project, View

_MOST_KEPT = 64
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
_FORMATS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
_PERIOD = re.compile(r"([+-]?)((?:\d+[wdhm]\s*)+)")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}

Order = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with what its words depend on."""

    query: Query
    now: datetime
    is_strict: bool = True
    """A project or issue that is not there is an error; otherwise it is nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """The issues that a query means."""

    issues: list[Issue]
    orders: list[Order]
    """What each issue is sorted by; ascending, whatever the query's direction."""


def find(view: View, jql: str, now: datetime, *, is_strict: bool = True) -> Found:
    """Return the issues of a query. Raises JqlError. Times are read in the account's zone."""
    asked = Asked(parse(jql), now, is_strict)
    minute = now.replace(second=0, microsecond=0) if _is_relative(asked.query) else None
    kept = view.found.get((jql, is_strict, minute))
    if kept is None:
        kept = _found(view, asked)
        if len(view.found) >= _MOST_KEPT:
            view.found.clear()
        view.found[jql, is_strict, minute] = kept
    return Found(*kept)


def _is_relative(query: Query) -> bool:
    return any(_PERIOD.fullmatch(value) for condition in query.conditions for value in condition.values)


def _found(view: View, asked: Asked) -> tuple[list[Issue], list[Order]]:
    conditions = asked.query.conditions
    messages: list[str] = []
    tests: list[Callable[[Issue], bool]] = []
    chosen: list[Issue] | None = None
    for condition in conditions:
        try:
            if condition.field == "project" and chosen is None:
                chosen = _of_projects(view, condition, asked)
            else:
                tests.append(_test(view, condition, asked))
        except JqlError as error:
            messages += error.messages
    if messages:
        raise JqlError(*messages)
    left = view.issues if chosen is None else chosen
    for test in tests:
        left = [issue for issue in left if test(issue)]
    order = _order_of(asked.query)
    pairs = sorted(((order(issue), issue) for issue in left), key=lambda pair: pair[0])
    return [issue for _, issue in pairs], [place for place, _ in pairs]


def _order_of(query: Query) -> Callable[[Issue], Order]:
    fields = query.order or (("id", True),)

    def order(issue: Issue) -> Order:
        values: list[int] = []
        for name, is_descending in fields:
            parts = {"key": issue.place, "id": (issue.number,), "created": (issue.created,)}.get(name, (issue.updated,))
            values += [-part if is_descending else part for part in parts]
        return (*values, issue.number)

    return order


def _projects(view: View, condition: Condition, asked: Asked) -> list[Project]:
    found, missing = [], []
    for value in condition.values:
        project = view.project(value.upper()) or next(
            (project for project in view.projects.values() if project.name.casefold() == value.casefold()), None
        )
        if project is None:
            missing.append(f"The value '{value}' does not exist for the field 'project'.")
        else:
            found.append(project)
    if missing and asked.is_strict:
        raise JqlError(*missing)
    return found


def _of_projects(view: View, condition: Condition, asked: Asked) -> list[Issue]:
    keys = dict.fromkeys(project.key for project in _projects(view, condition, asked))
    return [issue for key in keys for issue in view.by_project.get(key, ())]


def _test(view: View, condition: Condition, asked: Asked) -> Callable[[Issue], bool]:
    if condition.field == "project":
        keys = {project.key for project in _projects(view, condition, asked)}
        return lambda issue: issue.project in keys
    if condition.field == "issue":
        return _test_of_issues(view, condition, asked)
    compare = _COMPARE[condition.operator]
    bound = _moment(view, condition, asked.now)
    if condition.field == "created":
        return lambda issue: compare(issue.created, bound)
    return lambda issue: compare(issue.updated, bound)


def _test_of_issues(view: View, condition: Condition, asked: Asked) -> Callable[[Issue], bool]:
    named = [(value, view.issue(value)) for value in condition.values]
    missing = [_missing(value, condition.said) for value, issue in named if issue is None]
    if missing and asked.is_strict:
        raise JqlError(*missing)
    numbers = {issue.number for _, issue in named if issue is not None}
    if condition.operator in ("=", "in"):
        return lambda issue: issue.number in numbers
    bound = named[0][1]
    if bound is None:
        return lambda _: False
    compare = _COMPARE[condition.operator]
    project, place = bound.place
    return lambda issue: issue.place[0] == project and compare(issue.place[1], place)


def _missing(value: str, field: str) -> str:
    if value.isdigit():
        return f"A value with ID '{value}' does not exist for the field '{field}'."
    if KEY.fullmatch(value):
        return f"An issue with key '{value}' does not exist for field '{field}'."
    return f"The issue key '{value}' for field '{field}' is invalid."


def _moment(view: View, condition: Condition, now: datetime) -> int:
    value = condition.values[0].strip()
    period = _PERIOD.fullmatch(value)
    if period:
        span = sum(
            (timedelta(**{_UNITS[unit]: int(size)}) for size, unit in re.findall(r"(\d+)([wdhm])", period[2])),
            timedelta(),
        )
        return micros_of(now - span if period[1] == "-" else now + span)
    for form in _FORMATS:
        try:
            local = datetime.strptime(value, form)  # noqa: DTZ007 - a zone is what JQL leaves out
        except ValueError:
            continue
        return micros_of(local.replace(tzinfo=account_zone(view)))
    raise JqlError(
        f"Date value '{value}' for field '{condition.said}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
        "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
    )


def account_zone(view: View) -> ZoneInfo:
    """Return the zone of the account that asks; UTC when it has none that is known."""
    name = view.people.get(str(view.world.get("account")), {}).get("zone")
    try:
        return ZoneInfo(str(name or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
