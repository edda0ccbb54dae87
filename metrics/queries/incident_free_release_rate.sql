-- Every release that is out or was deployed. Counted once its observation window is closed; amount is 1 when no confirmed failure
-- is linked to any production deployment of it.
select
    release.release_id as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    cast(failed.release_id is null as integer) as amount,
    release.deployed_at is not null and release.is_matured as is_counted,
    case
        when release.deployed_at is null then release.not_deployed_because
        when not release.is_matured then 'its observation window is still open'
    end as left_out_because,
    release.deployed_at is not null and not release.is_matured as is_provisional,
    coalesce(failed.evidence, 'no failure') as evidence
from releases as release
left join (
    select release_id, min_by(evidence, failure_id) as evidence
    from failures
    where confidence = 'confirmed' and release_id is not null
    group by release_id
) as failed on failed.release_id = release.release_id
where not release.is_candidate and (release.is_released or release.deployed_at is not null)
