"""Tells whether somebody typed something new, at the price of a look into a file."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from ingest.journal_entries import LANDED, TABLES

SCHEMA_VERSION: Final = 1
"""Version of the journal's tables that this program knows."""
FILE_NAME: Final = "journal.db"
WAIT_SECONDS: Final = 15

_COUNTS: Final = " union all ".join(
    f"select '{TABLES[kind]}', cast(count(*) as varchar(20)), cast(max(written_at) as varchar(40)) from {TABLES[kind]}"
    for kind in LANDED
)
HEAD_SQL: Final = (
    f"select 'journal', max(journal_id), cast(max(version) as varchar(20)) from journal_schema union all {_COUNTS}"
)
"""What tells one state of the journal from any other: rows are never changed and never fewer."""


def head_of(rows: Sequence[Sequence[Any]]) -> str:
    """Return what `HEAD_SQL` found as one text; empty when nothing was ever written."""
    counts = {name: (first, second) for name, first, second in rows}
    if all(count in (None, "0") for name, (count, _) in counts.items() if name != "journal"):
        return ""
    return " ".join(f"{name}:{first}:{second}" for name, (first, second) in sorted(counts.items()))


def quick_head(file: Path) -> str | None:
    """Return the head by Python's own driver: importing SQLAlchemy takes longer than a sync with nothing new.

    None when the file cannot be read so; the journal itself then says what is wrong with it.
    """
    try:
        # Not read-only: whoever opens such a file may have to tidy up after a writer that was killed.
        with closing(sqlite3.connect(file, timeout=WAIT_SECONDS)) as con:
            version = con.execute("select max(version) from journal_schema").fetchone()[0]
            return head_of(con.execute(HEAD_SQL).fetchall()) if version == SCHEMA_VERSION else None
    except sqlite3.Error:
        return None
