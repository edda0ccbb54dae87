"""When people work: weekdays from nine to six where they live, and not on the organisation's quiet days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 604_800

_OPENS, _CLOSES = time(9, 0), time(18, 0)


def at_work(moment: int, zone: ZoneInfo, quiet_days: Collection[str], lateness: float) -> int:
    """The moment itself when it is within working hours, else one soon after the next working day begins.

    `lateness`, 0 to 1, says how far into that day's first two hours.
    """
    local = datetime.fromtimestamp(moment, zone)
    if _is_working_day(local.date(), quiet_days) and _OPENS <= local.time() < _CLOSES:
        return moment
    day = local.date() if local.time() < _OPENS else local.date() + timedelta(days=1)
    while not _is_working_day(day, quiet_days):
        day += timedelta(days=1)
    opens = datetime.combine(day, _OPENS, tzinfo=zone)
    return int(opens.timestamp()) + int(lateness * 2 * HOUR)


def moment_on(start: int, day: int, hour: float, zone: ZoneInfo) -> int:
    """An hour of the day in `zone`, `day` days after the day on which `start` falls in UTC."""
    local_day = datetime.fromtimestamp(start, UTC).date() + timedelta(days=day)
    return int(datetime.combine(local_day, time(0), tzinfo=zone).timestamp()) + int(hour * HOUR)


def midnight(day: date) -> int:
    """The beginning of the day, UTC."""
    return int(datetime.combine(day, time(0), tzinfo=UTC).timestamp())


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def is_working_day(moment: int, zone: ZoneInfo, quiet_days: Collection[str]) -> bool:
    return _is_working_day(datetime.fromtimestamp(moment, zone).date(), quiet_days)


def _is_working_day(day: date, quiet_days: Collection[str]) -> bool:
    return day.weekday() < 5 and f"{day:%m-%d}" not in quiet_days
