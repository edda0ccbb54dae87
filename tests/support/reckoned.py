"""What METRICS 2 counts, reckoned in plain Python over hand-made facts: slow, without a database, apart from the SQL it judges.

`Reckoning` holds releases, commits, changes and issues; tests/support/reckoned_failures.py has the ladder on top of it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from metrics.settings import MetricSettings
from tests.support.jira_rows import Issue, day, moment
from tests.support.raw_rows import NOW, Commit, Facts, Tag, epoch, instant

STEP = {"Open": "Request", "To Do": "Plan", "In Progress": "Build", "In Review": "Build", "Testing": "Test", "Waiting": "Build",
        "Ready to deploy": "Deploy", "Done": "Close", "Closed": "Close", "Rejected": "Close", "Limbo": None}  # fmt: skip
DONE = ("Done", "Closed", "Rejected")
IN_PROGRESS = ("In Progress", "In Review", "Testing", "Waiting", "Ready to deploy")
ACTIVE = ("In Progress", "In Review", "Testing")
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
NEWEST = NOW + timedelta(days=2)
ZONE = "America/New_York"
SETTINGS = MetricSettings(time_zone=ZONE)


def hours(span: timedelta) -> float:
    """A span in hours."""
    return span / timedelta(hours=1)


def days(span: timedelta) -> float:
    """A span in days."""
    return span / timedelta(days=1)


def is_plausible(at: datetime | None) -> bool:
    """Neither before git nor after the build."""
    return at is not None and OLDEST <= at <= NEWEST


@dataclass(frozen=True)
class Stay:
    status: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Release:
    """A release that is out, or only planned (`at` is None)."""

    service: str
    version: str
    at: datetime | None
    is_placeable: bool
    is_out: bool
    is_tagged: bool
    kind: str
    line: str

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

    @property
    def shipped_at(self) -> datetime | None:
        return self.release.at if self.release and self.release.is_placeable else None


def the_moment(text: str | None) -> datetime:
    """An instant that is there."""
    at = moment(text)
    assert at is not None
    return at


def at_of(told: str | int | None) -> datetime | None:
    """Date of a commit or tag."""
    seconds = epoch(told)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def stays(issue: Issue) -> list[Stay]:
    """The stays of an issue; none when its history is not known whole."""
    if issue.history != "complete":
        return []
    changes, now = [], issue.first
    for at, to in issue.moves:
        if to != now:
            changes.append((the_moment(str(at)), to))
        now = to
    opened = min([the_moment(issue.at), *(at for at, _ in changes[:1])])
    starts = [(opened, issue.first), *changes]
    ends = [*(at for at, _ in changes), None]
    return [Stay(status, start, end) for (start, status), end in zip(starts, ends, strict=True)]


def begun_at(issue: Issue) -> datetime | None:
    """When work on an issue first began."""
    return next((stay.start for stay in stays(issue) if stay.status in IN_PROGRESS), None)


def done_at(issue: Issue) -> datetime | None:
    """When it came to be done for the last time."""
    lived = stays(issue)
    if issue.status not in DONE:
        return None
    if not lived:
        return moment(issue.resolved_at)
    last = len(lived)
    while last and lived[last - 1].status in DONE:
        last -= 1
    return lived[last].start if last < len(lived) else None


def category(issue: Issue) -> str:
    """What the default settings make of it."""
    by_type = {"Incident": "incident", "Vulnerability": "security", "Bug": "defect", "Technical debt": "debt", "Change": "change",
               "Story": "feature", "Task": "feature"}  # fmt: skip
    ranks = ["incident", "security", "defect", "debt", "change", "feature", "other"]
    told = [by_type.get(issue.type, "other")]
    told += ["security"] if "security" in issue.labels else []
    told += ["debt"] if "tech-debt" in issue.labels else []
    return min(told, key=ranks.index)


def counts(issue: Issue) -> bool:
    """Whether the Flow block counts it at all."""
    return issue.gone_at is None and issue.type != "Sub-task"


def scope_stretches(issue: Issue, version: str) -> Iterator[tuple[datetime | None, datetime | None]]:
    """From when to when a version was one of its fix versions; a start that nobody knows is None."""
    moves = [(the_moment(at), move[0] == "+") for at, move in issue.fix_moves if move[1:] == version]
    if issue.history != "complete":
        if version in issue.fix:
            yield None, None
        return
    real = [move for n, move in enumerate(moves) if n == 0 or move[1] != moves[n - 1][1]]
    created = the_moment(issue.at)
    if real and not real[0][1]:
        yield min(created, real[0][0]), real[0][0]
    if not real and version in issue.fix:
        yield created, None
    for n, (at, is_added) in enumerate(real):
        if is_added:
            yield at, real[n + 1][0] if n + 1 < len(real) else None


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
            if f"{service}/{version.name}" in tagged or (version.is_released and self._has_tags(service)):
                continue
            found.append(self._planned(service, version.name, version.release_on, version.is_released))
        return {release.id: release for release in found}

    def _has_tags(self, service: str) -> bool:
        return any(tag.service == service for tag in self.facts.tags)

    def _tagged(self, tag: Tag) -> Release:
        at = at_of(tag.at)
        is_placeable = is_plausible(at) and not tag.is_import_dated
        return Release(str(tag.service), str(tag.version), at, is_placeable, True, True, str(tag.kind), str(tag.line))

    def _planned(self, service: str, version: str, on: str | None, is_released: bool) -> Release:
        numbers = version.split(".")
        kind = "patch" if numbers[2] != "0" else "minor" if numbers[1] != "0" else "major"
        released_on = day(on)
        is_out = is_released and released_on is not None
        at = datetime.combine(released_on, time(12), ZoneInfo(ZONE)).astimezone(UTC) if is_out and released_on else None
        return Release(service, version, at, is_plausible(at), is_out, False, kind, ".".join(numbers[:2]))

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

    @cached_property
    def before_of_line(self) -> dict[str, Release]:
        """The release before each on its line."""
        return {after.id: self.releases[one] for one, after in self._next.items()}

    @cached_property
    def before_of_service(self) -> dict[str, Release]:
        """The release before each of its service."""
        services = self._in_time(lambda release: release.service)
        return {after.id: one for told in services for one, after in itertools.pairwise(told)}

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

    def arrived_at(self, commit: Commit) -> datetime | None:
        """When it came to the line of its release."""
        return at_of(self.commits[commit.arrived_by].at) if self.first_release(commit) else None

    @staticmethod
    def is_merge(commit: Commit) -> bool:
        return len(commit.parents) > 1

    def is_told(self, commit: Commit) -> bool:
        """Whether it is shipped or stands on the default branch."""
        return self.first_release(commit) is not None or commit.is_on_default_branch

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
                found.append(Change(key, service, self._first(mine), mine, issue))
        found.extend(
            Change(commit.name, self.service(commit), self.first_release(commit), (commit,), None)
            for commit in self.facts.commits
            if commit.name not in linked and not self.is_merge(commit) and self.is_told(commit)
        )
        return found

    def _first(self, commits: Iterable[Commit]) -> Release | None:
        shipped = [release for release in map(self.first_release, commits) if release]
        return min(shipped, key=lambda release: (release.order[0], release.id), default=None)

    def shipping(self, issue: Issue) -> Release | None:
        """The first release that ships an issue: by its commits; done and without any, by its versions."""
        changes = [change for change in self.changes if change.issue is issue]
        if changes:
            releases = [change.release for change in changes if change.release]
            return min(releases, key=lambda release: (release.order[0], release.id), default=None)
        if issue.status not in DONE or issue.gone_at is not None:
            return None
        meant = [self.releases.get(f"{self.service(issue)}/{name}") for name in issue.fix]
        out = [release for release in meant if release and release.is_out]
        return min(out, key=lambda release: (release.order[0], release.id), default=None)

    @cached_property
    def shipped_by(self) -> dict[str, Release | None]:
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
        merger = self.commits[commit.arrived_by]
        by_merge = (
            self.first_release(commit) is not None and merger is not commit and self.is_merge(merger)
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


def in_utc(on: str) -> datetime:
    """Midnight of a day."""
    return instant(on)
