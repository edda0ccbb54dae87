-- Commits dated after the release or deployment that ships them
-- topic: Dates
select
    concat(commit.repository, ' ', substr(commit.sha, 1, 10)) as subject,
    commit.service,
    concat(
        'committed ', round(epoch(commit.committed_at - release.released_at) / 3600, 1), ' hours after ', release.version
    ) as what,
    'A clock was wrong, or the tag was moved or back-dated. It has no lead time; nothing to do if it is old.' as what_to_do
from commits as commit
join releases as release on release.release_id = commit.first_release_id
where release.not_placeable_because is null and not commit.is_date_doubtful and commit.committed_at > release.released_at
union all
select
    concat('deployment ', deployment.deployment_id) as subject,
    deployment.service,
    concat(
        'it began ', round(epoch(commit.committed_at - deployment.started_at) / 3600, 1), ' hours before its commit ',
        substr(commit.sha, 1, 10), ' was made'
    ) as what,
    'Correct the clock of what writes the feed, or the commit that it names.' as what_to_do
from raw.feed_deployments as deployment
join commits as commit
    on commit.service = deployment.service
    and substr(commit.sha, 1, 7) = substr(deployment.sha, 1, 7)
    and starts_with(commit.sha, deployment.sha)
where commit.committed_at > deployment.started_at and not commit.is_date_doubtful
