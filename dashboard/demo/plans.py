"""The versions of one Jira project: when each was put in, what date was promised, how the date moved, when it came out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise

from dashboard.demo.desk import Desk, line_of, moment_text
from dashboard.demo.releases import Release, Version
from dashboard.demo.tickets import Json
from dashboard.demo.workdays import DAY, HOUR, MINUTE


@dataclass(slots=True)
class Plan:
    """One version. Moments are seconds since 1970."""

    number: int
    """Makes its id; the same whatever comes later."""
    name: str
    created: int
    start_on: date | None
    promised: list[tuple[int, date]]
    """Each date with the moment from which on it stood in Jira, the first with its creation; empty without any."""
    released: int | None = None
    version: Version | None = None
    begun: int | None = None
    """When the train was cut or the trunk frozen; None for a patch."""
    released_on: date | None = None
    is_odd: bool = False

    def world(self, end: int) -> Json | None:
        """The version as it is at `end`, with what it was before; None when it is not there yet."""
        if self.created >= end:
            return None
        states = [(moment, {"release": day.isoformat(), "released": False}) for moment, day in self.promised]
        if self.released is not None and self.released_on is not None:
            states.append((self.released, {"release": self.released_on.isoformat(), "released": True}))
        seen = [(moment, state) for moment, state in states if moment < end]
        present = seen[-1][1] if seen else {}
        past = [{"until": moment_text(until), **state} for (_, state), (until, _) in pairwise(seen)]
        start = {"start": self.start_on.isoformat()} if self.start_on else {}
        return {"id": str(self.number), "name": self.name, **start, **present, "created": moment_text(self.created),
                **({"past": past} if past else {})}  # fmt: skip


class Plans:
    """All versions of a service's project, in the order in which they were put in."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._promised: dict[Version, Plan] = {}
        before: Plan | None = None
        for version, begun in desk.diary.begun.items():
            before = self._promised[version] = self._main(version, begun, before)
        plans = [*self._promised.values(), *self._imported(), *self._odd()]
        plans += [self._patch(release) for release in desk.diary.releases if release.version[2]]
        self.all = sorted(plans, key=lambda plan: (plan.created, plan.number))
        self.of = {plan.version: plan for plan in self.all if plan.version}

    @cached_property
    def _releases(self) -> dict[Version, Release]:
        return {release.version: release for release in self.desk.diary.releases}

    def name_of(self, release: Release) -> str:
        return self.of[release.version].name

    def next_main(self, moment: int) -> Plan | None:
        """The version that work begun now is meant for."""
        coming = (plan for plan in self._promised.values() if (plan.begun or 0) > moment)
        return next((plan for plan in coming if plan.created <= moment), None)

    def after(self, plan: Plan) -> Plan | None:
        """The version that work which missed this one is moved to."""
        return next((other for other in self._promised.values() if (other.begun or 0) > (plan.begun or 0)), None)

    # ------------------------------------------------------------------------------------------------------ parts

    def _main(self, version: Version, begun: int, before: Plan | None) -> Plan:
        """X.Y.0: promised long ahead on what such a release usually takes; moved when that does not hold."""
        desk, release = self.desk, self._releases.get(version)
        dice = desk.dice(f"version/{_text(version)}")
        created = begun - desk.service.plans_ahead_days * DAY + dice.whole(0, 5 * HOUR)
        promise = desk.working_day(desk.day(begun) + timedelta(days=desk.phase(begun).promised_days))
        start_on = desk.day(before.begun) if before and before.begun else desk.day(created)
        plan = Plan(self._id(version), self._name(version), created, start_on, [(created, promise)], version=version,
                    begun=begun)  # fmt: skip
        if release:
            self._move_dates(plan, desk.day(release.moment), release.moment)
            plan.released, plan.released_on = release.moment + dice.whole(4, 90) * MINUTE, desk.day(release.moment)
        return plan

    def _move_dates(self, plan: Plan, came_on: date, came_at: int) -> None:
        desk, dice = self.desk, self.desk.dice(f"days/{plan.name}")
        promise = plan.promised[-1][1]
        while promise < came_on and dice.happens(desk.phase(came_at).replanned_share):
            told_on = promise - timedelta(days=dice.whole(0, 2))
            told = int(datetime.combine(told_on, time(9), tzinfo=desk.zone).timestamp()) + dice.whole(0, 7 * HOUR)
            if not plan.promised[-1][0] < told < came_at - HOUR:
                return
            promise = desk.working_day(promise + timedelta(days=dice.whole(2, 5)))
            plan.promised.append((told, promise))

    def _patch(self, release: Release) -> Plan:
        """X.Y.Z: put in shortly before, on the day when it was decided."""
        desk = self.desk
        dice = desk.dice(f"version/{_text(release.version)}")
        ahead = dice.whole(40, 110) * MINUTE if release.is_repair else DAY + 2 * HOUR + dice.whole(0, 90) * MINUTE
        late = 0
        if not release.is_repair and dice.happens(desk.phase(release.moment).slipped_share):
            late = dice.whole(1, 4)
        before = desk.newest_release(release.moment, line_of(release.version))
        created = max(release.moment - ahead - late * DAY, before.moment + MINUTE if before else 0)
        created = min(created, release.moment - 15 * MINUTE)
        promise = max(desk.day(release.moment) - timedelta(days=late), desk.day(created))
        return Plan(self._id(release.version), self._name(release.version), created, desk.day(created),
                    [(created, promise)], release.moment + dice.whole(3, 40) * MINUTE, release.version,
                    released_on=desk.day(release.moment))  # fmt: skip

    def _imported(self) -> list[Plan]:
        """Versions from before the story, as old as their import says."""
        desk, versions = self.desk, self.desk.service.imported_versions
        plans = []
        for step, text in enumerate(versions):
            major, minor, patch = (int(part) for part in text.split("."))
            moment = desk.start - (len(versions) - step) * 40 * DAY
            plans.append(Plan(self._id((major, minor, patch)), self._name((major, minor, patch)), moment, None,
                              [(moment, desk.day(moment + 30 * DAY))], moment + 30 * DAY, (major, minor, patch),
                              released_on=desk.day(moment + 30 * DAY)))  # fmt: skip
        return plans

    def _odd(self) -> list[Plan]:
        desk = self.desk
        plans = []
        for step, odd in enumerate(desk.service.odd_versions, start=1):
            created = desk.on(odd.week, 1)
            out = None if odd.release_week is None else desk.on(odd.release_week, 3)
            promised = [] if out is None else [(created, desk.day(out))]
            released = out if odd.is_released else None
            released_on = desk.day(out) if out and odd.is_released else None
            plans.append(Plan(desk.place * 1_000_000 + 900_000 + step, odd.name, created, None, promised, released,
                              released_on=released_on, is_odd=True))  # fmt: skip
        return plans

    def _id(self, version: Version) -> int:
        major, minor, patch = version
        return self.desk.place * 1_000_000 + major * 50_000 + minor * 100 + patch

    def _name(self, version: Version) -> str:
        text = _text(version)
        if self.desk.service.short_versions:
            text = text.removesuffix(".0")
        return self.desk.service.version_name.format(version=text)


def _text(version: Version) -> str:
    return ".".join(str(number) for number in version)
