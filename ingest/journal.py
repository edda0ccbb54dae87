"""What people type, kept for ever: decisions, reviews, feedback, actions, improvements, annotations, freeze exceptions.

An entry is a row of revisions that are only ever added. What was acknowledged is on the disk. The journal is a database
of its own, so that no rebuild of the warehouse can touch it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Generic

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from ingest.errors import EntryRefused, JournalError, NewerJournal
from ingest.journal_entries import (
    LANDED,
    LONGEST_LINE,
    LONGEST_REASON,
    LONGEST_TEXT,
    Action,
    Annotation,
    Decision,
    E,
    Entry,
    Feedback,
    FreezeException,
    Improvement,
    Review,
    SavedQuery,
    checked,
    decision_id,
    identity_of,
    types_of,
    written,
)
from ingest.journal_head import HEAD_SQL, head_of
from ingest.journal_tables import (
    ENTRY_TABLES,
    Place,
    engine_of,
    make_folder,
    make_tables,
    place_of,
    schema_version,
    translated,
)

__all__ = [
    "LONGEST_LINE",
    "LONGEST_REASON",
    "LONGEST_TEXT",
    "Action",
    "Annotation",
    "Decision",
    "EntryRefused",
    "Feedback",
    "FreezeException",
    "Improvement",
    "Journal",
    "JournalError",
    "NewerJournal",
    "Review",
    "Saved",
    "SavedQuery",
    "Written",
    "decision_id",
]  # fmt: skip

_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Written(Generic[E]):
    """One revision of an entry."""

    entry: E
    revision: int
    """1 for the first."""
    over_revision: int
    """The revision its author saw; 0 for none."""
    is_aside: bool
    """Written over a revision that was the last no more: kept, but it does not count."""
    written_by: str | None
    written_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class Saved(Generic[E]):
    """What became of a save: it is on the disk."""

    written: Written[E]
    overtaken_by: Written[E] | None = None
    """What somebody else wrote meanwhile, and counts; `written` is kept aside until it is saved over that."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The last revisions of all kinds, read at one moment."""

    head: str
    """Differs whenever something was written."""
    entries: Mapping[type[Entry], list[Written[Any]]]


