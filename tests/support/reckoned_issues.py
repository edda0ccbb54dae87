"""Issues in plain Python: their stays, what they are, when they were begun and done, and what their versions' moves say of scope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from metrics.settings import MetricSettings
from metrics.settings_calendar import CalendarSettings
from tests.support.jira_rows import Issue, moment
from tests.support.raw_rows import NOW, epoch

STEP = {"Open": "Request", "To Do": "Plan", "In Progress": "Build", "In Review": "Build", "Testing": "Test", "Waiting": "Build",
        "Ready to deploy": "Deploy", "Done": "Close", "Closed": "Close", "Rejected": "Close", "Limbo": None}  # fmt: skip
DONE = ("Done", "Closed", "Rejected")
IN_PROGRESS = ("In Progress", "In Review", "Testing", "Waiting", "Ready to deploy")
ACTIVE = ("In Progress", "In Review", "Testing")
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
NEWEST = NOW + timedelta(days=2)
ZONE = "America/New_York"
SETTINGS = MetricSettings(time_zone=ZONE, calendar=CalendarSettings(country="US", days_off=(date(2026, 3, 17),)))


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
