"""Which deployment of a feed brought each commit first, worked out over the history at hand; asks no source."""

from collections.abc import Iterable, Sequence
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa

from ingest.duck import insert_rows, rows_as_arrow, scalar
from ingest.git_graph import arrivals, first_containing
from ingest.git_land import identify
from ingest.git_text import whole_numbers
from ingest.lineage_land import History, load_history
from ingest.settings import Service
from ingest.versions import parse_name

_TABLES: Final = ("git_deployed_commits", "git_first_deployed", "git_deployed_services")
_VERSIONS: Final = """
select service, version from raw.feed_deployments where version is not null
union select service, version from raw.feed_test_runs where version is not null
union select service, version from raw.feed_approvals where version is not null
union select service, version from raw.feed_runsheet_steps where version is not null
union select service, caused_by from raw.feed_incidents where service is not null and caused_by is not null
order by all
"""
_DIGEST: Final = """
select md5(string_agg(concat_ws(chr(31), deployment_id, coalesce(version, ''), coalesce(sha, ''), environment, result,
    coalesce(finished_at, started_at)), chr(30) order by deployment_id))
from raw.feed_deployments where service = $service
"""
_BY_SHA: Final = """
insert into raw.git_deployed_commits
with wanted as (
    select deployment_id, sha from raw.feed_deployments where service = $service and length(sha) >= 7
),
known as (
    select commit_id, lower(hex(sha)) as sha
    from raw.git_commits join raw.git_repositories using (repository_id)
    where list_contains($repositories, repository)
)
select $service, wanted.deployment_id, min(known.commit_id), 'sha'
from wanted
join known on substr(known.sha, 1, 7) = substr(wanted.sha, 1, 7) and starts_with(known.sha, wanted.sha)
group by wanted.deployment_id
having count(distinct known.sha) = 1
"""
# What the tag is called goes before what it sorts like: 1.2 and 1.2.0 may both be tags.
_BY_VERSION: Final = """
insert into raw.git_deployed_commits
with wanted as (
    select deployment_id, lower(trim(version)) as name, 0 as place
    from raw.feed_deployments where service = $service and version is not null
    union all
    select deployment.deployment_id, told.version_order as name, 1 as place
    from raw.feed_deployments as deployment
    join raw.feed_versions as told on told.service = deployment.service and told.written = deployment.version
    where deployment.service = $service and told.version_order is not null
),
named as (
    select service_tag.repository_id, tag.commit_id, unnest([lower(service_tag.version), lower(service_tag.tag_name)]) as name,
        0 as place
    from raw.git_service_tags as service_tag join raw.git_tags as tag using (repository_id, tag_name)
    where service_tag.service = $service and service_tag.reason_ignored is null
    union all
    select service_tag.repository_id, tag.commit_id, service_tag.version_order as name, 1 as place
    from raw.git_service_tags as service_tag join raw.git_tags as tag using (repository_id, tag_name)
    where service_tag.service = $service and service_tag.reason_ignored is null
),
found as (
    select deployment_id, repository_id, commit_id, place, min(place) over (partition by deployment_id, repository_id) as best
    from wanted join named using (name, place)
    where commit_id is not null
)
select $service, deployment_id, min(commit_id), 'version'
from found
where place = best
    and deployment_id not in (select deployment_id from raw.git_deployed_commits where service = $service)
group by deployment_id, repository_id
having count(distinct commit_id) = 1
"""
_IN_TIME: Final = """
select lower(trim(deployment.environment)) as environment, deployment.deployment_id,
    (found.commit_id & 4294967295)::bigint as ordinal
from raw.git_deployed_commits as found
join raw.feed_deployments as deployment using (deployment_id)
where found.service = $service and deployment.service = $service and found.commit_id >> 32 = $repository_id
    and deployment.result in ('succeeded', 'rolled_back') and coalesce(finished_at, started_at) is not null
order by environment, coalesce(finished_at, started_at), deployment_id
"""


