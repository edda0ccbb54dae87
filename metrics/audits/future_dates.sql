-- Things that are said to have happened and are dated in the future
-- topic: Dates
select
    issue.issue_key as subject,
    issue.service,
    concat(
        case
            when issue.created_at > rules.plausible_until then 'created on '
            when issue.resolved_at > rules.plausible_until then 'resolved on '
            else 'done on '
        end,
        strftime(
            timezone(
                'UTC',
                case
                    when issue.created_at > rules.plausible_until then issue.created_at
                    when issue.resolved_at > rules.plausible_until then issue.resolved_at
                    else issue.done_at
                end
            ),
            '%Y-%m-%d'
        )
    ) as what,
    'It counts in a period that has not begun. Correct the clock or the import that wrote it.' as what_to_do
from issues as issue
cross join rules
where not issue.is_gone
    and (
        issue.created_at > rules.plausible_until or issue.resolved_at > rules.plausible_until
        or issue.done_at > rules.plausible_until
    )
union all
select
    concat(version.project_key, ' ', version.version_name) as subject,
    version.service,
    concat('marked as released, with the release date ', version.release_on) as what,
    'Its release is placed on that day where no tag tells better. Correct its release date in Jira.' as what_to_do
from release_versions as version
cross join rules
where version.is_released and version.release_on > cast(timezone(rules.time_zone, rules.plausible_until) as date)
union all
select
    told.subject,
    told.service,
    concat(told.verb, strftime(timezone('UTC', told.happened_at), '%Y-%m-%d')) as what,
    concat('Correct the row in ', told.path, ', line ', told.line_number, '.') as what_to_do
from (
    select concat('deployment ', deployment_id) as subject, service, 'deployed on ' as verb, path, line_number,
        greatest(started_at, coalesce(finished_at, started_at)) as happened_at
    from raw.feed_deployments
    union all
    select concat('incident ', incident_id) as subject, service, 'opened or resolved on ' as verb, path, line_number,
        greatest(opened_at, coalesce(resolved_at, opened_at)) as happened_at
    from raw.feed_incidents
    union all
    select concat('test run ', coalesce(suite, phase)) as subject, service, 'ran on ' as verb, path, line_number,
        ran_at as happened_at
    from raw.feed_test_runs
    union all
    select concat('approval ', approval_id) as subject, service, 'decided on ' as verb, path, line_number,
        decided_at as happened_at
    from raw.feed_approvals
) as told
cross join rules
where told.happened_at > rules.plausible_until
