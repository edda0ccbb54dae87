"""What METRICS 2 counts, reckoned in plain Python over hand-made facts: slow, without a database, apart from the SQL it judges.

`Reckoning` holds releases, commits and changes; beside it are reckoned_issues.py and reckoned_deployments.py, and on top of it the ladder
of reckoned_failures.py.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from tests.support.jira_rows import Issue, day
from tests.support.raw_rows import NOW, Commit, Facts, Tag
from tests.support.reckoned_deployments import Deployment, Deployments, brought_at, fed_services
from tests.support.reckoned_issues import (
    DONE,
    OLDEST,
    ZONE,
    at_of,
    done_at,
    is_plausible,
    scope_stretches,
    stays,
    the_moment,
)


@dataclass(frozen=True)
class Release:
    """A release that is out, or only planned (`at` is None)."""

    service: str
    version: str
    at: datetime | None
    """When it came to production; of one that did not, or cannot be placed, its own date."""
    is_placeable: bool
    is_out: bool
    is_tagged: bool
    kind: str
    line: str
    own_at: datetime | None
    """When it was tagged; without a tag `at`."""
    is_own_placeable: bool

    @property
    def id(self) -> str:
        return f"{self.service}/{self.version}"

    @property
    def order(self) -> tuple[datetime, tuple[int, ...]]:
        assert self.at is not None
        return self.at, tuple(map(int, self.version.split(".")))


@dataclass(frozen=True)
class Change:
    """A unit of intended work in a service."""

    id: str
    service: str
    release: Release | None
    commits: tuple[Commit, ...]
    issue: Issue | None
    deployment: Deployment | None

    @property
    def shipped_at(self) -> datetime | None:
        return self.deployment.at if self.deployment and self.deployment.is_counted else None

    @property
    def happened_at(self) -> datetime | None:
        """`shipped_at`, or the date of its release though it cannot be believed."""
        return self.shipped_at or (self.release.own_at if self.release and self.deployment else None)


@dataclass(frozen=True)
class Shipping:
    """What first shipped an issue."""

    release: Release | None
    deployment: Deployment | None
    at: datetime | None


class Reckoning:
    """The facts of a company, as METRICS 2 reads them."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.issues = {issue.key: issue for issue in facts.issues}
        self.service_of = {keys[0]: name for name, _, _, keys in facts.services}
        self.team_of = {name: team for name, team, _, _ in facts.services}
        self.repository_service = {repository: name for name, repository in facts.members}
        self.commits = {commit.name: commit for commit in facts.commits}
        self.links = [(key, commit) for commit in facts.commits for key in sorted(set(re.findall(r"[A-Z]+-\d+", commit.message)))
                      if key in self.issues]  # fmt: skip

    @cached_property
    def as_of(self) -> datetime:
        """When the sources were last read."""
        return max((at for *_, at, _ in self.facts.sources if at is not None), default=NOW)

    def service(self, thing: Issue | Commit) -> str:
        """Whose work it is."""
        return self.service_of[thing.project] if isinstance(thing, Issue) else self.repository_service[thing.repository]

    @cached_property
    def releases(self) -> dict[str, Release]:
        """All releases by id, those only planned as well."""
        found = [self._tagged(tag) for tag in self.facts.tags if tag.candidate_of is None]
        tagged = {release.id for release in found}
        for version in self.facts.versions:
            service = self.service_of[version.project]
            name = f"{service}/{version.name}"
            if name in tagged or (version.is_released and self._has_tags(service) and name not in self._brought_at):
                continue
            found.append(self._planned(service, version.name, version.release_on, version.is_released))
        return {release.id: release for release in found}

    @cached_property
    def _brought_at(self) -> dict[str, datetime]:
        return brought_at(self.facts)

    @cached_property
    def deployments(self) -> Deployments:
        """All deployments to production."""
        return Deployments(self)

    def _has_tags(self, service: str) -> bool:
        return any(tag.service == service for tag in self.facts.tags)

    @cached_property
    def _fed(self) -> set[str]:
        return fed_services(self.facts)

    def _tagged(self, tag: Tag) -> Release:
        own_at, service = at_of(tag.at), str(tag.service)
        is_own = is_plausible(own_at) and not tag.is_import_dated
        told = self._brought_at.get(f"{service}/{tag.version}")
        is_placeable = told is not None if service in self._fed else is_own
        return Release(
            service, str(tag.version), told or own_at, is_placeable, True, True, str(tag.kind), str(tag.line), own_at, is_own
        )

    def _planned(self, service: str, version: str, on: str | None, is_released: bool) -> Release:
        numbers = version.split(".")
        kind = "patch" if numbers[2] != "0" else "minor" if numbers[1] != "0" else "major"
        released_on = day(on)
        told = self._brought_at.get(f"{service}/{version}")
        is_out = told is not None or (is_released and released_on is not None)
        noon = datetime.combine(released_on, time(12), ZoneInfo(ZONE)).astimezone(UTC) if is_out and released_on else None
        at = told or noon
        return Release(service, version, at, is_plausible(at), is_out, False, kind, ".".join(numbers[:2]), at, is_plausible(at))

    @cached_property
    def out(self) -> list[Release]:
        """Releases that are out."""
        return [release for release in self.releases.values() if release.is_out]

    @cached_property
    def placeable(self) -> list[Release]:
        """Those that can be placed in time."""
        return [release for release in self.out if release.is_placeable]

    def has_version(self, release: Release) -> bool:
        """Whether a Jira version is called so."""
        return any(
            self.service_of[version.project] == release.service and version.name == release.version
            for version in self.facts.versions
        )

    @cached_property
    def _next(self) -> dict[str, Release]:
        found = {}
        for lines in self._in_time(lambda release: (release.service, release.line)):
            found |= {one.id: after for one, after in itertools.pairwise(lines)}
        return found

    def _in_time(self, group: object) -> Iterable[list[Release]]:
        groups: dict[object, list[Release]] = {}
        for release in sorted(self.placeable, key=lambda release: release.order):
            groups.setdefault(group(release), []).append(release)  # type: ignore[operator]
        return groups.values()

    def next_of_line(self, release: Release) -> Release | None:
        """The release after it on its line."""
        return self._next.get(release.id)

    def matures_at(self, release: Release) -> datetime:
        """When the observation window of a placed release closes."""
        after = self.next_of_line(release)
        return min([release.order[0] + timedelta(days=14), *([after.order[0]] if after else [])])

    def is_matured(self, release: Release) -> bool:
        """Whether its observation window is closed."""
        return release.is_placeable and self.matures_at(release) <= self.as_of

    def first_release(self, commit: Commit) -> Release | None:
        """The release that first ships a commit."""
        service = self.service(commit)
        version = commit.shipped_in.get(service)
        return self.releases.get(f"{service}/{version}") if version else None

    def arrival(self, commit: Commit) -> Commit | None:
        """What brought it to the line that was shipped; the facts let every commit of a feed arrive by itself."""
        if self.deployments.bringing(commit):
            return commit
        return self.commits[commit.arrived_by] if self.first_release(commit) else None

    def arrived_at(self, commit: Commit) -> datetime | None:
        """When it came to the line of its release."""
        arrival = self.arrival(commit)
        return at_of(arrival.at) if arrival else None

    def shipped_at(self, commit: Commit) -> datetime | None:
        """When it came to production."""
        deployment = self.deployments.first(commit)
        return deployment.at if deployment and deployment.is_counted else None

    @staticmethod
    def is_merge(commit: Commit) -> bool:
        return len(commit.parents) > 1

    def is_told(self, commit: Commit) -> bool:
        """Whether it is shipped or stands on the default branch."""
        shipped = self.first_release(commit) or self.deployments.first(commit)
        return shipped is not None or commit.is_on_default_branch

    def is_own_revert(self, key: str, commit: Commit) -> bool:
        """It takes back a commit of the same issue."""
        return any((key, self.commits[name]) in self.links for name in commit.reverts)

    def parts(self, key: str) -> list[Commit]:
        """The commits that are the work of an issue."""
        return [commit for named, commit in self.links if named == key and not self.is_own_revert(key, commit)]

    @cached_property
    def changes(self) -> list[Change]:
        """Issues with commits, and commits without an issue."""
        found, linked = [], set()
        for key, issue in self.issues.items():
            parts = self.parts(key)
            linked |= {commit.name for commit in parts}
            told = [commit for commit in parts if self.is_told(commit)]
            for service in {self.service(commit) for commit in told}:
                mine = tuple(commit for commit in told if self.service(commit) == service)
                found.append(Change(key, service, self._first(mine), mine, issue, self._shipping(service, mine)))
        found.extend(
            Change(commit.name, self.service(commit), self.first_release(commit), (commit,), None, self.deployments.first(commit))
            for commit in self.facts.commits
            if commit.name not in linked and not self.is_merge(commit) and self.is_told(commit)
        )
        return found

    def _first(self, commits: Iterable[Commit]) -> Release | None:
        shipped = [release for release in map(self.first_release, commits) if release and release.own_at]
        return min(shipped, key=lambda release: (release.own_at, release.id), default=None)

    def _shipping(self, service: str, commits: Iterable[Commit]) -> Deployment | None:
        """What shipped the first of them: without a feed the first release by date, whether it can be placed or not."""
        if service not in self.deployments.fed:
            release = self._first(commits)
            return self.deployments.first_of(release) if release else None
        told = [deployment for deployment in map(self.deployments.first, commits) if deployment]
        return min(told, key=lambda deployment: deployment.place, default=None)

    def shipping(self, issue: Issue) -> Shipping | None:
        """What first ships an issue: by its commits; done and without any, by its versions."""
        changes = [change for change in self.changes if change.issue is issue]
        if changes:
            first = min(changes, key=lambda change: (change.happened_at is None, change.happened_at or OLDEST, self._name(change)))
            return Shipping(first.release, first.deployment, first.shipped_at) if first.release or first.deployment else None
        if issue.status not in DONE or issue.gone_at is not None:
            return None
        meant = [self.releases.get(f"{self.service(issue)}/{name}") for name in issue.fix]
        out = [release for release in meant if release and release.is_out]
        release = min(out, key=lambda release: (release.order[0], release.id), default=None)
        if release is None:
            return None
        return Shipping(release, self.deployments.first_of(release), release.at if release.is_placeable else None)

    @staticmethod
    def _name(change: Change) -> str:
        return change.release.id if change.release else change.deployment.id if change.deployment else change.service

    @cached_property
    def shipped_by(self) -> dict[str, Shipping | None]:
        """`shipping` of every issue."""
        return {key: self.shipping(issue) for key, issue in self.issues.items()}

    @cached_property
    def backed_out(self) -> set[tuple[str, str]]:
        """Commit and service: taken back, and that stayed so."""
        return {
            (name, self.service(commit)) for commit in self.facts.commits for name in commit.reverts
            if self._depth(commit.name) % 2 == 0 and self.is_told(commit)
        }  # fmt: skip

    def _depth(self, name: str) -> int:
        """How long the chain of reverts of reverts on a commit is."""
        return max((1 + self._depth(other.name) for other in self.facts.commits if name in other.reverts), default=0)

    def has_second_person(self, commit: Commit) -> bool:
        """Somebody besides its author reviewed, committed or merged it."""
        author, committer = commit.author, commit.committer
        by_trailer = any(
            author[0] not in value and author[1] not in value for kind, value in commit.trailers
            if kind in ("reviewed-by", "signed-off-by")
        )  # fmt: skip
        by_commit = committer[1] != "noreply@github.com" and committer[0] != author[0] and committer[1] != author[1]
        merger = self.arrival(commit)
        by_merge = (
            merger is not None and merger is not commit and self.is_merge(merger)
            and merger.author[0] != author[0] and merger.author[1] != author[1]
        )  # fmt: skip
        return by_trailer or by_commit or by_merge

    def scope_on(self, end: datetime) -> set[tuple[str, str]]:
        """Release and issue in scope just before an instant."""
        found = set()
        for issue in self.facts.issues:
            if issue.gone_at is not None and the_moment(issue.gone_at) < end:
                continue
            for version in {*issue.fix, *(move[1:] for _, move in issue.fix_moves)}:
                for start, stop in scope_stretches(issue, version):
                    if (start is None or start < end) and (stop is None or stop >= end):
                        found.add((f"{self.service(issue)}/{version}", issue.key))
        return found

    def was_in_scope(self, issue: Issue, release: Release) -> bool | None:
        """Whether it was in the scope of a release when that came out; None when nobody knows."""
        told = []
        for start, stop in scope_stretches(issue, release.version):
            assert release.at is not None
            is_out = (start is not None and start > release.at) or (stop is not None and stop <= release.at)
            told.append(False if is_out else None if start is None else True)
        return True if True in told else None if None in told else False

    def is_done_on(self, issue: Issue, at: datetime) -> bool:
        """Whether it was done at an instant."""
        lived = [stay for stay in stays(issue) if stay.start <= at and (stay.end is None or stay.end > at)]
        if lived:
            return lived[-1].status in DONE
        done = done_at(issue)
        return done is not None and done <= at

