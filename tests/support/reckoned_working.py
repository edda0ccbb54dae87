"""Working time in plain Python: a calendar that is walked day by day, its holidays written down by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count, islice
from zoneinfo import ZoneInfo

from tests.support.reckoned_issues import ZONE

HOLIDAYS = {
    date(2025, 11, 27), date(2025, 12, 25), date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19),
    date(2026, 7, 3), date(2026, 9, 7),
}  # fmt: skip
"""Those of the United States; 4 July 2026 is a Saturday, so that nobody works on the 3rd."""
DAY_OFF = date(2026, 3, 17)
_ZONE = ZoneInfo(ZONE)
_BEGINS, _ENDS = time(9), time(17)
DAY_HOURS = 8


def is_working_day(on: date) -> bool:
    """Whether anybody works on a day."""
    return on.weekday() < 5 and on not in HOLIDAYS and on != DAY_OFF


def after_working_days(on: date, number: int) -> date:
    """The day on which so many working days after a day are over."""
    later = (on + timedelta(days=days) for days in count(1))
    return next(islice((day for day in later if is_working_day(day)), number - 1, None))


@cache
def _working(on: date) -> tuple[datetime, datetime] | None:
    """From when to when a day is worked."""
    if not is_working_day(on):
        return None
    begins, ends = (datetime.combine(on, clock, _ZONE).astimezone(UTC) for clock in (_BEGINS, _ENDS))
    return begins, ends


def working_hours(since: datetime, until: datetime) -> float:
    """The parts of the working days that lie between two instants, added up."""
    day, last, whole = since.astimezone(_ZONE).date(), until.astimezone(_ZONE).date(), timedelta()
    while day <= last:
        window = _working(day)
        if window:
            whole += max(timedelta(), min(window[1], until) - max(window[0], since))
        day += timedelta(days=1)
    return whole / timedelta(hours=1)
