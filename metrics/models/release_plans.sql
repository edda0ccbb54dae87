-- One row per release with a Jira version, candidates aside: what was planned when its scope froze, and what came of it.
-- The baseline is the date on record when scope froze (scope_freezes); Jira forgets the dates that were, so only dates that
-- a sync saw are known.
-- Empty without: scope_freezes
-- release_id: Release.
-- service: Service.
-- line: Release line.
-- is_released: It is out.
-- frozen_at: When its scope froze; null when it has not, or nothing tells.
-- frozen_by: first candidate, days before, or release (it came out before either).
-- baseline_on: Release date on record at that time; null with the reason in baseline_missing_because.
-- baseline_missing_because: Why there is no baseline.
-- planned_start_on: Start date on record at that time; null when there was none.
-- planned_days: Days from that start to the baseline; null when it is not before the baseline.
-- actual_on: Day on which it came to production (releases.deployed_at), in the display zone; null while it did not, and when
--   that cannot be placed in time.
-- slip_days: Days from the baseline to that day; negative when it came sooner. Null when either is unknown.
-- replan_count: Re-plans on record while it was planned; null when no planned date is on record.
-- short_notice_replan_count: Those of them at short notice (setting short_notice_days); null likewise.
-- first_later_recorded_at: When a date later than the baseline was first recorded, after scope froze; for a release that came
--   late without a word, when it came. Null when there was none.
-- notice_days: Days from that day to the baseline; negative when the baseline had passed. Null when there was none.
-- committed_count: Issues in scope when scope froze; null with the reason in scope_missing_because.
-- committed_shipped_count: Those of them that were still in scope and shipped when it came out; null while it is open.
-- added_count: Issues in scope at its end (its release, or the last sync) that were not when scope froze.
-- removed_count: Issues in scope when scope froze that were not at its end.
-- scope_missing_because: Why there are no counts.
with baseline as (
    select frozen.release_id, record.planned_on, record.start_on
    from scope_freezes as frozen
    join date_records as record
        on record.release_id = frozen.release_id
        and record.recorded_at <= frozen.frozen_at
        and (record.replaced_at is null or record.replaced_at > frozen.frozen_at)
    where frozen.is_date_known_then
),
told as (
    select
        release_id,
        count(planned_on) as date_count,
        count(case when is_replan then 1 end) as replan_count,
        count(case when is_short_notice then 1 end) as short_notice_replan_count
    from date_records
    group by release_id
),
later as (
    select record.release_id, min(record.recorded_at) as recorded_at
    from date_records as record
    join scope_freezes as frozen on frozen.release_id = record.release_id
    join baseline on baseline.release_id = record.release_id
    where record.recorded_at > frozen.frozen_at and record.planned_on > baseline.planned_on
    group by record.release_id
),
scope as (
    select
        release_id,
        count(case when is_committed then 1 end) as committed_count,
        count(case when is_committed and is_shipped then 1 end) as committed_shipped_count,
        count(case when is_added then 1 end) as added_count,
        count(case when is_removed then 1 end) as removed_count,
        count(case when is_committed is null or is_in_at_end is null then 1 end) as unknown_count
    from release_plan_issues
    group by release_id
),
dated as (
    select
        release.release_id,
        cast(timezone(rules.time_zone, release.deployed_at) as date) as actual_on,
        case
            when later.recorded_at is not null then later.recorded_at
            when cast(timezone(rules.time_zone, release.deployed_at) as date) > baseline.planned_on then release.deployed_at
        end as first_later_recorded_at
    from releases as release
    cross join rules
    left join baseline on baseline.release_id = release.release_id
    left join later on later.release_id = release.release_id
)
select
    release.release_id,
    release.service,
    release.line,
    release.is_released,
    frozen.frozen_at,
    frozen.frozen_by,
    baseline.planned_on as baseline_on,
    case
        when baseline.planned_on is not null then null
        when release.is_released and release.deployed_at is null then release.not_deployed_because
        when coalesce(told.date_count, 0) = 0 and not release.is_released then 'it has no planned date'
        when coalesce(told.date_count, 0) = 0 then 'no sync saw a planned date before it was out'
        when frozen.frozen_at is null then 'its scope is not frozen yet'
        when not frozen.is_date_known_then then 'no sync had seen its date when its scope froze'
        else 'no date was on record when its scope froze'
    end as baseline_missing_because,
    baseline.start_on as planned_start_on,
    case when baseline.start_on < baseline.planned_on then baseline.planned_on - baseline.start_on end as planned_days,
    dated.actual_on,
    dated.actual_on - baseline.planned_on as slip_days,
    case when told.date_count > 0 then told.replan_count end as replan_count,
    case when told.date_count > 0 then told.short_notice_replan_count end as short_notice_replan_count,
    dated.first_later_recorded_at,
    baseline.planned_on - cast(timezone(rules.time_zone, dated.first_later_recorded_at) as date) as notice_days,
    case when coalesce(scope.unknown_count, 0) = 0 and frozen.frozen_at is not null then coalesce(scope.committed_count, 0) end
        as committed_count,
    case
        when coalesce(scope.unknown_count, 0) = 0 and frozen.frozen_at is not null and release.is_released
            then coalesce(scope.committed_shipped_count, 0)
    end as committed_shipped_count,
    case when coalesce(scope.unknown_count, 0) = 0 and frozen.frozen_at is not null then coalesce(scope.added_count, 0) end
        as added_count,
    case when coalesce(scope.unknown_count, 0) = 0 and frozen.frozen_at is not null then coalesce(scope.removed_count, 0) end
        as removed_count,
    case
        when release.is_released and release.deployed_at is null then release.not_deployed_because
        when frozen.frozen_at is null and release.is_released then 'nothing tells when its scope froze'
        when frozen.frozen_at is null then 'its scope is not frozen yet'
        when scope.unknown_count > 0
            then 'nobody knows what was in its scope: the history of an issue in it is not known'
    end as scope_missing_because
from releases as release
join scope_freezes as frozen on frozen.release_id = release.release_id
join dated on dated.release_id = release.release_id
cross join rules
left join baseline on baseline.release_id = release.release_id
left join told on told.release_id = release.release_id
left join scope on scope.release_id = release.release_id
order by release.service, release.version_order
