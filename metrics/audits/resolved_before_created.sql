-- Issues and incidents that were resolved before they began
-- topic: Dates
select
    issue.issue_key as subject,
    issue.service,
    case
        when issue.resolved_at < issue.created_at
            then concat('resolved ', round(epoch(issue.created_at - issue.resolved_at) / 3600, 1), ' hours before it was created')
        else concat(
            'resolved ', round(epoch(raw_issue.started_at - issue.resolved_at) / 3600, 1), ' hours before the start people entered'
        )
    end as what,
    'Often an import. How long it was open is not counted; correct the date in Jira if it can be.' as what_to_do
from issues as issue
join raw.jira_issues as raw_issue on raw_issue.site = issue.site and raw_issue.issue_id = issue.issue_id
where not issue.is_gone
    and (
        issue.resolved_at < issue.created_at
        or (issue.category = 'incident' and issue.resolved_at < raw_issue.started_at)
    )
union all
select
    concat('incident ', incident_id) as subject,
    service,
    concat('resolved ', round(epoch(opened_at - resolved_at) / 3600, 1), ' hours before it was opened') as what,
    concat('Correct the row in ', path, ', line ', line_number, '. How long it was open is not counted.') as what_to_do
from raw.feed_incidents
where resolved_at < opened_at
