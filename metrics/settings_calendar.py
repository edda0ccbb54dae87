"""The settings of the working calendar: [calendar] of leadline.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Final

from metrics.errors import MetricSettingsError
from metrics.nearest import nearest

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WHOLE_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """When people work, in the display zone."""

    working_days: tuple[str, ...] = WEEKDAYS[:5]
    day_starts: str = "09:00"
    day_ends: str = "17:00"
    country: str = ""
    """Two letters of ISO 3166, such as DE; empty: no public holidays."""
    subdivision: str = ""
    """Part of the country, such as BY; empty: its national holidays alone."""
    days_off: tuple[date, ...] = ()

    @property
    def starts_minute(self) -> int:
        """Minutes after midnight at which a working day begins."""
        return _minute(self.day_starts)

    @property
    def ends_minute(self) -> int:
        """Minutes after midnight at which it ends."""
        return _minute(self.day_ends)

    @property
    def day_hours(self) -> float:
        """Hours of a working day whose clocks are not changed."""
        return (self.ends_minute - self.starts_minute) / 60

    def week_rows(self) -> list[tuple[int, int, int]]:
        """The working week as rows of meta.work_week."""
        return [(WEEKDAYS.index(day) + 1, self.starts_minute, self.ends_minute) for day in self.working_days]

    def days_off_rows(self, first_year: int, last_year: int) -> list[tuple[date, str]]:
        """The days on which nobody works as rows of meta.days_off: public holidays of these years and the days of the settings."""
        named = dict.fromkeys(self.days_off, "day off by the settings")
        return sorted((named | self._holidays(first_year, last_year)).items())

    def _holidays(self, first_year: int, last_year: int) -> dict[date, str]:
        if not self.country:
            return {}
        from holidays import country_holidays

        # In English: else the package takes the machine's language, and equal settings would give other rows there.
        years = range(first_year, last_year + 1)
        return dict(country_holidays(self.country, subdiv=self.subdivision or None, years=years, language="en_US").items())

    def as_text(self) -> str:
        """The calendar in one line, as receipts and `leadline doctor` tell it."""
        place = "-".join(part for part in (self.country, self.subdivision) if part)
        holidays = f"holidays of {place}" if place else "no public holidays"
        off = f", {len(self.days_off)} more days off ({', '.join(map(str, self.days_off))})" if self.days_off else ""
        return f"{', '.join(self.working_days)} from {self.day_starts} to {self.day_ends}, {holidays}{off}"


KEYS: Final = frozenset(field.name for field in fields(CalendarSettings))
"""What [calendar] understands."""


def from_table(table: Mapping[str, object]) -> CalendarSettings:
    """The calendar that [calendar] describes; what it does not name keeps its default."""
    for name in table:
        if name not in KEYS:
            raise MetricSettingsError(f"Unknown setting '{name}' in [calendar].{nearest(name, sorted(KEYS))}")
    default = CalendarSettings()
    starts, ends = (_clock(name, table.get(name, getattr(default, name))) for name in ("day_starts", "day_ends"))
    if _minute(ends) <= _minute(starts):
        raise MetricSettingsError(f"[calendar] day_ends ({ends}) must come after day_starts ({starts}).")
    country, subdivision = _place(table.get("country", ""), table.get("subdivision", ""))
    return CalendarSettings(
        _weekdays(table.get("working_days", list(default.working_days))), starts, ends, country, subdivision,
        _days(table.get("days_off", [])),
    )  # fmt: skip


def _minute(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _clock(name: str, value: object) -> str:
    """The value as HH:MM; 24:00 is the end of a day."""
    if isinstance(value, time) and value.tzinfo is None:
        return value.strftime("%H:%M")
    if isinstance(value, str) and len(value) == 5 and value[2] == ":" and (value[:2] + value[3:]).isdecimal():
        minute = _minute(value)
        if value[3:] < "60" and (minute < _WHOLE_DAY or (name, minute) == ("day_ends", _WHOLE_DAY)):
            return value
    raise MetricSettingsError(f'[calendar] {name} must be a time of day such as "09:00", not {value!r}.')


def _weekdays(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(day, str) for day in value):
        raise MetricSettingsError(
            f'[calendar] working_days must be a list of weekdays such as ["Monday"], not {value!r}.'
        )
    found = {str(day).strip().title() for day in value}
    for day in sorted(found):
        if day not in WEEKDAYS:
            raise MetricSettingsError(
                f"[calendar] working_days: '{day}' is no day of the week.{nearest(day, WEEKDAYS)}"
            )
    return tuple(day for day in WEEKDAYS if day in found)


def _days(value: object) -> tuple[date, ...]:
    if not isinstance(value, list) or not all(isinstance(day, date) and not isinstance(day, datetime) for day in value):
        raise MetricSettingsError(
            f"[calendar] days_off must be a list of days without quotes, such as [2026-12-24], not {value!r}."
        )
    return tuple(sorted(set(value)))


def _place(country: object, subdivision: object) -> tuple[str, str]:
    """The country and its part, known to the holidays package."""
    if not isinstance(country, str) or not isinstance(subdivision, str):
        raise MetricSettingsError('[calendar] country and subdivision must be texts such as "DE" and "BY".')
    if not country:
        if subdivision:
            raise MetricSettingsError(f"[calendar] names the subdivision '{subdivision}' and no country; add one.")
        return "", ""
    from holidays import list_supported_countries

    known = list_supported_countries(include_aliases=False)
    land = country.strip().upper()
    if land not in known:
        raise MetricSettingsError(
            f"[calendar] country '{country}' is none whose holidays are known; write its two letters, such as 'DE' or 'US'."
        )
    parts = {part.upper(): part for part in known[land]}
    if subdivision and subdivision.strip().upper() not in parts:
        raise MetricSettingsError(
            f"[calendar] subdivision '{subdivision}' is none of {land}; take one of {', '.join(sorted(known[land])) or 'none'}."
        )
    return land, parts.get(subdivision.strip().upper(), "")
