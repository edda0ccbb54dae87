"""The tables of ingest: what makes them, and a file that holds a new warehouse ready, without a row.

Its hundreds of statements take longer than reading a small repository does, and always make the same.
"""

import hashlib
import os
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from ingest.cache_folder import cache_folder
from ingest.text import for_sql

SCHEMA_FILES = ("schema.sql", "schema_jira.sql", "schema_feeds.sql", "schema_journal.sql")
_HEX = 24


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a new warehouse holds beside the tables of ingest: tables, views and macros, and no row of anybody."""

    make: Callable[[duckdb.DuckDBPyConnection], None]
    """Makes it in a database that has the tables of ingest."""
    digest: str
    """Equal digests mean that the same is made."""


@cache
def statements() -> str:
    """Return the SQL that makes every table of ingest that is not there."""
    return "".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in SCHEMA_FILES)


@cache
def _digest() -> str:
    return hashlib.sha256(statements().encode()).hexdigest()


def make_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of ingest in the database in use, unless a program with the same statements made them."""
    if _made_with(con) == _digest():
        return
    # Hundreds of statements with nothing to optimise: looking for it would cost a quarter more.
    con.execute(
        f"pragma disable_optimizer; begin; {statements()}; delete from meta.table_statements; "
        f"insert into meta.table_statements values ('{_digest()}'); commit; pragma enable_optimizer"
    )


def _made_with(con: duckdb.DuckDBPyConnection) -> str | None:
    try:
        found = con.execute("select digest from meta.table_statements").fetchall()
    except duckdb.CatalogException:
        return None
    return str(found[0][0]) if found else None


def copy_ready(to: Path, options: str, furniture: Furniture | None = None) -> bool:
    """Write a database with the empty tables at `to`, and the furniture.

    False, and nothing there, where the user's cache has none and takes none. `options`: how the file is made, in the
    words of ATTACH.
    """
    try:
        content = _kept(options, furniture)
        to.write_bytes(content)
    except (OSError, duckdb.Error, RuntimeError):  # RuntimeError: nobody knows where home is.
        to.unlink(missing_ok=True)
        return False
    return True


def _kept(options: str, furniture: Furniture | None) -> bytes:
    """What the cache holds, whole as it was written; else made and kept for the next time."""
    folder, kind = cache_folder(), "furnished" if furniture else "tables"
    told = f"{duckdb.__version__} {options} {_digest()} {furniture.digest if furniture else ''}"
    name = f"{kind}-{hashlib.sha256(told.encode()).hexdigest()[:_HEX]}"
    for path in folder.glob(f"{name}-*.duckdb"):
        content = path.read_bytes()
        if path.stem.endswith(_mark(content)):
            return content
        path.unlink(missing_ok=True)
    return _make(folder, name, options, furniture)


def _make(folder: Path, name: str, options: str, furniture: Furniture | None) -> bytes:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"making-{uuid.uuid4().hex}.duckdb"
    try:
        with duckdb.connect() as con:
            con.execute(f"attach '{for_sql(unfinished)}' as ready ({options}); use ready")
            make_tables(con)
            if furniture:
                furniture.make(con)
            con.execute("use memory; detach ready")
        content = unfinished.read_bytes()
        for old in folder.glob(f"{name.partition('-')[0]}-*.duckdb"):
            if not old.name.startswith(name):  # What another process has just made is as good as this.
                old.unlink(missing_ok=True)
        os.replace(unfinished, folder / f"{name}-{_mark(content)}.duckdb")
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return content


def _mark(content: bytes) -> str:
    """The digest of a file in its own name: what a full disk cut short, or somebody changed, is made anew."""
    return hashlib.sha256(content).hexdigest()[:_HEX]
