-- One row per issue and production deployment that ships any of it first: by its commits; one without commits, by its version.
-- Empty without: issue_links or issues
-- site: Jira.
-- issue_id: Issue.
-- deployment_id: Deployment (deployments).
select distinct link.site, link.issue_id, commit.first_deployment_id as deployment_id
from issue_links as link
join commits as commit on commit.commit_id = link.commit_id and commit.service = link.service
where not link.is_own_revert and commit.first_deployment_id is not null
union
select site, issue_id, first_deployment_id as deployment_id
from issues
where first_deployment_id is not null
