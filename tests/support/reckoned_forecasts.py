"""Forecasts of releases in plain Python: what was in scope and finished on a day, what finished releases teach, and each trial by itself."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from tests.support.jira_rows import Issue, day, moment
from tests.support.reckoned import Reckoning, Release
from tests.support.reckoned_issues import DONE, SETTINGS, STEP, ZONE, scope_stretches, stays, the_moment
from tests.support.reckoned_plans import Plan, day_of, midnight, plans
from tests.support.reckoned_world_rows import Row, Rows, World

_WEEK = timedelta(days=7)
_TRIALS = 2000


@dataclass(frozen=True)
class Known:
    """What is known of a release's scope on a day."""

    issues: frozenset[str]
    finished: frozenset[str]
    is_known: bool
    last_finished_at: datetime | None


@dataclass(frozen=True)
class Forecast:
    """As main.release_forecasts has it."""

    release: Release
    is_open: bool
    as_of_at: datetime | None
    due_on: date | None = None
    scope_count: int | None = None
    remaining_count: int | None = None
    ahead_count: int | None = None
    week_count: int = 0
    finished_release_count: int = 0
    p50_on: date | None = None
    p85_on: date | None = None
    p95_on: date | None = None
    on_time_share: float | None = None


class Forecaster:
    """Looks at a company as of any day."""

    def __init__(self, known: Reckoning) -> None:
        self.known = known
        self.plans = {plan.release.id: plan for plan in plans(known)}
        self.issues = [issue for issue in known.facts.issues if issue.type != "Sub-task"]

    def forecasts(self) -> Iterator[Forecast]:
        """Of each open release as of the last sync, and of each that is out as of some days before its date."""
        for plan in self.plans.values():
            if plan.release.is_out:
                at, due = self._earlier(plan)
                yield self._forecast(plan.release, at, due, is_open=False)
            else:
                yield self._forecast(plan.release, self.known.as_of, day(plan.version.release_on), is_open=True)

    def _earlier(self, plan: Plan) -> tuple[datetime | None, date | None]:
        ends = [*(at for at, _ in plan.records[1:]), None][: len(plan.records)]
        told = [
            (looked, on) for (at, on), end in zip(plan.records, ends, strict=True)
            if at <= (looked := midnight(on - timedelta(days=SETTINGS.forecast_days))) and (end is None or end > looked)
        ]  # fmt: skip
        at, due = min(told, default=(None, None))
        is_before = at is not None and plan.release.is_placeable and at < plan.release.order[0]
        return (at, due) if is_before else (None, None)

    def _forecast(self, release: Release, at: datetime | None, due: date | None, *, is_open: bool) -> Forecast:
        if at is None:
            return Forecast(release, is_open, None)
        left = max(7, (due - day_of(at)).days) if due else None
        scope, past, lessons = self.scope(release, at), self._weeks(release.service, at), self._lessons(release, at, left)
        ahead = self._ahead(release, at, due)
        remaining = len(scope.issues) - len(scope.finished)
        told = Forecast(release, is_open, at, due, len(scope.issues), remaining, ahead, len(past), len(lessons))
        if not scope.issues or not scope.is_known or len(past) < 6 or not sum(past) or len(lessons) < 3:
            return told
        return _trials(told, past, lessons)

    @cache  # noqa: B019 - one forecaster lives as long as its test
    def scope(self, release: Release, at: datetime) -> Known:
        """What was in it then, as far as was known then."""
        inside, is_known = set(), True
        for issue in self._of(release.service):
            told = [start for start, end in self._held(issue, release) if (start is None or start <= at) and (end is None or end > at)]
            if told:
                inside.add(issue.key)
                is_known = is_known and None not in told and issue.history == "complete"
        spells = {key: spell for key in inside for spell in self._spells(key) if spell[0] <= at and (spell[1] is None or spell[1] > at)}
        last = max((start for start, _ in spells.values()), default=None)
        return Known(frozenset(inside), frozenset(spells), is_known, last)

    def _of(self, service: str) -> list[Issue]:
        return [issue for issue in self.issues if self.known.service(issue) == service]

    @staticmethod
    def _held(issue: Issue, release: Release) -> list[tuple[datetime | None, datetime | None]]:
        gone = moment(issue.gone_at)
        return [
            (start, min([at for at in (end, gone) if at], default=None)) for start, end in scope_stretches(issue, release.version)
        ]

    @cache  # noqa: B019
    def _spells(self, key: str) -> list[tuple[datetime, datetime | None]]:
        """From when to when its work was finished: done, or waiting for nothing but its release."""
        found: list[tuple[datetime, datetime | None]] = []
        was = False
        for stay in stays(self.known.issues[key]):
            is_finished = stay.status in DONE or STEP[stay.status] == "Deploy"
            if is_finished:
                found[-1:] = [(found[-1][0], stay.end)] if was else [*found[-1:], (stay.start, stay.end)]
            was = is_finished
        return found

    def _weeks(self, service: str, at: datetime) -> list[int]:
        """How many issues meant for a release were finished in each of the last weeks, the newest first."""
        begun = min(the_moment(issue.at) for issue in self.known.facts.issues if self.known.service(issue) == service)
        number = max(0, min(SETTINGS.forecast_weeks, (at - begun) // _WEEK))
        weeks: list[set[str]] = [set() for _ in range(number)]
        for release in [plan.release for plan in self.plans.values() if plan.release.service == service]:
            scope = self.scope(release, at)
            for key in scope.finished:
                for start, end in self._spells(key):
                    week = (at - start) // _WEEK
                    if start <= at and (end is None or end > at) and week < number:
                        weeks[week].add(key)
        return [len(keys) for keys in weeks]

    def _ahead(self, release: Release, at: datetime, due: date | None) -> int:
        """What is to be finished before it: of releases that were open then and due before it."""
        mine, found = self.scope(release, at).issues, set[str]()
        for plan in self.plans.values():
            other = plan.release
            if other.service != release.service or other is release or due is None or (other.at is not None and other.at <= at):
                continue
            told = [on for seen, on in plan.records if seen <= at]
            on = told[-1] if told else None
            if on and on >= day_of(at) - timedelta(days=30) and (on < due or (on == due and other.id < release.id)):
                scope = self.scope(other, at)
                found |= scope.issues - scope.finished - mine
        return len(found)

    def _lessons(self, release: Release, at: datetime, left: int | None) -> list[tuple[int, float]]:
        """How much scope still grew of the last finished releases, and how long each waited; of its own kind, unless they are few."""
        found = []
        for plan in self.plans.values():
            other = plan.release
            if other.service != release.service or other is release or not (other.is_out and other.is_placeable and other.order[0] < at):
                continue
            scope = self.scope(other, other.order[0])
            if scope.is_known and scope.last_finished_at:
                compared = other.order[0] - timedelta(days=SETTINGS.forecast_days if left is None else left)
                before = [issue for issue in self._of(other.service) if self._was_in(issue, other, compared)]
                wait = (other.order[0] - scope.last_finished_at) / timedelta(days=1)
                is_same = (other.kind == "patch") == (release.kind == "patch")
                found.append((is_same, other.order[0], other.id, len(scope.issues) - len(before), wait))
        last = sorted(sorted(found, key=lambda one: one[2]), key=lambda one: (one[0], one[1]), reverse=True)[:20]
        own = [one for one in last if one[0]]
        return [(growth, wait) for *_, growth, wait in sorted(own if len(own) >= 3 else last, key=lambda one: (one[1], one[2]))]

    def _was_in(self, issue: Issue, release: Release, at: datetime) -> bool:
        return any(start is not None and start <= at and (end is None or end > at) for start, end in self._held(issue, release))


def _trials(told: Forecast, past: Sequence[int], lessons: Sequence[tuple[int, float]]) -> Forecast:
    """One trial after the other; the dice are thrown in the order that the forecast throws them in."""
    assert told.as_of_at is not None
    assert told.remaining_count is not None
    assert told.ahead_count is not None
    now = told.as_of_at.astimezone(ZoneInfo(ZONE))
    seed = hashlib.sha256(f"{told.release.id}\0{now.date()}".encode()).digest()[:8]
    dice = np.random.default_rng(int.from_bytes(seed, "big"))
    drawn = [lessons[n] for n in dice.integers(0, len(lessons), _TRIALS)]
    needed = [told.ahead_count + max(0, told.remaining_count + growth) for growth, _ in drawn]
    weeks: list[list[int]] = [[] for _ in needed]
    done = [0] * _TRIALS
    while len(weeks[0]) < 260 and any(need > sofar for need, sofar in zip(needed, done, strict=True)):
        for row in dice.integers(0, len(past), (13, _TRIALS)).tolist():
            for n, week in enumerate(row):
                weeks[n].append(past[week])
                done[n] += past[week]
    days = sorted(_finish(need, mine) + wait for need, mine, (_, wait) in zip(needed, weeks, drawn, strict=True))
    passed = (now - now.replace(hour=0, minute=0, second=0, microsecond=0)) / timedelta(days=1)
    by = [now.date() + timedelta(days=math.floor(passed + days[math.ceil(_TRIALS * part) - 1])) for part in (0.5, 0.85, 0.95)]
    left = None if told.due_on is None else (told.due_on - now.date()).days + 1 - passed
    share = None if left is None else sum(one < left for one in days) / _TRIALS
    return Forecast(
        told.release, told.is_open, told.as_of_at, told.due_on, told.scope_count, told.remaining_count, told.ahead_count,
        told.week_count, told.finished_release_count, *by, share,
    )  # fmt: skip


def _finish(need: int, weeks: Sequence[int]) -> float:
    """Days until so many are finished, evenly within a week; five years, when that is not enough."""
    done = 0
    for number, count in enumerate(weeks):
        if need <= done:
            break
        if done + count >= need:
            return 7.0 * (number + (need - done) / count)
        done += count
    return 0.0 if need <= 0 else 7.0 * 260


@cache
def forecasts(world: World) -> list[Forecast]:
    """All forecasts of a company."""
    return list(Forecaster(world.known).forecasts())


def _probability(world: World) -> Iterator[Row]:
    for told in forecasts(world):
        if told.is_open:
            yield Row(told.release.id, told.release.service, told.as_of_at, told.on_time_share is not None, told.on_time_share)


def _calibration(world: World) -> Iterator[Row]:
    for told in forecasts(world):
        if not told.is_open:
            at = told.release.at if told.release.is_placeable else None
            hit = float(day_of(at) <= told.p85_on) if at and told.p85_on else None
            yield Row(told.release.id, told.release.service, at, hit is not None, hit)


FORECASTS: dict[str, Rows] = {"on_time_probability": _probability, "forecast_calibration": _calibration}
"""By query."""
