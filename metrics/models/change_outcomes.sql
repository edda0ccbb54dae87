-- One row per issue that is a change in the sense of change enablement: what says that it was not successful. The first of these:
-- it was closed so; an incident names it as its cause; a deployment that ships it failed; it was backed out; it ended after
-- its planned window.
-- Empty without: issues
-- site: Jira.
-- issue_id: Issue.
-- unsuccessful_because: Why it was no success; null when nothing says so.
with unsuccessful as (
    select distinct lower(trim(value)) as word
    from meta.setting_values
    where name = 'unsuccessful_resolutions'
),
blamed as (
    select caused.site, caused.cause_id as issue_id, min(incident.issue_key) as incident_key
    from incident_causes as caused
    join incidents as incident on incident.site = caused.site and incident.issue_id = caused.issue_id
    group by caused.site, caused.cause_id
),
failed as (
    select shipped.site, shipped.issue_id, min(failure.evidence) as evidence
    from issue_deployments as shipped
    join failures as failure on failure.deployment_id = shipped.deployment_id and failure.confidence = 'confirmed'
    group by shipped.site, shipped.issue_id
),
backed_out as (
    select site, issue_id, min(backed_out_by_sha) as sha
    from linked_changes
    where backed_out_by_sha is not null
    group by site, issue_id
)
select
    issue.site,
    issue.issue_id,
    case
        when unsuccessful.word is not null then concat('closed as ', coalesce(issue.resolution, issue.status))
        when unsuccessful_status.word is not null then concat('closed as ', issue.status)
        when blamed.issue_id is not null then concat('it caused ', blamed.incident_key)
        when failed.issue_id is not null then concat('its deployment failed: ', failed.evidence)
        when backed_out.issue_id is not null then concat('backed out by ', substr(backed_out.sha, 1, 10))
        when coalesce(issue.shipped_at, issue.done_at) > raw_issue.planned_end_at + interval 2 hour then concat(
            round(epoch(coalesce(issue.shipped_at, issue.done_at) - raw_issue.planned_end_at) / 3600, 1),
            ' hours after its planned window'
        )
        when coalesce(issue.shipped_at, issue.done_at) > raw_issue.planned_end_at then concat(
            cast(ceil(epoch(coalesce(issue.shipped_at, issue.done_at) - raw_issue.planned_end_at) / 60) as integer),
            ' minutes after its planned window'
        )
    end as unsuccessful_because
from issues as issue
join raw.jira_issues as raw_issue on raw_issue.site = issue.site and raw_issue.issue_id = issue.issue_id
left join unsuccessful on unsuccessful.word = lower(trim(issue.resolution))
left join unsuccessful as unsuccessful_status on unsuccessful_status.word = lower(trim(issue.status))
left join blamed on blamed.site = issue.site and blamed.issue_id = issue.issue_id
left join failed on failed.site = issue.site and failed.issue_id = issue.issue_id
left join backed_out on backed_out.site = issue.site and backed_out.issue_id = issue.issue_id
where issue.category = 'change'
