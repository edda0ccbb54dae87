-- One row per release with a Jira version, candidates aside: when its scope froze, by the setting scope_freeze. Scope is frozen
-- once the date on record is scope_freeze_days away, and stays so when the date moves afterwards; where no planned date is on
-- record, the release date that Jira has stands for it.
-- Empty without: releases
-- release_id: Release.
-- frozen_at: When its scope froze, at the latest when it came out; null when nothing tells.
-- frozen_by: first candidate, days before, or release (it came out before either).
-- end_at: Until when its scope can still move: its release, else the last sync; null when it cannot be placed in time.
-- is_date_known_then: The date that was on record at that time is known: a sync had seen it by then, or it was new.
with release as (
    select
        release.release_id,
        release.first_candidate_at,
        release.planned_on,
        release.is_released,
        release.deployed_at,
        case when release.is_released then release.deployed_at else rules.as_of end as end_at
    from releases as release
    cross join rules
    where not release.is_candidate and len(release.jira_version_names) > 0
),
-- When the date on record came to be no further away than the days before it at which scope freezes.
crossing as (
    select
        record.release_id,
        min(
            greatest(
                record.recorded_at,
                timezone(rules.time_zone, cast(record.planned_on - planning_rules.scope_freeze_days as timestamp))
            )
        ) as crossed_at
    from date_records as record
    cross join rules
    cross join planning_rules
    where record.planned_on is not null
        and (
            record.replaced_at is null
            or timezone(rules.time_zone, cast(record.planned_on - planning_rules.scope_freeze_days as timestamp))
            < record.replaced_at
        )
    group by record.release_id
),
-- What the first sync of all found may have been near for long.
first_record as (
    select
        record.release_id,
        timezone(rules.time_zone, cast(record.planned_on - planning_rules.scope_freeze_days as timestamp)) as was_due_at,
        record.recorded_at,
        record.is_from_first_sync
        and record.planned_on - planning_rules.scope_freeze_days < record.recorded_on as is_seen_late
    from date_records as record
    cross join rules
    cross join planning_rules
    where record.position = 1
),
by_days as (
    select
        release.release_id,
        case
            when coalesce(first_record.is_seen_late, false) then first_record.was_due_at
            else coalesce(
                crossing.crossed_at,
                timezone(
                    rules.time_zone,
                    cast(
                        coalesce(release.planned_on, cast(timezone(rules.time_zone, release.deployed_at) as date))
                        - planning_rules.scope_freeze_days as timestamp
                    )
                )
            )
        end as crossed_at
    from release
    cross join rules
    cross join planning_rules
    left join first_record on first_record.release_id = release.release_id
    left join crossing on crossing.release_id = release.release_id
),
ruled as (
    select
        release.release_id,
        release.deployed_at,
        release.end_at,
        release.first_candidate_at,
        by_days.crossed_at,
        case
            when planning_rules.scope_freeze = 'first candidate' then coalesce(release.first_candidate_at, by_days.crossed_at)
            when planning_rules.scope_freeze = 'days before' then by_days.crossed_at
            else least(release.first_candidate_at, by_days.crossed_at)
        end as ruled_at
    from release
    cross join planning_rules
    left join by_days on by_days.release_id = release.release_id
),
frozen as (
    select
        ruled.*,
        case
            when ruled.end_at is null then null
            when ruled.deployed_at is not null then least(ruled.ruled_at, ruled.deployed_at)
            when ruled.ruled_at <= ruled.end_at then ruled.ruled_at
        end as frozen_at
    from ruled
)
select
    frozen.release_id,
    frozen.frozen_at,
    case
        when frozen.frozen_at is null then null
        when frozen.ruled_at > frozen.deployed_at then 'release'
        when frozen.frozen_at = frozen.first_candidate_at then 'first candidate'
        else 'days before'
    end as frozen_by,
    frozen.end_at,
    coalesce(first_record.recorded_at <= frozen.frozen_at, false) as is_date_known_then
from frozen
left join first_record on first_record.release_id = frozen.release_id
