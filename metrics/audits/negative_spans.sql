-- Spans of time that end before they begin
-- topic: Dates
select
    issue_key as subject,
    service,
    case
        when started_at < created_at then 'it was in progress before it was created'
        when done_at < started_at then 'it was done before it was begun'
        else 'it was shipped before it was created'
    end as what,
    'Often an import. Durations that would be negative are left out; nothing to do if it is old.' as what_to_do
from issues
where not is_gone
    and (
        started_at < created_at or done_at < started_at
        or (shipped_at < created_at and shipped_known_by = 'commit')
    )
union all
select
    concat(issue.issue_key, ', approval by ', coalesce(person.display_name, 'nobody known')) as subject,
    issue.service,
    'it was decided before it was asked for' as what,
    'How long the decision took is not counted; nothing to do if it is old.' as what_to_do
from raw.jira_approvals as approval
join issues as issue on issue.site = approval.site and issue.issue_id = approval.issue_id
left join raw.jira_people as person on person.site = approval.site and person.person_id = approval.approver_id
where approval.decided_at < approval.asked_at
union all
select
    concat(version.project_key, ' ', version.version_name) as subject,
    version.service,
    concat('it starts on ', version.start_on, ' and is released on ', version.release_on) as what,
    'Its planned duration is not counted. Correct the dates of the version in Jira.' as what_to_do
from release_versions as version
where version.release_on < version.start_on
union all
select
    concat('deployment ', deployment_id) as subject,
    service,
    'it was finished before it began' as what,
    concat('Correct the row in ', path, ', line ', line_number, '.') as what_to_do
from raw.feed_deployments
where finished_at < started_at
union all
select
    concat('approval ', approval_id) as subject,
    service,
    'it was decided before it was asked for' as what,
    concat('Correct the row in ', path, ', line ', line_number, '.') as what_to_do
from raw.feed_approvals
where decided_at < asked_at
union all
select
    concat('runsheet of ', version, ', step ', step_number) as subject,
    service,
    case when finished_at < started_at then 'it was finished before it began' else 'its planned end is before its planned start' end
        as what,
    concat('Correct the row in ', path, ', line ', line_number, '.') as what_to_do
from raw.feed_runsheet_steps
where finished_at < started_at or planned_end_at < planned_start_at
