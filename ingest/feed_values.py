"""Single values of feeds, read into what a column holds; what cannot be read is refused in words."""

import json
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ingest.feed_columns import NOT_TOLD, Column
from ingest.jira_text import fit
from ingest.text import one_line

LONGEST_NAME = 500
"""Characters of an identity: a longer one is refused, since a cut one would be another's."""
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?"
)
_SHA = re.compile(r"[0-9a-fA-F]{7,64}")
_SECONDS = re.compile(r"\d{9,10}(?:\.\d{1,9})?")
_MILLISECONDS = re.compile(r"\d{12,13}")
_EPOCH = datetime.fromtimestamp(0, UTC)
_YEARS = range(1990, 2100)
_TRUTHS = {"true": True, "yes": True, "y": True, "1": True, "false": False, "no": False, "n": False, "0": False}
_LARGEST = 10**12
_USUAL_LENGTH = len("2026-04-12T09:30:00Z")
_EXPECTED = "an instant such as 2026-04-12T09:30:00Z or 2026-04-12 09:30"


class RowRefused(Exception):
    """A row cannot be read; `str()` says what is wrong with it and what was expected."""


def read_value(column: Column, value: object, zone: ZoneInfo) -> Any:
    """Return what `value` says as the column holds it, None when it is not told. Raises `RowRefused`."""
    text = _plain(column, value)
    if text is None:
        return None
    if column.holds == "instant":
        return instant(text, zone, column.name)
    if column.holds == "whole":
        return _whole(text, column.name)
    if column.holds == "truth":
        return _truth(text, column.name)
    if column.holds == "sha":
        return _sha(text, column.name)
    return _word(text, column) if column.words else _text(text, column)


def _plain(column: Column, value: object) -> str | None:
    """The value as one text; None when it is not told."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            raise RowRefused(f"{column.name} is no number that can be read. Write {expected(column)}, or leave it empty.")
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else _too_large(column)
    if not isinstance(value, str):
        raise RowRefused(f"{column.name} holds a list or an object where {expected(column)} was expected.")
    text = fit(value, 2**31).strip()
    return None if text.casefold() in NOT_TOLD and not _is_word(column, text) else text


def _too_large(column: Column) -> str:
    raise RowRefused(f"{column.name} is a number with over 40 digits where {expected(column)} was expected.")


def _is_word(column: Column, text: str) -> bool:
    return column.words is not None and any(_folded(text) in words for words in column.words.values())


def expected(column: Column) -> str:
    """Return what the column is to hold, in words."""
    if column.words:
        return f"one of {', '.join(column.words)}"
    return {"instant": _EXPECTED, "whole": "a whole number", "truth": "true or false", "sha": "a commit of 7 to 64 "
            "hexadecimal digits"}.get(column.holds, "a text")  # fmt: skip


def _text(text: str, column: Column) -> str:
    if column.holds == "name" and len(text) > LONGEST_NAME:
        raise RowRefused(f"{column.name} has {len(text):,} characters; at most {LONGEST_NAME} are read. Shorten it.")
    return fit(text)


def _word(text: str, column: Column) -> str:
    folded = _folded(text)
    for stored, words in (column.words or {}).items():
        if folded in words:
            return stored
    raise RowRefused(f"{column.name} {_shown(text)} is not understood. Write {expected(column)}.")


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.casefold()).strip()


def _whole(text: str, name: str) -> int:
    if not re.fullmatch(r"\d{1,13}", text, re.ASCII) or int(text) > _LARGEST:
        raise RowRefused(f"{name} {_shown(text)} is no whole number from 0 up. Correct it.")
    return int(text)


def _truth(text: str, name: str) -> bool:
    found = _TRUTHS.get(text.casefold())
    if found is None:
        raise RowRefused(f"{name} {_shown(text)} is neither true nor false. Write one of the two, or leave it empty.")
    return found


def _sha(text: str, name: str) -> str:
    if not _SHA.fullmatch(text):
        raise RowRefused(f"{name} {_shown(text)} is no commit. Expected 7 to 64 hexadecimal digits.")
    return text.lower()


def instant(text: str, zone: ZoneInfo, name: str) -> datetime:
    """Return an instant in UTC; without an offset it is one of `zone`. Raises `RowRefused`."""
    if len(text) == _USUAL_LENGTH and text[10] == "T" and text[-1] == "Z" and text.isascii():
        with suppress(ValueError):
            usual = datetime.fromisoformat(text)
            if usual.year in _YEARS:
                return usual
    match = _INSTANT.fullmatch(text)
    found = _of_parts(match, zone, name) if match else _of_number(text)
    if found is None:
        raise RowRefused(f"{name} {_shown(text)} is no instant. Expected {_EXPECTED}.")
    if found.year not in _YEARS:
        raise RowRefused(f"{name} {_shown(text)} lies outside the years {_YEARS.start} to {_YEARS.stop - 1}. Correct it.")
    return found


def _of_parts(match: re.Match[str], zone: ZoneInfo, name: str) -> datetime | None:
    *numbers, fraction, offset = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    if second == 60:  # A leap second is the last instant of its minute.
        second = 59
    micro = int((fraction or "").ljust(6, "0")[:6])
    try:
        wall = datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
        return wall - _offset(offset) if offset else of_zone(wall.replace(tzinfo=None), zone, name)
    except (ValueError, OverflowError):
        return None


def of_zone(wall: datetime, zone: ZoneInfo, name: str) -> datetime:
    """Return the instant at which clocks of `zone` showed `wall`: of an hour that comes twice the first."""
    found = wall.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != wall:
        raise RowRefused(
            f"{name} {wall.isoformat(' ')} never was in {zone.key}: the clocks were put forward over it. Write its offset, such as +01:00."
        )
    return found


def _offset(text: str) -> timedelta:
    if text in ("Z", "z", "UTC"):
        return timedelta(0)
    digits = text[1:].replace(":", "").ljust(4, "0")
    if int(digits[:2]) > 18 or int(digits[2:]) > 59:
        raise ValueError(text)
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if text[0] == "-" else size


def _of_number(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970, as pipelines write them."""
    if _MILLISECONDS.fullmatch(text):
        return _EPOCH + timedelta(milliseconds=int(text))
    return _EPOCH + timedelta(seconds=float(text)) if _SECONDS.fullmatch(text) else None


def _shown(text: str) -> str:
    return f"'{one_line(text, 60)}'"


def as_text(values: Mapping[str, object]) -> str:
    """Return a record as one line of JSON."""
    return json.dumps(values, ensure_ascii=False, default=str)
