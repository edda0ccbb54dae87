-- One row per git repository that was read at least once, and service it belongs to (of no service: one row).
-- Empty without: raw.git_repositories
-- repository: Name of the repository.
-- service: Service; null when it belongs to none.
-- location: Path or address, without credentials.
-- default_branch: Branch that HEAD names; null when it names none.
-- commit_count: Commits known.
-- tag_count: Tags that exist now.
-- newest_commit_at: Committer date of its newest commit with a plausible date.
-- last_synced_at: When something new was last landed from it.
-- uncounted_commit_count: Commits whose paths and lines are not counted yet.
-- line_counts_share: Part of its commits whose paths and lines are counted; null when it has no commit.
-- line_counts_note: Why some line counts cannot be had; null when all can.
with newest as (
    select commit.repository_id, to_timestamp(max(commit.committed_epoch)) as newest_commit_at
    from raw.git_commits as commit
    cross join rules
    where commit.committed_epoch between epoch(rules.plausible_from) and epoch(rules.plausible_until)
    group by commit.repository_id
),
tag_count as (
    select repository_id, count(*) as tag_count
    from raw.git_tags
    group by repository_id
)
select
    repository.repository,
    member.service,
    repository.location,
    repository.default_branch,
    repository.commit_count,
    coalesce(tag_count.tag_count, 0) as tag_count,
    newest.newest_commit_at,
    repository.last_synced_at,
    repository.uncounted_commit_count,
    case
        when repository.commit_count > 0
            then (repository.commit_count - repository.uncounted_commit_count) / cast(repository.commit_count as double)
    end as line_counts_share,
    repository.line_counts_note
from raw.git_repositories as repository
left join raw.service_repositories as member on member.repository = repository.repository
left join newest on newest.repository_id = repository.repository_id
left join tag_count on tag_count.repository_id = repository.repository_id
order by repository.repository, member.service
