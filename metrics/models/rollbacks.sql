-- One row per production deployment that was rolled back, and what brought the earlier state back. The same commit (or, where
-- no commit is known, release) is deployed again after another: what was deployed in between is taken back. Or the feed says
-- of a deployment that it was rolled back, or of one that it is the rollback of the one before it. Where a service has no
-- deployment feed, the releases of its tags are its deployments.
-- Empty without: tags or told_deployments
-- deployment_id: Deployment that was rolled back.
-- release_id: Its release; null when it has none.
-- service: Service.
-- restored_by_deployment_id: Deployment that came back, or that came next after one that a feed calls rolled back; null
--   when there is none yet.
-- restored_by_release_id: Its release; null when it has none.
-- restored_at: When that was deployed.
-- evidence_sha: Commit that came back; null when a feed alone tells and no commit is known.
-- evidence: The sentence that says why.
with tagged as (
    select
        tag.service,
        'production' as environment,
        tag.repository,
        concat(release_date.release_id, '@production') as deployment_id,
        release_date.release_id,
        service_tag.version as label,
        cast(tag.commit_id as varchar) as content,
        tag.sha,
        release_date.released_at as deployed_at,
        service_tag.version_order as turn,
        false as is_rollback,
        false as is_rolled_back
    from tags as tag
    join release_dates as release_date on release_date.release_id = tag.release_id
    join raw.git_service_tags as service_tag on service_tag.service_tag_id = release_date.service_tag_id
    left join (select distinct service from told_deployments) as fed on fed.service = tag.service
    where release_date.not_placeable_because is null and not service_tag.is_candidate and fed.service is null
),
-- In a service of several repositories each has its own row of time; a feed that names versions alone has one.
shared as (
    select service
    from raw.service_repositories
    group by service
    having count(*) > 1
),
told as (
    select
        deployment.service,
        deployment.environment,
        case when shared.service is not null then coalesce(deployment.repository, '') else '' end as repository,
        deployment.deployment_id,
        deployment.release_id,
        coalesce(deployment.version, substr(deployment.sha, 1, 10), deployment.deployment_id) as label,
        deployment.content,
        deployment.sha,
        deployment.deployed_at,
        deployment.deployment_id as turn,
        deployment.is_rollback,
        deployment.result = 'rolled_back' as is_rolled_back
    from told_deployments as deployment
    left join shared on shared.service = deployment.service
    where deployment.is_production and deployment.not_counted_because is null
),
deployed as (
    select
        *,
        row_number() over in_time as position,
        lag(content) over in_time as content_before,
        lag(deployment_id) over in_time as deployment_before_id
    from (
        select * from tagged
        union all
        select * from told
    ) as every_deployment
    window in_time as (partition by service, environment, repository order by deployed_at, turn)
),
placed_before as (
    select
        deployed.*,
        lag(position) over (partition by service, environment, repository, content order by position) as position_before
    from deployed
),
-- Where something came back after another; rare, so that the join below stays small.
returning_content as (
    select *
    from placed_before
    where position_before is not null and content <> content_before
),
found as (
    select failed.*, mending.deployment_id as mending_id, 0 as place
    from returning_content as mending
    join deployed as failed
        on failed.service = mending.service
        and failed.environment = mending.environment
        and failed.repository = mending.repository
        and failed.position > mending.position_before
        and failed.position < mending.position
    union all
    select failed.*, mending.deployment_id as mending_id, 1 as place
    from placed_before as mending
    join deployed as failed
        on failed.service = mending.service
        and failed.environment = mending.environment
        and failed.repository = mending.repository
        and failed.position = mending.position - 1
    where mending.is_rollback and mending.position_before is null
    union all
    select failed.*, next.deployment_id as mending_id, 2 as place
    from deployed as failed
    left join deployed as next
        on next.service = failed.service
        and next.environment = failed.environment
        and next.repository = failed.repository
        and next.position = failed.position + 1
    where failed.is_rolled_back
),
first_found as (
    select found.*, min(place) over (partition by deployment_id) as first_place
    from found
)
select distinct
    failed.deployment_id,
    failed.release_id,
    failed.service,
    mending.deployment_id as restored_by_deployment_id,
    mending.release_id as restored_by_release_id,
    mending.deployed_at as restored_at,
    case when failed.place = 2 then failed.sha else mending.sha end as evidence_sha,
    case failed.place
        when 0 then concat(mending.label, ' releases ', coalesce(substr(mending.sha, 1, 10), mending.content), ' again')
        when 1 then concat('the deployment feed calls ', mending.label, ' the rollback of ', failed.label)
        else concat('the deployment feed says that ', failed.label, ' was rolled back')
    end as evidence
from first_found as failed
left join deployed as mending
    on mending.deployment_id = failed.mending_id
    and mending.service = failed.service
    and mending.repository = failed.repository
where failed.place = failed.first_place
