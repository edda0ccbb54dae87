"""Releases that meet in the calendar, in plain Python: every pair is looked at, and what both touch is counted."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.support.jira_rows import day
from tests.support.reckoned import Release
from tests.support.reckoned_deployments import fed_rows, version_of
from tests.support.reckoned_issues import SETTINGS, ZONE, at_of
from tests.support.reckoned_plans import day_of
from tests.support.reckoned_world_rows import Row, Rows, World, meant

_NEAR = timedelta(days=SETTINGS.contention_days)
_WEIGHTS = {"component": 0.3, "file": 0.2, "environment": 0.1}


@dataclass(frozen=True)
class Flight:
    """From when to when a release is in flight, and what it touches."""

    release: Release
    since: date
    until: date
    touches: Mapping[str, set[object]]

    def is_near(self, other: Flight) -> bool:
        return self.since <= other.until + _NEAR and other.since <= self.until + _NEAR

    def weight(self, other: Flight) -> float:
        """0.4 for the service, and of the rest by how much of the lesser of both is shared."""
        found = 0.4 if self.release.service == other.release.service else 0.0
        for kind, most in _WEIGHTS.items():
            mine, theirs = self.touches[kind], other.touches[kind]
            found += most * len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else 0
        return found


@cache
def _flights(world: World) -> dict[str, Flight]:
    known, found = world.known, {}
    planned = {f"{known.service_of[version.project]}/{version.name}": day(version.release_on) for version in known.facts.versions}
    for release in known.releases.values():
        until = day_of(release.order[0]) if release.is_out and release.is_placeable else None
        on = planned.get(release.id)
        if not release.is_out and on:
            until = max(on, day_of(known.as_of))
        if until:
            told = [at_of(tag.at) for tag in known.facts.tags if f"{tag.service}/{tag.candidate_of}" == release.id]
            begun = min((day_of(at) for at in told if at), default=until)
            found[release.id] = Flight(release, min(begun, until), until, _touched(world, release))
    return found


def _touched(world: World, release: Release) -> dict[str, set[object]]:
    known = world.known
    issues = [issue for issue in known.facts.issues if known.service(issue) == release.service and _is_of(world, issue.key, release)]
    commits = [commit for commit in known.facts.commits if known.first_release(commit) is release]
    if not release.is_out:
        keys = {issue.key for issue in issues}
        commits += [commit for key, commit in known.links if key in keys and known.first_release(commit) is None]
    environments = [row["environment"] for row in fed_rows(known.facts) if row["result"] in ("succeeded", "rolled_back")
                    and f"{row['service']}/{version_of(row)}" == release.id]  # fmt: skip
    return {
        "component": {(issue.project, name) for issue in issues for name in issue.components},
        "file": {(commit.repository, path) for commit in commits for path in commit.files or {}},
        "environment": set(environments),
    }


def _is_of(world: World, key: str, release: Release) -> bool:
    """It is in scope now, or was when the release shipped, or is shipped by it."""
    issue, shipped = world.known.issues[key], world.known.shipped_by[key]
    was_in = release.is_out and release.is_placeable and world.known.was_in_scope(issue, release)
    is_in = issue.gone_at is None and release.version in meant(issue)
    return bool(was_in or is_in or (shipped and shipped.release is release))


@cache
def _pairs(world: World) -> dict[str, list[float]]:
    """The weights of the pairs that a release makes with those that came before it."""
    found: dict[str, list[float]] = {}
    in_order = sorted(_flights(world).values(), key=lambda flight: (flight.until, flight.release.id))
    for earlier, later in itertools.combinations(in_order, 2):
        weight = later.weight(earlier) if later.is_near(earlier) else 0.0
        if weight > 0:
            found.setdefault(later.release.id, []).append(weight)
    return found


def _contentions(amount: Callable[[list[float]], float]) -> Rows:
    def rows(world: World) -> Iterator[Row]:
        for release in world.known.releases.values():
            flight = _flights(world).get(release.id)
            noon = datetime.combine(flight.until, time(12), ZoneInfo(ZONE)) if flight else None
            at = release.at if flight and release.is_out else noon
            yield Row(release.id, release.service, at, flight is not None, amount(_pairs(world).get(release.id, [])))

    return rows


CONTENTION = {"calendar_contention": _contentions(sum), "calendar_contention_pairs": _contentions(len)}
"""By query."""