def land_feed_versions(con: duckdb.DuckDBPyConnection) -> None:
    """Replace raw.feed_versions by how the versions that the feeds wrote read now."""
    con.execute("delete from raw.feed_versions")
    read = [(service, written, parse_name(written)) for service, written in con.execute(_VERSIONS).fetchall()]
    if not read:
        return
    rows = [(service, written, version and version.text, version and version.order) for service, written, version in read]
    columns = (pa.array(list(column), pa.string()) for column in zip(*rows, strict=True))
    insert_rows(con, "raw.feed_versions", pa.table(list(columns), ["service", "written", "version", "version_order"]))


def refresh_deployed(con: duckdb.DuckDBPyConnection, services: Iterable[Service], relearnt: set[str]) -> None:
    """Lay the deployments of every service over its history, where they or the history changed.

    `relearnt` names the services whose lineage was made anew. Land it inside the caller's transaction, after lineage.
    """
    land_feed_versions(con)
    known = dict(con.execute("select service, digest from raw.git_deployed_services").fetchall())
    wanted = {service.name: service for service in services}
    digests = {name: scalar(con, _DIGEST, {"service": name}) for name in wanted}
    stale = [name for name in wanted if name in relearnt or known.get(name) != digests[name]]
    _forget(con, [*stale, *(known.keys() - wanted.keys())])
    told = [name for name in stale if digests[name] is not None]
    for name in told:
        find_commits(con, name, [repository.name for repository in wanted[name].repositories])
        con.execute("insert into raw.git_deployed_services values ($1, $2)", [name, digests[name]])
    _paint(con, told)


def _forget(con: duckdb.DuckDBPyConnection, services: Sequence[str]) -> None:
    for table in _TABLES:
        con.execute(f"delete from raw.{table} where list_contains($services, service)", {"services": list(services)})


def find_commits(con: duckdb.DuckDBPyConnection, service: str, repositories: Sequence[str]) -> None:
    """Land in raw.git_deployed_commits which commits of a service's repositories its deployments name, or their versions do."""
    con.execute(_BY_SHA, {"service": service, "repositories": list(repositories)})
    con.execute(_BY_VERSION, {"service": service})


def _paint(con: duckdb.DuckDBPyConnection, services: Sequence[str]) -> None:
    """Repository by repository, so that only one history is in memory."""
    rows = con.execute(
        "select commit_id >> 32, list(distinct service order by service) from raw.git_deployed_commits"
        " where list_contains($services, service) group by 1 order by 1",
        {"services": list(services)},
    ).fetchall()
    for repository_id, of_repository in rows:
        history = load_history(con, repository_id)
        for service in of_repository:
            _land_first_deployed(con, service, history)


def _land_first_deployed(con: duckdb.DuckDBPyConnection, service: str, history: History) -> None:
    deployed = rows_as_arrow(con, _IN_TIME, {"service": service, "repository_id": history.repository_id}).to_pydict()
    by_environment: dict[str, list[tuple[str, int]]] = {}
    for environment, deployment_id, ordinal in zip(*deployed.values(), strict=True):
        by_environment.setdefault(environment, []).append((deployment_id, ordinal))
    for environment, in_time in by_environment.items():
        _land_environment(con, service, environment, history, in_time)


def _land_environment(
    con: duckdb.DuckDBPyConnection, service: str, environment: str, history: History, in_time: list[tuple[str, int]]
) -> None:
    tips = [ordinal for _, ordinal in in_time]
    first = first_containing(history.graph, tips)
    brought = np.flatnonzero(first >= 0)
    arrived = arrivals(history.graph, first, tips)[brought]
    numbers = pa.array(first[brought], pa.int32())
    rows = pa.table({
        "commit_id": whole_numbers(identify(history.repository_id, brought)),
        "deployment_id": pa.array([name for name, _ in in_time], pa.string()).take(numbers),
        "arrived": whole_numbers(arrived),
    })  # fmt: skip
    con.register("first_deployed", rows)
    con.execute(
        "insert into raw.git_first_deployed select $service, $environment, commit_id, deployment_id, "
        "case when arrived >= 0 then ($repository_id::bigint << 32) | arrived end from first_deployed",
        {"service": service, "environment": environment, "repository_id": history.repository_id},
    )
    con.unregister("first_deployed")
