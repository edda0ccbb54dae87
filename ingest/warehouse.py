"""Makes the next warehouse and publishes it in one step; the only code that writes DuckDB files.

A published snapshot is never changed. The next one is a copy of it under a scratch name; when it is
whole it gets a number of its own, and the pointer CURRENT is replaced. Readers never wait, a crash
leaves the last good one, and a number is never used twice.
"""

import errno
import fcntl
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

import duckdb

from ingest.errors import NewerWarehouse, WarehouseBusy, WarehouseError
from ingest.tables import Furniture, copy_ready, make_tables
from ingest.text import for_sql

SCHEMA_VERSION = 2
KEPT_SNAPSHOTS = 3
KEPT_DAYS = 14
ROW_GROUP_ROWS = 8_192
# Dozens of small tables would each take a block of 256 KiB; a file keeps the size it was made with.
_BLOCK_BYTES = 65_536
# A scratch file that a crash leaves is thrown away, so nothing in it needs to be recoverable.
_NO_WAL = "recovery_mode 'no_wal_writes'"
_OPTIONS = f"row_group_size {ROW_GROUP_ROWS}, {_NO_WAL}"
_OPTIONS_OF_NEW = f"{_OPTIONS}, block_size {_BLOCK_BYTES}"
_SNAPSHOT = re.compile(r"snap-(\d{6,})\.duckdb")


class Warehouse:
    """The folder of snapshots under a data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.folder = data_dir / "warehouse"
        self._pointer = self.folder / "CURRENT"

    def current(self) -> Path | None:
        """Return the published snapshot: what CURRENT names, else the newest that reads back, else None."""
        named = self._named()
        if named is not None and named.is_file() and _reads_back(named):
            return named
        return next((path for path in reversed(self.snapshots()) if _reads_back(path)), None)

    def _sound(self) -> Path | None:
        """The current snapshot, or the newest before it, of which every value can be read: damage is not copied on."""
        current = self.current()
        older = [path for path in reversed(self.snapshots()) if path != current]
        return next((path for path in ([current] if current else []) + older if _reads_whole(path)), None)

    def _named(self) -> Path | None:
        """The snapshot whose name the pointer holds, None when it holds anything else."""
        try:
            with open(self._pointer, "rb") as file:
                name = file.read(200).strip().decode("ascii", "replace")
        except OSError:
            return None
        # The size behind the name is for readers, who do not look at every value.
        name = name.partition(" ")[0]
        return self.folder / name if _SNAPSHOT.fullmatch(name) else None

    def snapshots(self) -> list[Path]:
        """Return all published snapshots, oldest first."""
        found = [path for path in self.folder.glob("snap-*.duckdb") if _SNAPSHOT.fullmatch(path.name)]
        return sorted(found, key=_number)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock; it dies with the process. Raises `WarehouseBusy` when it is taken."""
        with _told("make the folder", self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.folder / "writer.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise WarehouseBusy(
                f"Another `leadline sync` or `build` is writing {self.folder}. Wait for it to end, then run again."
            ) from error
        try:
            with _told("write the data folder", self.data_dir):
                self._remove_litter()
                yield
        finally:
            os.close(descriptor)

    def _remove_litter(self) -> None:
        for pattern in ("next-*", "CURRENT.*", "link-*"):
            for path in self.folder.glob(pattern):
                _remove(path)

    @contextmanager
    def next(self, now: datetime, furniture: Furniture | None = None) -> Iterator["NextSnapshot"]:
        """Yield a writable copy of the current snapshot; call inside `writing`. Unpublished, it is removed.

        `furniture`: what the first one may hold from the start.
        """
        current = self._sound()
        if current is None and self.snapshots():
            raise WarehouseError(
                f"No snapshot in {self.folder} can be read. Restore one from a backup, or move that folder away "
                "and run `leadline sync` to read all sources anew."
            )
        scratch = self.folder / f"next-{uuid.uuid4().hex}.duckdb"
        with _told("write the next snapshot", self.folder):
            try:
                if current is not None:
                    shutil.copyfile(current, scratch)
                else:
                    copy_ready(scratch, _OPTIONS_OF_NEW, furniture)
                with closing(NextSnapshot(self, scratch, current, now)) as following:
                    yield following
            finally:
                for path in self.folder.glob(f"{scratch.stem}*"):
                    _remove(path)

    def publish(self, scratch: Path, name: str) -> Path:
        """Give a finished, closed scratch file its own name and point CURRENT at it."""
        final = self.folder / name
        _sync_file(scratch)
        scratch.chmod(0o444)
        os.rename(scratch, final)
        _sync_folder(self.folder)
        _replace(self._pointer, f"{final.name} {final.stat().st_size}\n")
        self._link(final)
        self.prune()
        return final

    def _link(self, final: Path) -> None:
        link = self.data_dir / "warehouse.duckdb"
        unfinished = self.folder / f"link-{uuid.uuid4().hex}"
        with suppress(OSError):  # Where links are not allowed, the pointer alone names the snapshot.
            unfinished.symlink_to(Path("warehouse") / final.name)
            os.replace(unfinished, link)

    def next_number(self) -> int:
        """Return a number above every one in use or named by the pointer."""
        named = self._named()
        return max((_number(path) for path in (*self.snapshots(), *([named] if named else []))), default=0) + 1

    def prune(self) -> None:
        """Keep the last three snapshots and one a day for 14 days; never remove what CURRENT names."""
        snapshots = self.snapshots()
        kept = set(snapshots[-KEPT_SNAPSHOTS:])
        kept |= {named} if (named := self._named()) else set()
        made = {path: datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in snapshots}
        kept |= set({when.date(): path for path, when in made.items() if _is_recent(when)}.values())
        for path in snapshots:
            if path not in kept:
                path.unlink(missing_ok=True)


