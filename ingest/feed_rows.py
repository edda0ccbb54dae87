"""Records of a feed read into the rows that land; a record that breaks a rule is set aside with the reason."""

import difflib
import fnmatch
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from ingest.feed_columns import Column, Kind
from ingest.feed_folders import phase_of
from ingest.feed_places import FileRefused
from ingest.feed_table import Broken, Record
from ingest.feed_values import RowRefused, expected, read_value
from ingest.jira_people import People
from ingest.jira_text import fit
from ingest.settings_feeds import FeedSettings
from ingest.text import one_line

LONGEST_RECORD = 2_000
_MOST_STEPS = 10_000
MOST_ROWS = 250_000
"""Rows of one file, good and bad: what is told of them is held in memory until the file is read."""
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


def read_rows(records: Iterable[Record | Broken], reading: Reading, told_by_place: Mapping[str, str]) -> FileRows:
    """Return the rows of one file that can be read, the last of each identity, and those that cannot.

    What a row does not tell is what the feed's settings say, else what the file's place tells.
    """
    found = FileRows()
    file = _File(reading, reading.zone, dict(told_by_place) | reading.feed.told)
    by_identity: dict[tuple[Any, ...], dict[str, Any]] = {}
    for n, record in enumerate(records, 1):
        if n > MOST_ROWS:
            raise FileRefused(f"holds more than {MOST_ROWS:,} rows, the most that is read of one file. Split it.")
        try:
            if isinstance(record, Broken):
                raise RowRefused(record.reason)
            row = _read(record.values, file)
        except RowRefused as error:
            found.set_aside(Reject(record.line, str(error), _record(record, reading)))
            continue
        row["line_number"] = record.line
        by_identity[tuple(row.get(name) for name in reading.kind.identity)] = row
    found.rows = list(by_identity.values())
    return found


@dataclass(frozen=True, slots=True)
class _File:
    """One file in the reading."""

    reading: Reading
    zone: ZoneInfo
    otherwise: Mapping[str, str]
    """By column, what counts where a row does not tell."""
    step_counts: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    """Steps read of each release."""


def _read(values: Mapping[str, object], file: _File) -> dict[str, Any]:
    reading, columns = file.reading, file.reading.kind.columns
    told = {column.name: read_value(column, values.get(column.name), file.zone) for column in columns}
    _add_otherwise(told, file.otherwise, reading.kind.one_of)
    for column in columns:
        if column.is_required and told[column.name] is None:
            raise RowRefused(f"{column.name} is empty. Expected {expected(column)}, such as {column.example}.{reading.kind.else_told}")
    one_of = reading.kind.one_of
    if one_of and all(told[name] is None for name in one_of):
        raise RowRefused(f"{' and '.join(one_of)} are empty. Expected at least one of them.{reading.kind.else_told}")
    if told["service"] is not None:
        told["service"] = known_service(told["service"], reading.services)
    finish = _FINISHING.get(reading.kind.name)
    if finish is not None:
        finish(told, file)
    return {column.landed: _person(told[column.name], column, told, reading) for column in columns}


def _add_otherwise(told: dict[str, Any], otherwise: Mapping[str, str], one_of: tuple[str, ...]) -> None:
    """Add what the feed or the place tells. A row that names its version or commit is of no other one."""
    is_named = any(told[name] is not None for name in one_of)
    for name, value in otherwise.items():
        if told.get(name) is None and not (is_named and name in one_of):
            told[name] = value


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


def _finish_deployment(told: dict[str, Any], file: _File) -> None:
    pipelines = file.reading.feed.pipelines
    if told["deployment_id"] is None:
        parts = (told["service"], told["environment"], f"{told['started_at']:%Y-%m-%dT%H:%M:%S.%fZ}", told["version"] or told["sha"])
        told["deployment_id"] = " ".join(parts)
    if told["is_automated"] is None and pipelines and told["by"] is not None:
        told["is_automated"] = any(fnmatch.fnmatchcase(told["by"].casefold(), name.casefold()) for name in pipelines)


def _finish_test_run(told: dict[str, Any], file: _File) -> None:
    told["phase"] = phase_of(told["phase"])
    executed, passed, failed = (told[name] for name in ("executed", "passed", "failed"))
    if [executed, passed, failed].count(None) > 1:
        raise RowRefused("Of executed, passed and failed at least two must be told. Add another of them.")
    if passed is None:
        passed = executed - failed
    elif failed is None:
        failed = executed - passed
    if min(passed, failed) < 0 or executed not in (None, passed + failed):
        raise RowRefused(f"executed is {executed}, but passed and failed are {told['passed']} and {told['failed']}. Expected their sum: "
                         "a skipped test is not executed.")  # fmt: skip
    told |= {"executed": passed + failed, "passed": passed, "failed": failed}


def _finish_approval(told: dict[str, Any], file: _File) -> None:
    if told["service"] is None and told["issue_key"] is None:
        raise RowRefused("service is empty. Expected the service of the version or commit, or an issue_key.")
    if told["decided_at"] is None and told["decision"] != "pending":
        raise RowRefused(f"decided_at is empty, though it was {told['decision']}. Expected when that was.")
    if told["approval_id"] is None:
        who = file.reading.people.pseudonym(told["approver"]) if told["approver"] else ""
        when = told["asked_at"] or told["decided_at"]
        about = (told["service"], told["version"], told["issue_key"], told["sha"], told["name"])
        told["approval_id"] = " ".join([*(part for part in about if part), *([who] if who else []), f"{when:%Y-%m-%dT%H:%M:%SZ}" if when else "-"])


def _finish_step(told: dict[str, Any], file: _File) -> None:
    release = (told["service"], told["version"])
    file.step_counts[release] += 1
    if told["step"] is None:
        told["step"] = file.step_counts[release]
    if not 1 <= told["step"] <= _MOST_STEPS:
        raise RowRefused(f"step is {told['step']:,}. Expected a number from 1 to {_MOST_STEPS:,}.")
    if told["phase"] is not None:
        told["phase"] = " ".join(told["phase"].casefold().replace("_", " ").replace("-", " ").split())
    if told["state"] is None:
        told["state"] = "done" if told["finished_at"] else "running" if told["started_at"] else "planned"


_FINISHING: Mapping[str, Callable[[dict[str, Any], _File], None]] = {
    "deployments": _finish_deployment, "tests": _finish_test_run, "approvals": _finish_approval, "runsheet": _finish_step,
}  # fmt: skip


def _record(record: Record | Broken, reading: Reading) -> str | None:
    """The row as it stood; where people have pseudonyms, only what surely names none."""
    if not reading.people.are_pseudonyms:
        return fit(record.text, LONGEST_RECORD)
    if isinstance(record, Broken):
        return None
    shown = [f"{column.name}={record.values[column.name]}" for column in reading.kind.columns
             if not column.is_person and record.values.get(column.name) not in (None, "")]  # fmt: skip
    return fit("; ".join(shown), LONGEST_RECORD)
