"""What is asked of a Jira in its own language: nothing enters it but checked keys and instants."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.errors import SourceRefused
from ingest.text import one_line

OVERLAP = timedelta(minutes=5)
KEYS_AT_ONCE = 1_000
"""Issues of a page when no more than their keys are asked for."""
_WITHOUT_ZONE = timedelta(days=1)
_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,99}")


@dataclass(frozen=True, slots=True)
class Question:
    """Which issues of a project are asked for, and what of each."""

    project: str
    jql: str
    """Without an order."""
    fields: tuple[str, ...]
    size: int
    """Issues of a page."""
    has_histories: bool = True


def checked_key(site: str, key: str) -> str:
    """Return the key of a project. Raises for what cannot be one, so that nothing else gets into a question or a path."""
    if not _KEY.fullmatch(key):
        raise SourceRefused(
            f"{site}: {one_line(repr(key), 60)} is no key of a Jira project, so it is not asked for. Expected capitals such as 'PAY'."
        )
    return key


def jql_of(key: str, since: datetime | None, zone: str | None) -> str:
    """Return the question for a project's issues, all of them or those updated since, with what a minute may hide."""
    asked = f'project = "{key}"'
    return asked if since is None else f'{asked} and updated >= "{since_text(since, zone)}"'


def since_text(since: datetime, zone: str | None) -> str:
    """Return an instant a little before `since` as JQL takes it: a local time of the account, to the minute.

    Never later than meant: not where the local hour comes twice, and not for an account that tells no zone.
    """
    known = zone_of(zone)
    if known is None:
        return _text((since - _WITHOUT_ZONE).astimezone(UTC))
    meant = (since - OVERLAP).astimezone(UTC)
    local = meant.astimezone(known).replace(tzinfo=None)
    latest = max(local.replace(tzinfo=known, fold=fold).astimezone(UTC) for fold in (0, 1))
    return _text(local - max(timedelta(0), latest - meant))


def zone_of(name: str | None) -> ZoneInfo | None:
    """Return a time zone by its name; None when nobody knows it."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def created_windows(first: datetime, last: datetime, count: int, zone: str | None) -> list[str]:
    """Return `count` conditions that between them hold for every issue exactly once, whatever the zone they are read in.

    Fewer when first and last creation are close: bounds lie at least a day apart, so that no change of clocks swaps them.
    """
    known = zone_of(zone) or UTC
    days = (last - first) / timedelta(days=1)
    count = max(1, min(count, int(days)))
    bounds = [_text((first + (last - first) * turn / count).astimezone(known)) for turn in range(1, count)]
    if not bounds:
        return [""]
    middle = [f'created >= "{low}" and created < "{high}"' for low, high in pairwise(bounds)]
    return [f'created < "{bounds[0]}"', *middle, f'created >= "{bounds[-1]}"']


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
