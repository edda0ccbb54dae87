"""Calendars of freezes read into records: one for each event, time it comes, and service. RFC 5545 is icalendar's and dateutil's."""

import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ingest.feed_places import FileRefused
from ingest.feed_table import Broken, Record, decode
from ingest.feed_times import Repeats, window_of
from ingest.feed_values import RowRefused, of_zone
from ingest.text import one_line

if TYPE_CHECKING:
    from icalendar import Component

LARGEST_BYTES = 8 * 2**20
MOST_EVENTS = 20_000
SERVICE_PROPERTY = "X-LEADLINE-SERVICE"
_LONGEST_SECONDS = 20.0
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=5 * 366)


@dataclass(slots=True)
class _Event:
    """One VEVENT, read."""

    line: int
    text: str
    uid: str
    name: str
    reason: str | None
    start: datetime
    """Wall clock of `zone`."""
    span: timedelta
    """From start to end: by the wall clock for days, elapsed for times."""
    zone: ZoneInfo
    is_all_day: bool
    services: list[str | None]
    is_cancelled: bool
    replaces: datetime | None
    """Start of the occurrence that this event stands for, wall clock; None for an event of its own."""
    repeats: Repeats
    replaced: set[datetime] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Reading:
    zone: ZoneInfo
    services: tuple[str, ...]
    year: int


def read_calendar(data: bytes, *, zone: ZoneInfo, services: tuple[str, ...], year: int) -> tuple[list[Record | Broken], str | None]:
    """Return the freezes of a calendar as records of kind freezes, and a note on its encoding. Raises `FileRefused`.

    Events without a zone are in `zone`. Repeated ones are followed from three years before `year` to the end of the second after it.
    """
    if len(data) > LARGEST_BYTES:
        raise FileRefused(f"is larger than {LARGEST_BYTES // 2**20} MiB, the most that is read of a calendar. Split it.")
    text, note = decode(data)
    if "BEGIN:VCALENDAR" not in text[:2_000].upper():
        raise FileRefused("is no calendar: it does not begin with BEGIN:VCALENDAR. Expected an iCalendar file (.ics).")
    if "END:VCALENDAR" not in text[-2_000:].upper():
        raise FileRefused("is a calendar without an end (END:VCALENDAR is missing), so it was cut off. Have it written whole.")
    reading = _Reading(zone, services, year)
    broken, events = _events(text, reading)
    return sorted([*broken, *_occurrences(events, reading)], key=lambda row: row.line), note


