"""The current warehouse, read-only.

A snapshot is never changed once published, so whatever is read from one can be kept for as long as its number is current.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import duckdb

from metrics.errors import MetricsError, NewerWarehouse, NoWarehouse, WarehouseUnreadable

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION: Final = 2
"""Version of the raw and meta tables that this program reads."""
_NAME: Final = re.compile(r"snap-(\d{6,})\.duckdb")
_POINTER: Final = re.compile(r"(snap-\d{6,}\.duckdb)(?: (\d{1,18}))?")


@dataclass(frozen=True, slots=True)
class Located:
    """Which snapshot is current, found without opening it."""

    number: int
    path: Path
    warning: str | None
    """Why it is not the one that the pointer names; None when it is."""


@dataclass(slots=True)
class Snapshot:
    """One published warehouse, open for reading. Safe to share between threads."""

    number: int
    path: Path
    warning: str | None
    as_of: datetime | None
    """When a source was last read whole; None when nothing was built yet."""
    _con: duckdb.DuckDBPyConnection
    _cursors: threading.Lock = field(default_factory=threading.Lock)

    def query(self, sql: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Return the rows of a query; `parameters` bind `$name`."""
        with self._own_cursor() as cursor:
            return cursor.execute(sql, dict(parameters) if parameters else None).df()

    def arrow(self, sql: str, parameters: Mapping[str, object] | None = None) -> Any:
        """Return the rows of a query as a pyarrow.Table, for grids of many rows."""
        with self._own_cursor() as cursor:
            return cursor.sql(sql, params=dict(parameters) if parameters else None).to_arrow_table()

    def close(self) -> None:
        """Release the file. Queries under way in other threads read on to their end."""
        self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _own_cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one query; the lock is held only while it is made."""
        with self._cursors:
            cursor = self._con.cursor()
        cursor.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
        return cursor


def locate(data_dir: Path) -> Located:
    """Return the snapshot that CURRENT names; when that is junk or gone, the newest there is, with a warning.

    Costs a read of a line, so it can be asked on every rerun to notice a newer snapshot.
    """
    folder = data_dir / "warehouse"
    named, size = _pointed(folder)
    if named is not None and _is_whole(named, size):
        return Located(_number(named), named, None)
    found = [path for path in _newest_first(folder) if path != named]
    if not found and named is not None and named.is_file():
        raise _none_readable(folder)
    if not found:
        raise NoWarehouse(f"There is no warehouse in {data_dir} yet; run `leadline sync` to make one.")
    return Located(_number(found[0]), found[0], _warning(found[0], named))


def current(data_dir: Path) -> Snapshot:
    """Open the snapshot that `locate` finds; when that cannot be read, the newest that can, with a warning."""
    first = locate(data_dir)
    with suppress(WarehouseUnreadable):
        return open_snapshot(first.path, warning=first.warning)
    folder = data_dir / "warehouse"
    named, _ = _pointed(folder)
    for path in _newest_first(folder):
        if path not in (named, first.path):
            with suppress(WarehouseUnreadable):
                return open_snapshot(path, warning=_warning(path, named or first.path))
    raise _none_readable(folder)


def _none_readable(folder: Path) -> WarehouseUnreadable:
    return WarehouseUnreadable(
        f"No snapshot in {folder} can be read. Restore one from a backup, or move that folder away"
        " and run `leadline sync`."
    )


def open_snapshot(path: Path, *, warning: str | None = None) -> Snapshot:
    """Open one snapshot by its file, or by a link to it. Raises `WarehouseUnreadable` or `NewerWarehouse`."""
    if not path.is_file():
        raise NoWarehouse(f"There is no warehouse at {path}; run `leadline sync` to make one.")
    path = path.resolve()
    try:
        con = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise WarehouseUnreadable(
            f"The snapshot {path} cannot be read; run `leadline sync` to make a new one."
        ) from error
    try:
        version, as_of = _what_made_it(con, path)
        _refuse_newer(version, path)
    except MetricsError:
        con.close()
        raise
    return Snapshot(_number(path), path, warning, as_of, con)


def _what_made_it(con: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, datetime | None]:
    """The schema version comes first and alone: nothing else is known of a newer warehouse."""
    try:
        con.execute("set TimeZone = 'UTC'")
        row = con.execute("select max(schema_version) from meta.warehouse").fetchone()
        version = row[0] if row and row[0] is not None else SCHEMA_VERSION
        return version, _as_of(con) if version <= SCHEMA_VERSION else None
    except duckdb.Error as error:
        raise WarehouseUnreadable(f"{path} is no warehouse of Leadline; run `leadline sync` to make one.") from error


def _as_of(con: duckdb.DuckDBPyConnection) -> datetime | None:
    with suppress(duckdb.CatalogException):
        row = con.execute("select max_by(as_of, build_id) from meta.builds").fetchone()
        return row[0] if row else None
    return None


def _refuse_newer(version: int, path: Path) -> None:
    if version > SCHEMA_VERSION:
        raise NewerWarehouse(
            f"{path} was written by a newer Leadline (its tables have version {version}, this one reads up to"
            f" {SCHEMA_VERSION}); upgrade Leadline, or point it at another data folder."
        )


def _pointed(folder: Path) -> tuple[Path | None, int | None]:
    """The file that the pointer names and its size in bytes, as far as what it says has that form."""
    with suppress(OSError, UnicodeDecodeError):
        with (folder / "CURRENT").open(encoding="utf-8") as pointer:
            told = _POINTER.fullmatch(pointer.read(200).strip())
        if told:
            return folder / told[1], int(told[2]) if told[2] else None
    return None, None


def _is_whole(path: Path, size: int | None) -> bool:
    """Tell whether the file is as long as it was when published: DuckDB opens one that lacks its end."""
    with suppress(OSError):
        return path.is_file() and path.stat().st_size >= (size or 0)
    return False


def _newest_first(folder: Path) -> list[Path]:
    found = [path for path in folder.glob("snap-*.duckdb") if _NAME.fullmatch(path.name)]
    return sorted(found, key=_number, reverse=True)


def _number(path: Path) -> int:
    found = _NAME.fullmatch(path.name)
    return int(found.group(1)) if found else 0


def _warning(shown: Path, wanted: Path | None) -> str:
    wrong = f"{wanted.name} cannot be read" if wanted else "the pointer warehouse/CURRENT is missing or damaged"
    return f"Showing {shown.name}, because {wrong}; run `leadline sync` to publish a new snapshot."
