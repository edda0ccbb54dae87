"""Numbers, dates and durations as people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

NOTHING: Final = "—"
_HOURS_A_DAY: Final = 24.0
_DAYS_A_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Scale:
    """How values near some size are written: divided by `divisor`, followed by `suffix`."""

    divisor: float
    suffix: str

    def number(self, value: float) -> str:
        scaled = value / self.divisor
        if self.suffix == " %":
            return _percent(scaled)
        return _significant(scaled)

    def text(self, value: float) -> str:
        number = self.number(value)
        return number + (_singular(self.suffix) if number == "1" else self.suffix)


def scale_for(unit: str, reference: float) -> Scale:
    """The scale in which `reference`, in the catalogue's `unit`, reads best."""
    if unit == "hours":
        return _duration_scale(reference)
    if unit == "days":
        return _in_days(_duration_scale(reference * _HOURS_A_DAY))
    if unit == "share":
        return Scale(0.01, " %")
    if unit == "count":
        return Scale(1.0, "")
    if unit == "per week":
        return _pace_scale(reference)
    return Scale(1.0, f" {unit}")


def common_scale(unit: str, values: Sequence[float | None]) -> Scale:
    """The scale in which values that stand in one column read best: that of the middle one."""
    known = sorted(value for value in values if value is not None)
    return scale_for(unit, known[len(known) // 2] if known else 0.0)


def _duration_scale(hours: float) -> Scale:
    size = abs(hours)
    if size < 1:
        return Scale(1 / 60, " min")
    if size < 48:
        return Scale(1.0, " h")
    if size < 2 * _DAYS_A_YEAR * _HOURS_A_DAY:
        return Scale(_HOURS_A_DAY, " days")
    return Scale(_DAYS_A_YEAR * _HOURS_A_DAY, " years")


def _pace_scale(per_week: float) -> Scale:
    """Per week, unless that makes a fraction nobody can picture."""
    if per_week == 0 or abs(per_week) >= 1:
        return Scale(1.0, " per week")
    weeks_a_month = _DAYS_A_YEAR / 12 / 7
    if abs(per_week) * weeks_a_month >= 1:
        return Scale(1 / weeks_a_month, " per month")
    return Scale(7 / _DAYS_A_YEAR, " per year")


def _in_days(scale: Scale) -> Scale:
    return Scale(scale.divisor / _HOURS_A_DAY, scale.suffix)


def _singular(suffix: str) -> str:
    singular = {" days": " day", " years": " year", " working hours": " working hour", " working days": " working day"}
    return singular.get(suffix, suffix)


def _significant(value: float) -> str:
    """Three digits at most that carry weight: 0.083, 1.6, 12.4, 340, 12,300."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    decimals = 1 if size >= 1 else min(4, 1 - math.floor(math.log10(size)))
    return _trimmed(f"{value:.{decimals}f}")


def _percent(value: float) -> str:
    """Whole percents, with a decimal below ten and where rounding would claim none or all."""
    if 10 <= value <= 99:
        return f"{value:.0f}"
    decimals = 1 if value in (0, 100) or 0.1 <= value <= 99.9 else 2
    return _trimmed(f"{value:.{decimals}f}")


def _trimmed(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def amount(value: float | None, unit: str) -> str:
    """A value with its unit: 12.4 days, 7 %, 1.6 per week. Unknown is a dash, never 0."""
    if value is None or math.isnan(value):
        return NOTHING
    return scale_for(unit, value).text(value)


def short(value: float | None, unit: str) -> str:
    """The same beside a label that says whether time is working time: 16.5 h, 2.4 days."""
    text = amount(value, unit)
    return text.replace(" working hours", " h").replace(" working hour", " h").replace(" working day", " day")


def interval(low: float | None, high: float | None, unit: str, *, beside: float) -> str:
    """Both ends of an interval in the scale of the value `beside` which it stands: 10.1–14.9 days."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return ""
    scale = scale_for(unit, beside)
    first, last = scale.number(low), scale.number(high)
    return f"{first}{scale.suffix}" if first == last else f"{first}–{last}{scale.suffix}"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun: 1 release, 1,204 releases."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def cases(number: int, noun: str) -> str:
    """A count of what a metric's noun names in the plural: 1 change, 3 changes."""
    return f"{number:,} {noun[:-1] if number == 1 and noun.endswith('s') else noun}"


def day(moment: date | datetime) -> str:
    """A date without the ambiguity of its order: 3 Nov 2026."""
    return f"{moment.day} {moment:%b %Y}"


def instant(moment: datetime, zone: str) -> str:
    """An instant in the display zone, which it names: 3 Nov 2026 06:10 UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day(local)} {local:%H:%M %Z}"


def age(span: timedelta) -> str:
    """How long ago, in the largest whole unit: 3 days, 5 hours, 12 minutes."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes >= 48 * 60:
        return count(minutes // (24 * 60), "day")
    if minutes >= 120:
        return count(minutes // 60, "hour")
    return count(minutes, "minute")
