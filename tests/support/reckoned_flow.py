"""The populations of the block Flow in plain Python, for tests/support/reckoned_rows.py: issues, their stays and what they waited for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Final

import numpy as np

from tests.support.jira_rows import Issue
from tests.support.reckoned_issues import (
    ACTIVE,
    DONE,
    IN_PROGRESS,
    STEP,
    begun_at,
    category,
    counts,
    days,
    done_at,
    stays,
    the_moment,
)
from tests.support.reckoned_working import DAY_HOURS, working_hours
from tests.support.reckoned_world_rows import Row, Rows, World


def _issues(
    of: Callable[[World, Issue], bool], at: Callable[[World, Issue], datetime | None], amount: Callable[[World, Issue], float | None]
) -> Rows:
    """A row for each issue that is one of these: it counts when the Flow block counts it and it has a time and an amount."""

    def rows(world: World) -> Iterator[Row]:
        for issue in world.known.facts.issues:
            if of(world, issue):
                when, found = at(world, issue), amount(world, issue)
                is_counted = counts(issue) and when is not None and found is not None
                yield Row(issue.key, world.known.service(issue), when, is_counted, found)

    return rows


def _done(amount: Callable[[Issue], float | None]) -> Rows:
    return _issues(lambda _, issue: issue.status in DONE, lambda _, issue: done_at(issue), lambda _, issue: amount(issue))


def flow_days(issue: Issue) -> float | None:
    """Its flow time."""
    begun, done = begun_at(issue), done_at(issue)
    return days(done - begun) if begun and done and begun <= done else None


def _efficiency(issue: Issue) -> float | None:
    active = waiting = timedelta()
    begun = False
    for stay in stays(issue):
        begun = begun or stay.status in IN_PROGRESS
        span = stay.end - stay.start if stay.end else timedelta()
        active += span if stay.status in ACTIVE else timedelta()
        waiting += span if begun and stay.status not in (*ACTIVE, *DONE) else timedelta()
    return active / (active + waiting) if active + waiting else None


def _steps(world: World) -> Iterator[Row]:
    for issue in world.known.facts.issues:
        if issue.status in DONE:
            spent: dict[str | None, timedelta] = {}
            for stay in stays(issue):
                if stay.end is not None:
                    spent[STEP[stay.status]] = spent.get(STEP[stay.status], timedelta()) + (stay.end - stay.start)
            for step, whole in (spent or {None: timedelta()}).items():
                is_counted = counts(issue) and done_at(issue) is not None and step is not None
                yield Row(issue.key, world.known.service(issue), done_at(issue), is_counted, days(whole), step)


def _working_steps(world: World) -> Iterator[Row]:
    for issue in world.known.facts.issues:
        if issue.status in DONE:
            spent: dict[str | None, float] = {}
            for stay in stays(issue):
                if stay.end is not None:
                    spent[STEP[stay.status]] = spent.get(STEP[stay.status], 0.0) + working_hours(stay.start, stay.end)
            for step, whole in (spent or {None: 0.0}).items():
                is_counted = counts(issue) and done_at(issue) is not None and step is not None
                yield Row(issue.key, world.known.service(issue), done_at(issue), is_counted, whole / DAY_HOURS, step)


def _share_of(kind: str) -> Rows:
    return _done(lambda issue: float(category(issue) == kind))


def _first_done(issue: Issue) -> datetime | None:
    return next((stay.start for stay in stays(issue) if stay.status in DONE), None)


def _reopened(issue: Issue) -> float | None:
    lived = stays(issue)
    if _first_done(issue) is None:
        return None
    return float(any(a.status in DONE and b.status not in DONE for a, b in itertools.pairwise(lived)))


_reopen = _issues(
    lambda _, issue: issue.status in DONE or _first_done(issue) is not None,
    lambda _, issue: _first_done(issue) or done_at(issue),
    lambda _, issue: _reopened(issue),
)


def _decided(issue: Issue) -> tuple[datetime, str] | None:
    """When it left the step Request, and for which status."""
    lived = stays(issue)
    if not lived or STEP[lived[0].status] != "Request":
        return None
    return next(((stay.start, stay.status) for stay in lived if STEP[stay.status] not in ("Request", None)), None)


def _decisions(amount: Callable[[Issue, datetime, str], float]) -> Rows:
    def found(issue: Issue) -> float | None:
        told = _decided(issue)
        return amount(issue, *told) if told else None

    return _issues(
        lambda _, issue: _decided(issue) is not None or issue.history != "complete",
        lambda _, issue: told[0] if (told := _decided(issue)) else done_at(issue),
        lambda _, issue: found(issue),
    )


def _accepted(issue: Issue, _: datetime, status: str) -> float:
    return 0.0 if STEP[status] == "Close" and (issue.resolution == "Duplicate" or status == "Rejected") else 1.0


_emergency = _issues(
    lambda _, issue: issue.status in DONE and category(issue) == "change",
    lambda _, issue: done_at(issue),
    lambda _, issue: None if issue.change_type is None else float(issue.change_type == "Emergency"),
)


def _shipped(amount: Callable[[World, Issue, datetime], float | None]) -> Rows:
    def shipped_at(world: World, issue: Issue) -> datetime | None:
        shipped = world.known.shipped_by[issue.key]
        return shipped.at if shipped else None

    def found(world: World, issue: Issue) -> float | None:
        at = shipped_at(world, issue)
        return None if at is None else amount(world, issue, at)

    return _issues(lambda world, issue: world.known.shipped_by[issue.key] is not None, shipped_at, found)


def _requested(_: World, issue: Issue, at: datetime) -> float | None:
    return days(at - the_moment(issue.at)) if the_moment(issue.at) <= at else None


def _is_named(world: World, issue: Issue, _: datetime) -> float:
    return float(any(key == issue.key for key, _ in world.known.links))


@cache
def _usual_days(world: World) -> dict[str | None, float | None]:
    """85 of 100 finished issues of a service (key None: of all) took no longer."""
    told: dict[str | None, list[float]] = {}
    for issue in world.known.facts.issues:
        span = flow_days(issue) if counts(issue) else None
        if span is not None:
            told.setdefault(world.known.service(issue), []).append(span)
            told.setdefault(None, []).append(span)
    return {
        service: float(np.quantile(spans, 0.85)) if len(spans) >= 5 or service is None else None for service, spans in told.items()
    }


def _spells(world: World, *, is_aged: bool) -> Iterator[Row]:
    usual = _usual_days(world)
    for issue in world.known.facts.issues:
        service = world.known.service(issue)
        span = usual.get(service) or usual.get(None)
        found = _stretches(issue)
        for start, end in found:
            begun = begun_at(issue)
            old = max(start, begun + timedelta(days=span)) if is_aged and begun and span is not None else None
            yield Row(issue.key, service, start, counts(issue) and (not is_aged or span is not None), 1.0, None, end, old)
        if not found and issue.status in IN_PROGRESS:
            yield Row(issue.key, service, None, False)


def _stretches(issue: Issue) -> list[tuple[datetime, datetime | None]]:
    """From when to when it was in progress: stays that follow each other are one."""
    found: list[tuple[datetime, datetime | None]] = []
    before = None
    for stay in stays(issue):
        if stay.status in IN_PROGRESS:
            found[-1:] = [(found[-1][0], stay.end)] if found and before in IN_PROGRESS else [*found[-1:], (stay.start, stay.end)]
        before = stay.status
    return found


FLOW: Final[Mapping[str, Rows]] = {
    "flow_time": _done(flow_days),
    "step_time": _steps,
    "step_time_working": _working_steps,
    "flow_efficiency": _done(_efficiency),
    "flow_velocity": _done(lambda issue: 1.0),
    **{f"flow_distribution {kind}": _share_of(kind) for kind in ("feature", "defect", "security", "debt")},
    "timed_share": _done(lambda issue: float(flow_days(issue) is not None)),
    "reopen_rate": _reopen,
    "request_acceptance": _decisions(_accepted),
    "request_decision_time": _decisions(lambda issue, at, _: max(0.0, days(at - the_moment(issue.at)))),
    "emergency_change_rate": _emergency,
    "request_lead_time": _shipped(_requested),
    "linkage_coverage_issues": _shipped(_is_named),
    "flow_load": lambda world: _spells(world, is_aged=False),
    "flow_load_aged": lambda world: _spells(world, is_aged=True),
}
"""By query, and what it is asked for."""
