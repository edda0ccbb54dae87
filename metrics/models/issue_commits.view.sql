-- One row per issue, commit that names it by any key it has or had, and service of the commit's repository.
-- issue_key: Key of the issue now.
-- issue_id: Issue.
-- site: Jira.
-- service: Service; null when the repository belongs to none.
-- repository: Repository.
-- sha: Commit.
-- commit_id: Number of the commit in this warehouse.
-- matched_key: The key as written.
-- is_own_revert: The commit reverts a commit of the same issue, so it is no part of that work.
select
    issue.issue_key,
    link.issue_id,
    link.site,
    link.service,
    repository.repository,
    lower(hex(commit.sha)) as sha,
    link.commit_id,
    link.matched_key,
    link.is_own_revert
from issue_links as link
join raw.jira_issues as issue on issue.site = link.site and issue.issue_id = link.issue_id
join raw.git_commits as commit on commit.commit_id = link.commit_id
join raw.git_repositories as repository on repository.repository_id = commit.repository_id