def _events(text: str, reading: _Reading) -> tuple[list[Record | Broken], list[_Event]]:
    broken: list[Record | Broken] = []
    events: list[_Event] = []
    with warnings.catch_warnings():  # What it guesses of a zone's name is right or refused here.
        warnings.simplefilter("ignore")
        for n, (line, block) in enumerate(_blocks(text), 1):
            if n > MOST_EVENTS:
                raise FileRefused(f"holds more than {MOST_EVENTS:,} events. Name a calendar of freezes alone.")
            try:
                events.append(_event(line, block, reading))
            except RowRefused as error:
                broken.append(Broken(line, str(error), block))
    return broken, events


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Each VEVENT with the line it begins on. Zones that a calendar defines itself are not followed: their rules may never end."""
    taken: list[str] = []
    begin, depth = 0, 0
    for n, line in enumerate(text.splitlines(), 1):
        word = line.strip().upper()
        if word == "BEGIN:VEVENT" and not taken:
            begin, taken, depth = n, [line], 0
        elif taken:
            depth += word.startswith("BEGIN:")
            taken.append(line)
            if word.startswith("END:"):
                if depth == 0:
                    yield begin, "\r\n".join(taken) + "\r\n"
                    taken = []
                depth -= 1


def _event(line: int, block: str, reading: _Reading) -> _Event:
    from icalendar import Event

    try:
        event = Event.from_ical(block)
        return _read(line, block, event, reading)
    except OSError as error:  # A zone's name that is a folder's.
        raise RowRefused("The event names a zone that is not known. Write a name such as Europe/Lisbon, or times in UTC.") from error
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise RowRefused(f"The event cannot be read ({one_line(str(error), 80)}). Correct it in the calendar.") from error


def _read(line: int, block: str, event: "Component", reading: _Reading) -> _Event:
    start, zone, is_all_day = _moment(event, "DTSTART", reading)
    if start is None:
        raise RowRefused("The event has no DTSTART. Expected when it begins.")
    replaces, _, _ = _moment(event, "RECURRENCE-ID", reading, zone)
    if replaces is not None and event["RECURRENCE-ID"].params.get("RANGE"):
        raise RowRefused("The event changes an occurrence and all that follow (RANGE), which is not read. End the first and begin another.")
    is_cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    return _Event(
        line, block, uid=str(event.get("UID", "")).strip() or f"line {line}", name=_line(event, "SUMMARY") or "",
        reason=_line(event, "DESCRIPTION"), start=start, span=_span(event, start, zone, is_all_day, reading), zone=zone,
        is_all_day=is_all_day, services=_services(event, reading.services), is_cancelled=is_cancelled, replaces=replaces,
        repeats=Repeats.of(event, start, zone, is_all_day),
    )  # fmt: skip


def _moment(
    event: "Component", name: str, reading: _Reading, wanted: ZoneInfo | None = None
) -> tuple[datetime | None, ZoneInfo, bool]:  # fmt: skip
    """A date or time of an event as (wall clock, zone, whether it is a day); in the zone `wanted`, when given."""
    told = event.get(name)
    if told is None:
        return None, reading.zone, False
    if isinstance(told, list):
        raise RowRefused(f"The event has {name} {len(told)} times. Expected it once.")
    value = told.dt
    if isinstance(value, datetime):
        zone = _zone(value, told.params.get("TZID"), reading)
        wall = value.replace(tzinfo=None)
        if wanted is not None and wanted.key != zone.key:
            wall, zone = wall.replace(tzinfo=zone).astimezone(wanted).replace(tzinfo=None), wanted
        return wall, zone, False
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day), reading.zone, True  # noqa: DTZ001
    raise RowRefused(f"{name} of the event is no date and no time.")


def _zone(value: datetime, name: str | None, reading: _Reading) -> ZoneInfo:
    if value.tzinfo is None and name is None:
        return reading.zone
    if not isinstance(value.tzinfo, ZoneInfo):
        if value.utcoffset() == timedelta(0):
            return ZoneInfo("UTC")
        raise RowRefused(f"The event's zone '{one_line(str(name), 60)}' is not known. Write a name such as Europe/Lisbon, or times in UTC.")
    return value.tzinfo


def _span(event: "Component", start: datetime, zone: ZoneInfo, is_all_day: bool, reading: _Reading) -> timedelta:
    end, _, is_day = _moment(event, "DTEND", reading, None if is_all_day else zone)
    duration = event.get("DURATION")
    if end is not None and is_day != is_all_day:
        raise RowRefused("The event begins with a day and ends with a time, or the reverse. Give both in one form.")
    if end is not None:
        span = end - start if is_all_day else end.replace(tzinfo=zone).astimezone(UTC) - start.replace(tzinfo=zone).astimezone(UTC)
    elif duration is not None:
        span = duration.dt
    else:
        span = _DAY if is_all_day else timedelta(0)
    if span <= timedelta(0):
        raise RowRefused("The event does not end after it begins. Give it a DTEND or a DURATION behind its start.")
    if span > _LONGEST:
        raise RowRefused(f"The event lasts {span.days:,} days; at most {_LONGEST.days:,} are read. Correct its end.")
    return span


def _services(event: "Component", known: tuple[str, ...]) -> list[str | None]:
    """The services it is for; [None] for all. A category that is no service says nothing."""
    named = [part.strip() for text in _texts(event, SERVICE_PROPERTY) for part in str(text).split(",") if part.strip()]
    by_name = {service.casefold(): service for service in known}
    for value in _texts(event, "CATEGORIES"):
        named += [by_name[word] for part in value.cats if (word := str(part).strip().casefold()) in by_name]
    return list(dict.fromkeys(named)) or [None]


def _texts(event: "Component", name: str) -> list[Any]:
    value = event.get(name, [])
    return value if isinstance(value, list) else [value]


def _line(event: "Component", name: str) -> str | None:
    values = [str(value) for value in _texts(event, name)]
    return values[0] if values else None


def _occurrences(events: list[_Event], reading: _Reading) -> Iterator[Record | Broken]:
    """The events as they come, each without those of its times that another event stands for."""
    own = {event.uid: event for event in events if event.replaces is None}
    for event in events:
        if event.replaces is not None and event.uid in own:
            own[event.uid].replaced.add(event.replaces)
    deadline = time.monotonic() + _LONGEST_SECONDS
    for event in events:
        if time.monotonic() > deadline:
            raise FileRefused(f"has repeated events that take longer than {_LONGEST_SECONDS:.0f} seconds to follow. Give them simpler rules.")
        if event.is_cancelled:
            continue
        try:
            yield from _of_event(event, reading)
        except RowRefused as error:
            yield Broken(event.line, str(error), event.text)
        except (ValueError, OverflowError):
            yield Broken(event.line, "The event lies outside the years that are read. Correct its dates.", event.text)


def _of_event(event: _Event, reading: _Reading) -> list[Record | Broken]:
    starts = [event.start] if event.replaces else event.repeats.starts(event.start, *window_of(reading.year))
    return [
        _record(event, start, service)
        for start in starts if event.replaces or start not in event.replaced
        for service in event.services
    ]  # fmt: skip


def _record(event: _Event, start: datetime, service: str | None) -> Record:
    if event.is_all_day:
        starts_at, ends_at = (_midnight(day, event.zone) for day in (start, start + event.span))
    else:
        starts_at = of_zone(start, event.zone, "DTSTART")
        ends_at = starts_at + event.span
    day = (event.replaces or start).date().isoformat()
    values = {
        "freeze_uid": f"{event.uid} {day}", "name": event.name, "service": service, "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(), "is_all_day": event.is_all_day, "reason": event.reason,
    }  # fmt: skip
    return Record(event.line, values, event.text)


def _midnight(day: datetime, zone: ZoneInfo) -> datetime:
    """The first instant of a day, which in some zones and years is not 0 o'clock."""
    return day.replace(tzinfo=zone).astimezone(UTC)
