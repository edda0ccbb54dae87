"""How DuckDB is opened for one statement of an analyst: read-only, shut off from files, network and settings.

This is the engine's part of the protection. It does not hold a statement that eats memory or ignores time limits inside the
engine; `jail` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from metrics.errors import NoWarehouse, WarehouseUnreadable
from metrics.sandbox.limits import THREADS

_OWN_INSTANCE: Final[dict[str, str | bool | int | float | list[str]]] = {"allow_community_extensions": "false"}
"""Differs from how pages open a snapshot, so that DuckDB refuses to share one instance, and its locked settings, with them."""


def open_for_analyst(path: Path, *, seconds: float | None, memory_mb: int) -> duckdb.DuckDBPyConnection:
    """Open a snapshot for one statement, then throw the connection away: what one leaves behind, the next would see.

    `seconds`: DuckDB's own limit, which many statements do not heed; None for none.
    """
    if not path.is_file():
        raise NoWarehouse(f"There is no warehouse at {path.name} any more; run the query again, or `leadline sync`.")
    try:
        con = duckdb.connect(str(path), read_only=True, config=_OWN_INSTANCE)
    except duckdb.Error as error:
        raise WarehouseUnreadable(
            f"The snapshot {path.name} cannot be read; run `leadline sync` to make a new one."
        ) from error
    for setting in settings(seconds, memory_mb):
        con.execute(f"set {setting}")
    return con


def settings(seconds: float | None, memory_mb: int) -> list[str]:
    """The settings in their order, which matters.

    Temporary files go before external access, which would not let them be set any more; the file system goes after it, since
    the database's own file stays an allowed path until then and could be overwritten; the lock goes last.
    """
    return [
        "TimeZone = 'UTC'",
        "errors_as_json = true",
        "temp_directory = ''",
        "max_temp_directory_size = '0B'",
        f"memory_limit = '{int(memory_mb)}MB'",
        f"threads = {THREADS}",
        *([f"max_execution_time = {max(1, int(seconds * 1000))}"] if seconds else []),
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "allow_community_extensions = false",
        "allow_extension_repositories = 'forbidden'",
        "allow_persistent_secrets = false",
        "python_enable_replacements = false",
        "python_scan_all_frames = false",
        "enable_external_file_cache = false",
        "enable_progress_bar = false",
        "enable_external_access = false",
        "disabled_filesystems = 'LocalFileSystem'",
        "lock_configuration = true",
    ]
