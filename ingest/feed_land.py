"""Lands the rows of a feed's files: replaces by file and by identity, together with the files' digests, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from ingest.duck import insert_rows, scalar
from ingest.feed_columns import KINDS, Kind
from ingest.feed_rows import FileRows, Reject
from ingest.settings_feeds import FeedSettings

_ARROW = {"instant": pa.timestamp("us", tz="UTC"), "whole": pa.int64(), "truth": pa.bool_()}
_SQL = {"instant": "TIMESTAMPTZ", "whole": "BIGINT", "truth": "BOOLEAN"}
_PSEUDONYM = "person-"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file that was read, and what it holds."""

    shown: str
    digest: str
    size_bytes: int
    found: FileRows


def land_files(con: duckdb.DuckDBPyConnection, feed: FeedSettings, files: Sequence[ReadFile], now: datetime) -> None:
    """Replace what the warehouse holds of these files by what was read of them now."""
    kind = KINDS[feed.kind]
    con.execute("begin")
    try:
        _replace(con, feed, kind, [file.shown for file in files], _rows(kind, files))
        _land_rejects(con, feed, files, now)
        _note_files(con, feed, files, now)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise


def forget_files(con: duckdb.DuckDBPyConnection, feed: FeedSettings, paths: Sequence[str]) -> None:
    """Take out everything of these files: the settings no longer name them."""
    kind = KINDS[feed.kind]
    con.execute("begin")
    _replace(con, feed, kind, paths, _rows(kind, []))
    for table in ("feed_files", "feed_rejects"):
        con.execute(f"delete from raw.{table} where feed = $1 and list_contains($2, path)", [feed.name, list(paths)])
    con.execute("commit")


def forget_feeds(con: duckdb.DuckDBPyConnection, feeds: Sequence[FeedSettings]) -> None:
    """Take out everything of feeds that the settings no longer have, or have as another kind."""
    kept = {"names": [feed.name for feed in feeds], "kinds": [feed.kind for feed in feeds]}
    stale = (
        "select distinct feed, kind from raw.feed_files where (feed, kind) not in "
        "(select (unnest($names::varchar[]), unnest($kinds::varchar[])))"
    )
    for name, kind in con.execute(stale, kept).fetchall():
        tables = [KINDS[kind].table] if kind in KINDS else []
        for table in (*tables, "feed_files", "feed_rejects", "feed_superseded"):
            con.execute(f"delete from raw.{table} where feed = $1", [name])
    con.execute("delete from meta.sources where kind = 'feed' and not list_contains($names, source)", {"names": kept["names"]})


def note_gone(con: duckdb.DuckDBPyConnection, feed: FeedSettings, paths: Sequence[str], now: datetime) -> None:
    """Remember that these files are no longer there; their rows stay."""
    con.execute(
        "update raw.feed_files set gone_at = $now where feed = $feed and list_contains($paths, path) and gone_at is null",
        {"now": now, "feed": feed.name, "paths": list(paths)},
    )


def forget_names(con: duckdb.DuckDBPyConnection, feed: FeedSettings) -> None:
    """Take out the people who stand under their own names since a time without pseudonyms.

    A file that is gone is not read anew, so its people become unknown. A pipeline keeps its name.
    """
    kind = KINDS[feed.kind]
    pipelines = " and is_automated is not true" if kind.name == "deployments" else ""
    for column in (column.landed for column in kind.columns if column.is_person):
        con.execute(
            f"update raw.{kind.table} set {column} = null where feed = $1 and not starts_with({column}, $2){pipelines}",
            [feed.name, _PSEUDONYM],
        )
        con.execute(
            "update raw.feed_superseded set record = json_merge_patch(record, $1) where feed = $2 "
            "and not starts_with(record ->> $3, $4)",
            [f'{{"{column}": null}}', feed.name, column, _PSEUDONYM],
        )
    con.execute(
        "update raw.feed_rejects as reject set record = null from raw.feed_files as file where reject.feed = $1 "
        "and file.feed = reject.feed and file.path = reject.path and file.gone_at is not null",
        [feed.name],
    )


def record_source(
    con: duckdb.DuckDBPyConnection, feed: FeedSettings, failure: str | None, now: datetime
) -> None:  # fmt: skip
    """Bring meta.sources up to date with how a feed's sync went."""
    kind = KINDS[feed.kind]
    last = scalar(con, "select last_success_at from meta.sources where source = $name", {"name": feed.name})
    newest = None
    if kind.event_at:
        newest = scalar(
            con,
            f"select max(event_at) from (select unnest([{kind.event_at}]) as event_at from raw.{kind.table} where feed = $name) "
            "where event_at <= $now::timestamptz + interval 2 day",
            {"name": feed.name, "now": now},
        )
    con.execute("delete from meta.sources where source = $1", [feed.name])
    con.execute(
        "insert into meta.sources values ($name, 'feed', $path, $state, $message, $now, $success, $newest)",
        {"name": feed.name, "path": feed.path, "state": "failed" if failure else "ok", "message": failure, "now": now,
         "success": last if failure else now, "newest": newest},
    )  # fmt: skip


