"""Where the journal is kept: its tables, how it is opened, and the versions of its schema."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from ingest.errors import JournalError, NewerJournal, SettingsError
from ingest.journal_entries import TABLES, Entry, types_of
from ingest.journal_head import FILE_NAME, SCHEMA_VERSION, WAIT_SECONDS


class Instant(sa.TypeDecorator[datetime]):
    """An instant in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_TYPES: Final[Mapping[type, Any]] = {
    str: sa.Text, int: sa.SmallInteger, bool: sa.Boolean, date: sa.Date, tuple: sa.JSON,
}  # fmt: skip
METADATA: Final = sa.MetaData()
SCHEMA: Final = sa.Table(
    "journal_schema",
    METADATA,
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("journal_id", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)
"""One row per version the tables ever had; the highest is theirs."""


def _table(kind: type[Entry]) -> sa.Table:
    """One row per revision: rows are added, never changed."""
    types = types_of(kind)
    identity, *others = types
    return sa.Table(
        TABLES[kind],
        METADATA,
        sa.Column(identity, sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, _TYPES[types[name][0]], nullable=types[name][1]) for name in others),
        sa.Column("over_revision", sa.Integer, nullable=False),
        sa.Column("is_aside", sa.Boolean, nullable=False),
        sa.Column("written_by", sa.Text),
        sa.Column("written_at", Instant, nullable=False),
    )


ENTRY_TABLES: Final[Mapping[type[Entry], sa.Table]] = {kind: _table(kind) for kind in TABLES}

MIGRATIONS: Final[dict[int, Callable[[sa.Connection], None]]] = {}
"""What makes version n out of version n - 1. A new journal gets the tables of today at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a journal is."""

    url: URL
    file: Path | None
    """Its file, when it is one of SQLite's."""

    def __str__(self) -> str:
        return str(self.file) if self.file else self.url.render_as_string(hide_password=True)

    @property
    def is_there(self) -> bool:
        """Whether something may have been typed yet: a server is asked, a file that is missing holds nothing."""
        return self.file is None or self.file.exists()


def place_of(data_dir: Path, url: str | None = None) -> Place:
    """Return where the journal is: the data folder's own file, unless a URL names another.

    Raises `SettingsError`, which never repeats the URL: it may hold a password.
    """
    if not url:
        file = data_dir / FILE_NAME
        return Place(URL.create("sqlite", database=str(file)), file)
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError(_NO_URL) from None
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise SettingsError("A journal in memory would be lost. Name a file: sqlite:////folder/journal.db.")
        return Place(parsed, Path(parsed.database).expanduser())
    if parsed.drivername in ("postgres", "postgresql"):
        return Place(parsed.set(drivername="postgresql+psycopg"), None)
    if parsed.drivername != "postgresql+psycopg":
        raise SettingsError(_NO_URL)
    return Place(parsed, None)


_NO_URL: Final = (
    "The URL of the journal is none that Leadline reads. Expected sqlite:////folder/journal.db or "
    "postgresql://user@host/database, as [journal] url or in LEADLINE_JOURNAL_URL."
)


def engine_of(place: Place) -> sa.Engine:
    """Return what opens connections to the journal. What people type appears in no error of it."""
    if place.file is not None:
        url = place.url.set(database=str(place.file))
        # A connection a transaction: none outlives a journal that was moved away or put back from a backup.
        engine = sa.create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": WAIT_SECONDS})
        event.listen(engine, "connect", _open_file)
        event.listen(engine, "begin", _begin)
        return engine
    try:
        return sa.create_engine(place.url, hide_parameters=True, pool_pre_ping=True)
    except (ImportError, NoSuchModuleError):
        raise SettingsError(
            f"The journal at {place} needs the driver psycopg. Install it: pip install 'leadline[postgresql]'."
        ) from None


def _open_file(connection: Any, _: object) -> None:
    """Acknowledged means on the disk; readers and the one writer do not wait for each other."""
    connection.isolation_level = None  # Transactions are begun by `_begin`, not by the driver.
    connection.execute(f"pragma busy_timeout = {WAIT_SECONDS * 1000}")
    if connection.execute("pragma journal_mode").fetchone()[0] != "wal":
        connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")


def _begin(connection: sa.Connection) -> None:
    is_writing = connection.get_execution_options().get("is_writing", False)
    # A transaction that reads first and then writes would fail, not wait, when another came between.
    connection.exec_driver_sql("begin immediate" if is_writing else "begin")


def schema_version(con: sa.Connection, place: Place) -> int:
    """Return the version of the tables, 0 when there are none. Raises `NewerJournal` for one we do not know."""
    if not sa.inspect(con).has_table(SCHEMA.name):
        return 0
    version = con.scalar(sa.select(sa.func.max(SCHEMA.c.version))) or 0
    refuse_newer(version, place)
    return int(version)


def refuse_newer(version: int, place: Place) -> None:
    """Raise `NewerJournal` for tables of a version that this program does not know."""
    if version > SCHEMA_VERSION:
        raise NewerJournal(
            f"The journal {place} was written by a newer Leadline (tables of version {version}, this program knows "
            f"{SCHEMA_VERSION}). Update Leadline; nothing was changed."
        )


def make_tables(con: sa.Connection, place: Place) -> None:
    """Bring the tables to the version of this program, inside the transaction of `con`."""
    version = schema_version(con, place)
    if version == SCHEMA_VERSION:
        return
    if version == 0:
        METADATA.create_all(con)
        journal_id = uuid4().hex
    else:
        for step in range(version + 1, SCHEMA_VERSION + 1):
            MIGRATIONS[step](con)
        journal_id = con.scalar(sa.select(sa.func.max(SCHEMA.c.journal_id))) or uuid4().hex
    con.execute(sa.insert(SCHEMA), {"version": SCHEMA_VERSION, "journal_id": journal_id, "made_at": datetime.now(UTC)})


def make_folder(place: Place) -> None:
    """Make the folder of the journal's file, and its name last a power cut."""
    if place.file is None or place.file.exists():
        return
    place.file.parent.mkdir(parents=True, exist_ok=True)
    sqlite3.connect(place.file).close()
    place.file.touch()
    descriptor = os.open(place.file.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def translated(error: Exception, place: Place, doing: str) -> JournalError:
    """Return the sentence for what a database said."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()[0] if str(error) else type(error).__name__
    if "locked" in said or "busy" in said:
        why = "another program is writing it for longer than a save may take. Save again"
    elif "full" in said:
        why = "the disk is full. Free space, then save again"
    elif "readonly" in said or "unable to open" in said or "Permission" in said:
        why = "it cannot be opened for writing. Correct the permissions of its folder, then try again"
    elif "malformed" in said or "not a database" in said or "disk I/O" in said:
        why = f"it is damaged ({said}). Restore it from a backup"
    else:
        why = f"{said}. Check that it can be reached, then try again"
    password = place.url.password
    text = f"The journal {place} could not be {doing}: {why}; nothing that was acknowledged is lost."
    return JournalError(text.replace(str(password), "***") if password else text)
