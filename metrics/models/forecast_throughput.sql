-- One row per release that is forecast (purposes open and then of forecast_moments) and week before its instant in which its service
-- finished something meant for a release: how many issues, sub-tasks aside, that were in scope of a release and finished at
-- that instant. Weeks in which none was have no row.
-- Empty without: forecast_moments, release_scope, finished_spells
-- release_id: Release.
-- purpose: open or then.
-- weeks_before: 0 for the seven days before the instant, 1 for the seven before them, and so on.
-- finished_count: Issues.
with target as (
    select
        moment.release_id,
        moment.service,
        moment.purpose,
        moment.looked_at,
        planning_rules.forecast_weeks,
        cast(floor(epoch(moment.looked_at) / 604800) as bigint) as last_bucket
    from forecast_moments as moment
    cross join planning_rules
    where moment.purpose in ('open', 'then') and moment.looked_at is not null
),
-- Weeks since 1970, so that a release and what was finished before it meet by equality.
window_part as (
    select target.*, unnest(generate_series(last_bucket - forecast_weeks, last_bucket)) as bucket
    from target
),
item as (
    select
        release.service,
        stretch.site,
        stretch.issue_id,
        stretch.added_at,
        least(stretch.removed_at, issue.gone_at) as left_at,
        spell.finished_at,
        spell.reopened_at,
        cast(floor(epoch(spell.finished_at) / 604800) as bigint) as bucket
    from release_scope as stretch
    join releases as release on release.release_id = stretch.release_id
    join raw.jira_issues as issue on issue.site = stretch.site and issue.issue_id = stretch.issue_id
    join finished_spells as spell on spell.site = stretch.site and spell.issue_id = stretch.issue_id
    where not coalesce(issue.is_subtask, false)
),
finished as (
    select
        window_part.release_id,
        window_part.purpose,
        window_part.forecast_weeks,
        cast(floor(epoch(window_part.looked_at - item.finished_at) / 604800) as integer) as weeks_before,
        item.site,
        item.issue_id
    from window_part
    join item on item.service = window_part.service and item.bucket = window_part.bucket
    where item.finished_at <= window_part.looked_at
        and (item.reopened_at is null or item.reopened_at > window_part.looked_at)
        and (item.added_at is null or item.added_at <= window_part.looked_at)
        and (item.left_at is null or item.left_at > window_part.looked_at)
)
select release_id, purpose, weeks_before, count(distinct concat(site, '/', issue_id)) as finished_count
from finished
where weeks_before < forecast_weeks
group by release_id, purpose, weeks_before
