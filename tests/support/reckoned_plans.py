"""What was planned of each release and what came of it, reckoned in plain Python: dates on record, scope at freeze, commitments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from tests.support.jira_rows import Issue, Version, day, moment
from tests.support.reckoned import Reckoning, Release
from tests.support.reckoned_issues import ZONE, at_of, scope_stretches, the_moment

_ZONE = ZoneInfo(ZONE)
_FREEZE = timedelta(days=7)


def midnight(on: date) -> datetime:
    """The instant at which a day begins where the dashboard is read."""
    return datetime.combine(on, time(), _ZONE).astimezone(UTC)


def day_of(at: datetime) -> date:
    """The day of an instant there."""
    return at.astimezone(_ZONE).date()


@dataclass(frozen=True)
class Committed:
    """An issue that was, or may have been, in scope when that froze or at the end."""

    issue: Issue
    was_in: bool | None
    is_in: bool | None


class Plan:
    """The plan of one release that has a Jira version."""

    def __init__(self, known: Reckoning, release: Release, version: Version) -> None:
        self.known, self.release, self.version = known, release, version

    @cached_property
    def records(self) -> list[tuple[datetime, date]]:
        """When each date came to be on record, while it was planned."""
        found: list[tuple[datetime, date]] = []
        for seen, on, is_released in sorted(self.version.snapshots):
            at, planned = the_moment(seen), day(on)
            assert planned is not None
            if (self._came_at is None or at < self._came_at) and not is_released and (not found or found[-1][1] != planned):
                found.append((at, planned))
        return found

    @property
    def _came_at(self) -> datetime | None:
        """When its plan was over: when it came to production, or by a date that cannot be believed."""
        if self.release.is_placeable:
            return self.release.at
        return None if self.release.is_own_placeable else self.release.own_at

    @property
    def _frozen_by_days(self) -> datetime | None:
        if self.records:
            first_at, first_on = self.records[0]
            synced = min(
                the_moment(seen) for one in self.known.facts.versions if one.project == self.version.project
                for seen, _, _ in one.snapshots
            )  # fmt: skip
            if first_at == synced and first_on - _FREEZE < day_of(first_at):
                return midnight(first_on - _FREEZE)
            ends = [*(at for at, _ in self.records[1:]), None]
            crossed = [
                max(at, midnight(on - _FREEZE)) for (at, on), end in zip(self.records, ends, strict=True)
                if end is None or midnight(on - _FREEZE) < end
            ]  # fmt: skip
            return min(crossed)
        told = day(self.version.release_on) or (day_of(self.release.at) if self.release.at else None)
        return midnight(told - _FREEZE) if told else None

    @cached_property
    def frozen_at(self) -> datetime | None:
        """When scope froze: by the first candidate or the days before, at the latest when it came out."""
        candidates = [
            at_of(tag.at) for tag in self.known.facts.tags if f"{tag.service}/{tag.candidate_of}" == self.release.id
        ]
        told = [at for at in (*candidates, self._frozen_by_days) if at is not None]
        if self.release.is_out:
            return min([*told, self.release.order[0]]) if self.release.is_placeable else None
        return min(told) if told and min(told) <= self.known.as_of else None

    @cached_property
    def baseline(self) -> date | None:
        """The date on record when scope froze, as far as a sync had seen it by then."""
        frozen = self.frozen_at
        told = [on for at, on in self.records if frozen is not None and at <= frozen]
        return told[-1] if told else None

    @property
    def slip(self) -> int | None:
        """Days late."""
        if self.baseline is None or not self.release.is_placeable:
            return None
        return (day_of(self.release.order[0]) - self.baseline).days

    @property
    def replans(self) -> int | None:
        """How often the date moved."""
        return len(self.records) - 1 if self.records else None

    @property
    def notice(self) -> int | None:
        """Days from the first word of a later date to the baseline."""
        if self.baseline is None or self.frozen_at is None:
            return None
        later = [at for at, on in self.records if at > self.frozen_at and on > self.baseline]
        if not later and self.release.is_placeable and (self.slip or 0) > 0:
            later = [self.release.order[0]]
        return (self.baseline - day_of(min(later))).days if later else None

    @property
    def planned_days(self) -> int | None:
        """From the start on record to the baseline."""
        start = day(self.version.start_on)
        return (self.baseline - start).days if start and self.baseline and start < self.baseline else None

    @cached_property
    def issues(self) -> list[Committed]:
        """What was, or may have been, in scope then or at the end."""
        end = self.release.at if self.release.is_out else self.known.as_of
        found = []
        for issue in self.known.facts.issues:
            if self.frozen_at is None or end is None or issue.type == "Sub-task" or issue.project != self.version.project:
                continue
            told = [(start, _first(stop, moment(issue.gone_at))) for start, stop in scope_stretches(issue, self.version.name)]
            states = [self._held(told, at) for at in (self.frozen_at, end)]
            if any(state is not False for state in states):
                found.append(Committed(issue, *states))
        return found

    @staticmethod
    def _held(told: list[tuple[datetime | None, datetime | None]], at: datetime) -> bool | None:
        open_then = [start for start, stop in told if stop is None or stop > at]
        if any(start is not None and start <= at for start in open_then):
            return True
        return None if None in open_then else False

    @property
    def is_scope_known(self) -> bool:
        """Whether scope is known at both times."""
        return self.frozen_at is not None and all(None not in (one.was_in, one.is_in) for one in self.issues)

    def is_shipped(self, one: Committed) -> bool | None:
        """Whether it was in scope at the end, and this release or an earlier one ships it."""
        shipped = self.known.shipped_by[one.issue.key]
        release = shipped.release if shipped else None
        at = shipped.at if shipped else None
        if at is None and release and self.known.deployments.first_of(release):
            at = release.own_at
        return one.is_in if at is not None and at <= self.release.order[0] else False


def _first(*told: datetime | None) -> datetime | None:
    return min((at for at in told if at is not None), default=None)


def plans(known: Reckoning) -> Iterator[Plan]:
    """The plans of all releases that have a Jira version."""
    for version in known.facts.versions:
        release = known.releases.get(f"{known.service_of[version.project]}/{version.name}")
        if release is not None:
            yield Plan(known, release, version)
