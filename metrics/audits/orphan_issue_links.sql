-- Links of issues whose other end nobody knows
-- topic: Work
select
    issue.issue_key as subject,
    issue.service,
    concat(link.phrase, ' ', coalesce(link.other_issue_key, 'an issue without a key')) as what,
    case
        when project.project_key is null
            then 'Read the project of the other issue too: name it in projects of [[jira]]. A cause behind such a link is not counted.'
        else 'The other issue was deleted, or is hidden from the account. A cause behind such a link is not counted.'
    end as what_to_do
from raw.jira_links as link
join issues as issue on issue.site = link.site and issue.issue_id = link.issue_id
left join raw.jira_issues as other on other.site = link.site and other.issue_id = link.other_issue_id
left join raw.jira_issue_keys as other_key on other_key.site = link.site and other_key.issue_key = link.other_issue_key
left join raw.jira_projects as project
    on project.site = link.site and project.project_key = split_part(link.other_issue_key, '-', 1)
where other.issue_id is null and other_key.issue_id is null and not issue.is_gone
group by issue.issue_key, issue.service, link.phrase, link.other_issue_key, project.project_key
