-- Commits dated after the release that contains them
select
    concat(commit.repository, ' ', substr(commit.sha, 1, 10)) as subject,
    commit.service,
    concat(
        'committed ', round(epoch(commit.committed_at - release.released_at) / 3600, 1), ' hours after ', release.version
    ) as what,
    'A clock was wrong, or the tag was moved or back-dated. It has no lead time; nothing to do if it is old.' as what_to_do
from commits as commit
join releases as release on release.release_id = commit.first_release_id
where commit.lead_time_missing_because = 'committed after its release'
