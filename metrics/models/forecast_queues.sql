-- One row per release that is forecast (purposes open and then of forecast_moments) with something to be finished before it: for the
-- releases of its service that were open then and due before it by the dates on record then, or overdue by at most 30 days.
-- Empty without: forecast_moments, date_records, release_scope
-- release_id: Release.
-- purpose: open or then.
-- ahead_count: Issues in scope of those releases and not of its own then, sub-tasks aside, whose work was not finished then.
with target as (
    select
        moment.release_id,
        moment.service,
        moment.purpose,
        moment.looked_at,
        moment.due_on,
        cast(timezone(rules.time_zone, moment.looked_at) as date) - 30 as overdue_from
    from forecast_moments as moment
    cross join rules
    where moment.purpose in ('open', 'then') and moment.looked_at is not null
),
ahead as (
    select target.release_id, target.purpose, target.looked_at, other.release_id as ahead_id
    from target
    join releases as other on other.service = target.service
    join date_records as record on record.release_id = other.release_id
    where other.release_id <> target.release_id
        and coalesce(coalesce(other.deployed_at, other.released_at) > target.looked_at, true)
        and record.recorded_at <= target.looked_at
        and (record.replaced_at is null or record.replaced_at > target.looked_at)
        and record.planned_on >= target.overdue_from
        and (
            record.planned_on < target.due_on
            or (record.planned_on = target.due_on and other.release_id < target.release_id)
        )
)
select
    ahead.release_id,
    ahead.purpose,
    count(distinct concat(stretch.site, '/', stretch.issue_id)) as ahead_count
from ahead
join release_scope as stretch
    on stretch.release_id = ahead.ahead_id
    and (stretch.added_at is null or stretch.added_at <= ahead.looked_at)
    and (stretch.removed_at is null or stretch.removed_at > ahead.looked_at)
join raw.jira_issues as issue on issue.site = stretch.site and issue.issue_id = stretch.issue_id
left join finished_spells as spell
    on spell.site = stretch.site
    and spell.issue_id = stretch.issue_id
    and spell.finished_at <= ahead.looked_at
    and (spell.reopened_at is null or spell.reopened_at > ahead.looked_at)
left join release_scope as own
    on own.release_id = ahead.release_id
    and own.site = stretch.site
    and own.issue_id = stretch.issue_id
    and (own.added_at is null or own.added_at <= ahead.looked_at)
    and (own.removed_at is null or own.removed_at > ahead.looked_at)
where spell.issue_id is null
    and own.issue_id is null
    and not coalesce(issue.is_subtask, false)
    and (issue.gone_at is null or issue.gone_at > ahead.looked_at)
group by ahead.release_id, ahead.purpose
