"""When a repeated event comes: RRULE, RDATE and EXDATE within a bounded window."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ingest.feed_values import RowRefused

if TYPE_CHECKING:
    from icalendar import Component

YEARS_BEFORE, YEARS_AFTER = 3, 2
MOST_TIMES = 1_000
_MOST_STEPS = 60_000
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


def window_of(year: int) -> tuple[datetime, datetime]:
    """Return the window in which repeated events are followed: three years before `year` to the end of the second after."""
    return datetime(year - YEARS_BEFORE, 1, 1), datetime(year + YEARS_AFTER + 1, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Repeats:
    """How an event repeats; all times are wall clock of its zone."""

    rules: tuple[str, ...]
    also: tuple[datetime, ...]
    never: frozenset[datetime]

    @staticmethod
    def of(event: "Component", start: datetime, zone: ZoneInfo, is_all_day: bool) -> "Repeats":
        """Return what the event says. Raises `RowRefused` for a rule that is not followed."""
        rules = tuple(_rule(dict(rule), zone, is_all_day) for rule in _listed(event.get("RRULE")))
        if event.get("EXRULE") is not None:
            raise RowRefused("The event has an EXRULE, which is not read. Write EXDATE instead.")
        return Repeats(rules, tuple(_dates(event, "RDATE", start, zone)), frozenset(_dates(event, "EXDATE", start, zone)))

    def starts(self, start: datetime, begin: datetime, end: datetime) -> list[datetime]:
        """Return when the event comes. One that does not repeat comes once, whenever that is."""
        if not self.rules and not self.also:
            return [start] if start not in self.never else []
        found = {start, *self.also}
        for rule in self.rules:
            found |= set(_followed(rule, start, begin, end))
        times = sorted(when for when in found - self.never if begin <= when < end)
        if len(times) > MOST_TIMES:
            raise RowRefused(f"The event comes more than {MOST_TIMES:,} times in six years. Name longer freezes instead.")
        return times


def _followed(rule: str, start: datetime, begin: datetime, end: datetime) -> list[datetime]:
    from dateutil.rrule import rrulestr

    try:
        steps = iter(rrulestr(rule, dtstart=start))
        found: list[datetime] = []
        for when in islice(steps, _MOST_STEPS):
            if when >= end:
                return found
            found += [when] if when >= begin else []
    except (ValueError, TypeError, IndexError, KeyError, OverflowError) as error:
        raise RowRefused(f"The event's RRULE cannot be followed ({error}). Correct it in the calendar.") from error
    if next(steps, None) is not None:
        raise RowRefused(f"The event comes more than {_MOST_STEPS:,} times before its rule reaches today. Begin it later.")
    return found


def _rule(told: dict[str, Any], zone: ZoneInfo, is_all_day: bool) -> str:
    """The rule as dateutil takes it for wall clocks: UNTIL without a zone."""
    frequency = str(next(iter(told.get("FREQ", [])), "")).upper()
    if frequency not in _FREQUENCIES:
        raise RowRefused(f"The event repeats {frequency or 'without FREQ'}; only {', '.join(_FREQUENCIES)} are followed. Name longer freezes.")
    parts = []
    for name, values in told.items():
        shown = [_until(value, zone, is_all_day) if name.upper() == "UNTIL" else str(value) for value in values]
        parts.append(f"{name.upper()}={','.join(shown)}")
    return ";".join(parts)


def _until(value: object, zone: ZoneInfo, is_all_day: bool) -> str:
    if isinstance(value, datetime):
        wall = value.astimezone(zone).replace(tzinfo=None) if value.tzinfo is not None and not is_all_day else value.replace(tzinfo=None)
        if is_all_day:  # A time of that day: the day itself still counts.
            wall = wall.replace(hour=23, minute=59, second=59)
    elif isinstance(value, date):
        wall = datetime(value.year, value.month, value.day, 23, 59, 59)  # noqa: DTZ001
    else:
        raise RowRefused("UNTIL of the event's RRULE is no date and no time. Correct it in the calendar.")
    return wall.strftime("%Y%m%dT%H%M%S")


def _dates(event: "Component", name: str, start: datetime, zone: ZoneInfo) -> list[datetime]:
    """The times of RDATE or EXDATE as wall clock; a day means the time of that day at which the event begins."""
    found = []
    for listed in _listed(event.get(name)):
        for told in listed.dts:
            value = told.dt[0] if isinstance(told.dt, tuple) else told.dt
            if isinstance(value, datetime):
                known = value.astimezone(zone) if value.tzinfo is not None else value
                found.append(known.replace(tzinfo=None))
            else:
                found.append(datetime.combine(value, start.time()))
    return found


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]
