-- One row per release and commit that it ships first: reachable from it and from no earlier release, by date.
-- release_id: Release.
-- service: Service.
-- repository: Repository.
-- sha: Commit.
-- committed_at: Committer date.
-- is_merge: It has two or more parents.
-- subject: First line of its message. Hostile text: escape it.
-- lead_time_hours: From the committer date to the release; null with the reason in lead_time_missing_because.
-- lead_time_missing_because: Why there is no lead time.
select
    first_release_id as release_id,
    service,
    repository,
    sha,
    committed_at,
    is_merge,
    subject,
    lead_time_hours,
    lead_time_missing_because
from commits
where first_release_id is not null
