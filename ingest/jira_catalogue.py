"""Lands what surrounds the issues: the Jira itself, fields, statuses, priorities, projects, versions, components."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from ingest.duck import scalar
from ingest.jira_fields import FieldMap, JsonObject
from ingest.jira_source import category
from ingest.jira_values import day, identity, identity_text, line, named, objects
from ingest.versions import kind_of, parse_name

_TEXT, _ID = pa.string(), pa.int64()


class Server(Protocol):
    """What a connected Jira says of itself."""

    @property
    def kind(self) -> str: ...
    @property
    def version(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def account_zone(self) -> str | None: ...
    @property
    def clock_skew_seconds(self) -> float | None: ...


def land_fields(con: duckdb.DuckDBPyConnection, site: str, fields: FieldMap, now: datetime) -> tuple[list[str], bool]:
    """Record what each field is read as; return a sentence for each field in use that changed or went, and whether
    anything differs.
    """
    told = [(f.field_id, f.name, f.schema_type, f.custom_type, f.used_as) for f in fields.fields]
    names = ("field_id", "name", "schema_type", "custom_type", "used_as")
    _register(con, "told_fields", [(name, _TEXT) for name in names], told)
    same = " and ".join(f"old.{name} is not distinct from told.{name}" for name in names)
    drifted = con.execute(
        "select old.field_id, old.name, old.used_as, told.name, told.used_as from raw.jira_fields as old "
        "left join told_fields as told using (field_id) "
        f"where site = $site and gone_at is null and not coalesce({same}, false)",
        {"site": site},
    ).fetchall()
    con.execute(
        "update raw.jira_fields as old set gone_at = $now where site = $site and gone_at is null "
        f"and not exists (from told_fields as told where {same})",
        {"site": site, "now": now},
    )
    con.execute(
        "insert into raw.jira_fields by name select $site as site, *, $now as first_seen_at from told_fields as told "
        f"where not exists (from raw.jira_fields as old where site = $site and gone_at is null and {same}) order by field_id",
        {"site": site, "now": now},
    )
    is_new = bool(scalar(con, "select 1 from raw.jira_fields where site = $site and first_seen_at = $now limit 1",
                         {"site": site, "now": now}))  # fmt: skip
    con.unregister("told_fields")
    return [_drift(*row) for row in drifted if row[2] or row[4]], bool(drifted or is_new)


def _drift(field_id: str, name: str | None, use: str | None, new_name: str | None, new_use: str | None) -> str:
    if new_name is None:
        return f"the field {name!r} ({field_id}), read as {use}, is gone; what it said is kept as it was last read"
    if use and not new_use:
        return (
            f"the field {name!r} ({field_id}), read as {use}, is now {new_name!r} and no longer read as that; "
            f'name it in [jira.fields]: {use} = "..."'
        )
    return f"the field {field_id} is now {new_name!r} and read as {new_use}"


def land_statuses(con: duckdb.DuckDBPyConnection, site: str, statuses: Iterable[JsonObject], now: datetime) -> bool:
    """Bring raw.jira_statuses up to date with the workflow's; what is in it no more gets gone_at."""
    rows = {status_id: (status_id, named(status), category(status)) for status in statuses
            if (status_id := identity_text(status.get("id")))}  # fmt: skip
    if not rows:
        return False
    return _merge(con, site, "jira_statuses", "status_id",
                  [("status_id", _TEXT), ("name", _TEXT), ("category", _TEXT)], list(rows.values()), now)  # fmt: skip


def land_priorities(con: duckdb.DuckDBPyConnection, site: str, priorities: Iterable[JsonObject]) -> bool:
    """Bring raw.jira_priorities up to date; Jira lists them with the highest first."""
    rows = {priority_id: (priority_id, named(priority), rank) for rank, priority in enumerate(priorities, start=1)
            if (priority_id := identity_text(priority.get("id")))}  # fmt: skip
    if not rows:
        return False
    return _merge(con, site, "jira_priorities", "priority_id",
                  [("priority_id", _TEXT), ("name", _TEXT), ("priority_rank", pa.int32())], list(rows.values()), None)  # fmt: skip


def land_versions(
    con: duckdb.DuckDBPyConnection, site: str, project_id: int, versions: Iterable[JsonObject], now: datetime
) -> bool:
    """Bring the versions of a project up to date and keep what was seen of each, so that slips can be told."""
    rows = {row[0]: row for place, version in enumerate(versions, start=1)
            if (row := _version(version, project_id, place)) is not None}  # fmt: skip
    columns = [
        ("version_id", _ID), ("project_id", _ID), ("name", _TEXT), ("version", _TEXT), ("version_order", _TEXT),
        ("line", _TEXT), ("kind", _TEXT), ("is_candidate", pa.bool_()), ("prefix", _TEXT), ("start_on", pa.date32()),
        ("release_on", pa.date32()), ("is_released", pa.bool_()), ("is_archived", pa.bool_()), ("position", pa.int32()),
    ]  # fmt: skip
    changed = _merge(
        con, site, "jira_versions", "version_id", columns, list(rows.values()), now, project_id=project_id, seen=True
    )
    state = "version_id, project_id, name, start_on, release_on, is_released, is_archived"
    con.execute(
        f"create or replace temp table told_states as select {state} from raw.jira_versions "
        "where site = $site and project_id = $project and gone_at is null",
        {"site": site, "project": project_id},
    )
    same = " and ".join(f"last.{name} is not distinct from told.{name}" for name in state.split(", "))
    con.execute(
        "update raw.jira_version_snapshots as last set last_seen_at = $now where site = $site "
        "and exists (from temp.told_states as told where " + same + ") and last_seen_at = (select max(last_seen_at) "
        "from raw.jira_version_snapshots as any_state where any_state.site = $site and any_state.version_id = last.version_id)",
        {"site": site, "now": now},
    )
    con.execute(
        f"insert into raw.jira_version_snapshots by name select $site as site, {state}, $now as seen_at, "
        "$now as last_seen_at from temp.told_states as told where not exists (from raw.jira_version_snapshots as last "
        f"where site = $site and last_seen_at = $now and {same}) order by version_id",
        {"site": site, "now": now},
    )
    return changed


