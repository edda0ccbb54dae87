"""Single values as Jira sends them, read into what a column holds; None stands for what cannot be read."""

import math
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from ingest.jira_text import LONGEST_LINE, fit

_LARGEST_ID = 2**63 - 1
_SURE_DIGITS = 19
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d(?::?\d\d)?|[+-]\d\d)"
)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?", re.DOTALL)
_FIRST_YEAR, _END_YEAR = 1970, 2100
_YEARS = range(_FIRST_YEAR, _END_YEAR)
_USUAL_LENGTH = len("2026-01-31T14:05:00.000+0000")
_EPOCH = datetime.fromtimestamp(0, UTC)
_MOST_PARTS = 200
_KEY = re.compile(r"[A-Z][A-Z0-9_]{0,99}-\d{1,19}")


def identity(value: object) -> int | None:
    """Return an id of Jira as a number; None for what is none or larger than a column holds."""
    if isinstance(value, str) and len(value) < _SURE_DIGITS and value.isdigit() and value.isascii():
        return int(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.strip().isdigit() and len(value) < 40:
        value = int(value)
    return value if isinstance(value, int) and 0 <= value <= _LARGEST_ID else None


def key_of(value: object) -> str | None:
    """Return an issue's key in capitals; None for what is none."""
    text = value.strip().upper() if isinstance(value, str) and len(value) < 130 else ""
    return text if _KEY.fullmatch(text) else None


def identity_text(value: object) -> str | None:
    """Return an id that may be a text, such as a status's."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return fit(str(value)).strip() or None


def instant(value: object) -> datetime | None:
    """Return an instant in UTC. Without a zone, or outside 1970 to 2099, it is no instant.

    JSM sends dates as objects, Jira elsewhere as ISO 8601 with any zone.
    """
    if isinstance(value, str) and len(value) == _USUAL_LENGTH and value[10] == "T":
        try:
            found = datetime.fromisoformat(value)
            found = found if found.tzinfo is UTC else found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        else:
            return found if _FIRST_YEAR <= found.year < _END_YEAR else None
    if isinstance(value, dict):
        value = value.get("iso8601") or value.get("jira") or value.get("epochMillis")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_milliseconds(value)
    match = _INSTANT.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 60 else None
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        micro = int((fraction or "0").ljust(6, "0")[:6])
        zoned = timezone(_offset(zone))
        found = datetime(
            int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59), micro, tzinfo=zoned
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year in _YEARS else None


def _of_milliseconds(value: float) -> datetime | None:
    if not math.isfinite(value) or not 0 <= value < 4_102_444_800_000:
        return None
    return _EPOCH + timedelta(milliseconds=int(value))


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta(0)
    digits = zone[1:].replace(":", "").ljust(6, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:6]))
    return -size if zone[0] == "-" else size


def day(value: object) -> date | None:
    """Return a date; of an instant the day it names, whatever its zone."""
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 60 else None
    if match is None:
        return None
    try:
        found = date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def line(value: object) -> str | None:
    """Return a text as it is, fit for a table; None when it is empty or no text."""
    if not isinstance(value, str):
        return None
    # Most texts by far are short and plain.
    return (value if value.isprintable() and len(value) <= LONGEST_LINE else fit(value)) or None


def option(value: object) -> str | None:
    """Return what people see of a field's value: option, user-made list, number, text, cascade; None when empty."""
    parts = [part for part in _parts(value, 0) if part]
    return fit(", ".join(parts[:_MOST_PARTS])) if parts else None


def _parts(value: object, depth: int) -> list[str]:
    if value is None or depth > 4:
        return []
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, int | float):
        return [_number(value)] if math.isfinite(value) else []
    if isinstance(value, str):
        return [fit(value).strip()]
    if isinstance(value, list):
        return [part for item in value[:_MOST_PARTS] for part in _parts(item, depth + 1)]
    return _of_object(value, depth) if isinstance(value, dict) else []


def _of_object(value: dict[str, Any], depth: int) -> list[str]:
    for key in ("value", "name", "displayName", "key", "title"):
        if isinstance(value.get(key), str | int | float) and not isinstance(value.get(key), bool):
            own = _parts(value[key], depth + 1)
            child = _parts(value.get("child"), depth + 1)
            return [" - ".join([*own, *child])] if own or child else []
    return []


def _number(value: float) -> str:
    return str(int(value)) if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15) else repr(value)


def named(value: object) -> str | None:
    """Return the name of an object such as a status or priority; a bare text counts as its name."""
    return line(value.get("name")) if isinstance(value, dict) else line(value)


def objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; anything else has none."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)] if value else []
    return [value] if isinstance(value, dict) else []
