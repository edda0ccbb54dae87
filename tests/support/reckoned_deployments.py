"""Deployments in plain Python: those of a feed, and for a service without one those for which its releases stand."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tests.support.raw_rows import Commit, Facts, sha_of

if TYPE_CHECKING:
    from tests.support.reckoned import Reckoning, Release

_REACHED = ("succeeded", "rolled_back")


@dataclass(frozen=True, eq=False)
class Deployment:
    """One deployment to production."""

    id: str
    """As the warehouse has it."""
    name: str
    """As receipts call it: the release, where its tag stands for the deployment."""
    service: str
    release: Release | None
    at: datetime | None
    is_successful: bool
    is_counted: bool
    turn: tuple[object, ...]
    commit: str | None
    """Name of the commit that was deployed."""
    told: Mapping[str, Any] | None = None
    """The row of the feed."""

    @property
    def when(self) -> datetime:
        """Its instant, which must be there."""
        assert self.at is not None
        return self.at

    @property
    def kind(self) -> str | None:
        return self.release.kind if self.release else None

    @property
    def place(self) -> tuple[datetime, str]:
        """What decides which of several is the first."""
        return self.when, self.id

    @property
    def content(self) -> str | None:
        """What is equal when the same is deployed again."""
        return self.commit or (self.release.id if self.release else None) or (str(self.told["version"]).lower() if self.told else None)

    @property
    def sha(self) -> str | None:
        return sha_of(self.commit) if self.commit else None


def is_production(row: Mapping[str, Any]) -> bool:
    return str(row["environment"]).lower() in ("production", "prod")


def fed_rows(facts: Facts) -> list[Mapping[str, Any]]:
    """What feeds tell of deployments."""
    return [values for table, values in facts.rows if table == "raw.feed_deployments"]


def fed_services(facts: Facts) -> set[str]:
    """Services that a feed of deployments tells of, and nothing else does."""
    return {str(row["service"]) for row in fed_rows(facts)}


def brought_at(facts: Facts) -> dict[str, datetime]:
    """When a feed first brought each version to production, by the id that its release has or would have."""
    found: dict[str, datetime] = {}
    for row in fed_rows(facts):
        if is_production(row) and row["result"] in _REACHED:
            name = f"{row['service']}/{version_of(row)}"
            found[name] = min(row["finished_at"], found.get(name, row["finished_at"]))
    return found


def version_of(row: Mapping[str, Any]) -> str:
    """The version that a feed wrote, as releases have it."""
    return str(row["version"]).lower().removeprefix("v")


class Deployments:
    """The production deployments of a company."""

    def __init__(self, known: Reckoning) -> None:
        self.known = known
        self.fed = fed_services(known.facts)
        self.every = [*self._by_feed(), *self._by_release()]
        self.counted = [deployment for deployment in self.every if deployment.is_counted]
        self.by_id = {deployment.id: deployment for deployment in self.every}
        self._first: dict[str, Deployment | None] = {}

    def _by_feed(self) -> Iterable[Deployment]:
        tags = {(tag.service, tag.version): tag.on for tag in self.known.facts.tags}
        for row in fed_rows(self.known.facts):
            if is_production(row):
                service, reached = str(row["service"]), row["result"] in _REACHED
                release = self.known.releases.get(f"{service}/{version_of(row)}")
                name = str(row["deployment_id"])
                yield Deployment(
                    name, name, service, release, row["finished_at"], reached, reached, (name,), tags.get((service, version_of(row))), row
                )

    def _by_release(self) -> Iterable[Deployment]:
        tags = {(tag.service, tag.version): tag.on for tag in self.known.facts.tags}
        for release in self.known.out:
            if release.service not in self.fed:
                yield Deployment(
                    f"{release.id}@production", release.id, release.service, release, release.at, True, release.is_placeable,
                    release.order[1], tags.get((release.service, release.version)),
                )  # fmt: skip

    def of(self, release: Release) -> list[Deployment]:
        """Those of a release that reached production."""
        return [one for one in self._of_release.get(release.id, []) if one.is_successful]

    @cached_property
    def _of_release(self) -> dict[str, list[Deployment]]:
        found: dict[str, list[Deployment]] = {}
        for one in self.every:
            if one.release:
                found.setdefault(one.release.id, []).append(one)
        return found

    def first_of(self, release: Release) -> Deployment | None:
        """The first that brought a release."""
        return min(self.of(release), key=lambda one: one.place, default=None)

    def first(self, commit: Commit) -> Deployment | None:
        """The first that contains a commit."""
        if commit.name not in self._first:
            self._first[commit.name] = self._first_of_commit(commit)
        return self._first[commit.name]

    def _first_of_commit(self, commit: Commit) -> Deployment | None:
        told = self.bringing(commit)
        release = self.known.first_release(commit)
        return min(told, key=lambda one: one.place) if told else self.first_of(release) if release else None

    def bringing(self, commit: Commit) -> list[Deployment]:
        """Those that bring it by the history of its repository."""
        return [self.by_id[name] for name in self._brought.get(commit.name, []) if name in self.by_id and self.by_id[name].is_counted]

    @cached_property
    def _brought(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for deployment_id, name in self.known.facts.brought:
            found.setdefault(name, []).append(deployment_id)
        return found

    def of_service(self, service: str) -> list[Deployment]:
        """Those that count, in order."""
        return self._in_time.get((service, None), [])

    @cached_property
    def _in_time(self) -> dict[tuple[str, str | None], list[Deployment]]:
        """By service, and by service and line; those of no release are a line of their own."""
        found: dict[tuple[str, str | None], list[Deployment]] = {}
        for one in sorted(self.counted, key=lambda one: (one.service, one.when, one.turn)):
            found.setdefault((one.service, None), []).append(one)
            found.setdefault((one.service, one.release.line if one.release else ""), []).append(one)
        return found

    @cached_property
    def before_of_service(self) -> dict[str, Deployment]:
        """The one before each of its service."""
        told = (ones for (_, line), ones in self._in_time.items() if line is None)
        return {after.id: one for ones in told for one, after in itertools.pairwise(ones)}

    @cached_property
    def before_of_line(self) -> dict[str, Deployment]:
        """The one before each of its line."""
        told = (ones for (_, line), ones in self._in_time.items() if line is not None)
        return {after.id: one for ones in told for one, after in itertools.pairwise(ones)}

    @cached_property
    def _after_of_line(self) -> dict[str, datetime]:
        return {before.id: self.by_id[after].when for after, before in self.before_of_line.items()}

    def is_matured(self, one: Deployment) -> bool:
        """Whether its observation window is closed."""
        if not one.is_counted:
            return False
        closes = one.when + timedelta(days=14)
        return min(closes, self._after_of_line.get(one.id, closes)) <= self.known.as_of
