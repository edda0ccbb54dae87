-- One row per release that is forecast (purposes open and then of forecast_moments) and release of its service that had come out
-- by then, the last 20 of them, those of its own kind first: what they teach about the growth of scope and the wait for release.
-- Empty without: forecast_scopes
-- release_id: Release that is forecast.
-- purpose: open or then.
-- lesson_id: Release that it learns from.
-- is_same_kind: Both are patches, or neither is.
-- released_at: When that one had come out.
-- growth_count: Issues in its scope when it came out, less those that were when as many days were left as are to the one that is
--   forecast; below zero when it shrank.
-- wait_days: From the last issue in its scope to be finished to its coming out.
with taught as (
    select release_id, service, looked_at as released_at, scope_count, last_finished_at
    from forecast_scopes
    where purpose = 'out' and unknown_count = 0 and last_finished_at is not null
),
lesson as (
    select
        target.release_id,
        target.purpose,
        taught.release_id as lesson_id,
        lesson_moment.kind_group = target.kind_group as is_same_kind,
        taught.released_at,
        taught.scope_count,
        taught.released_at - to_days(cast(coalesce(target.days_left, planning_rules.forecast_days) as integer)) as compared_at,
        epoch(taught.released_at - taught.last_finished_at) / 86400 as wait_days,
        row_number() over (
            partition by target.release_id, target.purpose
            order by lesson_moment.kind_group = target.kind_group desc, taught.released_at desc, taught.release_id
        ) as place
    from forecast_moments as target
    cross join planning_rules
    join taught on taught.service = target.service
    join forecast_moments as lesson_moment
        on lesson_moment.release_id = taught.release_id and lesson_moment.purpose = 'out'
    where target.purpose in ('open', 'then')
        and taught.released_at < target.looked_at
        and taught.released_at > target.looked_at - interval 730 day
        and taught.release_id <> target.release_id
),
recent as (
    select *
    from lesson
    where place <= 20
),
before as (
    select
        recent.release_id,
        recent.purpose,
        recent.lesson_id,
        count(distinct concat(stretch.site, '/', stretch.issue_id)) as scope_count
    from recent
    join release_scope as stretch
        on stretch.release_id = recent.lesson_id
        and stretch.added_at <= recent.compared_at
        and (stretch.removed_at is null or stretch.removed_at > recent.compared_at)
    join raw.jira_issues as issue on issue.site = stretch.site and issue.issue_id = stretch.issue_id
    where not coalesce(issue.is_subtask, false) and (issue.gone_at is null or issue.gone_at > recent.compared_at)
    group by recent.release_id, recent.purpose, recent.lesson_id
)
select
    recent.release_id,
    recent.purpose,
    recent.lesson_id,
    recent.is_same_kind,
    recent.released_at,
    recent.scope_count - coalesce(before.scope_count, 0) as growth_count,
    recent.wait_days
from recent
left join before
    on before.release_id = recent.release_id
    and before.purpose = recent.purpose
    and before.lesson_id = recent.lesson_id
