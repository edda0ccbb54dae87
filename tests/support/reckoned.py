"""METRICS in plain Python over hand-made facts: slow, without a database, written apart from the SQL it is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tests.support.jira_rows import Issue, moment
from tests.support.raw_rows import NOW, Facts, instant

STEP = {"To Do": "Plan", "In Progress": "Build", "In Review": "Build", "Testing": "Test", "Waiting": "Build",
        "Ready to deploy": "Deploy", "Done": "Close", "Closed": "Close"}  # fmt: skip
DONE = ("Done", "Closed")
IN_PROGRESS = ("In Progress", "In Review", "Testing", "Waiting", "Ready to deploy")


@dataclass(frozen=True)
class Stay:
    status: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Release:
    service: str
    version: str
    at: datetime
    is_placeable: bool

    @property
    def id(self) -> str:
        return f"{self.service}/{self.version}"

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(map(int, self.version.split(".")))


def _at(text: str | None) -> datetime:
    at = moment(text)
    assert at is not None
    return at


def stays(issue: Issue) -> list[Stay]:
    """The stays of an issue; none when its history is not known whole."""
    if issue.history != "complete":
        return []
    changes, now = [], issue.first
    for at, to in issue.moves:
        if to != now:
            changes.append((_at(at), to))
        now = to
    opened = min([_at(issue.at), *(at for at, _ in changes[:1])])
    starts = [(opened, issue.first), *changes]
    ends = [*(at for at, _ in changes), None]
    return [Stay(status, start, end) for (start, status), end in zip(starts, ends, strict=True)]


def begun_and_done(issue: Issue) -> tuple[datetime | None, datetime | None]:
    """When work on an issue first began, and when it came to be done for the last time."""
    lived = stays(issue)
    begun = next((stay.start for stay in lived if stay.status in IN_PROGRESS), None)
    if not lived:
        return None, moment(issue.resolved_at) if issue.status in DONE else None
    last = len(lived)
    while last and lived[last - 1].status in DONE:
        last -= 1
    return begun, lived[last].start if last < len(lived) else None


def counts(issue: Issue) -> bool:
    """Whether the Flow block counts it at all."""
    return issue.gone_at is None and issue.type != "Sub-task"


def flow_days(facts: Facts) -> list[float]:
    """The flow times of all issues that have one."""
    spans = (begun_and_done(issue) for issue in facts.issues if counts(issue) and issue.history == "complete")
    return [(done - begun) / timedelta(days=1) for begun, done in spans if begun and done and begun <= done]


def step_days(facts: Facts) -> dict[str, list[float]]:
    """Days by step, one for each finished issue that was in it and left it."""
    found: dict[str, list[float]] = {}
    for issue in facts.issues:
        if counts(issue) and begun_and_done(issue)[1] is not None:
            spent: dict[str, timedelta] = {}
            for stay in stays(issue):
                if stay.end is not None:
                    spent[STEP[stay.status]] = spent.get(STEP[stay.status], timedelta()) + (stay.end - stay.start)
            for step, whole in spent.items():
                found.setdefault(step, []).append(whole / timedelta(days=1))
    return found


def load(facts: Facts, at: datetime) -> int:
    """Issues in progress just before an instant."""
    return sum(
        stay.status in IN_PROGRESS and stay.start < at and (stay.end is None or stay.end >= at)
        for issue in facts.issues if counts(issue) for stay in stays(issue)
    )  # fmt: skip


def scope_on(facts: Facts, day: date) -> set[tuple[str, str]]:
    """Version and issue in scope at the end of a day: by replay of the moves of each issue."""
    end = datetime.combine(day + timedelta(days=1), time(), UTC)
    found = set()
    for issue in facts.issues:
        if issue.gone_at is None or _at(issue.gone_at) >= end:
            found |= {(version, issue.key) for version in _held(issue, end)}
    return found


def _held(issue: Issue, end: datetime) -> set[str]:
    if issue.history != "complete":
        return set(issue.fix)
    moved = {move[1:] for _, move in issue.fix_moves}
    firsts = {version: next(move for _, move in issue.fix_moves if move[1:] == version) for version in moved}
    held = {version for version in {*issue.fix, *moved} if firsts.get(version, "-")[0] == "-"}
    if _at(issue.at) >= end:
        held = set()
    for at, move in issue.fix_moves:
        if _at(at) < end:
            held = held | {move[1:]} if move[0] == "+" else held - {move[1:]}
    return held


class Ladder:
    """Which deployments failed, by the ladder of METRICS 2."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.releases = [
            Release(str(tag.service), str(tag.version), instant(str(tag.at)), not tag.is_import_dated) for tag in facts.tags
        ]
        self.placeable = [release for release in self.releases if release.is_placeable]
        self.issues = {issue.key: issue for issue in facts.issues}
        self.service_of = {keys[0]: name for name, _, _, keys in facts.services}
        self.named = [
            (key, release) for commit in facts.commits for key in re.findall(r"[A-Z]+-\d+", commit.message)
            for release in self.releases if commit.shipped_in.get(release.service) == release.version
        ]  # fmt: skip
        self.rungs = {issue.key: self._rung(issue) for issue in facts.issues if issue.gone_at is None}

    def ships(self, key: str) -> list[Release]:
        """The releases that ship something of an issue: by its commits, or, done and without any, by its versions."""
        by_commit = [release for named, release in self.named if named == key]
        if by_commit:
            return by_commit
        issue = self.issues[key]
        if issue.gone_at is not None or issue.status not in DONE:
            return []
        meant = [release for release in self.releases if self._is_version(issue, release, issue.fix)]
        return sorted(meant, key=lambda release: (release.at, release.id))[:1]

    def _is_version(self, issue: Issue, release: Release, names: Iterable[str]) -> bool:
        return self.service_of[issue.project] == release.service and release.version in names

    def _rung(self, issue: Issue) -> tuple[str, set[str]]:
        for name, found in (
            ("caused_by", self._caused_by), ("affects_version", self._affects), ("hotfix", self._hotfix),
            ("escaped_defect", self._escaped), ("proximity", self._near),
        ):  # fmt: skip
            releases = found(issue)
            if releases:
                return name, {release.id for release in releases}
        return "none", set()

    def _caused_by(self, issue: Issue) -> list[Release]:
        found = []
        for key, _, other, _ in self.facts.links:
            if issue.type != "Incident" or key != issue.key or other == key:
                continue
            for service in self.service_of.values():
                shipped = [release for release in self.ships(other) if release.service == service]
                placed = sorted((r for r in shipped if r.is_placeable), key=lambda r: (r.at, r.id))
                earlier = [release for release in placed if release.at <= _at(issue.at)]
                found += earlier[-1:] or placed[:1] or sorted(shipped, key=lambda r: r.id)[:1]
        return found

    def _affects(self, issue: Issue) -> list[Release]:
        if issue.type != "Incident":
            return []
        return [release for release in self.releases if self._is_version(issue, release, issue.affects)]

    def _next(self, release: Release) -> Release | None:
        line = [r for r in self.placeable if r.service == release.service and r.numbers[:2] == release.numbers[:2]]
        later = sorted((r.at, r.numbers) for r in line if (r.at, r.numbers) > (release.at, release.numbers))
        return next((r for r in line if later and (r.at, r.numbers) == later[0]), None)

    def _hotfix(self, issue: Issue) -> list[Release]:
        found = []
        for release in self.placeable:
            after = self._next(release)
            if after is None or issue.type not in ("Incident", "Bug") or after.numbers[2] == 0:
                continue
            if after.at <= release.at + timedelta(days=7) and after in self.ships(issue.key) and _at(issue.at) > release.at:
                found.append(release)
        return found

    def _escaped(self, issue: Issue) -> list[Release]:
        if issue.type != "Bug" or issue.priority != "High":
            return []
        return [
            release for release in self.placeable if self._is_version(issue, release, issue.affects)
            and release.at < _at(issue.at) <= release.at + timedelta(days=30)
        ]  # fmt: skip

    def _near(self, issue: Issue) -> list[Release]:
        if issue.type != "Incident":
            return []
        near = [
            release for release in self.placeable if release.service == self.service_of[issue.project]
            and timedelta() <= _at(issue.at) - release.at <= timedelta(hours=72) and self._may_concern(release, issue)
        ]  # fmt: skip
        return sorted(near, key=lambda release: (release.at, release.id))[-1:]

    def _may_concern(self, release: Release, issue: Issue) -> bool:
        known = {name for key, other in self.issues.items() if release in self.ships(key) for name in other.components}
        return not issue.components or not known or bool(known & set(issue.components))

    def failed(self, *rungs: str) -> set[str]:
        """Ids of the releases that a rung among these links to trouble."""
        return set[str]().union(*(found for rung, found in self.rungs.values() if rung in rungs))

    def matured(self) -> list[Release]:
        """The deployments whose observation window is closed."""
        ends = {release: self._next(release) for release in self.placeable}
        return [
            release for release, after in ends.items()
            if min(release.at + timedelta(days=14), after.at if after else NOW) <= NOW
        ]  # fmt: skip

    def recovery_hours(self) -> dict[str, float]:
        """Hours from each failed deployment to the first thing that mended it."""
        found = {}
        for release in self.placeable:
            ends = [
                self._restored(self.issues[key], release) for key, (rung, ids) in self.rungs.items()
                if rung in ("caused_by", "affects_version") and release.id in ids
            ]  # fmt: skip
            after = [end for end in ends if end is not None and end >= release.at]
            if after:
                found[release.id] = (min(after) - release.at) / timedelta(hours=1)
        return found

    def _restored(self, issue: Issue, release: Release) -> datetime | None:
        repairs = [r.at for r in self.ships(issue.key) if r.is_placeable and r.at > release.at]
        resolved = moment(issue.resolved_at) or begun_and_done(issue)[1]
        return min([*repairs, *([resolved] if resolved else [])], default=None)
