-- One row per commit and path that it changed against its first parent. Merges have none; nor have commits not counted yet.
-- repository: Repository.
-- sha: Commit.
-- path: Path from the root.
-- change: A added, M modified, D deleted, T type changed.
-- additions: Lines added; null for binary content or when an object is missing.
-- deletions: Lines deleted; null likewise.
-- is_binary: Git calls the content binary; null when an object is missing.
select
    repository.repository,
    lower(hex(commit.sha)) as sha,
    path.path,
    file_change.change,
    pair.additions,
    pair.deletions,
    pair.is_binary
from raw.git_file_changes as file_change
join raw.git_commits as commit on commit.commit_id = file_change.commit_id
join raw.git_repositories as repository on repository.repository_id = commit.repository_id
join raw.git_paths as path on path.path_id = file_change.path_id
left join raw.git_blob_pairs as pair on pair.pair_id = file_change.pair_id
