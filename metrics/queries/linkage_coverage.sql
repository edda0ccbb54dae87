-- Every commit that is no merge. Counted when shipped by a service with a known issue project; amount is 1 when its message
-- names an issue: of a known project, and one that exists where a Jira tells.
select
    commit.sha as subject,
    case when release.not_placeable_because is null then release.released_at end as happened_at,
    commit.service, service.team, service.product, commit.repository, release.line, release.kind,
    case when commit.is_linked or len(commit.issue_keys) > 0 then 1 else 0 end as amount,
    release.release_id is not null and release.not_placeable_because is null and service.is_issue_project_known as is_counted,
    case
        when release.release_id is null then 'not in a release yet'
        when release.not_placeable_because is not null then release.not_placeable_because
        when not service.is_issue_project_known then 'no issue project is known for its service'
    end as left_out_because,
    false as is_provisional,
    coalesce(commit.issue_keys[1], commit.subject) as evidence
from commits as commit
join services as service on service.service = commit.service
left join releases as release on release.release_id = commit.first_release_id
where not commit.is_merge and (commit.first_release_id is not null or commit.is_on_default_branch)
