-- One row per release with a Jira version and instant at which its scope is looked at for a forecast; candidates aside.
-- Empty without: releases
-- release_id: Release.
-- service: Service.
-- kind_group: patch or other: a forecast learns from releases of its own.
-- purpose: open (its forecast as of the last sync), then (the forecast of a release that is out, as of forecast_days before the
--   date on record at that time) or out (when it came out).
-- looked_at: The instant; null with the reason in missing_because.
-- due_on: Release date on record then; null for the last.
-- days_left: Days from then to that date, at least 7: scope of one that is overdue may still grow. Null without a date.
-- missing_because: Why there is no such instant; null when there is one.
with due as (
    select
        record.release_id,
        record.planned_on as due_on,
        timezone(rules.time_zone, cast(record.planned_on - planning_rules.forecast_days as timestamp)) as looked_at,
        record.recorded_at,
        record.replaced_at
    from date_records as record
    cross join rules
    cross join planning_rules
    where record.planned_on is not null
),
-- The first time that a date on record was so near; one that was recorded nearer than that tells nothing about forecasts.
first_due as (
    select release_id, min(looked_at) as looked_at, min_by(due_on, looked_at) as due_on
    from due
    where recorded_at <= looked_at and (replaced_at is null or replaced_at > looked_at)
    group by release_id
),
release as (
    select
        release.release_id,
        release.service,
        case when release.kind = 'patch' then 'patch' else 'other' end as kind_group,
        release.state,
        release.planned_on,
        release.is_released,
        release.deployed_at,
        release.not_deployed_because
    from releases as release
    where not release.is_candidate and len(release.jira_version_names) > 0
),
moment as (
    select
        release.release_id,
        release.service,
        release.kind_group,
        'open' as purpose,
        rules.as_of as looked_at,
        release.planned_on as due_on,
        cast(null as varchar) as missing_because
    from release
    cross join rules
    where release.state in ('planned', 'overdue')
    union all
    select
        release.release_id,
        release.service,
        release.kind_group,
        'then' as purpose,
        case when first_due.looked_at < release.deployed_at then first_due.looked_at end as looked_at,
        case when first_due.looked_at < release.deployed_at then first_due.due_on end as due_on,
        case
            when release.deployed_at is null then release.not_deployed_because
            when first_due.release_id is null then 'its date was not on record that long before'
            when first_due.looked_at >= release.deployed_at then 'it came out before'
        end as missing_because
    from release
    left join first_due on first_due.release_id = release.release_id
    where release.is_released
    union all
    select
        release.release_id,
        release.service,
        release.kind_group,
        'out' as purpose,
        release.deployed_at as looked_at,
        cast(null as date) as due_on,
        cast(null as varchar) as missing_because
    from release
    where release.is_released and release.deployed_at is not null
)
select
    moment.release_id,
    moment.service,
    moment.kind_group,
    moment.purpose,
    moment.looked_at,
    moment.due_on,
    greatest(7, moment.due_on - cast(timezone(rules.time_zone, moment.looked_at) as date)) as days_left,
    moment.missing_because
from moment
cross join rules
