"""The failure attribution ladder of METRICS 2 in plain Python, and what rests on it: failed, mended and rework deployments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from tests.support.jira_rows import Issue, moment
from tests.support.raw_rows import sha_of
from tests.support.reckoned import Reckoning, Release, category, done_at, the_moment

CONFIRMED = ("caused_by", "rollback", "revert", "affects_version")


@dataclass(frozen=True)
class Failure:
    release: Release
    rung: str
    subject: str
    """Issue key, or the commit that proves it."""
    restored_at: datetime | None
    repaired_by: Release | None


class Ladder:
    """Which deployments failed, and when each was mended."""

    def __init__(self, known: Reckoning) -> None:
        self.known = known
        self.facts = known.facts

    @cached_property
    def failures(self) -> set[Failure]:
        """Every link between a release and its trouble."""
        found = self._rollbacks() | self._reverts()
        for issue in self.facts.issues:
            if category(issue) in ("incident", "defect", "security") and issue.gone_at is None:
                rung, releases = self._rung(issue)
                found |= {Failure(release, rung, issue.key, *self._restored(issue, release)) for release in releases}
        return found

    def opened_at(self, issue: Issue) -> datetime:
        """When the trouble began."""
        return the_moment(issue.started_at or issue.at) if category(issue) == "incident" else the_moment(issue.at)

    def _rollbacks(self) -> set[Failure]:
        found = set()
        for service in self.known.service_of.values():
            tags = [tag for tag in self.facts.tags if tag.service == service and tag.candidate_of is None]
            out = {str(tag.version): str(tag.on) for tag in tags}
            releases = sorted(
                (r for r in self.known.placeable if r.service == service and r.version in out), key=lambda r: r.order
            )
            commits = [out[release.version] for release in releases]
            for n, commit in enumerate(commits):
                before = max((m for m in range(n) if commits[m] == commit), default=n)
                found |= {
                    Failure(failed, "rollback", f"{sha_of(commit)} {releases[n].id}", releases[n].at, releases[n])
                    for failed in releases[before + 1 : n]
                }
        return found

    def _reverts(self) -> set[Failure]:
        found = set()
        for reverting in self.facts.commits:
            mending = self.known.first_release(reverting)
            if mending is None or self._is_undone(reverting.name, mending):
                continue
            for name in reverting.reverts:
                reverted = self.known.commits[name]
                failed = self.known.first_release(reverted)
                if failed and reverted.repository == reverting.repository and mending.order[0] > failed.order[0]:
                    at = mending.at if mending.is_placeable else None
                    found.add(Failure(failed, "revert", f"{sha_of(reverting.name)} {sha_of(name)}", at, mending))
        return found

    def _is_undone(self, name: str, release: Release) -> bool:
        """A revert that was itself reverted in the same release."""
        return any(name in other.reverts and self.known.first_release(other) is release for other in self.facts.commits)

    def ships(self, key: str) -> set[Release]:
        """The releases that ship something of an issue."""
        by_commit = {release for release in map(self.known.first_release, self.known.parts(key)) if release}
        first = self.known.shipped_by[key]
        return by_commit | ({first} if first else set())

    def _rung(self, issue: Issue) -> tuple[str, set[Release]]:
        for name, found in (
            ("caused_by", self._caused_by), ("affects_version", self._affects), ("hotfix", self._hotfix),
            ("escaped_defect", self._escaped), ("proximity", self._near),
        ):  # fmt: skip
            releases = found(issue)
            if releases:
                return name, releases
        return "none", set()

    def _caused_by(self, issue: Issue) -> set[Release]:
        found = set()
        for key, _, other, _ in self.facts.links:
            if category(issue) != "incident" or key != issue.key or other == key or other not in self.known.issues:
                continue
            shipped = self.ships(other)
            for service in {release.service for release in shipped}:
                mine = [release for release in shipped if release.service == service]
                placed = sorted((r for r in mine if r.is_placeable), key=lambda r: (r.order[0], r.id))
                earlier = [release for release in placed if release.order[0] <= self.opened_at(issue)]
                found |= {*(earlier[-1:] or placed[:1] or sorted(mine, key=lambda r: r.id)[:1])}
        return found

    def named(self, issue: Issue) -> set[Release]:
        """Its affected versions."""
        service = self.known.service(issue)
        told = {self.known.releases.get(f"{service}/{version}") for version in issue.affects}
        return {release for release in told if release and release.is_out}

    def _affects(self, issue: Issue) -> set[Release]:
        return self.named(issue) if category(issue) == "incident" else set()

    def _hotfix(self, issue: Issue) -> set[Release]:
        shipped = self.ships(issue.key)
        found = set()
        for release in self.known.placeable:
            after = self.known.next_of_line(release)
            if after is None or after.kind != "patch" or after not in shipped:
                continue
            if after.order[0] <= release.order[0] + timedelta(days=7) and the_moment(issue.at) > release.order[0]:
                found.add(release)
        return found

    def _escaped(self, issue: Issue) -> set[Release]:
        if category(issue) != "defect" or issue.priority not in ("High", "Blocker"):
            return set()
        return {release for release in self.named(issue) if release.is_placeable and escaped(issue, release)}

    def _near(self, issue: Issue) -> set[Release]:
        if category(issue) != "incident":
            return set()
        near = [
            release for release in self.known.placeable if release.service == self.known.service(issue)
            and timedelta() <= self.opened_at(issue) - release.order[0] <= timedelta(hours=72)
            and self._may_concern(release, issue)
        ]  # fmt: skip
        return {*sorted(near, key=lambda release: (release.order[0], release.id))[-1:]}

    def _may_concern(self, release: Release, issue: Issue) -> bool:
        known = {name for key, other in self.known.issues.items() if release in self.ships(key) for name in other.components}
        return not issue.components or not known or bool(known & set(issue.components))

    def _restored(self, issue: Issue, release: Release) -> tuple[datetime | None, Release | None]:
        """When it was over, and the release that ships the repair."""
        later = [r for r in self.ships(issue.key) if release.is_placeable and r.is_placeable and r.order[0] > release.order[0]]
        repair = min(later, key=lambda r: (r.order[0], r.id), default=None)
        ended = moment(issue.resolved_at) or done_at(issue) if category(issue) == "incident" else None
        if category(issue) != "incident" and not any(key == issue.key for key, _ in self.known.links):
            ended = done_at(issue)
        return min([*([repair.order[0]] if repair else []), *([ended] if ended else [])], default=None), repair

    @cached_property
    def confirmed(self) -> dict[str, list[Failure]]:
        """The confirmed failures by release."""
        return self._by_release(CONFIRMED)

    @cached_property
    def every(self) -> dict[str, list[Failure]]:
        """The suspected ones as well."""
        return self._by_release((*CONFIRMED, "hotfix", "escaped_defect", "proximity"))

    def _by_release(self, rungs: tuple[str, ...]) -> dict[str, list[Failure]]:
        found: dict[str, list[Failure]] = {}
        for failure in self.failures:
            if failure.rung in rungs:
                found.setdefault(failure.release.id, []).append(failure)
        return found

    def restored_at(self, release: Release) -> datetime | None:
        """When a failed deployment was first mended; what was over before it came mended nothing, unless nothing else did."""
        ends = [f.restored_at for f in self.confirmed.get(release.id, []) if f.restored_at is not None]
        return min(ends, key=lambda at: (at < release.order[0], at), default=None)

    @cached_property
    def rework(self) -> set[str]:
        """Releases made for a problem in production."""
        found = set()
        for failures in self.confirmed.values():
            for failure in failures:
                mending = failure.repaired_by
                if mending and (
                    failure.rung == "rollback" or mending.kind == "patch"
                    or mending.order[0] <= failure.release.order[0] + timedelta(days=7)
                ):  # fmt: skip
                    found.add(mending.id)
        return found

    @cached_property
    def quick_patches(self) -> set[str]:
        """Patches within a week of the release before them on their line."""
        return {
            release.id for release in self.known.placeable if release.kind == "patch"
            and (before := self.known.before_of_line.get(release.id))
            and release.order[0] <= before.order[0] + timedelta(days=7)
        }  # fmt: skip


def escaped(issue: Issue, release: Release) -> bool:
    """Whether a defect came up within 30 days of a release."""
    return timedelta() < the_moment(issue.at) - release.order[0] <= timedelta(days=30)
