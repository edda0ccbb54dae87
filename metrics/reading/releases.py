"""Releases as lists and one by one."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from metrics.snapshot import Snapshot

_IN_WINDOW = """($service is null or release.service = $service)
    and (
        $since is null
        or coalesce(release.deployed_at, release.released_at) >= timezone(rules.time_zone, cast(cast($since as date) as timestamp))
    )
    and (
        $until is null
        or coalesce(release.deployed_at, release.released_at) < timezone(rules.time_zone, cast(cast($until as date) as timestamp))
    )"""

_LIST = """
select
    release.release_id,
    release.service,
    release.version,
    release.line,
    release.kind,
    coalesce(release.deployed_at, release.released_at) as out_at,
    release.candidate_of_id,
    predecessor.version as predecessor_version,
    release.first_shipped_commit_count,
    release.scope_commit_count,
    release.lead_time_median_hours,
    release.candidate_count,
    release.revert_count,
    release.additions,
    release.deletions,
    release.changed_file_count,
    release.is_candidate,
    release.is_import_dated,
    release.is_date_doubtful,
    case
        when release.is_candidate then null
        when coalesce(failed.is_open, false) then 'failed, not repaired'
        when failed.release_id is not null then 'failed'
        when release.deployed_at is null then null
        when not release.is_matured then 'watched'
        else 'no failure known'
    end as outcome
from releases as release
cross join rules
left join releases as predecessor on predecessor.release_id = release.predecessor_id
left join (
    select release_id, bool_or(restored_at is null and restored_by_release_id is null) as is_open
    from failures
    where confidence = 'confirmed'
    group by release_id
) as failed on failed.release_id = release.release_id
where (release.is_released or ($candidates and release.is_candidate and release.released_at_from = 'tag')) and {in_window}
order by out_at desc nulls last, release.version_order desc
"""


def releases(
    snapshot: Snapshot,
    *,
    since: date | None = None,
    until: date | None = None,
    service: str | None = None,
    candidates: bool = False,
) -> pd.DataFrame:
    """One row per release, newest first. Dates are of the display zone, half-open.

    `out_at`: when it came to production; of a candidate, and of one that did not or cannot be placed, when it was tagged.
    `outcome`: failed, not repaired; failed; watched (its observation window is open); no failure known.
    """
    asked = {"since": since, "until": until, "service": service, "candidates": candidates}
    return snapshot.query(_LIST.format(in_window=_IN_WINDOW), asked)


_ONE = """
select
    release.*,
    predecessor.version as predecessor_version,
    next_release.version as next_version,
    candidate_of.version as candidate_of_version,
    service.repository_count,
    repository.location,
    repository.uncounted_commit_count
from releases as release
left join releases as predecessor on predecessor.release_id = release.predecessor_id
left join releases as next_release on next_release.release_id = release.next_release_id
left join releases as candidate_of on candidate_of.release_id = release.candidate_of_id
left join services as service on service.service = release.service
left join repositories as repository
    on repository.repository = release.repository and repository.service = release.service
where release.release_id = $release_id
limit 1
"""


def release(snapshot: Snapshot, release_id: str) -> Mapping[str, Any] | None:
    """One release with the versions beside it; None when there is no such release. Unknown values are None."""
    found = snapshot.query(_ONE, {"release_id": release_id})
    if found.empty:
        return None
    row = found.astype(object).where(found.notna(), None).iloc[0]
    return {str(name): value for name, value in row.items()}


def nearest_releases(snapshot: Snapshot, text: str, *, limit: int = 5) -> list[str]:
    """Ids that look most like `text`, best first."""
    known: list[str] = snapshot.query("select release_id from releases order by version_order")["release_id"].tolist()
    by_version = [name for name in known if name.rpartition("/")[2] == text]
    near = difflib.get_close_matches(text, known, n=limit, cutoff=0.5)
    return list(dict.fromkeys([*by_version, *near]))[:limit]


_COMMITS = """
select
    commit.sha,
    commit.repository,
    commit.subject,
    commit.author_name,
    commit.committed_at,
    commit.lead_time_hours,
    commit.lead_time_missing_because,
    array_to_string(commit.issue_keys, ', ') as issue_keys,
    commit.additions,
    commit.deletions,
    commit.changed_file_count,
    commit.is_merge,
    commit.is_revert,
    commit.reverted_by_sha,
    commit.second_person_evidence
from commits as commit
where {which} = $release_id
order by commit.committed_at desc nulls last, commit.sha
"""


def release_commits(snapshot: Snapshot, release_id: str, *, is_candidate: bool = False) -> pd.DataFrame:
    """The commits a release shipped first, or that a candidate contained first; newest first."""
    which = "commit.first_candidate_id" if is_candidate else "commit.first_release_id"
    return snapshot.query(_COMMITS.format(which=which), {"release_id": release_id})


_CANDIDATES = """
select release_id, version, released_at, first_shipped_commit_count
from releases
where candidate_of_id = $release_id
order by released_at nulls last, version_order
"""


def candidates(snapshot: Snapshot, release_id: str) -> pd.DataFrame:
    """Candidates of a release, oldest first."""
    return snapshot.query(_CANDIDATES, {"release_id": release_id})


_TAGS = """
select distinct
    tag.repository,
    tag.tag_name,
    tag.sha,
    tag.tagged_at,
    tag.is_annotated,
    tag.reason_ignored,
    tag.subject
from tags as tag
where tag.release_id = $release_id
    or (
        tag.reason_ignored is not null
        and (tag.repository, tag.sha) in (
            select own.repository, own.sha from tags as own where own.release_id = $release_id
        )
    )
order by tag.reason_ignored nulls first, tag.repository, tag.tag_name
"""


def release_tags(snapshot: Snapshot, release_id: str) -> pd.DataFrame:
    """The tags that make up a release, then those on the same commits that were ignored, with the reason."""
    return snapshot.query(_TAGS, {"release_id": release_id})


_EXTENT = """
select
    count(*) as release_count,
    count(distinct release.service) as service_count,
    min(release.deployed_at) as first_at,
    max(release.deployed_at) as last_at,
    arg_max(release.release_id, release.deployed_at) filter (where release.deployed_at is not null) as last_release_id
from (
    select
        release_id,
        service,
        coalesce(deployed_at, case when not_placeable_because is null then released_at end) as deployed_at,
        released_at
    from releases
    where is_released
    union all
    select concat(service, ' ', label) as release_id, service, deployed_at, null as released_at
    from deployments
    where is_production and not_counted_because is null and release_id is null
) as release
cross join rules
where {in_window}
"""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is of releases, candidates aside, and of deployments of a feed that no release names."""

    release_count: int
    service_count: int
    first_at: datetime | None
    """UTC. When the first came out that can be placed in time; None when none can."""
    last_at: datetime | None
    last_release_id: str | None


def extent(
    snapshot: Snapshot, *, since: date | None = None, until: date | None = None, service: str | None = None
) -> Extent:
    """How many releases a window has, of how many services, and when. Dates are of the display zone, half-open."""
    asked = {"since": since, "until": until, "service": service}
    found = snapshot.query(_EXTENT.format(in_window=_IN_WINDOW), asked)
    row = found.astype(object).where(found.notna(), None).iloc[0]
    return Extent(
        release_count=int(row["release_count"]),
        service_count=int(row["service_count"]),
        first_at=row["first_at"],
        last_at=row["last_at"],
        last_release_id=row["last_release_id"],
    )
