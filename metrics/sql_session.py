"""One statement of an analyst on a snapshot, read-only and shut off from files, network and settings.

This is the engine's part of the protection. It does not hold a hostile statement that eats memory or ignores time limits
inside the engine; whoever serves strangers runs it in a process of its own that can be killed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from metrics.errors import NoWarehouse, QueryFailed, QueryRefused, WarehouseUnreadable

if TYPE_CHECKING:
    import pyarrow as pa

SECONDS: Final = 3.0
MEMORY_MB: Final = 512
TEXT_LIMIT: Final = 20_000
_READING: Final = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
_OWN_INSTANCE: Final[dict[str, str | bool | int | float | list[str]]] = {"allow_community_extensions": "false"}
"""Differs from how pages open a snapshot, so that DuckDB refuses to share one instance, and its locked settings, with them."""


def open_for_analyst(path: Path, *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB) -> duckdb.DuckDBPyConnection:
    """Open a snapshot for one statement, then throw the connection away: what one leaves behind, the next would see.

    The order of the settings matters: without the file system switched off last, the database's own file could be
    overwritten; external access must be off before that, and temporary files before both.
    """
    if not path.is_file():
        raise NoWarehouse(f"There is no warehouse at {path}; run `leadline sync` to make one.")
    try:
        con = duckdb.connect(str(path.resolve()), read_only=True, config=_OWN_INSTANCE)
    except duckdb.ConnectionException as error:
        raise WarehouseUnreadable(
            f"{path} is open in this process for pages; run the query in one of its own."
        ) from error
    except duckdb.Error as error:
        raise WarehouseUnreadable(
            f"The snapshot {path} cannot be read; run `leadline sync` to make a new one."
        ) from error
    for setting in _settings(seconds, memory_mb):
        con.execute(f"set {setting}")
    return con


def _settings(seconds: float, memory_mb: int) -> list[str]:
    return [
        "TimeZone = 'UTC'",
        "temp_directory = ''",
        "max_temp_directory_size = '0B'",
        f"memory_limit = '{int(memory_mb)}MB'",
        "threads = 2",
        f"max_execution_time = {int(seconds * 1000)}",
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


def run(path: Path, sql: str, *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB) -> pa.Table:
    """Return the rows of one reading statement.

    Raises `QueryRefused` for anything else than one statement that reads, `QueryFailed` when it cannot be run; each says
    why in one sentence.
    """
    with open_for_analyst(path, seconds=seconds, memory_mb=memory_mb) as con:
        statement = _one_reading_statement(con, sql)
        try:
            return con.sql(statement).to_arrow_table()
        except duckdb.InterruptException as error:
            raise QueryFailed(f"The query was stopped after {seconds:g} seconds; ask for less, or in parts.") from error
        except duckdb.OutOfMemoryException as error:
            raise QueryFailed(
                f"The query needs more than {memory_mb} MB of memory; ask for less, or in parts."
            ) from error
        except duckdb.InvalidInputException as error:
            if "read-only" in str(error):
                raise QueryRefused("The warehouse is read-only; only statements that read are run.") from error
            raise QueryFailed(one_sentence(error)) from error
        except (duckdb.Error, RuntimeError, ValueError) as error:
            raise QueryFailed(one_sentence(error)) from error


def _one_reading_statement(con: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    if len(sql) > TEXT_LIMIT:
        raise QueryRefused(f"The query is longer than {TEXT_LIMIT:,} characters.")
    try:
        statements = con.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryFailed(one_sentence(error)) from error
    if len(statements) != 1:
        raise QueryRefused(f"Give one statement, not {len(statements)}.")
    if not _reads(statements[0]):
        raise QueryRefused("Only statements that read are run: select, from, describe, show, explain, pivot.")
    return statements[0]


def _reads(statement: duckdb.Statement) -> bool:
    try:
        kind = statement.type
    except ValueError:  # The Python client has no name for some kinds, such as CONNECT.
        return False
    is_pivot = kind == duckdb.StatementType.MULTI and "pivot" in statement.query.lower()
    return kind in _READING or is_pivot


def one_sentence(error: Exception) -> str:
    """Return what DuckDB says, without the class of its error and the picture of the line."""
    text = str(error).split("\n\nLINE", 1)[0].strip()
    _, colon, rest = text.partition(" Error: ")
    return " ".join((rest if colon else text).split())
