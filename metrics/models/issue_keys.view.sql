-- One row per commit, service of its repository, and text in its message that has the form of an issue key.
-- repository: Repository.
-- service: Service; null when the repository belongs to none.
-- sha: Commit.
-- issue_key: The key as written, upper case.
-- is_known_project: Its project is known for the service, so it links the commit to an issue.
select
    repository.repository,
    member.service,
    lower(hex(commit.sha)) as sha,
    issue_key.issue_key,
    coalesce(project.is_known, false) as is_known_project
from raw.git_issue_keys as issue_key
join raw.git_commits as commit on commit.commit_id = issue_key.commit_id
join raw.git_repositories as repository on repository.repository_id = commit.repository_id
left join raw.service_repositories as member on member.repository = repository.repository
left join issue_projects as project
    on project.service = member.service
    and project.project = split_part(issue_key.issue_key, '-', 1)
