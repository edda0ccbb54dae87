-- Every commit that is no merge. Counted when shipped by a service with a known issue project, allow-list aside; amount is 1 when
-- its message names no issue that is known and nobody approved it.
select
    commit.sha as subject,
    commit.shipped_at as happened_at,
    commit.service, service.team, service.product, commit.repository, release.line, release.kind,
    cast(
        not commit.is_linked and len(commit.issue_keys) = 0
        and of_commit.commit_id is null and of_release.release_id is null and reviewed.commit_id is null as integer
    ) as amount,
    commit.shipped_at is not null and service.is_issue_project_known and allowed.commit_id is null as is_counted,
    case
        when commit.shipped_at is null then commit.not_shipped_because
        when not service.is_issue_project_known then 'no issue project is known for its service'
        when allowed.commit_id is not null then 'the allow-list of the settings names it'
    end as left_out_because,
    false as is_provisional,
    coalesce(commit.issue_keys[1], of_commit.evidence, of_release.evidence, reviewed.evidence, commit.subject) as evidence
from commits as commit
join services as service on service.service = commit.service
left join releases as release on release.release_id = commit.first_release_id
left join allowed_commits as allowed on allowed.commit_id = commit.commit_id
left join approved_work as of_commit on of_commit.work = 'commit' and of_commit.commit_id = commit.commit_id
left join approved_work as of_release on of_release.work = 'release' and of_release.release_id = commit.first_release_id
left join (
    select commit_id, min(concat('trailer ', trailer)) as evidence
    from raw.git_trailers
    where trailer in ('approved-by', 'reviewed-by', 'acked-by')
    group by commit_id
) as reviewed on reviewed.commit_id = commit.commit_id and commit.has_second_person
where not commit.is_merge
    and (commit.first_release_id is not null or commit.first_deployment_id is not null or commit.is_on_default_branch)
