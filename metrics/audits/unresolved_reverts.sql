-- Reverts that name a commit which the repository does not have
-- topic: Git
select
    concat(repository.repository, ' ', lower(substr(hex(commit.sha), 1, 10))) as subject,
    member.service,
    concat('says it reverts ', substr(revert.reverted_sha, 1, 10), ', of which there is none or more than one') as what,
    'The failure or back-out behind it is not counted; it was often reverted across a rebase or a squash.' as what_to_do
from raw.git_reverts as revert
join raw.git_commits as commit on commit.commit_id = revert.commit_id
join raw.git_repositories as repository on repository.repository_id = commit.repository_id
left join raw.service_repositories as member on member.repository = repository.repository
where revert.reverted_id is null
