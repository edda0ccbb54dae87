"""What the published snapshot holds of each source, beside it in a small file.

A sync with nothing new reads this file and looks at the sources' refs; it opens no database. The file
speaks of one snapshot by name, so one that is missing or older than the pointer only costs a longer look.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import duckdb

from ingest.duck import scalar
from ingest.settings import SourceSettings
from ingest.warehouse import Warehouse

_FILE = "sync-state.json"


@dataclass(frozen=True, slots=True)
class SyncState:
    """What one snapshot was made from."""

    snapshot: str
    """File name of the snapshot this speaks of."""
    settings: str
    """Digest of the services and of the definitions it was built with."""
    digests: dict[str, str]
    """Digest of the refs by repository, of those whose last sync went well."""
    uncounted: list[str]
    """Repositories with commits whose lines are not counted yet."""
    checked_at: str
    """When the sources were last found to hold nothing else; ISO 8601."""
    swept: dict[str, str] = field(default_factory=dict)
    """When all keys of a Jira project were last compared with ours, by source; ISO 8601."""
    jira_sources: list[str] = field(default_factory=list)
    """Jira projects whose last sync went well."""
    feeds: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By feed whose last sync went well: how it was read, and stamp and digest by file."""
    journal: str = ""
    """Head of the journal that the snapshot has a copy of, empty when nobody had typed anything; else why it has none."""


def settings_digest(settings: SourceSettings, definitions: str) -> str:
    """Return a digest that is equal only for equal services, Jiras, feeds and definitions; no secret goes into it."""
    told = (settings.services, settings.jiras, settings.people, settings.feeds, definitions)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def state_of(
    con: duckdb.DuckDBPyConnection, snapshot: str, settings: str, swept: dict[str, str], feeds: dict[str, dict[str, Any]]
) -> SyncState:  # fmt: skip
    """Return the state of the open warehouse that is about to be published as `snapshot`."""
    digests = con.execute(
        "select repository, refs_fingerprint from raw.git_repositories join meta.sources on source = repository "
        "where state = 'ok' and kind = 'git'"
    ).fetchall()
    uncounted = con.execute(
        "select repository from raw.git_repositories where uncounted_commit_count > 0 order by repository"
    ).fetchall()
    well = con.execute(
        "select source from meta.sources where kind = 'jira' and state = 'ok' and split_part(source, '/', 1) not in "
        "(select source from meta.sources where kind = 'jira' and state = 'failed') order by source"
    ).fetchall()
    failed = scalar(con, "select message from meta.sources where kind = 'people' and state = 'failed'")
    journal = failed or scalar(con, "select head from meta.journal") or ""
    return SyncState(
        snapshot, settings, dict(digests), [name for (name,) in uncounted], _now(), swept, [name for (name,) in well],
        feeds,
        journal,
    )  # fmt: skip


def read_state(warehouse: Warehouse) -> SyncState | None:
    """Return the state of the snapshot that CURRENT names, None when there is none to rely on."""
    try:
        found = SyncState(**json.loads((warehouse.folder / _FILE).read_text(encoding="utf-8")))
        named = (warehouse.folder / "CURRENT").read_text(encoding="utf-8").partition(" ")[0].strip()
    except (OSError, ValueError, TypeError):
        return None
    return found if found.snapshot == named and (warehouse.folder / named).is_file() else None


def write_state(warehouse: Warehouse, state: SyncState) -> None:
    """Keep `state`; losing it to a crash loses nothing but time."""
    unfinished = warehouse.folder / f"{_FILE}.new"
    with suppress(OSError):
        unfinished.write_text(json.dumps(asdict(state)), encoding="utf-8")
        unfinished.replace(warehouse.folder / _FILE)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
