"""Records of a feed read into the rows that land; a record that breaks a rule is set aside with the reason."""

import difflib
import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from ingest.feed_columns import Column, Kind
from ingest.feed_table import Broken, Record
from ingest.feed_values import RowRefused, expected, read_value
from ingest.jira_people import People
from ingest.jira_text import fit
from ingest.settings_feeds import FeedSettings
from ingest.text import one_line

LONGEST_RECORD = 2_000
MOST_REJECTS = 1_000
"""Rows set aside of one file that are kept to be looked at; all of them are counted."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rows of a feed are read with."""

    feed: FeedSettings
    kind: Kind
    services: tuple[str, ...]
    """Those of the settings; empty when the settings name none, and then any is taken."""
    people: People

    @property
    def zone(self) -> ZoneInfo:
        """Zone of instants without an offset."""
        return ZoneInfo(self.feed.time_zone)


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that was set aside."""

    line: int
    reason: str
    record: str | None
    """As it stood, cut; None when it may name people who are stored under pseudonyms."""


@dataclass(slots=True)
class FileRows:
    """What a file holds for the warehouse."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    """Each by the columns of the table, line_number among them."""
    rejects: list[Reject] = field(default_factory=list)
    rejected_count: int = 0
    notes: list[str] = field(default_factory=list)
    """What should be known of how it was read, after the file's name."""

    def set_aside(self, reject: Reject) -> None:
        """Count a row that is not read, and keep it while there are not too many."""
        self.rejected_count += 1
        if len(self.rejects) < MOST_REJECTS:
            self.rejects.append(reject)


def read_rows(records: Iterable[Record | Broken], reading: Reading) -> FileRows:
    """Return the rows of one file that can be read, the last of each identity, and those that cannot."""
    found = FileRows()
    zone, columns = reading.zone, reading.kind.columns
    by_identity: dict[tuple[Any, ...], dict[str, Any]] = {}
    for record in records:
        try:
            if isinstance(record, Broken):
                raise RowRefused(record.reason)
            row = _read(record.values, columns, reading, zone)
        except RowRefused as error:
            found.set_aside(Reject(record.line, str(error), _record(record, reading)))
            continue
        row["line_number"] = record.line
        by_identity[tuple(row[name] for name in reading.kind.identity)] = row
    found.rows = list(by_identity.values())
    return found


def _read(
    values: Mapping[str, object], columns: tuple[Column, ...], reading: Reading, zone: ZoneInfo
) -> dict[str, Any]:
    told = {column.name: read_value(column, values.get(column.name), zone) for column in columns}
    if told.get("service") is None:
        told["service"] = reading.feed.service
    for column in columns:
        if column.is_required and told[column.name] is None:
            raise RowRefused(f"{column.name} is empty. Expected {expected(column)}, such as {column.example}.")
    one_of = reading.kind.one_of
    if one_of and all(told[name] is None for name in one_of):
        raise RowRefused(f"{' and '.join(one_of)} are empty. Expected at least one of them.")
    if told["service"] is not None:
        told["service"] = known_service(told["service"], reading.services)
    _FINISHING[reading.kind.name](told, reading)
    return {column.landed: _person(told[column.name], column, told, reading) for column in columns} | {
        name: told[name] for name, _ in reading.kind.derived
    }


def known_service(name: str, services: tuple[str, ...]) -> str:
    """Return the service of the settings that `name` means. Raises `RowRefused` for one that is not known."""
    if not services or name in services:
        return name
    same = [service for service in services if service.casefold() == name.casefold()]
    if len(same) == 1:
        return same[0]
    near = difflib.get_close_matches(name, services, n=1, cutoff=0.5)
    hint = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(services[:12])}."
    raise RowRefused(f"service '{one_line(name, 60)}' is none of the settings. {hint}")


def _person(value: Any, column: Column, told: Mapping[str, Any], reading: Reading) -> Any:
    """The value; of a person the pseudonym, when people have one. A pipeline is no person."""
    if not column.is_person or value is None or (column.name == "by" and told.get("is_automated")):
        return value
    return reading.people.pseudonym(value)


def _finish_deployment(told: dict[str, Any], reading: Reading) -> None:
    if told["deployment_id"] is None:
        parts = (told["service"], told["environment"], f"{told['started_at']:%Y-%m-%dT%H:%M:%S.%fZ}", told["version"] or told["sha"])
        told["deployment_id"] = " ".join(parts)
    if told["is_automated"] is None and reading.feed.pipelines and told["by"] is not None:
        told["is_automated"] = any(fnmatch.fnmatchcase(told["by"].casefold(), name.casefold()) for name in reading.feed.pipelines)


def _nothing(told: dict[str, Any], reading: Reading) -> None: ...


_FINISHING = {"deployments": _finish_deployment, "incidents": _nothing}


def _record(record: Record | Broken, reading: Reading) -> str | None:
    """The row as it stood; where people have pseudonyms, only what surely names none."""
    if not reading.people.are_pseudonyms:
        return fit(record.text, LONGEST_RECORD)
    if isinstance(record, Broken):
        return None
    shown = [f"{column.name}={record.values[column.name]}" for column in reading.kind.columns
             if not column.is_person and record.values.get(column.name) not in (None, "")]  # fmt: skip
    return fit("; ".join(shown), LONGEST_RECORD)