class Journal:
    """The journal at one place. Safe to share between threads; processes may write side by side."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @classmethod
    def of(cls, data_dir: Path, url: str | None = None) -> Journal:
        """Return the journal of a data folder, or the one that `url` names. Opens nothing yet."""
        return cls(place_of(data_dir, url))

    @cached_property
    def _engine(self) -> sa.Engine:
        return engine_of(self.place)

    def save(self, entry: E, *, over: int, by: str | None, at: datetime) -> Saved[E]:
        """Add `entry` as the next revision of its identity and return once it is on the disk.

        `over` is the revision its author saw, 0 for a new entry. The same save twice adds nothing. When somebody else
        wrote in between, the entry is kept aside and theirs is returned too. Raises `EntryRefused` for one that does
        not fit its form, `JournalError` when it could not be kept.
        """
        whole = checked(entry)
        author = (written(by, "name", {"longest": LONGEST_LINE}) or None) if by else None
        for _ in range(_TRIES):
            try:
                with self._transaction("written", is_writing=True) as con:
                    make_tables(con, self.place)
                    return _add(con, whole, over, author, at)
            except _TakenMeanwhile:
                continue
        raise JournalError(f"The journal {self.place} is written by too many at once. Save again.")

    def latest(self, kind: type[E]) -> list[Written[E]]:
        """Return the revision that counts of each entry of this kind, the last written first."""
        if not self.place.is_there:
            return []
        with self._reading() as con:
            return _latest(con, kind) if con is not None else []

    def history(self, kind: type[E], identity: str) -> list[Written[E]]:
        """Return every revision of one entry, those kept aside too, the newest first."""
        if not self.place.is_there:
            return []
        table = ENTRY_TABLES[kind]
        with self._reading() as con:
            if con is None:
                return []
            rows = con.execute(
                sa.select(table).where(table.c[identity_of(kind)] == identity).order_by(table.c.revision.desc())
            )
            return [_written(kind, row) for row in rows.mappings()]

    def snapshot(self) -> Snapshot:
        """Return the last revisions of every kind that the warehouse gets, as of one moment."""
        if not self.place.is_there:
            return Snapshot("", {})
        with self._reading() as con:
            if con is None:
                return Snapshot("", {})
            head = head_of([tuple(row) for row in con.exec_driver_sql(HEAD_SQL)])
            return Snapshot(head, {kind: _latest(con, kind) for kind in LANDED})

    def head(self) -> str:
        """Return a text that differs whenever something was written; empty when nothing ever was."""
        if not self.place.is_there:
            return ""
        with self._reading() as con:
            return head_of([tuple(row) for row in con.exec_driver_sql(HEAD_SQL)]) if con is not None else ""

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection | None]:
        """A transaction that sees one moment; None when the journal has no tables yet."""
        with self._transaction("read", is_writing=False) as con:
            yield con if schema_version(con, self.place) else None

    @contextmanager
    def _transaction(self, doing: str, *, is_writing: bool) -> Iterator[sa.Connection]:
        try:
            if is_writing:
                make_folder(self.place)
            with self._engine.connect() as opened:
                level = {} if self.place.file else {"isolation_level": "REPEATABLE READ"}
                con = opened.execution_options(is_writing=is_writing, **level)
                with con.begin():
                    yield con
        except (SQLAlchemyError, OSError) as error:
            if _is_race(error):
                raise _TakenMeanwhile from error
            raise translated(error, self.place, doing) from error


class _TakenMeanwhile(Exception):
    """Another writer took the revision's number, or made the tables, in between; SQLite's lock prevents it."""


def _is_race(error: Exception) -> bool:
    """Tell whether a server refused a transaction because of another (unique number taken, or not serialisable)."""
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    return isinstance(error, IntegrityError) or (isinstance(error, DBAPIError) and code in ("40001", "40P01", "42P07"))


def _add(con: sa.Connection, entry: E, over: int, by: str | None, at: datetime) -> Saved[E]:
    kind, table = type(entry), ENTRY_TABLES[type(entry)]
    identity = identity_of(kind)
    rows = con.execute(sa.select(table).where(table.c[identity] == getattr(entry, identity)).order_by(table.c.revision))
    known = [_written(kind, row) for row in rows.mappings()]
    counting = next((found for found in reversed(known) if not found.is_aside), None)
    present = counting.revision if counting else 0
    if over > present:
        raise EntryRefused(
            f"It was to be saved over revision {over}, which the journal does not hold. Load the page again; "
            "nothing was saved."
        )
    again = next((found for found in known if found.over_revision == over and found.entry == entry), None)
    if again is None:
        again = Written(entry, len(known) + 1, over, over != present, by, at)
        con.execute(sa.insert(table), _row(again))
        counting = counting if again.is_aside else again
    return Saved(again, None if counting == again else counting)


def _latest(con: sa.Connection, kind: type[E]) -> list[Written[E]]:
    table = ENTRY_TABLES[kind]
    identity = table.c[identity_of(kind)]
    last = (
        sa.select(identity.label("identity"), sa.func.max(table.c.revision).label("revision"))
        .where(sa.not_(table.c.is_aside))
        .group_by(identity)
        .subquery()
    )
    rows = con.execute(
        sa.select(table)
        .join(last, sa.and_(identity == last.c.identity, table.c.revision == last.c.revision))
        .order_by(table.c.written_at.desc(), identity)
    )
    return [_written(kind, row) for row in rows.mappings()]


def _row(written: Written[Any]) -> dict[str, Any]:
    row = {each.name: getattr(written.entry, each.name) for each in fields(written.entry)}
    row |= {name: list(value) for name, value in row.items() if isinstance(value, tuple)}
    return row | {
        "revision": written.revision,
        "over_revision": written.over_revision,
        "is_aside": written.is_aside,
        "written_by": written.written_by,
        "written_at": written.written_at,
    }


def _written(kind: type[E], row: sa.RowMapping) -> Written[E]:
    told: dict[str, Any] = {
        name: tuple(row[name] or ()) if types[0] is tuple else row[name] for name, types in types_of(kind).items()
    }
    return Written(
        kind(**told), row["revision"], row["over_revision"], row["is_aside"], row["written_by"], row["written_at"]
    )
