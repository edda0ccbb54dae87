"""The failure attribution ladder of METRICS 2 in plain Python, and what rests on it: failed, mended and rework deployments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from tests.support.jira_rows import Issue, moment
from tests.support.raw_rows import sha_of
from tests.support.reckoned import Reckoning, Release
from tests.support.reckoned_deployments import Deployment
from tests.support.reckoned_issues import category, done_at, the_moment

RUNGS = ("decided", "caused_by", "rollback", "revert", "affects_version", "hotfix", "escaped_defect", "proximity")
CONFIRMED = RUNGS[:5]


@dataclass(frozen=True)
class Trouble:
    """An incident of Jira or of a feed, a defect, a security issue."""

    key: str
    category: str
    service: str
    created_at: datetime
    opened_at: datetime
    ended_at: datetime | None
    components: tuple[str, ...]
    severity: str
    """Severity, else priority."""
    cause: str | None
    """What a feed says caused it."""
    issue: Issue | None


@dataclass(frozen=True)
class Evidence:
    """What a rung says of one deployment and subject."""

    rung: str
    restored_at: datetime | None = None
    mended_by: Deployment | None = None


@dataclass(frozen=True)
class Failure:
    deployment: Deployment
    rung: str
    subject: str
    """Issue or incident, or the commit that proves it."""
    restored_at: datetime | None
    repaired_by: Deployment | None
    ladder_rung: str | None


class Ladder:
    """Which deployments failed, and when each was mended."""

    def __init__(self, known: Reckoning) -> None:
        self.known = known
        self.facts = known.facts
        self.deployments = known.deployments
        self._ships: dict[str, set[Deployment]] = {}

    @cached_property
    def troubles(self) -> dict[str, Trouble]:
        """All that may show that a deployment failed, by its name."""
        told = {str(row["incident_id"]): row for table, row in self.facts.rows if table == "raw.feed_incidents"}
        known = [issue for issue in self.facts.issues if category(issue) in ("incident", "defect", "security")]
        found = {issue.key: self._of_issue(issue, told.get(issue.key, {})) for issue in known if issue.gone_at is None}
        return found | {name: self._of_feed(row) for name, row in told.items() if name not in found or found[name].category != "incident"}

    def _of_issue(self, issue: Issue, told: Mapping[str, Any]) -> Trouble:
        is_incident = category(issue) == "incident"
        told = told if is_incident else {}
        opened = the_moment(issue.started_at or issue.at) if is_incident else the_moment(issue.at)
        is_named = any(key == issue.key for key, _ in self.known.links)
        ended = moment(issue.resolved_at) or done_at(issue) if is_incident else None if is_named else done_at(issue)
        severity = issue.severity or told.get("severity") or issue.priority
        return Trouble(
            issue.key, category(issue), self.known.service(issue), the_moment(issue.at), opened, ended, tuple(issue.components),
            str(severity), told.get("caused_by"), issue,
        )  # fmt: skip

    @staticmethod
    def _of_feed(row: Mapping[str, Any]) -> Trouble:
        at = row["opened_at"]
        components = (row["component"],) if row["component"] else ()
        return Trouble(
            row["incident_id"], "incident", row["service"], at, at, row["resolved_at"], components, row["severity"], row["caused_by"], None
        )

    @property
    def incidents(self) -> list[Trouble]:
        """Those that hurt users."""
        return [trouble for trouble in self.troubles.values() if trouble.category == "incident"]

    @cached_property
    def failures(self) -> set[Failure]:
        """Every link between a deployment and its trouble that stands."""
        verdicts, found = self._verdicts, set()
        for subject, rungs in self._rungs.items():
            # What a person confirmed is the first rung of all; what one rejected is none. A trouble has one rung; a commit
            # proves each deployment's failure by itself.
            standing = {key: self._place(verdicts.get((key, subject)), rungs.get(key, [])) for key in self._named(subject)}
            places = {key: place for key, place in standing.items() if place is not None}
            first = min(places.values(), default=None)
            kept = {key for key, place in places.items() if subject not in self.troubles or place == first}
            found |= {self._failure(self.deployments.by_id[key], subject, places[key], rungs.get(key, [])) for key in kept}
        return found

    def _named(self, subject: str) -> set[str]:
        return {*self._rungs[subject], *(key for key, told in self._verdicts if told == subject)}

    @staticmethod
    def _place(verdict: str | None, rungs: list[Evidence]) -> int | None:
        if verdict == "rejected":
            return None
        return 0 if verdict == "confirmed" else min((RUNGS.index(one.rung) for one in rungs), default=None)

    @cached_property
    def _verdicts(self) -> dict[tuple[str, str], str]:
        """What was said last of a deployment and a subject."""
        told = sorted(
            (row for table, row in self.facts.rows if table == "raw.journal_decisions"), key=lambda row: (row["written_at"], row["decision_id"])
        )
        return {(row["deployment_id"], row["subject"]): row["verdict"] for row in told if row["verdict"] is not None}

    @cached_property
    def _rungs(self) -> dict[str, dict[str, list[Evidence]]]:
        """Subject to deployment to what its rungs say."""
        found: dict[str, dict[str, list[Evidence]]] = {subject: {} for _, subject in self._verdicts}
        for one, subject, evidence in (*self._rollbacks(), *self._reverts(), *self._of_troubles()):
            found.setdefault(subject, {}).setdefault(one.id, []).append(evidence)
        return {subject: told for subject, told in found.items() if subject in self.troubles or told or subject in self._commits_judged}

    @cached_property
    def _commits_judged(self) -> set[str]:
        return {row["subject"] for table, row in self.facts.rows if table == "raw.journal_decisions" and row["subject_kind"] == "commit"}

    def _failure(self, one: Deployment, subject: str, place: int, rungs: list[Evidence]) -> Failure:
        told_of = sorted(rungs, key=self._order)
        restored = min((told.restored_at for told in rungs if told.restored_at), default=None)
        mended_by = next((told.mended_by for told in told_of if told.mended_by), None)
        trouble = self.troubles.get(subject)
        repair = self._repair(one, trouble) if trouble else None
        repaired_at = repair.at if repair else restored
        ends = [at for at in (repaired_at, trouble.ended_at if trouble else None) if at]
        rung = "decided" if place == 0 else RUNGS[place]
        return Failure(one, rung, subject, min(ends, default=None), repair or mended_by, told_of[0].rung if told_of else None)

    @staticmethod
    def _order(told: Evidence) -> tuple[object, ...]:
        """The first rung; of several that it tells, the one that was mended first."""
        by = told.mended_by
        return RUNGS.index(told.rung), by is None, told.restored_at is None, told.restored_at or 0, by.id if by else ""

    def _repair(self, one: Deployment, trouble: Trouble) -> Deployment | None:
        later = [other for other in self.ships(trouble.key) if one.is_counted and other.is_counted and other.when > one.when]
        return min(later, key=lambda other: other.place, default=None)

    def _rollbacks(self) -> Iterable[tuple[Deployment, str, Evidence]]:
        for service in self.known.service_of.values():
            ones = [one for one in self.deployments.of_service(service) if one.content and (one.told or one.commit)]
            found: dict[int, list[tuple[int, int | None]]] = {}
            for n, one in enumerate(ones):
                before = max((m for m in range(n) if ones[m].content == one.content), default=None)
                is_back = before is not None and ones[n - 1].content != one.content
                for m in range(before + 1, n) if is_back and before is not None else []:
                    found.setdefault(m, []).append((0, n))
                if one.told and one.told["is_rollback"] and before is None and n:
                    found.setdefault(n - 1, []).append((1, n))
                if one.told and one.told["result"] == "rolled_back":
                    found.setdefault(n, []).append((2, n + 1 if n + 1 < len(ones) else None))
            for m, told in found.items():
                place = min(told)[0]
                for n in {by for rank, by in told if rank == place}:
                    yield self._rolled_back(ones[m], None if n is None else ones[n], place)

    @staticmethod
    def _rolled_back(failed: Deployment, mending: Deployment | None, place: int) -> tuple[Deployment, str, Evidence]:
        sha = failed.sha if place == 2 else mending.sha if mending else None
        subject = sha or (mending.id if mending else failed.id)
        return failed, subject, Evidence("rollback", mending.at if mending else None, mending)

    def _reverts(self) -> Iterable[tuple[Deployment, str, Evidence]]:
        for reverting in self.facts.commits:
            mending = self.deployments.first(reverting)
            if mending is None or self._is_undone(reverting.name, mending):
                continue
            for name in reverting.reverts:
                reverted = self.known.commits[name]
                failed = self.deployments.first(reverted)
                if failed and reverted.repository == reverting.repository and mending.when > failed.when:
                    yield failed, sha_of(reverting.name), Evidence("revert", mending.at if mending.is_counted else None, mending)

    def _is_undone(self, name: str, mending: Deployment) -> bool:
        """A revert that was itself reverted in the same deployment."""
        return any(name in other.reverts and self.deployments.first(other) is mending for other in self.facts.commits)

    def ships(self, key: str) -> set[Deployment]:
        """The deployments that first ship something of an issue."""
        if key not in self.known.issues:
            return set()
        if key not in self._ships:
            by_commit = {one for one in map(self.deployments.first, self.known.parts(key)) if one}
            shipped = self.known.shipped_by[key]
            self._ships[key] = by_commit | ({shipped.deployment} if shipped and shipped.deployment else set())
        return self._ships[key]

    def _of_troubles(self) -> Iterable[tuple[Deployment, str, Evidence]]:
        ways = {"caused_by": self._caused_by, "affects_version": self._affects, "hotfix": self._hotfix,
                "escaped_defect": self._escaped, "proximity": self._near}  # fmt: skip
        for trouble in self.troubles.values():
            for rung, way in ways.items():
                for one in way(trouble):
                    yield one, trouble.key, Evidence(rung)

    def _caused_by(self, trouble: Trouble) -> set[Deployment]:
        found = set()
        for key, _, other, _ in self.facts.links:
            if trouble.category == "incident" and key == trouble.key != other and trouble.issue:
                found |= self._chosen(self.ships(other), trouble)
        return found | self._chosen(self._told_by_feed(trouble), trouble)

    @staticmethod
    def _chosen(meant: Iterable[Deployment], trouble: Trouble) -> set[Deployment]:
        """Of each service the last before the trouble began; the first, when all came after it."""
        services: dict[str, list[Deployment]] = {}
        for one in meant:
            services.setdefault(one.service, []).append(one)
        found = set()
        for mine in services.values():
            counted = sorted((one for one in mine if one.is_counted), key=lambda one: one.place)
            earlier = [one for one in counted if one.when <= trouble.opened_at]
            found |= {*(earlier[-1:] or counted[:1] or sorted(mine, key=lambda one: one.id)[:1])}
        return found

    def _told_by_feed(self, trouble: Trouble) -> list[Deployment]:
        """What a feed calls the cause: a deployment, a version of the service, a commit that was deployed, one that was shipped."""
        if not trouble.cause:
            return []
        reached = [one for one in self.deployments.every if one.is_successful]
        mine, cause = [one for one in reached if one.service == trouble.service], trouble.cause.lower()
        version = cause.removeprefix("v")
        names = [name for name, commit in self.known.commits.items() if sha_of(name) == cause
                 and self.known.service(commit) == trouble.service]  # fmt: skip
        shipping = [self.deployments.first(self.known.commits[name]) for name in names]
        ways = (
            [one for one in reached if one.id == trouble.cause],
            [one for one in mine if one.release and one.release.version == version],
            [one for one in mine if one.sha == cause],
            [one for one in shipping if one],
        )
        return next((found for found in ways if found), [])

    def named(self, issue: Issue) -> set[Release]:
        """Its affected versions."""
        service = self.known.service(issue)
        told = {self.known.releases.get(f"{service}/{version}") for version in issue.affects}
        return {release for release in told if release and release.is_out}

    def _affects(self, trouble: Trouble) -> set[Deployment]:
        if trouble.category != "incident" or trouble.issue is None:
            return set()
        chosen = [self._chosen(self.deployments.of(release), trouble) for release in self.named(trouble.issue)]
        return set().union(*chosen)

    def _hotfix(self, trouble: Trouble) -> set[Deployment]:
        found = set()
        for mending in self.ships(trouble.key):
            failed = self.deployments.before_of_line.get(mending.id)
            if failed is None or not mending.is_counted or mending.kind != "patch":
                continue
            if mending.when <= failed.when + timedelta(days=7) and trouble.created_at > failed.when:
                found.add(failed)
        return found

    def _escaped(self, trouble: Trouble) -> set[Deployment]:
        if trouble.category != "defect" or trouble.issue is None or trouble.issue.priority not in ("High", "Blocker"):
            return set()
        found = set()
        for release in self.named(trouble.issue):
            ones = [one for one in self.deployments.of(release) if one.is_counted and is_escaped(trouble.created_at, one.when)]
            found |= {*sorted(ones, key=lambda one: one.place)[-1:]}
        return found

    def _near(self, trouble: Trouble) -> set[Deployment]:
        if trouble.category != "incident":
            return set()
        near = [
            one for one in self.deployments.of_service(trouble.service)
            if timedelta() <= trouble.opened_at - one.when <= timedelta(hours=72) and self._may_concern(one, trouble)
        ]  # fmt: skip
        return {*near[-1:]}

    def _may_concern(self, one: Deployment, trouble: Trouble) -> bool:
        known = {name for key, other in self.known.issues.items() if one in self.ships(key) for name in other.components}
        return not trouble.components or not known or bool(known & set(trouble.components))

    @cached_property
    def confirmed(self) -> dict[str, list[Failure]]:
        """The confirmed failures by deployment."""
        return self._by_deployment(CONFIRMED)

    @cached_property
    def every(self) -> dict[str, list[Failure]]:
        """The suspected ones as well."""
        return self._by_deployment(RUNGS)

    def _by_deployment(self, rungs: tuple[str, ...]) -> dict[str, list[Failure]]:
        found: dict[str, list[Failure]] = {}
        for failure in self.failures:
            if failure.rung in rungs:
                found.setdefault(failure.deployment.id, []).append(failure)
        return found

    @cached_property
    def failed_releases(self) -> set[str]:
        """Releases a deployment of which failed."""
        told = [failure.deployment.release for failures in self.confirmed.values() for failure in failures]
        return {release.id for release in told if release}

    def restored_at(self, one: Deployment) -> datetime | None:
        """When a failed deployment was first mended; what was over before it came mended nothing, unless nothing else did."""
        ends = [f.restored_at for f in self.confirmed.get(one.id, []) if f.restored_at is not None]
        return min(ends, key=lambda at: (at < one.when, at), default=None)

    @cached_property
    def rework(self) -> set[str]:
        """Deployments made for a problem in production."""
        found = set()
        for failures in self.confirmed.values():
            for failure in failures:
                mending = failure.repaired_by
                if mending and (
                    failure.ladder_rung == "rollback" or mending.kind == "patch"
                    or mending.when <= failure.deployment.when + timedelta(days=7)
                ):  # fmt: skip
                    found.add(mending.id)
        return found

    @cached_property
    def quick_patches(self) -> set[str]:
        """Patches within a week of the deployment before them on their line."""
        return {
            one.id for one in self.deployments.counted if one.kind == "patch"
            and (before := self.deployments.before_of_line.get(one.id))
            and one.when <= before.when + timedelta(days=7)
        }  # fmt: skip


def escaped(issue: Issue, release: Release) -> bool:
    """Whether a defect came up within 30 days of a release."""
    return is_escaped(the_moment(issue.at), release.order[0])


def is_escaped(created: datetime, shipped: datetime) -> bool:
    """Whether what was created then came up within 30 days of what was shipped then."""
    return timedelta() < created - shipped <= timedelta(days=30)
