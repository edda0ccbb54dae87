"""The feeds' part of leadline.toml: [[feed]] and [feed.columns]."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ingest.errors import SettingsError
from ingest.feed_columns import KINDS
from ingest.setting_text import text_of
from ingest.text import one_line

KEYS: Mapping[str, frozenset[str]] = {
    "feed": frozenset({"kind", "path", "name", "service", "phase", "time_zone", "pipelines", "columns"}),
    "feed.columns": frozenset(column.name for kind in KINDS.values() if kind.is_table for column in kind.columns),
}
"""The keys of each table."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}")
_WILDCARDS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """One feed to read."""

    kind: str
    path: str
    """A file, a folder or a pattern, relative to the folder of leadline.toml."""
    name: str
    service: str | None = None
    """Service of rows that name none."""
    phase: str | None = None
    """Phase of tests that name none."""
    time_zone: str = "UTC"
    """Zone of instants that tell no offset."""
    pipelines: tuple[str, ...] = ()
    """Who, in `by`, is no person but a pipeline; * stands for anything."""
    columns: tuple[tuple[str, str], ...] = ()
    """(our name of a column, its name in the files), where they differ."""

    @property
    def told(self) -> dict[str, str]:
        """What rows need not tell, by column."""
        return {name: value for name, value in (("service", self.service), ("phase", self.phase)) if value}

    def theirs(self, column: str) -> str:
        """Return what the files call one of our columns."""
        return dict(self.columns).get(column, column)


def feeds_from(
    value: object, *, where: str, time_zone: object, services: Sequence[str]
) -> tuple[FeedSettings, ...]:
    """Return the [[feed]] tables; `services` are those that the settings name, `time_zone` the display zone."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise SettingsError(f"{where}: 'feed' must be a list of tables. Write each feed under [[feed]].")
    found = tuple(_feed(entry, where, time_zone, services) for entry in value)
    doubled = [name for name, count in Counter(feed.name for feed in found).items() if count > 1]
    if doubled:
        raise SettingsError(f'{where}: two [[feed]] are named {doubled[0]!r}. Give each a name of its own: name = "...".')
    return found


def _feed(entry: Mapping[str, Any], where: str, time_zone: object, services: Sequence[str]) -> FeedSettings:
    kind = _required(entry, "kind", 'kind = "deployments"', f"{where}: a [[feed]]")
    place = f"{where}: [[feed]] {entry['name'] if isinstance(entry.get('name'), str) else kind}"
    if kind not in KINDS:
        raise SettingsError(f"{place}: kind {kind!r} is not known. {nearest_hint(kind, KINDS)}")
    name = text_of(entry, "name", place) or kind
    if not _NAME.fullmatch(name):
        raise SettingsError(
            f"{place}: name must be letters, digits, spaces, dots or dashes, found {one_line(repr(name), 60)}."
        )
    return FeedSettings(
        kind, _path(entry, place), name,
        service=_service(text_of(entry, "service", place), services, place),
        phase=_phase(text_of(entry, "phase", place), kind, place),
        time_zone=_zone(entry, time_zone, place),
        pipelines=tuple(_texts(entry, "pipelines", place)),
        columns=_columns(entry.get("columns", {}), kind, place),
    )  # fmt: skip


def _path(entry: Mapping[str, Any], place: str) -> str:
    path = _required(entry, "path", f'path = "{entry["kind"]}/*.csv"', place)
    parts = Path(path).parts
    first = next((n for n, part in enumerate(parts) if _WILDCARDS & set(part)), len(parts))
    if ".." in parts[first:] or "\0" in path:
        raise SettingsError(f"{place}: path must not lead back out ('..') behind a wildcard, found {one_line(path, 80)!r}.")
    return path


def _service(name: str | None, services: Sequence[str], place: str) -> str | None:
    if name is not None and services and name not in services:
        raise SettingsError(f"{place}: service {name!r} is none of the settings. {nearest_hint(name, services)}")
    return name


def _phase(phase: str | None, kind: str, place: str) -> str | None:
    if phase is not None and kind != "tests":
        raise SettingsError(f"{place}: phase is for feeds of kind 'tests'. Take it out.")
    return phase


def _zone(entry: Mapping[str, Any], default: object, place: str) -> str:
    name = text_of(entry, "time_zone", place)
    if name is None:  # The display zone; whether that is one is said where it is set.
        return default if isinstance(default, str) else "UTC"
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise SettingsError(f'{place}: time_zone {name!r} is no zone. Expected one such as "Europe/Lisbon".') from error
    return name


def _columns(value: object, kind: str, place: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(isinstance(theirs, str) and theirs.strip() for theirs in value.values()):
        raise SettingsError(f'{place}: [feed.columns] must name columns of the files, such as service = "app".')
    if value and not KINDS[kind].is_table:
        raise SettingsError(f"{place}: {kind} are read from calendars, which have no [feed.columns]. Take it out.")
    known = [column.name for column in KINDS[kind].columns]
    for name in value:
        if name not in known:
            raise SettingsError(f"{place}: {kind} have no column {name!r} in [feed.columns]. {nearest_hint(name, known)}")
    return tuple(sorted(value.items()))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return which of the known names is the most like `name`, None when none is."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)), None)


def nearest_hint(name: str, known: Iterable[str]) -> str:
    """Return a sentence that names the nearest of the known names, or all of them."""
    near = nearest(name, choices := sorted(known))
    return f"Did you mean {near!r}?" if near else f"Known: {', '.join(choices)}."


def _required(entry: Mapping[str, Any], key: str, example: str, place: str) -> str:
    found = text_of(entry, key, place)
    if found is None:
        raise SettingsError(f"{place} has no {key}. Add {example}.")
    return found


def _texts(entry: Mapping[str, Any], key: str, place: str) -> list[str]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise SettingsError(f'{place}: {key} must be a list of texts, such as {key} = ["deploy-bot"].')
    return value
