"""What Jira knows of a release: its versions, how their dates moved, its issues, and what has no issue."""

from __future__ import annotations

from typing import Final

import pandas as pd

from metrics.snapshot import Snapshot

_VERSIONS: Final = """
select
    version.version_name,
    version.site,
    version.project_key,
    version.start_on,
    version.release_on,
    version.is_released,
    version.is_archived,
    version.matched_by,
    concat(rtrim(site.url, '/'), '/projects/', version.project_key, '/versions/', version.version_id) as url
from release_versions as version
left join raw.jira_sites as site on site.site = version.site
where version.release_id = $release_id
order by version.site, version.project_key, version.version_name
"""


def versions(snapshot: Snapshot, release_id: str) -> pd.DataFrame:
    """The Jira versions that are this release."""
    return snapshot.query(_VERSIONS, {"release_id": release_id})


_DATES: Final = """
select seen_at, version_name, previous_release_on, release_on, slip_days, is_released, is_replan, how_known
from version_history
where release_id = $release_id
order by seen_at desc, version_name
"""


def dates(snapshot: Snapshot, release_id: str) -> pd.DataFrame:
    """The release dates that syncs found in its Jira versions, newest first; `slip_days` says how far one moved."""
    return snapshot.query(_DATES, {"release_id": release_id})


def net_move_days(snapshot: Snapshot, release_id: str) -> int:
    """Days by which a release's planned date moved in all while it was planned; negative when it came nearer."""
    rows = dates(snapshot, release_id)
    return int(rows.loc[rows["is_replan"].astype(bool), "slip_days"].fillna(0).sum())


_ISSUES: Final = """
with scoped as (
    select
        scope.site,
        scope.issue_id,
        bool_or(
            case when release.is_released
                then coalesce(scope.was_in_scope_at_release, scope.is_in_scope_now) else scope.is_in_scope_now end
        ) as is_in_scope
    from release_scope as scope
    join releases as release on release.release_id = scope.release_id
    where scope.release_id = $release_id
    group by scope.site, scope.issue_id
),
shipped as (
    select named.site, named.issue_id, count(distinct named.commit_id) as commit_count,
        list_sort(list(distinct left(named.sha, 10))) as commits
    from issue_commits as named
    join commits as commit on commit.commit_id = named.commit_id and commit.service = named.service
    where commit.first_release_id = $release_id or commit.first_candidate_id = $release_id
    group by named.site, named.issue_id
)
select
    issue.issue_key,
    issue.summary,
    issue.issue_type,
    issue.status,
    issue.step,
    issue.is_done,
    issue.priority,
    coalesce(shipped.commit_count, 0) as commit_count,
    coalesce(shipped.commits, []) as commits,
    coalesce(scoped.is_in_scope, false) as is_in_scope,
    scoped.issue_id is not null and not scoped.is_in_scope as was_taken_out,
    issue.is_gone,
    issue.url
from issues as issue
left join scoped on scoped.site = issue.site and scoped.issue_id = issue.issue_id
left join shipped on shipped.site = issue.site and shipped.issue_id = issue.issue_id
where scoped.issue_id is not null or shipped.issue_id is not null
order by is_in_scope desc, issue.is_done, issue.issue_key
"""


def issues(snapshot: Snapshot, release_id: str) -> pd.DataFrame:
    """The issues of a release: those of its versions, those that were taken out, and those its commits name.

    `is_in_scope`: one of its versions holds the issue; of a release that is out, held it then.
    """
    return snapshot.query(_ISSUES, {"release_id": release_id})


_UNLINKED: Final = """
with named as (
    select repository, service, sha, string_agg(issue_key, ', ' order by issue_key) as unknown_keys
    from issue_keys
    where state <> 'known' and is_known_project
    group by repository, service, sha
)
select
    commit.sha,
    commit.subject,
    commit.committed_at,
    commit.author_name,
    named.unknown_keys
from commits as commit
left join named
    on named.sha = commit.sha and named.repository = commit.repository and named.service = commit.service
where commit.first_release_id = $release_id
    and not commit.is_merge
    and not exists (
        select 1 from issue_commits as linked
        where linked.commit_id = commit.commit_id and linked.service = commit.service
    )
order by commit.committed_at desc nulls last, commit.sha
"""


def commits_without_issue(snapshot: Snapshot, release_id: str) -> pd.DataFrame:
    """Commits that a release ships first, no merges, that name no issue we know; `unknown_keys` are what they name."""
    return snapshot.query(_UNLINKED, {"release_id": release_id})


_PLANNED: Final = """
select
    release.release_id,
    release.service,
    release.version,
    coalesce(entry.state, release.state) as state,
    release.planned_on,
    entry.slip,
    release.scope_issue_count,
    release.done_issue_count,
    case when release.scope_issue_count > 0 then release.done_issue_count / release.scope_issue_count end as done_share,
    release.planned_change_count,
    array_to_string(release.jira_version_names, ', ') as jira_versions
from releases as release
left join calendar_events as entry on entry.release_id = release.release_id and entry.kind = 'planned'
where not release.is_released
    and not (release.is_candidate and release.released_at_from is not null)
    and release.state <> 'abandoned'
    and ($service is null or release.service = $service)
order by release.planned_on nulls last, release.service, release.version_order
"""


def planned(snapshot: Snapshot, *, service: str | None = None) -> pd.DataFrame:
    """Releases that are planned and not out, the earliest first; those without a date last."""
    return snapshot.query(_PLANNED, {"service": service})


def plans(snapshot: Snapshot) -> pd.DataFrame:
    """Of each release that is out and was planned: release_id, planned_on, slip in words."""
    return snapshot.query(
        "select release.release_id, release.planned_on, entry.slip from releases as release"
        " left join calendar_events as entry on entry.release_id = release.release_id and entry.kind = 'released'"
        " where release.is_released and release.planned_on is not null"
    )


def is_read(snapshot: Snapshot) -> bool:
    """Whether a Jira was ever read into this warehouse."""
    return not snapshot.query("select 1 from raw.jira_projects limit 1").empty