def _version(version: JsonObject, project_id: int, place: int) -> tuple[Any, ...] | None:
    version_id, name = identity(version.get("id")), line(version.get("name"))
    if version_id is None:
        return None
    read = parse_name(name) if name else None
    parsed = (
        (read.text, read.order, read.line, kind_of(read), read.is_candidate, read.prefix)
        if read
        else (None, None, None, None, None, "")
    )
    truths = (version.get("released") is True, version.get("archived") is True)
    return (version_id, project_id, name, *parsed, day(version.get("startDate")), day(version.get("releaseDate")),
            *truths, place)  # fmt: skip


def land_components(
    con: duckdb.DuckDBPyConnection, site: str, project_id: int, components: Iterable[JsonObject], now: datetime
) -> bool:
    """Bring the components of a project up to date."""
    rows = {number: (number, project_id, named(component)) for component in objects(list(components))
            if (number := identity(component.get("id"))) is not None}  # fmt: skip
    columns = [("component_id", _ID), ("project_id", _ID), ("name", _TEXT)]
    return _merge(
        con, site, "jira_components", "component_id", columns, list(rows.values()), now, project_id=project_id
    )


def _merge(
    con: duckdb.DuckDBPyConnection, site: str, table: str, key: str, columns: Sequence[tuple[str, pa.DataType]],
    rows: Sequence[Sequence[Any]], now: datetime | None, *, project_id: int | None = None, seen: bool = False,
) -> bool:  # fmt: skip
    """Replace the rows of `table` that differ from `rows`; one that is not told any more gets gone_at, or goes."""
    _register(con, "told_rows", columns, rows)
    names = [name for name, _ in columns]
    same = " and ".join(f"old.{name} is not distinct from told.{name}" for name in names)
    present = f" and old.{'gone_at'} is null" if now else ""
    con.execute(
        f"create or replace temp table told_new as select * from told_rows as told where not exists "
        f"(from raw.{table} as old where site = $site{present} and {same})",
        {"site": site},
    )
    within = "site = $site" + (" and project_id = $project" if project_id is not None else "")
    gone = f"{within} and {key} not in (select {key} from told_rows)" + (" and gone_at is null" if now else "")
    bound: dict[str, Any] = {"site": site} | ({"project": project_id} if project_id is not None else {})
    gone_count = int(scalar(con, f"select count(*) from raw.{table} where {gone}", bound))
    if gone_count and now:
        con.execute(f"update raw.{table} set gone_at = $now where {gone}", {**bound, "now": now})
    elif gone_count:
        con.execute(f"delete from raw.{table} where {gone}", bound)
    new_count = int(scalar(con, "select count(*) from temp.told_new"))
    if new_count:
        first = ", coalesce(old.first_seen_at, $now) as first_seen_at" if seen else ""
        old = (
            f"left join (select {key}, first_seen_at from raw.{table} where site = $site) as old using ({key})"
            if seen
            else ""
        )
        con.execute(
            f"create or replace temp table told_whole as select $site as site, told.*{first} from temp.told_new as told {old}",
            {"site": site, **({"now": now} if seen else {})},
        )
        con.execute(
            f"delete from raw.{table} where site = $site and {key} in (select {key} from temp.told_new)", {"site": site}
        )
        con.execute(f"insert into raw.{table} by name select * from temp.told_whole order by {key}")
    con.unregister("told_rows")
    return bool(new_count or gone_count)


def _register(
    con: duckdb.DuckDBPyConnection, name: str, columns: Sequence[tuple[str, pa.DataType]], rows: Sequence[Sequence[Any]]
) -> None:
    values: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    con.register(
        name,
        pa.table({label: pa.array(list(column), kind) for (label, kind), column in zip(columns, values, strict=True)}),
    )


def land_site(con: duckdb.DuckDBPyConnection, site: str, url: str, server: Server, now: datetime) -> bool:
    """Record what the Jira said of itself; its clock alone is no news."""
    told = [url, server.kind, server.version, server.title, server.account_zone]
    rows = con.execute(
        "select url, kind, version, title, account_zone, last_synced_at from raw.jira_sites where site = $1", [site]
    ).fetchall()
    is_changed = not rows or list(rows[0][:5]) != told
    con.execute("delete from raw.jira_sites where site = $1", [site])
    con.execute(
        "insert into raw.jira_sites values ($1, $2, $3, $4, $5, $6, $7, $8)",
        [site, *told, server.clock_skew_seconds, now if is_changed else rows[0][5]],
    )
    return is_changed


def projects_gone(con: duckdb.DuckDBPyConnection, site: str, shown: set[int], now: datetime) -> list[tuple[str, int]]:
    """Mark the projects that are no longer shown; return the key and issue count of each that was until now."""
    rows = con.execute(
        "update raw.jira_projects set gone_at = $now where site = $site and gone_at is null "
        "and not list_contains($shown, project_id) returning project_key, issue_count",
        {"now": now, "site": site, "shown": sorted(shown)},
    ).fetchall()
    return [(str(key), int(count or 0)) for key, count in rows]
