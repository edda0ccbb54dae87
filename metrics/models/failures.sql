-- One row per failure: a link between a deployment and what shows that it failed, with how it was found.
-- Git alone gives two rungs of the ladder. revert: a later release ships a commit that reverts one that this release
-- shipped first (unless the revert was undone in the same release). rollback: a commit is released again after another
-- one was; what was released in between failed. Incidents will add more rungs.
-- failure_id: Identity.
-- deployment_id: The deployment that failed.
-- release_id: Its release.
-- service: Service.
-- rung: revert or rollback.
-- confidence: confirmed or suspected.
-- evidence: The sentence that says why.
-- evidence_sha: Commit that proves it: the reverting one, or the one released again.
-- restored_at: When the release that mended it came out; null when that cannot be placed in time.
-- restored_by_release_id: The release that mended it.
with final as (
    select *
    from releases
    where not is_candidate
),
undone_revert as (
    select revert.reverted_id as commit_id, commit.first_release_id as release_id
    from reverts as revert
    join commits as commit on commit.commit_id = revert.commit_id
    where commit.first_release_id is not null
),
revert_shipped as (
    select distinct
        failed.release_id,
        failed.service,
        mending.release_id as restored_by_release_id,
        mending.version as restored_by_version,
        case when mending.not_placeable_because is null then mending.released_at end as restored_at,
        revert.sha as evidence_sha,
        revert.reverted_sha
    from reverts as revert
    join commits as reverting on reverting.commit_id = revert.commit_id
    join commits as reverted on reverted.commit_id = revert.reverted_id and reverted.service = reverting.service
    join final as failed on failed.release_id = reverted.first_release_id
    join final as mending on mending.release_id = reverting.first_release_id
    left join undone_revert
        on undone_revert.commit_id = revert.commit_id
        and undone_revert.release_id = mending.release_id
    where mending.released_at > failed.released_at
        and undone_revert.commit_id is null
),
released_commit as (
    select
        tag.service,
        tag.repository,
        tag.sha,
        final.release_id,
        final.version,
        final.released_at,
        row_number() over in_time as position,
        lag(tag.sha) over in_time as sha_before
    from tags as tag
    join final on final.release_id = tag.release_id
    where final.not_placeable_because is null
    window in_time as (partition by tag.service, tag.repository order by final.released_at, final.version_order)
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
),
rolled_back as (
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
),
found as (
    select
        release_id, service, 'revert' as rung, restored_by_release_id, restored_at, evidence_sha,
        concat(
            restored_by_version, ' ships ', substr(evidence_sha, 1, 10), ', which reverts ', substr(reverted_sha, 1, 10)
        ) as evidence,
        reverted_sha as about
    from revert_shipped
    union all
    select
        release_id, service, 'rollback' as rung, restored_by_release_id, restored_at, evidence_sha,
        concat(restored_by_version, ' releases ', substr(evidence_sha, 1, 10), ' again') as evidence,
        restored_by_release_id as about
    from rolled_back
)
select
    concat(release_id, '@production/', rung, '/', evidence_sha, '/', about) as failure_id,
    concat(release_id, '@production') as deployment_id,
    release_id,
    service,
    rung,
    'confirmed' as confidence,
    min(evidence) as evidence,
    evidence_sha,
    min(restored_at) as restored_at,
    min(restored_by_release_id) as restored_by_release_id
from found
group by release_id, service, rung, evidence_sha, about
order by service, release_id, failure_id
