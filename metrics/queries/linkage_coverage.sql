-- Every commit that is no merge. Counted when shipped by a service with a known issue project; amount is 1 when its message
-- names an issue: of a known project, and one that exists where a Jira tells.
select
    commit.sha as subject,
    commit.shipped_at as happened_at,
    commit.service, service.team, service.product, commit.repository, release.line, release.kind,
    case when commit.is_linked or len(commit.issue_keys) > 0 then 1 else 0 end as amount,
    commit.shipped_at is not null and service.is_issue_project_known as is_counted,
    case
        when commit.shipped_at is null then commit.not_shipped_because
        when not service.is_issue_project_known then 'no issue project is known for its service'
    end as left_out_because,
    false as is_provisional,
    coalesce(commit.issue_keys[1], commit.subject) as evidence
from commits as commit
join services as service on service.service = commit.service
left join releases as release on release.release_id = commit.first_release_id
where not commit.is_merge
    and (commit.first_release_id is not null or commit.first_deployment_id is not null or commit.is_on_default_branch)
