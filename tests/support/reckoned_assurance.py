"""The populations of change enablement and assurance in plain Python, for tests/support/reckoned_rows.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from tests.support.jira_rows import Issue
from tests.support.raw_rows import Commit, sha_of
from tests.support.reckoned import Release
from tests.support.reckoned_deployments import Deployment
from tests.support.reckoned_issues import DONE, ZONE, at_of, category, counts, days, done_at, is_plausible, the_moment
from tests.support.reckoned_world_rows import Row, Rows, World, meant

_WEIGHT = {"S1": 1.0, "S3": 0.2, "Low": 0.05, "High": 0.5, "Blocker": 1.0}
_APPROVING = ("approved-by", "reviewed-by", "acked-by")


def _told(world: World, table: str) -> list[dict[str, Any]]:
    return [values for name, values in world.known.facts.rows if name == table]


def _at(release: Release) -> datetime | None:
    return release.at if release.is_placeable else None


def _of_releases(amount: Callable[[World, Release], float | None]) -> Rows:
    def rows(world: World) -> Iterator[Row]:
        for release in world.known.out:
            found = amount(world, release) if release.is_placeable else None
            yield Row(release.id, release.service, _at(release), found is not None, found)

    return rows


def deployments(amount: Callable[[World, Deployment], float | None]) -> Rows:
    """A row for each production deployment: left out when it does not count or has no amount."""

    def rows(world: World) -> Iterator[Row]:
        for one in world.known.deployments.every:
            found = amount(world, one) if one.is_counted else None
            yield Row(one.name, one.service, one.at if one.is_counted or one.told else None, found is not None, found)

    return rows


def _automated(_: World, one: Deployment) -> float | None:
    told = one.told["is_automated"] if one.told else None
    return None if told is None else float(told)


def _freeze_violations(world: World) -> Iterator[Row]:
    for one in world.known.deployments.every:
        row = _frozen(world, one.name, one.service, one.at if one.is_counted or one.told else None)
        yield row if one.is_counted else replace(row, counts=False)
    for commit in world.known.facts.commits:
        if world.known.is_merge(commit) and commit.is_on_default_branch:
            at = at_of(commit.at)
            yield _frozen(world, sha_of(commit.name), world.known.service(commit), at if is_plausible(at) else None)


def _frozen(world: World, subject: str, service: str, at: datetime | None) -> Row:
    mine = [freeze for freeze in _told(world, "raw.feed_freezes") if freeze["service"] in (service, None)]
    inside = [freeze for freeze in mine if at and freeze["starts_at"] <= at < freeze["ends_at"]]
    broken = [freeze for freeze in inside if at and not _is_excused(world, service, at, freeze)]
    return Row(subject, service, at, at is not None and bool(mine), float(bool(broken)))


def _is_excused(world: World, service: str, at: datetime, freeze: Mapping[str, Any]) -> bool:
    return any(
        told["service"] == service and not told["is_withdrawn"] and told["freeze_name"] in (None, freeze["name"])
        and _midnight(told["from_on"]) <= at < _midnight(told["until_on"])
        for told in _told(world, "raw.journal_freeze_exceptions")
    )  # fmt: skip


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(ZONE))


def _change_success(world: World) -> Iterator[Row]:
    blamed = {
        other for key, _, other, _ in world.known.facts.links
        if key in world.known.issues and category(world.known.issues[key]) == "incident" and world.known.issues[key].gone_at is None
    }  # fmt: skip
    for issue in world.known.facts.issues:
        if issue.status not in DONE or category(issue) != "change":
            continue
        refused = (issue.resolution or issue.status) in ("Duplicate", "Rejected")
        failed = any(one.id in world.ladder.confirmed for one in world.ladder.ships(issue.key))
        gone = any(change.issue is issue and _is_backed_out(world, change.commits, change.service) for change in world.known.changes)
        at = done_at(issue)
        amount = float(not (issue.key in blamed or failed or gone))
        yield Row(issue.key, world.known.service(issue), at, counts(issue) and at is not None and not refused, amount)


def _is_backed_out(world: World, commits: tuple[Commit, ...], service: str) -> bool:
    gone = [commit for commit in commits if (commit.name, service) in world.known.backed_out]
    return bool(gone) and all(commit in gone or world.known.is_merge(commit) for commit in commits)


def _unauthorised(world: World) -> Iterator[Row]:
    named = {commit.name for _, commit in world.known.links}
    for commit in world.known.facts.commits:
        if not world.known.is_merge(commit) and world.known.is_told(commit):
            at = world.known.shipped_at(commit)
            approved = any(kind in _APPROVING for kind, _ in commit.trailers) and world.known.has_second_person(commit)
            amount = float(commit.name not in named and not approved)
            yield Row(sha_of(commit.name), world.known.service(commit), at, at is not None, amount)


def _user_impact(world: World) -> Iterator[Row]:
    linked = {failure.subject for failures in world.ladder.confirmed.values() for failure in failures}
    for trouble in world.ladder.incidents:
        over, opened = trouble.ended_at, trouble.opened_at
        is_counted = over is not None and over >= opened and trouble.key in linked
        minutes = (over - opened) / timedelta(minutes=1) if over else 0.0
        yield Row(trouble.key, trouble.service, over, is_counted, minutes * _WEIGHT[trouble.severity])


def _named(world: World, issue: Issue, versions: list[str]) -> set[Release]:
    """Releases and planned releases of its service that are called so."""
    found = {world.known.releases.get(f"{world.known.service(issue)}/{version}") for version in versions}
    return {release for release in found if release}


def _defects_of_releases(world: World) -> Iterator[Row]:
    for issue in world.known.facts.issues:
        if category(issue) != "defect" or issue.gone_at is not None:
            continue
        created = the_moment(issue.at)
        affected = _named(world, issue, list(issue.affects))
        has_escaped = any(release.is_placeable and release.order[0] < created for release in affected)
        for release in affected | _named(world, issue, meant(issue)):
            if not release.is_out or release.at is None:
                continue
            is_before = created <= release.at
            is_late = release in affected and not is_before and created <= release.at + timedelta(days=30)
            if (is_before and not has_escaped) or is_late:
                is_over = release.is_placeable and release.at + timedelta(days=30) <= world.known.as_of
                yield Row(issue.key, release.service, _at(release), is_over, float(is_before))


def _shift_left(world: World) -> Iterator[Row]:
    for issue in world.known.facts.issues:
        if category(issue) in ("defect", "security"):
            created = the_moment(issue.at)
            affected = _named(world, issue, list(issue.affects))
            fixed = {r for r in _named(world, issue, meant(issue)) if issue.gone_at is None and (r.at is None or created <= r.at)}
            is_shipped = any(release.is_placeable and release.order[0] <= created for release in affected)
            is_known = bool(affected or fixed)
            yield Row(issue.key, world.known.service(issue), created, counts(issue) and is_known, float(not is_shipped))


def _open_at_ship(world: World, issue: Issue) -> list[Release]:
    """The releases at which a security issue was open."""
    done = done_at(issue)
    if issue.gone_at is not None or (issue.status in DONE and done is None):
        return []
    return [
        release for release in world.known.placeable if release.service == world.known.service(issue)
        and the_moment(issue.at) <= release.order[0] and (done is None or release.order[0] < done)
    ]  # fmt: skip


def _security_debt(world: World) -> Iterator[Row]:
    for issue in world.known.facts.issues:
        if category(issue) == "security":
            service, done = world.known.service(issue), done_at(issue)
            first = min((release.order[0] for release in _open_at_ship(world, issue)), default=None)
            after = [r.order[0] for r in world.known.placeable if r.service == service and done and r.order[0] >= done]
            left = min(after, default=None) if first else None
            yield Row(issue.key, service, first, first is not None, 1.0, None, left)


def _security_ages(world: World) -> Iterator[Row]:
    for issue in world.known.facts.issues:
        if category(issue) == "security":
            for release in _open_at_ship(world, issue):
                yield Row(issue.key, release.service, release.at, True, days(release.order[0] - the_moment(issue.at)))


def _pass_rate(*phases: str) -> Rows:
    def amount(world: World, release: Release) -> float | None:
        last: dict[tuple[str, str], dict[str, Any]] = {}
        for run in sorted(_told(world, "raw.feed_test_runs"), key=lambda run: (run["ran_at"] is not None, run["ran_at"], run["path"])):
            version = run["version"].removeprefix("v").partition("-")[0]
            is_mine = (run["service"], version) == (release.service, release.version) and (not phases or run["phase"] in phases)
            if is_mine and (run["ran_at"] is None or run["ran_at"] <= release.order[0]):
                last[run["phase"], run["suite"]] = run
        executed = sum(run["executed_count"] for run in last.values())
        return sum(run["passed_count"] for run in last.values()) / executed if executed else None

    return _of_releases(amount)


ASSURANCE: Final[Mapping[str, Rows]] = {
    "freeze_violations": _freeze_violations,
    "change_success_rate": _change_success,
    "unauthorised_change_rate": _unauthorised,
    "deployment_automation_rate": deployments(_automated),
    "incident_free_release_rate": _of_releases(
        lambda world, release: float(release.id not in world.ladder.failed_releases) if world.known.is_matured(release) else None
    ),
    "user_impact_minutes": _user_impact,
    "defect_removal_efficiency": _defects_of_releases,
    "shift_left_share": _shift_left,
    "security_debt_at_ship": _security_debt,
    "security_debt_age": _security_ages,
    "test_pass_rate": _pass_rate(),
    **{f"test_pass_rate {phase}": _pass_rate(phase) for phase in ("regression", "user acceptance", "performance")},
}
"""By query."""
