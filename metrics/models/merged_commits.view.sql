-- One row per commit that is no merge, and service, that is shipped or on the default branch, with what brought it to the line
-- that is released: the nearest that git knows to a merge request. A squash or a fast-forward looks like a commit made there,
-- and stands for a merge request of its own.
-- commit_id: Number of the commit in this warehouse.
-- service: Service.
-- merge_sha: The commit that brought it to the line; itself when it was made there, or while it is not shipped.
-- change_id: The change that it is part of (changes).
-- release_id: First release that contains it; null while unreleased.
select
    commit.commit_id,
    commit.service,
    coalesce(lower(hex(arrival.sha)), commit.sha) as merge_sha,
    coalesce(linked.issue_key, commit.sha) as change_id,
    commit.first_release_id as release_id
from commits as commit
left join raw.git_first_shipped as first_shipped
    on first_shipped.service = commit.service and first_shipped.commit_id = commit.commit_id
left join raw.git_commits as arrival on arrival.commit_id = first_shipped.arrived_id
left join (
    select service, commit_id, min(issue_key) as issue_key
    from issue_commits
    where not is_own_revert
    group by service, commit_id
) as linked on linked.service = commit.service and linked.commit_id = commit.commit_id
where not commit.is_merge
    and commit.service is not null
    and (commit.first_release_id is not null or commit.first_deployment_id is not null or commit.is_on_default_branch)
