"""Reads the versions of the demo's Jira as they were, twice a week: Jira itself forgets the dates it once promised."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from dashboard.demo import Demo
from dashboard.demo.answering import AsOf, answering_as_of
from ingest.jira_catalogue import land_versions
from ingest.jira_client import JiraClient, connect
from ingest.jira_project import Project, project_of
from ingest.jira_sync import pages_folder
from ingest.settings import SourceSettings
from ingest.warehouse import Warehouse

_EVERY = timedelta(days=3.5)
"""Mondays at six in the morning and Thursdays at six in the evening, UTC."""


def remember_promises(demo: Demo, settings: SourceSettings, *, now: datetime) -> int:
    """Bring what the demo's versions once promised into its warehouse; return at how many moments they were looked at."""
    with answering_as_of(demo) as (address, as_of):
        here = replace(settings, jiras=tuple(replace(jira, url=address) for jira in settings.jiras))
        return look_back(here, as_of, since=demo.begins_at, until=now)


def look_back(settings: SourceSettings, as_of: AsOf, *, since: datetime, until: datetime) -> int:
    """Land the versions of every project as they were from `since` to `until`; return at how many moments.

    Moments before the newest that the warehouse knows are left out. What this publishes has no models: a sync must follow.
    """
    [jira] = settings.jiras
    warehouse = Warehouse(settings.data_dir)
    with warehouse.writing():
        moments = _moments(max(since, _last_seen(warehouse) or since), until)
        if not moments:
            return 0
        client = connect(jira, pages=pages_folder(settings.data_dir, jira.name))
        with closing(client), warehouse.next(until) as following:
            if _land_moments(following.con, client, jira.name, as_of, moments):
                following.publish()
    return len(moments)


def _moments(since: datetime, until: datetime) -> list[datetime]:
    monday = (since - timedelta(days=since.weekday())).replace(hour=6, minute=0, second=0, microsecond=0)
    count = (until - monday) // _EVERY + 1
    return [moment for step in range(count) if since < (moment := monday + step * _EVERY) < until]


def _last_seen(warehouse: Warehouse) -> datetime | None:
    """The newest moment or sync that the published versions know."""
    current = warehouse.current()
    if current is None:
        return None
    with closing(duckdb.connect(str(current), read_only=True)) as con:
        con.execute("set TimeZone = 'UTC'")
        seen = con.execute("select max(last_seen_at) from raw.jira_version_snapshots").fetchall()[0][0]
    return seen.astimezone(UTC) if seen else None


def _land_moments(
    con: duckdb.DuckDBPyConnection, client: JiraClient, site: str, as_of: AsOf, moments: Sequence[datetime]
) -> int:
    """Return how often something was landed."""
    projects = [project for entry in client.projects() if (project := project_of(entry)) is not None]
    known: dict[str, Any] = {}
    landed = 0
    con.execute("begin")
    for moment in moments:
        as_of(moment)
        for project in projects:
            landed += _land_project(con, client, site, project, moment, known)
    as_of(None)
    con.execute("commit")
    return landed


def _land_project(
    con: duckdb.DuckDBPyConnection, client: JiraClient, site: str, project: Project, moment: datetime,
    known: dict[str, Any],
) -> bool:  # fmt: skip
    """Land a project's versions when one of them is planned in a way that is not known yet; tell whether it was so."""
    versions = client.versions(project.key)
    planned = {version["id"]: version.get("releaseDate") for version in versions if not version.get("released")}
    if planned.items() <= known.items():
        return False
    land_versions(con, site, project.project_id, versions, moment)
    known |= planned
    return True
