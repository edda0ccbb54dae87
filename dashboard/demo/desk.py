"""What the makers of one service's issues share: people, days, keys, chance."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from dashboard.demo.chance import Dice
from dashboard.demo.diary import Diary
from dashboard.demo.organisation import Organisation, Person, Phase, Service
from dashboard.demo.releases import Release, Version
from dashboard.demo.workdays import DAY, WEEK, at_work
from dashboard.demo.workshop import Change


@dataclass
class Desk:
    """One service as its Jira project sees it. Moments are seconds since 1970."""

    organisation: Organisation
    service: Service
    diary: Diary
    start: int
    place: int
    """Number of the project, from 1."""

    @property
    def project(self) -> str:
        return self.service.jira_project

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.organisation.time_zone)

    @cached_property
    def team(self) -> tuple[Person, ...]:
        return self.organisation.team(self.service.team)

    @property
    def manager(self) -> Person:
        """Who releases."""
        return self.team[-1]

    @cached_property
    def support(self) -> tuple[Person, ...]:
        return self.organisation.team("support")

    @cached_property
    def board(self) -> Person:
        """Who approves changes that the team may not approve itself."""
        return self.organisation.team("changes")[0]

    def dice(self, about: str) -> Dice:
        """Chance for one thing alone, so that nothing else that happens changes how it falls."""
        return Dice(f"{self.organisation.name}/{self.service.name}/jira/{about}")

    def phase(self, moment: int) -> Phase:
        week = max((moment - self.start) // WEEK, 0)
        return [phase for phase in self.service.phases if phase.from_week <= week][-1]

    def soon(self, moment: int, person: Person, dice: Dice) -> int:
        """The moment, moved into that person's working hours."""
        return at_work(moment, person.zone, self.organisation.quiet_days, dice.share())

    def on(self, week: int, day: int = 0, hour: float = 10) -> int:
        """An hour of a day of the story's weeks."""
        return self.start + week * WEEK + day * DAY + int(hour * 3600)

    def day(self, moment: int) -> date:
        """The day where the organisation lives."""
        return datetime.fromtimestamp(moment, self.zone).date()

    def working_day(self, day: date) -> date:
        """The day itself, or the next on which people work."""
        while day.weekday() > 4 or f"{day:%m-%d}" in self.organisation.quiet_days:
            day += timedelta(days=1)
        return day

    # --------------------------------------------------------------------------------------------------- the story

    @cached_property
    def changes(self) -> dict[int, Change]:
        """The changes that have an issue, by its number."""
        keyed = {int(change.key.rpartition("-")[2]): change for change in self.diary.changes if change.key}
        return {number: change for number, change in keyed.items() if not self.is_dangling(number)}

    def is_dangling(self, number: int) -> bool:
        """The key stands in commits and no issue has it."""
        return self.dice(f"dangling/{number}").happens(self.organisation.tracker.dangling_share)

    def has_issue(self, change: Change) -> bool:
        return change.key is not None and not self.is_dangling(int(change.key.rpartition("-")[2]))

    @cached_property
    def releases_of(self) -> dict[str, Release]:
        """The first release of each change, by the key of its issue."""
        first: dict[str, Release] = {}
        for release in self.diary.releases:
            for change in release.changes:
                if change.key:
                    first.setdefault(change.key, release)
        return first

    def newest_release(self, moment: int, line: str | None = None) -> Release | None:
        """The last release before the moment, of a line or of all."""
        before = (release for release in reversed(self.diary.releases) if release.moment < moment)
        return next((release for release in before if line is None or line_of(release.version) == line), None)

    @cached_property
    def skipped(self) -> list[tuple[int, int]]:
        """The numbers that no commit names, with the moment at which each was the next one."""
        last, found = 0, []
        for change in self.diary.changes:
            if change.key:
                number = int(change.key.rpartition("-")[2])
                found += [(between, change.begun_at) for between in range(last + 1, number)]
                last = number
        return found

    def is_request(self, number: int) -> bool:
        """A skipped number that an issue without code has; the others are free."""
        return self.dice(f"skipped/{number}").happens(0.42)

    @cached_property
    def _free(self) -> deque[tuple[int, int]]:
        return deque((number, moment) for number, moment in self.skipped if not self.is_request(number))

    def take_number(self, moment: int) -> int | None:
        """A number nobody has, the next one at the moment; to be asked for in the order of time. None when all are given."""
        while self._free:
            number, is_next_at = self._free.popleft()
            if is_next_at >= moment:
                return number
        return None


def line_of(version: Version) -> str:
    return f"{version[0]}.{version[1]}"


def moment_text(moment: int) -> str:
    """An instant as Jira writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
