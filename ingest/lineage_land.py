"""Works out lineage from the graph at hand and lands it; asks no source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from ingest.duck import insert_rows, rows_as_arrow
from ingest.git_graph import Graph, Indices, build_graph, contained_commits
from ingest.git_land import identify
from ingest.git_lineage import Lineage, lineage
from ingest.git_text import whole_numbers
from ingest.release_tags import ServiceTag, TagFact, classify
from ingest.settings import Service

_ORDINAL = 4_294_967_295


@dataclass(frozen=True, slots=True)
class History:
    """A repository's graph as landed."""

    repository_id: int
    graph: Graph
    dates: Indices


def load_history(con: duckdb.DuckDBPyConnection, repository_id: int) -> History:
    """Return the graph of one repository from raw.git_edges and raw.git_commits."""
    commits = rows_as_arrow(
        con,
        "select coalesce(committed_epoch, 0) as epoch from raw.git_commits "
        "where repository_id = $id order by commit_id",
        {"id": repository_id},
    )
    edges = rows_as_arrow(
        con,
        f"select (child_id & {_ORDINAL})::integer as child, (parent_id & {_ORDINAL})::integer as parent, "
        "parent_position as nth "
        "from raw.git_edges where child_id >> 32 = $id",
        {"id": repository_id},
    )
    dates = commits["epoch"].to_numpy()
    child, parent, nth = (edges[name].to_numpy() for name in ("child", "parent", "nth"))
    return History(repository_id, build_graph(len(dates), child, parent, nth, dates), dates)


def refresh_lineage(con: duckdb.DuckDBPyConnection, services: Iterable[Service], moved: set[str]) -> set[str]:
    """Replace the lineage of every service that a moved repository or a changed setting touches; return their names.

    `moved` names the repositories whose refs changed. Land it inside the caller's transaction.
    """
    wanted = {service.name: service for service in services}
    stale = _stale_services(con, wanted, moved)
    ids = dict(con.execute("select repository, repository_id from raw.git_repositories").fetchall())
    _forget(con, [*stale, *_departed(con, wanted)])
    for name in sorted({repo.name for service in stale.values() for repo in service.repositories} & ids.keys()):
        history = load_history(con, ids[name])
        if name in moved:
            _land_default_branch(con, history)
        for service in stale.values():
            if name in {repo.name for repo in service.repositories}:
                _land_service(con, service, history)
    return set(stale)


def land_services(con: duckdb.DuckDBPyConnection, services: Sequence[Service]) -> None:
    """Replace raw.services and raw.service_repositories by what the settings say."""
    con.execute("delete from raw.services")
    con.execute("delete from raw.service_repositories")
    for service in services:
        con.execute(
            "insert into raw.services values ($name, $team, $product, $tags, $projects)",
            {"name": service.name, "team": service.team, "product": service.product,
             "tags": service.release_tags, "projects": list(service.jira_projects)},
        )  # fmt: skip
        for repository in service.repositories:
            con.execute("insert into raw.service_repositories values ($1, $2)", [service.name, repository.name])


def _stale_services(con: duckdb.DuckDBPyConnection, wanted: dict[str, Service], moved: set[str]) -> dict[str, Service]:
    rows = con.execute(
        "select service, release_tags, list(repository order by repository) "
        "from raw.services join raw.service_repositories using (service) group by all"
    ).fetchall()
    landed = {name: (tags, sorted(repositories)) for name, tags, repositories in rows}
    return {
        name: service
        for name, service in wanted.items()
        if landed.get(name) != (service.release_tags, sorted(repo.name for repo in service.repositories))
        or moved & {repo.name for repo in service.repositories}
    }


def _departed(con: duckdb.DuckDBPyConnection, wanted: dict[str, Service]) -> list[str]:
    rows = con.execute("select distinct service from raw.git_service_tags").fetchall()
    return [name for (name,) in rows if name not in wanted]


def _forget(con: duckdb.DuckDBPyConnection, services: Sequence[str]) -> None:
    for table in ("git_service_tags", "git_first_shipped"):
        con.execute(f"delete from raw.{table} where list_contains($services, service)", {"services": list(services)})


def _land_default_branch(con: duckdb.DuckDBPyConnection, history: History) -> None:
    tip = con.execute(
        "select commit_id & 4294967295 from raw.git_repositories as repository "
        "join raw.git_refs as ref on ref.repository_id = repository.repository_id and gone_at is null "
        " and ref_name = 'refs/heads/' || default_branch "
        "join raw.git_commits as tip on tip.repository_id = repository.repository_id and tip.sha = unhex(object_sha) "
        "where repository.repository_id = $id",
        {"id": history.repository_id},
    ).fetchall()
    con.execute("delete from raw.git_branch_commits where repository_id = $id", {"id": history.repository_id})
    if tip:
        reached = contained_commits(history.graph, tip[0][0])
        rows = pa.table({"commit_id": whole_numbers(identify(history.repository_id, reached))})
        insert_rows(con, "raw.git_branch_commits", rows, f"{history.repository_id}, commit_id")


