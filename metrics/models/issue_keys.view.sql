-- One row per commit, service of its repository, and text in its message that has the form of an issue key.
-- repository: Repository.
-- service: Service; null when the repository belongs to none.
-- sha: Commit.
-- issue_key: The key as written, upper case.
-- is_known_project: Its project is known for the service, so it links the commit to an issue, unless it is dangling.
-- state: known (a Jira has or had an issue of this key), dangling (its project is read from a Jira, which has no such
--   issue), or unread (no Jira that is read has its project).
select
    repository.repository,
    member.service,
    lower(hex(commit.sha)) as sha,
    issue_key.issue_key,
    coalesce(project.is_known, false) as is_known_project,
    case
        when known_key.issue_key is not null then 'known'
        when read_project.project_key is not null then 'dangling'
        else 'unread'
    end as state
from raw.git_issue_keys as issue_key
join raw.git_commits as commit on commit.commit_id = issue_key.commit_id
join raw.git_repositories as repository on repository.repository_id = commit.repository_id
left join raw.service_repositories as member on member.repository = repository.repository
left join issue_projects as project
    on project.service = member.service
    and project.project = split_part(issue_key.issue_key, '-', 1)
left join (select distinct issue_key from raw.jira_issue_keys) as known_key on known_key.issue_key = issue_key.issue_key
left join read_projects as read_project on read_project.project_key = split_part(issue_key.issue_key, '-', 1)
