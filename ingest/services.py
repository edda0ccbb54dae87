"""What is released as one: the services of the settings, or one per Jira project when the settings name none."""

from collections import Counter

import duckdb

from ingest.lineage_land import land_services
from ingest.settings import Service, SourceSettings


def land_all_services(con: duckdb.DuckDBPyConnection, settings: SourceSettings) -> None:
    """Replace the tables of services by what the settings, or else the Jira projects at hand, say."""
    services = settings.services or _of_projects(con)
    land_services(con, services)
    con.execute("delete from raw.service_versions")
    rows = [(service.name, *pair) for service in services for pair in service.versions]
    if rows:
        con.executemany("insert into raw.service_versions values ($1, $2, $3)", rows)


def _of_projects(con: duckdb.DuckDBPyConnection) -> tuple[Service, ...]:
    rows = con.execute(
        "select coalesce(nullif(trim(name), ''), project_key), project_key from raw.jira_projects "
        "order by site, project_key"
    ).fetchall()
    counts = Counter(name for name, _ in rows)
    named = {key: name if counts[name] == 1 else key for name, key in rows}
    return tuple(Service(name, (), jira_projects=(key,)) for key, name in named.items())