class NextSnapshot:
    """A snapshot in the making. `con` is open for writing."""

    def __init__(self, warehouse: Warehouse, scratch: Path, current: Path | None, now: datetime) -> None:
        self.warehouse, self._scratch, self._now = warehouse, scratch, now
        self.number = warehouse.next_number()
        self.name = f"snap-{self.number:06d}.duckdb"
        self.published: Path | None = None
        self.con = duckdb.connect()
        options = _OPTIONS if scratch.exists() else _OPTIONS_OF_NEW
        self.con.execute(f"attach '{for_sql(scratch)}' as warehouse ({options})")
        self.con.execute("use warehouse")
        self.con.execute("set enable_progress_bar = false")
        self.con.execute("set TimeZone = 'UTC'")
        # Compressed as soon as it is whole, a row group costs nothing while git still runs.
        self.con.execute("set write_buffer_row_group_count = 1")
        self.con.execute(f"set temp_directory = '{for_sql(scratch)}.tmp'")
        # Rows that several threads land make more row groups, half full, which the checkpoint must write again.
        self.con.execute("set threads = 1")
        if current is not None:
            _refuse_newer(self.con, current)
        make_tables(self.con)

    def use_all_cores(self) -> None:
        """Land no more rows, but make new tables of them."""
        self.con.execute("reset threads")

    def publish(self) -> Path:
        """Close the snapshot, check that it reads back, and make it the current one."""
        self.con.execute("delete from meta.warehouse")
        self.con.execute(
            "insert into meta.warehouse values ($schema, $version, $number, $now)",
            {
                "schema": SCHEMA_VERSION,
                "version": metadata.version("leadline"),
                "number": self.number,
                "now": self._now,
            },
        )
        self.con.execute("checkpoint warehouse")
        expected = _row_counts(self.con)
        self.con.execute("use memory; detach warehouse")
        if Path(f"{self._scratch}.wal").exists():
            raise WarehouseError("The next snapshot was not closed whole; the last one is still served. Run again.")
        _check(self.con, self._scratch, expected)
        self.close()
        self.published = self.warehouse.publish(self._scratch, self.name)
        return self.published

    def close(self) -> None:
        """Release the scratch file; nothing is published by it."""
        with suppress(duckdb.Error):
            self.con.close()


def _row_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the rows of every table; one that never had any is not looked into."""
    tables = con.execute(
        "select schema_name, table_name, estimated_size from duckdb_tables() "
        "where database_name = current_database() and not temporary"
    ).fetchall()
    counts = {f'"{schema}"."{table}"': 0 for schema, table, _ in tables}
    filled = [f'"{schema}"."{table}"' for schema, table, size in tables if size]
    counted = " union all ".join(f"select '{name}', count(*) from {name}" for name in filled)
    return counts | dict(con.execute(counted).fetchall() if filled else [])


def _check(con: duckdb.DuckDBPyConnection, path: Path, expected: dict[str, int]) -> None:
    con.execute(f"attach '{for_sql(path)}' as read_back (read_only); use read_back")
    found = _row_counts(con)
    if found != expected:
        wrong = sorted(name for name in expected if found.get(name) != expected[name])
        raise WarehouseError(
            f"The next snapshot does not read back as written ({', '.join(wrong[:3])}); the last one is still served. "
            "Check the disk, then run `leadline sync` again."
        )


def _refuse_newer(con: duckdb.DuckDBPyConnection, current: Path) -> None:
    made_by = con.execute("select schema_version, leadline_version from meta.warehouse").fetchall()
    if made_by and made_by[0][0] > SCHEMA_VERSION:
        con.close()
        raise NewerWarehouse(
            f"{current.name} was written by Leadline {made_by[0][1]} (tables of version {made_by[0][0]}, "
            f"this program knows {SCHEMA_VERSION}). Update Leadline; nothing was changed."
        )


def _reads_back(path: Path) -> bool:
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            return bool(con.execute("select count(*) from meta.warehouse").fetchall())
    except duckdb.Error:
        return False


def _reads_whole(path: Path) -> bool:
    """Tell whether every value of a snapshot can be read; `_reads_back` looks at one."""
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            for name in _row_counts(con):
                con.execute(f"select bit_xor(hash(line)) from {name} as line").fetchall()
        return True
    except duckdb.Error:
        return False


@contextmanager
def _told(doing: str, folder: Path) -> Iterator[None]:
    """Turn a full disk or a folder that cannot be written into one sentence."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        reason = _reason(error)
        if reason is None:
            raise
        raise WarehouseError(
            f"Could not {doing}: {reason} ({folder}). The last snapshot is untouched and still served; "
            "free space or correct the permissions, then run again."
        ) from error


def _reason(error: Exception) -> str | None:
    number = error.errno if isinstance(error, OSError) else None
    text = str(error)
    if number == errno.ENOSPC or number == errno.EDQUOT or "No space left" in text or "disk full" in text.lower():
        return "the disk is full"
    if number in (errno.EACCES, errno.EPERM, errno.EROFS) or "Permission denied" in text or "Read-only file" in text:
        return "the folder cannot be written"
    if number is not None:
        return os.strerror(number)
    return "the file could not be written" if isinstance(error, duckdb.IOException | duckdb.FatalException) else None


def _number(path: Path) -> int:
    found = _SNAPSHOT.fullmatch(path.name)
    return int(found.group(1)) if found else 0


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _is_recent(when: datetime) -> bool:
    return datetime.now(UTC) - when < timedelta(days=KEPT_DAYS)


def _replace(path: Path, text: str) -> None:
    unfinished = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    with open(unfinished, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)
    _sync_folder(path.parent)


def _sync_file(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
