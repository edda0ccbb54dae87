-- One row per commit, and service, that a commit which is shipped or on the default branch reverts, and that stayed so.
-- A reverting commit on a branch that nobody took proves nothing.
-- Empty without: reverts, commits
-- commit_id: The commit that was backed out.
-- service: Service of the reverting commit.
-- sha: The reverting commit (the last, if several).
select revert.reverted_id as commit_id, commit.service, max_by(commit.sha, commit.commit_id) as sha
from reverts as revert
join commits as commit on commit.commit_id = revert.commit_id
where revert.is_standing and (commit.first_release_id is not null or commit.first_deployment_id is not null or commit.is_on_default_branch)
group by revert.reverted_id, commit.service