def _land_service(con: duckdb.DuckDBPyConnection, service: Service, history: History) -> None:
    tags = classify(_facts(con, history.repository_id), service.name, service.release_tags)
    first_id = int(
        con.execute("select coalesce(max(service_tag_id), 0) + 1 from raw.git_service_tags").fetchall()[0][0]
    )
    releases = [tag for tag in tags if tag.reason_ignored is None]
    ignored = [tag for tag in tags if tag.reason_ignored is not None]
    found = lineage(history.graph, history.dates, releases)
    _land_tags(con, service.name, releases, ignored, found, first_id)
    if releases:
        _land_first_shipped(con, service.name, history, found, first_id)


def _facts(con: duckdb.DuckDBPyConnection, repository_id: int) -> list[TagFact]:
    rows = con.execute(
        "select tag.repository_id, tag_name, target_type, tag.commit_id & 4294967295, tagged_epoch, committed_epoch "
        "from raw.git_tags as tag left join raw.git_commits using (commit_id) where tag.repository_id = $id",
        {"id": repository_id},
    ).fetchall()
    return [TagFact(*row) for row in rows]


_TAG_COLUMNS = (
    ("service_tag_id", pa.int32()), ("service", pa.string()), ("repository_id", pa.int32()), ("tag_name", pa.string()),
    ("reason_ignored", pa.string()), ("version", pa.string()), ("version_order", pa.string()), ("line", pa.string()),
    ("kind", pa.string()), ("is_candidate", pa.bool_()), ("candidate_of", pa.string()),
    ("is_import_dated", pa.bool_()), ("date_rank", pa.int32()), ("version_rank", pa.int32()),
    ("predecessor_tag_id", pa.int32()), ("predecessor_found_by", pa.string()),
    ("first_shipped_commit_count", pa.int64()), ("first_shipped_by_version_count", pa.int64()),
    ("scope_commit_count", pa.int64()),
)  # fmt: skip


def _land_tags(
    con: duckdb.DuckDBPyConnection, service: str, releases: Sequence[ServiceTag], ignored: Sequence[ServiceTag],
    found: Lineage, first_id: int,
) -> None:  # fmt: skip
    rows = [_release_row(service, releases, found, number, first_id) for number in range(len(releases))]
    for number, tag in enumerate(ignored, start=first_id + len(releases)):
        known = (number, service, tag.fact.repository_id, tag.fact.tag_name, tag.reason_ignored)
        rows.append((*known, *[None] * (len(_TAG_COLUMNS) - len(known))))
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(_TAG_COLUMNS)
    table = pa.table({
        name: pa.array(list(column), kind) for (name, kind), column in zip(_TAG_COLUMNS, columns, strict=True)
    })  # fmt: skip
    con.register("service_tags", table)
    con.execute("insert into raw.git_service_tags by name from service_tags")
    con.unregister("service_tags")


def _release_row(
    service: str, releases: Sequence[ServiceTag], found: Lineage, number: int, first_id: int
) -> tuple[object, ...]:
    tag, kin = releases[number], found.tags[number]
    predecessor = None if kin.predecessor is None else first_id + kin.predecessor
    return (
        first_id + number, service, tag.fact.repository_id, tag.fact.tag_name, None, tag.version, tag.version_order,
        kin.line, kin.kind, tag.is_candidate, tag.candidate_of, tag.is_import_dated, kin.date_rank, kin.version_rank,
        predecessor, kin.predecessor_found_by, kin.first_shipped_commit_count, kin.first_shipped_by_version_count,
        kin.scope_commit_count,
    )  # fmt: skip


def _land_first_shipped(
    con: duckdb.DuckDBPyConnection, service: str, history: History, found: Lineage, first_id: int
) -> None:
    contained = np.flatnonzero(found.first_of_any >= 0)
    columns = {"commit_id": whole_numbers(identify(history.repository_id, contained))}
    for name, labels in (
        ("first_tag_id", found.first_release),
        ("first_tag_by_version_id", found.first_release_by_version),
        ("first_candidate_tag_id", found.first_of_any),
    ):
        columns[name] = whole_numbers(labels[contained])
    columns["arrived"] = whole_numbers(found.arrived[contained])
    con.register("shipped", pa.table(columns))
    tag_id = "case when {0} >= 0 then {0} + $first_id end"
    con.execute(
        f"insert into raw.git_first_shipped select $service, commit_id, {tag_id.format('first_tag_id')}, "
        f"{tag_id.format('first_tag_by_version_id')}, {tag_id.format('first_candidate_tag_id')}, "
        "case when arrived >= 0 then ($repository_id::bigint << 32) | arrived end from shipped",
        {"service": service, "first_id": first_id, "repository_id": history.repository_id},
    )
    con.unregister("shipped")
