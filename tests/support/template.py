"""A warehouse with every table, view and macro and no row: making one takes longer than most tests have to say."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import duckdb

from ingest.tables import statements
from metrics import definitions
from metrics.build import furnish

ROOT = Path(__file__).parents[2]
SCHEMA = statements()
_KEPT_IN = ROOT / ".pytest_cache" / "leadline"
_OURS = definitions.shape()
_ALONE = "set threads = 1"
"""A handful of rows is no work to share out, and the tests beside this one have the other processor."""


def open_copy(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a new warehouse at `path`."""
    shutil.copy(_template(), path)
    con = duckdb.connect(str(path))
    con.execute(_ALONE)
    return con


def fill_in(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of ingest, and those of a build, where `con` holds nothing yet."""
    con.execute(_ALONE)
    if con.execute("select count(*) from duckdb_tables() where schema_name = 'raw'").fetchall() != [(0,)]:
        return
    [(name,)] = con.execute("select current_database()").fetchall()
    con.execute(f"attach '{_template()}' as template (read_only)")
    con.execute(f"copy from database template to {name}")
    con.execute("detach template")


@cache
def _template() -> Path:
    """The file, made by a process in which no test has changed a definition; kept for the next run of the tests."""
    path = _KEPT_IN / f"{hashlib.sha256(f'{_OURS} {SCHEMA}'.encode()).hexdigest()[:16]}.duckdb"
    if not path.exists():
        _KEPT_IN.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}")
        subprocess.run([sys.executable, "-m", __name__, unfinished], cwd=ROOT, check=True)
        for old in _KEPT_IN.glob("*.duckdb"):
            old.unlink(missing_ok=True)
        unfinished.replace(path)
    return path


def _make(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute(SCHEMA)
        furnish(con)


if __name__ == "__main__":
    _make(Path(sys.argv[1]))