def _rows(kind: Kind, files: Sequence[ReadFile]) -> pa.Table:
    """The rows of all files, by the columns of the table but for feed."""
    rows = [(file.shown, row) for file in files for row in file.found.rows]
    columns: dict[str, pa.Array] = {
        "path": pa.array([path for path, _ in rows], pa.string()),
        "line_number": pa.array([row["line_number"] for _, row in rows], pa.int64()),
    }
    for name, holds in kind.landed.items():
        columns[name] = pa.array([row[name] for _, row in rows], _ARROW.get(holds, pa.string()))
    return pa.table(columns)


def _replace(
    con: duckdb.DuckDBPyConnection, feed: FeedSettings, kind: Kind, paths: Sequence[str], rows: pa.Table
) -> None:  # fmt: skip
    """Put `rows` in the place of everything that `paths` told; of rows with one identity the last by path counts."""
    known = {"feed": feed.name, "paths": list(paths)}
    identity = f"to_json([{', '.join(f'({name})::varchar' for name in kind.identity)}])::varchar"
    names = ", ".join(("path", "line_number", *kind.landed))
    con.execute(f"create or replace temp table told as select {names}, '' as identity from raw.{kind.table} limit 0")
    insert_rows(con, "temp.told", rows, f"{names}, {identity}")
    con.execute(
        f"create or replace temp table affected as select identity from temp.told union select {identity} from raw.{kind.table} "
        "where feed = $feed and list_contains($paths, path)",
        known,
    )
    _add_rivals(con, kind, names, identity, known)
    con.execute(
        f"delete from raw.{kind.table} where feed = $feed and {identity} in (from temp.affected)", {"feed": feed.name}
    )
    con.execute(
        "delete from raw.feed_superseded where feed = $feed and table_name = $table and (list_contains($paths, path) "
        "or identity in (from temp.affected))",
        known | {"table": kind.table},
    )
    con.execute(
        "create or replace temp table ranked as select *, row_number() over "
        "(partition by identity order by path desc, line_number desc) as place from temp.told"
    )
    con.execute(
        f"insert into raw.{kind.table} by name select $feed as feed, {names} from temp.ranked where place = 1 "
        "order by path, line_number",
        {"feed": feed.name},
    )
    con.execute(
        f"insert into raw.feed_superseded select $feed, $table, path, line_number, identity, to_json({{{_pairs(kind)}}})::varchar "
        "from temp.ranked where place > 1 order by path, line_number",
        {"feed": feed.name, "table": kind.table},
    )
    con.execute("drop table temp.told; drop table temp.affected; drop table temp.ranked")


def _add_rivals(
    con: duckdb.DuckDBPyConnection, kind: Kind, names: str, identity: str, known: dict[str, Any]
) -> None:  # fmt: skip
    """Add to the rows told now those of other files that have the identity of one told now or before."""
    con.execute(
        f"insert into temp.told select {names}, {identity} from raw.{kind.table} where feed = $feed "
        f"and not list_contains($paths, path) and {identity} in (from temp.affected)",
        known,
    )
    form = "{" + ", ".join(f'"{name}": "{_SQL.get(holds, "VARCHAR")}"' for name, holds in kind.landed.items()) + "}"
    con.execute(
        f"insert into temp.told by name select path, line_number, identity, unnest(from_json(record, '{form}')) "
        "from raw.feed_superseded where feed = $feed and table_name = $table and not list_contains($paths, path) "
        "and identity in (from temp.affected)",
        known | {"table": kind.table},
    )


def _pairs(kind: Kind) -> str:
    return ", ".join(f"'{name}': {name}" for name in kind.landed)


def _land_rejects(
    con: duckdb.DuckDBPyConnection, feed: FeedSettings, files: Sequence[ReadFile], now: datetime
) -> None:  # fmt: skip
    con.execute(
        "delete from raw.feed_rejects where feed = $1 and list_contains($2, path)", [feed.name, [file.shown for file in files]]
    )
    rows: list[tuple[str, Reject]] = [(file.shown, reject) for file in files for reject in file.found.rejects]
    table = pa.table({
        "path": pa.array([path for path, _ in rows], pa.string()),
        "line_number": pa.array([reject.line for _, reject in rows], pa.int64()),
        "reason": pa.array([reject.reason for _, reject in rows], pa.string()),
        "record": pa.array([reject.record for _, reject in rows], pa.string()),
    })  # fmt: skip
    con.execute("create or replace temp table aside (path varchar, line_number bigint, reason varchar, record varchar)")
    insert_rows(con, "temp.aside", table)
    con.execute("insert into raw.feed_rejects select $1, *, $2 from temp.aside", [feed.name, now])
    con.execute("drop table temp.aside")


def _note_files(
    con: duckdb.DuckDBPyConnection, feed: FeedSettings, files: Sequence[ReadFile], now: datetime
) -> None:  # fmt: skip
    paths = [file.shown for file in files]
    first = dict(con.execute(
        "select path, first_read_at from raw.feed_files where feed = $1 and list_contains($2, path)", [feed.name, paths]
    ).fetchall())  # fmt: skip
    con.execute("delete from raw.feed_files where feed = $1 and list_contains($2, path)", [feed.name, paths])
    con.executemany(
        "insert into raw.feed_files values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null)",
        [
            [feed.name, feed.kind, file.shown, file.digest, file.size_bytes, len(file.found.rows), file.found.rejected_count,
             " ".join(f"It {note}" for note in file.found.notes) or None, first.get(file.shown, now), now]
            for file in files
        ],
    )  # fmt: skip
