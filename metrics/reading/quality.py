"""What is missing, doubtful or out of date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from metrics.snapshot import Snapshot


def rules(snapshot: Snapshot) -> Mapping[str, Any]:
    """The settings and instants that the numbers were reckoned with; unknown values are None."""
    found = snapshot.query("select * from rules")
    row = found.astype(object).where(found.notna(), None).iloc[0]
    return {str(name): value for name, value in row.items()}


def services(snapshot: Snapshot) -> pd.DataFrame:
    """One row per service, by name."""
    return snapshot.query("select * from services order by service")


_SOURCES = """
select
    source.source,
    source.kind,
    source.location,
    source.state,
    source.message,
    source.last_attempt_at,
    source.last_success_at,
    source.newest_event_at,
    repository.commit_count,
    repository.tag_count,
    repository.line_counts_share,
    repository.uncounted_commit_count,
    repository.line_counts_note
from meta.sources as source
left join (
    select
        repository,
        any_value(commit_count) as commit_count,
        any_value(tag_count) as tag_count,
        any_value(line_counts_share) as line_counts_share,
        any_value(uncounted_commit_count) as uncounted_commit_count,
        any_value(line_counts_note) as line_counts_note
    from repositories
    group by repository
) as repository on repository.repository = source.source and source.kind = 'git'
order by source.state = 'ok', source.kind, source.source
"""


def sources(snapshot: Snapshot) -> pd.DataFrame:
    """One row per source, those that failed first, with what is known of a repository beside it."""
    return snapshot.query(_SOURCES)


def sync_runs(snapshot: Snapshot, *, limit: int = 50) -> pd.DataFrame:
    """The latest syncs that published, newest first."""
    return snapshot.query(
        "select started_at, finished_at, state, stage, source_count, failed_count, new_commit_count, message,"
        " epoch(finished_at - started_at) as seconds"
        " from meta.sync_runs order by started_at desc, finished_at desc limit $limit",
        {"limit": limit},
    )


_LINE_COUNTS = """
select
    coalesce(sum(uncounted_commit_count), 0) as uncounted_commit_count,
    coalesce(sum(commit_count), 0) as commit_count
from (
    select repository, any_value(uncounted_commit_count) as uncounted_commit_count, any_value(commit_count) as commit_count
    from repositories
    group by repository
)
"""


def line_counts(snapshot: Snapshot) -> tuple[int, int]:
    """Commits whose lines are not counted yet, and all commits."""
    row = snapshot.query(_LINE_COUNTS).iloc[0]
    return int(row["uncounted_commit_count"]), int(row["commit_count"])


_IGNORED = """
select service, repository, tag_name, sha, tagged_at, target_type, reason_ignored
from tags
where reason_ignored is not null and ($service is null or service = $service)
order by service, repository, tag_name
"""


def ignored_tags(snapshot: Snapshot, *, service: str | None = None) -> pd.DataFrame:
    """Tags that are no release, with the reason."""
    return snapshot.query(_IGNORED, {"service": service})


def tag_counts(snapshot: Snapshot, *, service: str | None = None) -> tuple[int, int]:
    """All tags, and those that were ignored."""
    row = snapshot.query(
        "select count(*) as tag_count, count(*) filter (where reason_ignored is not null) as ignored_count"
        " from tags where $service is null or service = $service",
        {"service": service},
    ).iloc[0]
    return int(row["tag_count"]), int(row["ignored_count"])


def audits(snapshot: Snapshot) -> pd.DataFrame:
    """One row per audit: audit, title, topic, row_count; those that found something first."""
    return snapshot.query("select audit, title, topic, row_count from meta.audits order by row_count = 0, topic, title")


def audit_rows(snapshot: Snapshot, audit: str, *, limit: int = 1000) -> pd.DataFrame:
    """The rows one audit found: subject, service, what, what_to_do."""
    known = set(audits(snapshot)["audit"])
    if audit not in known:
        return pd.DataFrame(columns=["subject", "service", "what", "what_to_do"])
    name = audit.replace('"', '""')
    return snapshot.query(
        f'select subject, service, what, what_to_do from audit."{name}" limit $limit', {"limit": limit}
    )


def kinds_read(snapshot: Snapshot) -> list[str]:
    """The kinds of source that ever told something: git, jira, those of feeds, freezes, people."""
    return [str(kind) for kind in snapshot.query("select kind from sources_read order by kind")["kind"]]


def deployment_evidence(snapshot: Snapshot, *, service: str | None = None) -> dict[str, int]:
    """How many services have their deployments from what: deployment feed, release tags or jira versions."""
    rows = snapshot.query(
        "select deployments_from, count(*) as service_count from services"
        " where deployments_from is not null and ($service is null or service = $service) group by deployments_from",
        {"service": service},
    )
    return {str(name): int(count) for name, count in rows.itertuples(index=False)}


_UNREPAIRED = """
select
    coalesce(failure.release_id, concat(failure.service, ' ', deployment.label)) as release_id,
    failure.service,
    failure.rung,
    failure.evidence,
    deployment.deployed_at
from failures as failure
left join deployments as deployment on deployment.deployment_id = failure.deployment_id
where failure.confidence = 'confirmed'
    and failure.restored_at is null
    and failure.restored_by_deployment_id is null
    and ($service is null or failure.service = $service)
order by deployment.deployed_at desc nulls last
"""


def unrepaired_failures(snapshot: Snapshot, *, service: str | None = None) -> pd.DataFrame:
    """Failures that nothing has put right yet, newest first."""
    return snapshot.query(_UNREPAIRED, {"service": service})


_WAITING_REVERTS = """
select
    shipped.first_release_id as release_id,
    shipped.service,
    shipped.sha,
    shipped.subject,
    reverting.sha as reverting_sha,
    reverting.committed_at as reverted_at
from commits as shipped
join commits as reverting
    on reverting.sha = shipped.reverted_by_sha
    and reverting.repository = shipped.repository
    and reverting.service = shipped.service
cross join rules
where shipped.first_release_id is not null
    and reverting.first_release_id is null
    and reverting.is_on_default_branch
    and reverting.committed_at >= rules.as_of - to_days($days)
    and ($service is null or shipped.service = $service)
order by reverting.committed_at desc
"""


def waiting_reverts(snapshot: Snapshot, *, service: str | None = None, days: int = 90) -> pd.DataFrame:
    """Shipped commits that were reverted in the last `days`, while no release carries the revert yet."""
    return snapshot.query(_WAITING_REVERTS, {"service": service, "days": days})


def definitions(snapshot: Snapshot) -> pd.DataFrame:
    """Each version of each metric's definition that was built here, the current one first."""
    return snapshot.query("select * from meta.definitions order by metric_id, first_built_at desc, is_current desc")


def settings(snapshot: Snapshot) -> pd.DataFrame:
    """The settings that the numbers were reckoned with: name, value."""
    return snapshot.query("select name, value from meta.settings order by name")


def incident_count(snapshot: Snapshot) -> int:
    """How many incidents are known, from whatever source."""
    return int(snapshot.query("select count(*) as incident_count from incidents")["incident_count"].iloc[0])
