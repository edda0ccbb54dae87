"""Copies what people typed into the next snapshot; the journal stays the truth."""

from dataclasses import fields
from datetime import datetime
from typing import Any

import duckdb

from ingest.duck import scalar
from ingest.errors import JournalError
from ingest.jira_people import People
from ingest.journal_entries import LANDED, TABLES, Entry
from ingest.journal_head import FILE_NAME, quick_head
from ingest.settings import SourceSettings

SOURCE = "people"
"""Name and kind of the journal among the sources."""
_PEOPLE_COLUMNS = ("written_by", "owner")


def journal_head(settings: SourceSettings) -> str:
    """Return a text that differs whenever somebody typed something; empty when nobody ever did.

    Of the data folder's own journal it costs a look into the file. Raises `JournalError` when it cannot be read.
    """
    if settings.journal_url is None:
        file = settings.data_dir / FILE_NAME
        head = quick_head(file) if file.exists() else ""
        if head is not None:
            return head
    return str(_journal(settings).head())


def is_landed(head: str, settings: SourceSettings) -> bool:
    """Tell whether the journal is still as it was at `head`; one that cannot be read is not."""
    try:
        return journal_head(settings) == head
    except JournalError:
        return False


def land_journal(con: duckdb.DuckDBPyConnection, settings: SourceSettings, now: datetime) -> str | None:
    """Replace raw.journal_* by the last revisions of the journal, unless they are there already.

    A journal that cannot be read leaves the tables as the last sync found them: returns the sentence that says why,
    which also stands in meta.sources.
    """
    try:
        _land(con, settings, now)
    except JournalError as error:
        _record(con, _place(settings), now, failure=str(error))
        return str(error)
    return None


def _land(con: duckdb.DuckDBPyConnection, settings: SourceSettings, now: datetime) -> None:
    landed = scalar(con, "select head from meta.journal")
    head = journal_head(settings)
    if head == (landed or ""):
        if head:
            _record(con, _place(settings), now)
        return
    if not head:
        raise JournalError(
            f"The journal {_place(settings)} is gone or empty, yet the warehouse holds what people typed into it. Put it "
            "back from a backup; until then the warehouse keeps what it had."
        )
    found = _journal(settings).snapshot()
    people = People(settings.people.key())
    con.execute("begin")
    for kind in LANDED:
        _replace(con, kind, [_values(written, people) for written in found.entries[kind]])
    con.execute("delete from meta.journal")
    con.execute("insert into meta.journal values ($1)", [found.head])
    _record(con, _place(settings), now)
    con.execute("commit")


def _replace(con: duckdb.DuckDBPyConnection, kind: type[Entry], rows: list[tuple[Any, ...]]) -> None:
    con.execute(f"delete from raw.{TABLES[kind]}")
    if rows:
        names = [*(each.name for each in fields(kind)), "revision", "written_by", "written_at"]
        places = ", ".join("?" * len(names))
        con.executemany(f"insert into raw.{TABLES[kind]} ({', '.join(names)}) values ({places})", rows)


def _values(written: Any, people: People) -> tuple[Any, ...]:
    told = {each.name: getattr(written.entry, each.name) for each in fields(written.entry)}
    told |= {name: list(value) for name, value in told.items() if isinstance(value, tuple)}
    told |= {"revision": written.revision, "written_by": written.written_by, "written_at": written.written_at}
    if people.are_pseudonyms:
        told |= {name: people.pseudonym(told[name]) for name in _PEOPLE_COLUMNS if told.get(name)}
    return tuple(told.values())


def _record(con: duckdb.DuckDBPyConnection, place: str, now: datetime, failure: str | None = None) -> None:
    """Bring the journal's row of meta.sources up to date."""
    last = scalar(con, "select last_success_at from meta.sources where kind = $kind", {"kind": SOURCE})
    newest = " union all ".join(f"select max(written_at) as written_at from raw.{TABLES[kind]}" for kind in LANDED)
    con.execute("delete from meta.sources where kind = $1", [SOURCE])
    con.execute(
        f"insert into meta.sources select $name, $name, $place, $state, $message, $now, $success, max(written_at) from ({newest})",
        {"name": SOURCE, "place": place, "state": "failed" if failure else "ok", "message": failure, "now": now,
         "success": last if failure else now},
    )  # fmt: skip


def _place(settings: SourceSettings) -> str:
    return str(_journal(settings).place) if settings.journal_url else str(settings.data_dir / FILE_NAME)


def _journal(settings: SourceSettings) -> Any:
    from ingest.journal import Journal

    return Journal.of(settings.data_dir, settings.journal_url)
