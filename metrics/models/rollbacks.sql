-- One row per release that was rolled back, and release that did it: a commit was released again after another one was;
-- what was released in between is taken back.
-- release_id: Release that was rolled back.
-- service: Service.
-- restored_by_release_id: Release that brought the earlier commit back.
-- restored_by_version: Its version.
-- restored_at: When that came out.
-- evidence_sha: Commit that was released again.
with released_commit as (
    select
        tag.service,
        tag.repository,
        tag.sha,
        release_date.release_id,
        service_tag.version,
        release_date.released_at,
        row_number() over in_time as position,
        lag(tag.sha) over in_time as sha_before
    from tags as tag
    join release_dates as release_date on release_date.release_id = tag.release_id
    join raw.git_service_tags as service_tag on service_tag.service_tag_id = release_date.service_tag_id
    where release_date.not_placeable_because is null and not service_tag.is_candidate
    window in_time as (
        partition by tag.service, tag.repository order by release_date.released_at, service_tag.version_order
    )
),
placed_before as (
    select
        released_commit.*,
        lag(position) over (partition by service, repository, sha order by position) as position_before
    from released_commit
),
-- Where a commit came back after another one; rare, so that the join below stays small.
returning_commit as (
    select *
    from placed_before
    where position_before is not null and sha <> sha_before
)
select
    failed.release_id,
    failed.service,
    mending.release_id as restored_by_release_id,
    mending.version as restored_by_version,
    mending.released_at as restored_at,
    mending.sha as evidence_sha
from returning_commit as mending
join released_commit as failed
    on failed.service = mending.service
    and failed.repository = mending.repository
    and failed.position > mending.position_before
    and failed.position < mending.position
