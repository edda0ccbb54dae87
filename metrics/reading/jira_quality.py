"""What was read from Jira, what it is taken for, and how well it fits the commits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from metrics.snapshot import Snapshot

_PROJECTS: Final = """
select
    project.site,
    project.project_key,
    project.name,
    count(issue.issue_id) filter (where not issue.is_gone) as issue_count,
    count(issue.issue_id) filter (where issue.is_gone) as gone_issue_count,
    project.hidden_issue_count,
    count(issue.issue_id) filter (where not issue.is_gone and issue.history_state <> 'complete') as unknown_history_count,
    project.last_synced_at,
    project.gone_at
from raw.jira_projects as project
left join issues as issue on issue.site = project.site and issue.project_key = project.project_key
group by all
order by project.site, project.project_key
"""


def projects(snapshot: Snapshot) -> pd.DataFrame:
    """One row per Jira project that was ever read. Null counts are not known."""
    return snapshot.query(_PROJECTS)


_COVERAGE: Final = """
with named as (
    select distinct commit_id, service from issue_commits
),
work as (
    select
        count(*) as commit_count,
        count(*) filter (where named.commit_id is not null) as linked_commit_count
    from commits as commit
    left join named on named.commit_id = commit.commit_id and named.service = commit.service
    where not commit.is_merge
        and (commit.first_release_id is not null or commit.is_on_default_branch)
        and ($service is null or commit.service = $service)
),
shipped as (
    select count(*) as shipped_issue_count, count(*) filter (where commit_count > 0) as shipped_issue_with_commit_count
    from issues
    where first_release_id is not null and not is_gone and ($service is null or service = $service)
),
known as (
    select
        count(*) as issue_count,
        count(*) filter (where history_state <> 'complete') as unknown_history_count,
        count(*) filter (where service is null) as issue_without_service_count
    from issues
    where not is_gone and ($service is null or service is null or service = $service)
),
dangling as (
    select count(distinct issue_key) as dangling_key_count
    from issue_keys
    where state = 'dangling' and ($service is null or service = $service)
),
unmapped as (
    select
        count(*) as unmapped_status_count,
        coalesce(cast(sum(issue_count) as bigint), 0) as unmapped_issue_count
    from lifecycle_statuses
    where step is null and issue_count > 0
)
select * from work cross join shipped cross join known cross join dangling cross join unmapped
"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far commits and issues know of each other."""

    commit_count: int
    """Commits that are shipped or on a default branch, no merges."""
    linked_commit_count: int
    """Those that name an issue we have read."""
    shipped_issue_count: int
    shipped_issue_with_commit_count: int
    issue_count: int
    unknown_history_count: int
    """Issues whose history is not whole."""
    issue_without_service_count: int
    dangling_key_count: int
    """Keys in commits whose project is read and has no such issue."""
    unmapped_status_count: int
    """Statuses that stand for no step of the lifecycle and hold issues."""
    unmapped_issue_count: int


def coverage(snapshot: Snapshot, *, service: str | None = None) -> Coverage:
    """The figures for all services or one."""
    row = snapshot.query(_COVERAGE, {"service": service}).iloc[0]
    return Coverage(**{str(name): int(value) for name, value in row.items()})


_VERSIONS: Final = """
select version_name, site, project_key, is_released, is_archived, release_on, unmatched_because
from release_versions
where release_id is null
order by is_archived, site, project_key, version_name
"""


def unmatched_versions(snapshot: Snapshot) -> pd.DataFrame:
    """Jira versions that are no release, with the reason."""
    return snapshot.query(_VERSIONS)


def version_count(snapshot: Snapshot) -> int:
    """How many Jira versions there are."""
    return int(
        snapshot.query("select count(distinct (site, version_id)) as number from release_versions")["number"].iloc[0]
    )


def statuses(snapshot: Snapshot) -> pd.DataFrame:
    """Each status with the step it stands for, those without a step first."""
    return snapshot.query(
        "select site, status, category, step, mapped_by, issue_count from lifecycle_statuses"
        " order by step is not null, issue_count desc, site, status"
    )


def fields(snapshot: Snapshot) -> pd.DataFrame:
    """The fields that Leadline reads something from."""
    return snapshot.query(
        "select site, used_as, name, field_id, schema_type from raw.jira_fields"
        " where used_as is not null and gone_at is null order by site, used_as, name"
    )
