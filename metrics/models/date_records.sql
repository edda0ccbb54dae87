-- One row per release and planned date that was on record for it, in order: what Jira said from one sync to the next. A release
-- with several Jira versions is planned for the latest of their dates. What was recorded when it was out tells nothing of a
-- plan and has no row; a date that was taken away has one without a date.
-- Empty without: raw.jira_version_snapshots, release_versions, releases
-- release_id: Release.
-- position: Place among its records, from 1.
-- recorded_at: Sync that first saw it so.
-- replaced_at: Sync that saw another; null for the last.
-- recorded_on: Day of recorded_at in the display zone.
-- start_on: Earliest start date on record.
-- planned_on: Release date on record; null when it was taken away.
-- previous_planned_on: The one before it; null for the first.
-- is_replan: The date moved, or was taken away.
-- notice_days: For a re-plan: days from its recording to the nearer of the two dates; negative when that was past.
-- is_short_notice: A re-plan with less notice than the setting short_notice_days.
-- is_from_first_sync: It was seen by the first sync of its project, so it may have been on record for long.
with snapshot as (
    select
        version.release_id,
        seen.site,
        seen.version_id,
        seen.seen_at,
        seen.start_on,
        seen.release_on,
        coalesce(seen.is_released, false) as is_released,
        lead(seen.seen_at) over (partition by version.release_id, seen.site, seen.version_id order by seen.seen_at) as until_at,
        seen.seen_at = min(seen.seen_at) over (partition by seen.site, seen.project_id) as is_from_first_sync
    from raw.jira_version_snapshots as seen
    join release_versions as version on version.site = seen.site and version.version_id = seen.version_id
    where version.release_id is not null and seen.seen_at is not null
),
moment as (
    select distinct snapshot.release_id, snapshot.seen_at
    from snapshot
    join releases as release on release.release_id = snapshot.release_id
    where not release.is_candidate
        and coalesce(
            snapshot.seen_at
            < coalesce(release.deployed_at, case when release.not_placeable_because is not null then release.released_at end),
            true
        )
),
known as (
    select
        moment.release_id,
        moment.seen_at,
        min(snapshot.start_on) as start_on,
        max(snapshot.release_on) as planned_on,
        bool_and(snapshot.is_from_first_sync) as is_from_first_sync
    from moment
    join snapshot
        on snapshot.release_id = moment.release_id
        and snapshot.seen_at <= moment.seen_at
        and (snapshot.until_at is null or snapshot.until_at > moment.seen_at)
    where not snapshot.is_released
    group by moment.release_id, moment.seen_at
),
followed as (
    select
        known.*,
        lag(planned_on) over in_time as previous_planned_on,
        lag(start_on) over in_time as previous_start_on,
        row_number() over in_time as place
    from known
    window in_time as (partition by release_id order by seen_at)
),
record as (
    select *
    from followed
    where place = 1 or planned_on is distinct from previous_planned_on or start_on is distinct from previous_start_on
),
dated as (
    select
        record.*,
        row_number() over in_time as position,
        lead(record.seen_at) over in_time as replaced_at,
        cast(timezone(rules.time_zone, record.seen_at) as date) as recorded_on,
        record.place > 1
        and record.previous_planned_on is not null
        and record.planned_on is distinct from record.previous_planned_on as is_replan
    from record
    cross join rules
    window in_time as (partition by record.release_id order by record.seen_at)
)
select
    dated.release_id,
    cast(dated.position as integer) as position,
    dated.seen_at as recorded_at,
    dated.replaced_at,
    dated.recorded_on,
    dated.start_on,
    dated.planned_on,
    dated.previous_planned_on,
    dated.is_replan,
    case
        when dated.is_replan
            then least(dated.previous_planned_on, coalesce(dated.planned_on, dated.previous_planned_on)) - dated.recorded_on
    end as notice_days,
    coalesce(
        dated.is_replan
        and least(dated.previous_planned_on, coalesce(dated.planned_on, dated.previous_planned_on)) - dated.recorded_on
        < planning_rules.short_notice_days,
        false
    ) as is_short_notice,
    dated.is_from_first_sync
from dated
cross join planning_rules
order by dated.release_id, dated.position
