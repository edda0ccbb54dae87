-- One row per release and purpose of forecast_moments that has an instant: what was in its scope then, sub-tasks aside, told by
-- what was known then.
-- Empty without: forecast_moments
-- release_id: Release.
-- service: Service.
-- purpose: open, then or out.
-- looked_at: The instant.
-- scope_count: Issues in scope then.
-- finished_count: Those of them whose work was finished then (finished_spells).
-- unknown_count: Those of which nobody knows whether they were in scope, or finished, then.
-- last_finished_at: When the last of the finished ones came to be finished; null when none was.
select
    moment.release_id,
    moment.service,
    moment.purpose,
    moment.looked_at,
    count(distinct case when scope.issue_id is not null then concat(scope.site, '/', scope.issue_id) end) as scope_count,
    count(distinct case when spell.finished_at is not null then concat(scope.site, '/', scope.issue_id) end) as finished_count,
    count(distinct case when scope.is_unknown then concat(scope.site, '/', scope.issue_id) end) as unknown_count,
    max(spell.finished_at) as last_finished_at
from forecast_moments as moment
left join (
    select
        stretch.release_id,
        stretch.site,
        stretch.issue_id,
        stretch.added_at,
        least(stretch.removed_at, issue.gone_at) as left_at,
        stretch.added_at is null or core.history_state <> 'complete' as is_unknown
    from release_scope as stretch
    join raw.jira_issues as issue on issue.site = stretch.site and issue.issue_id = stretch.issue_id
    join issue_core as core on core.site = stretch.site and core.issue_id = stretch.issue_id
    where not coalesce(issue.is_subtask, false)
) as scope
    on scope.release_id = moment.release_id
    and (scope.added_at is null or scope.added_at <= moment.looked_at)
    and (scope.left_at is null or scope.left_at > moment.looked_at)
left join finished_spells as spell
    on spell.site = scope.site
    and spell.issue_id = scope.issue_id
    and spell.finished_at <= moment.looked_at
    and (spell.reopened_at is null or spell.reopened_at > moment.looked_at)
where moment.looked_at is not null
group by moment.release_id, moment.service, moment.purpose, moment.looked_at
