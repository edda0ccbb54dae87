"""The population of every metric in plain Python: which rows it has, which of them count, and with what amount.

A metric without an entry in ROWS is not shown to be right; tests/metrics/test_every_metric.py says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from metrics.catalog import Metric
from tests.support.raw_rows import sha_of
from tests.support.reckoned import Change, Release
from tests.support.reckoned_assurance import ASSURANCE, deployments
from tests.support.reckoned_contention import CONTENTION
from tests.support.reckoned_deployments import Deployment
from tests.support.reckoned_failures import Failure, Ladder, escaped
from tests.support.reckoned_flow import FLOW
from tests.support.reckoned_forecasts import FORECASTS
from tests.support.reckoned_issues import (
    DONE,
    OLDEST,
    at_of,
    begun_at,
    category,
    days,
    done_at,
    hours,
    is_plausible,
    the_moment,
)
from tests.support.reckoned_plans import Plan, day_of, midnight, plans
from tests.support.reckoned_working import DAY_HOURS, after_working_days, working_hours
from tests.support.reckoned_world_rows import Row, Rows, World


def _changes(amount: Callable[[World, Change], float | None]) -> Rows:
    def rows(world: World) -> Iterator[Row]:
        for change in world.known.changes:
            found = None if change.shipped_at is None else amount(world, change)
            subject = change.id if change.issue else sha_of(change.id)
            yield Row(subject, change.service, change.shipped_at, found is not None, found)

    return rows


def _since(start: datetime | None, change: Change) -> float | None:
    assert change.shipped_at is not None
    return None if start is None or start > change.shipped_at else hours(change.shipped_at - start)


def _committed(_: World, change: Change) -> float | None:
    told = [at for at in (at_of(commit.at) for commit in change.commits) if at and is_plausible(at)]
    return _since(min(told, default=None), change)


def _authored(_: World, change: Change) -> float | None:
    told = [at for at in (at_of(commit.authored_at) for commit in change.commits) if at and is_plausible(at)]
    return _since(min(told, default=None), change)


def _begun(_: World, change: Change) -> float | None:
    return _since(begun_at(change.issue) if change.issue else None, change)


def _arrived_at(world: World, change: Change) -> datetime | None:
    mine = [world.known.arrived_at(c) for c in change.commits if world.known.deployments.first(c) is change.deployment]
    return max((at for at in mine if at), default=None)


def _wait(world: World, change: Change) -> float | None:
    arrived = _arrived_at(world, change)
    waited = _since(arrived, change) if arrived and arrived >= OLDEST else None
    return None if waited is None else waited / 24


def _late(world: World, change: Change) -> float | None:
    release, arrived = change.release, _arrived_at(world, change)
    if release is None or release.own_at is None or not release.is_own_placeable:
        return None
    told = [world.known.arrived_at(c) for c in world.known.facts.commits if world.known.first_release(c) is release]
    begun = min((at for at in told if at and at >= OLDEST), default=None)
    if begun is None or begun >= release.own_at or arrived is None:
        return None
    return float(arrived >= release.own_at - (release.own_at - begun) / 5)


def _backed_out(world: World, change: Change) -> float | None:
    gone = [commit for commit in change.commits if (commit.name, change.service) in world.known.backed_out]
    kept = [commit for commit in change.commits if commit not in gone and not world.known.is_merge(commit)]
    return float(bool(gone) and not kept)


def _second_person(world: World, change: Change) -> float | None:
    plain = [commit for commit in change.commits if not world.known.is_merge(commit)] or [*change.commits]
    is_approved = change.issue is not None and any(
        (key, decision) == (change.issue.key, "approved") and by != change.issue.assignee
        for key, decision, _, _, by in world.known.facts.approvals
    )  # fmt: skip
    return float(all(map(world.known.has_second_person, plain)) or is_approved)


def _releases(amount: Callable[[World, Release], float | None]) -> Rows:
    """A row for each release that is out: left out when it cannot be placed in time or has no amount."""

    def rows(world: World) -> Iterator[Row]:
        for release in world.known.out:
            found = amount(world, release) if release.is_placeable else None
            yield Row(release.id, release.service, release.at if release.is_placeable else None, found is not None, found)

    return rows


def _gap(world: World, one: Deployment) -> float | None:
    before = world.known.deployments.before_of_service.get(one.id)
    return days(one.when - before.when) if before else None


def _failed(links: Callable[[Ladder], Mapping[str, list[Failure]]]) -> Rows:
    return deployments(
        lambda world, one: float(one.id in links(world.ladder)) if world.known.deployments.is_matured(one) else None
    )


def _respins(world: World) -> Iterator[Row]:
    """A release is tagged after its candidates, whenever it is deployed."""
    for release in world.known.out:
        candidates = [tag for tag in world.known.facts.tags if f"{tag.service}/{tag.candidate_of}" == release.id]
        at = release.own_at if release.is_own_placeable else None
        yield Row(release.id, release.service, at, at is not None and bool(candidates), len(candidates) - 1)


def _escaped_defects(world: World, release: Release) -> float | None:
    if not world.known.has_version(release) or release.order[0] + timedelta(days=30) > world.known.as_of:
        return None
    return sum(
        category(issue) == "defect" and issue.gone_at is None and release in world.ladder.named(issue) and escaped(issue, release)
        for issue in world.known.facts.issues
    )  # fmt: skip


def _open_blockers(world: World, release: Release) -> float | None:
    if not world.known.has_version(release):
        return None
    at = release.order[0]
    told = [
        world.known.was_in_scope(issue, release) for issue in world.known.facts.issues
        if issue.priority == "Blocker" and world.known.service(issue) == release.service and issue.gone_at is None
        and the_moment(issue.at) <= at and not world.known.is_done_on(issue, at)
    ]  # fmt: skip
    return None if None in told else sum(map(bool, told))


def _recovery(world: World) -> Iterator[Row]:
    for one in world.known.deployments.every:
        if one.id in world.ladder.confirmed:
            at = world.ladder.restored_at(one) if one.is_counted else None
            is_mended = at is not None and at >= one.when
            yield Row(one.name, one.service, at, is_mended, hours(at - one.when) if at and is_mended else None)


def _linkage(world: World) -> Iterator[Row]:
    named = {commit.name for _, commit in world.known.links}
    for commit in world.known.facts.commits:
        if not world.known.is_merge(commit) and world.known.is_told(commit):
            at = world.known.shipped_at(commit)
            yield Row(sha_of(commit.name), world.known.service(commit), at, at is not None, float(commit.name in named))


def _freshness(world: World) -> Iterator[Row]:
    for name, *_, newest in world.known.facts.sources:
        yield Row(name, world.known.repository_service[name], world.known.as_of, True, hours(world.known.as_of - newest))


def in_working_time(row: Row, *, is_hours: bool) -> Row:
    """A row of a duration, whose clock ends when it happened, by the working calendar."""
    if not row.counts or row.at is None or row.amount is None:
        return row
    # Facts are told to the minute; the amount is a float.
    passed = timedelta(seconds=round(row.amount * (3600 if is_hours else 86400)))
    return replace(row, amount=working_hours(row.at - passed, row.at) / (1 if is_hours else DAY_HOURS))


def _incidents(links: Callable[[Ladder], Mapping[str, list[Failure]]]) -> Rows:
    def rows(world: World) -> Iterator[Row]:
        linked = {failure.subject for failures in links(world.ladder).values() for failure in failures}
        for trouble in world.ladder.incidents:
            yield Row(trouble.key, trouble.service, trouble.opened_at, True, float(trouble.key in linked))

    return rows


@cache
def _plans(world: World) -> Mapping[str, Plan]:
    return {plan.release.id: plan for plan in plans(world.known)}


def _planned(amount: Callable[[Plan], float | None]) -> Rows:
    def found(world: World, release: Release) -> float | None:
        plan = _plans(world).get(release.id)
        return amount(plan) if plan else None

    return _releases(found)


def _notice(world: World) -> Iterator[Row]:
    on_time = {name for name, plan in _plans(world).items() if plan.slip is not None and plan.slip <= 0}
    return (row for row in _planned(lambda plan: None if plan.slip is None else plan.notice)(world) if row.subject not in on_time)


def _variance(plan: Plan) -> float | None:
    return None if plan.slip is None or plan.planned_days is None else plan.slip / plan.planned_days


def _scope_change(plan: Plan) -> float | None:
    committed = sum(one.was_in is True for one in plan.issues)
    moved = sum(one.was_in is not one.is_in for one in plan.issues)
    return moved / committed if plan.is_scope_known and committed else None


def _commitments(world: World) -> Iterator[Row]:
    for plan in _plans(world).values():
        for one in plan.issues if plan.release.is_out else []:
            if one.was_in is not False:
                shipped, at = plan.is_shipped(one), plan.release.at if plan.release.is_placeable else None
                is_counted = at is not None and one.was_in is True and shipped is not None
                yield Row(one.issue.key, plan.release.service, at, is_counted, None if shipped is None else float(shipped))


def _journal(world: World, table: str) -> list[dict[str, Any]]:
    return [values for name, values in world.known.facts.rows if name == f"raw.journal_{table}"]


def _reviews(world: World) -> Iterator[Row]:
    told: dict[str, date] = {}
    for review in _journal(world, "reviews"):
        if review["state"] == "done":
            told[review["release_id"]] = min(review["reviewed_on"], told.get(review["release_id"], review["reviewed_on"]))
    began: dict[str, date] = {}
    for release_id, on in told.items():
        release = world.known.releases.get(release_id)
        if release:
            began[release.service] = min(on, began.get(release.service, on))
    today = day_of(world.known.as_of)
    for release in world.known.placeable:
        at = world.known.matures_at(release)
        due = after_working_days(day_of(at), 10)
        on = told.get(release.id)
        is_told = at <= world.known.as_of and (on is not None or today > due)
        is_counted = is_told and release.service in began and due >= began[release.service]
        yield Row(release.id, release.service, at, is_counted, float(on is not None and on <= due))


def _answers(world: World) -> Iterator[Row]:
    for answer in _journal(world, "feedback"):
        yield Row(answer["feedback_id"], answer["service"], midnight(answer["given_on"]), True, float(answer["satisfaction"]))


def _actions(world: World) -> Iterator[Row]:
    today = day_of(world.known.as_of)
    for action in _journal(world, "actions"):
        issue, due = world.known.issues.get(action["issue_key"] or ""), action["due_on"]
        ended = done_at(issue) if issue and issue.status in DONE and issue.gone_at is None else None
        by_issue = day_of(ended) if ended else None
        ends = [on for on in (by_issue, action["closed_on"] if not action["is_dropped"] or by_issue else None) if on]
        is_done = due is not None and bool(ends) and min(ends) <= due
        is_counted = due is not None and today > due
        yield Row(action["action_id"], action["service"], midnight(due) if due else None, is_counted, float(is_done))


ROWS: Final[Mapping[str, Rows]] = {
    "change_lead_time": _changes(_committed),
    "change_lead_time_authored": _changes(_authored),
    "change_lead_time_issue": _changes(_begun),
    "merge_to_release_wait": _changes(_wait),
    "late_change_share": _changes(_late),
    "backed_out_change_rate": _changes(_backed_out),
    "segregation_of_duties": _changes(_second_person),
    "deployment_frequency": deployments(lambda world, one: 1.0),
    "deployment_gap": deployments(_gap),
    "change_failure_rate": _failed(lambda ladder: ladder.confirmed),
    "change_failure_rate_upper": _failed(lambda ladder: ladder.every),
    "failed_deployment_recovery_time": _recovery,
    "deployment_rework_rate": deployments(lambda world, one: float(one.id in world.ladder.rework)),
    "deployment_rework_rate_upper": deployments(lambda world, one: float(one.id in world.ladder.rework | world.ladder.quick_patches)),
    "candidate_respins": _respins,
    "escaped_defects": _releases(_escaped_defects),
    "open_blockers_at_ship": _releases(_open_blockers),
    "linkage_coverage": _linkage,
    "freshness": _freshness,
    "incidents_caused_by_change": _incidents(lambda ladder: ladder.confirmed),
    "incidents_caused_by_change_upper": _incidents(lambda ladder: ladder.every),
    "on_time_release_rate": _planned(lambda plan: None if plan.slip is None else float(plan.slip <= 0)),
    "schedule_slip": _planned(lambda plan: plan.slip),
    "schedule_slip_replans": _planned(lambda plan: plan.replans),
    "slip_notice": _notice,
    "schedule_variance": _planned(_variance),
    "scope_change_rate": _planned(_scope_change),
    "commitment_reliability": _commitments,
    "review_timeliness": _reviews,
    "stakeholder_satisfaction": _answers,
    "action_follow_through": _actions,
    **FLOW,
    **ASSURANCE,
    **CONTENTION,
    **FORECASTS,
}
"""By query, and what it is asked for."""


def population(metric: Metric) -> str:
    """What names the rows of a metric in ROWS; several metrics may tell of one population."""
    return f"{metric.query} {metric.only}".strip()

