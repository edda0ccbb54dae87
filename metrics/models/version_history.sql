-- One row per Jira version, service whose release it is, and release date that a sync found and the sync before had not.
-- Jira itself forgets the dates that were; what changed twice between two syncs is known once.
-- Empty without: raw.jira_version_snapshots
-- site: Jira.
-- version_id: Version.
-- release_id: Release; null when the version is none.
-- version_name: Name at that time. Hostile text: escape it.
-- release_on: Release date that was recorded; null when it was taken away.
-- previous_release_on: The date recorded before; null for the first.
-- seen_at: Sync that first saw it.
-- slip_days: Days by which it moved; negative when it came nearer. Null for the first, and when either is missing.
-- is_released: The version was marked as released by then, so the date tells what was, not what is planned.
-- is_replan: The date moved while the release was still planned.
-- how_known: first sync, or a later sync.
with followed as (
    select
        snapshot.*,
        lag(release_on) over in_time as previous_release_on,
        row_number() over in_time as position
    from raw.jira_version_snapshots as snapshot
    window in_time as (partition by site, version_id order by seen_at)
)
select
    followed.site,
    followed.version_id,
    version.release_id,
    followed.name as version_name,
    followed.release_on,
    followed.previous_release_on,
    followed.seen_at,
    followed.release_on - followed.previous_release_on as slip_days,
    coalesce(followed.is_released, false) as is_released,
    followed.position > 1 and not coalesce(followed.is_released, false) and followed.previous_release_on is not null as is_replan,
    case when followed.position = 1 then 'first sync' else 'a later sync' end as how_known
from followed
left join release_versions as version on version.site = followed.site and version.version_id = followed.version_id
where followed.position = 1 or followed.release_on is distinct from followed.previous_release_on
order by followed.site, followed.version_id, followed.seen_at
