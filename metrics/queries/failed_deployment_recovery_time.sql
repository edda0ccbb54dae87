-- Every failed production deployment, placed at the instant it was mended. Counted when mended; amount in hours since the deployment.
-- Those that are not mended are left out and say for how long.
select
    case when deployment.feed is null then deployment.release_id else deployment.deployment_id end as subject,
    case when deployment.is_placeable then deployment.restored_at end as happened_at,
    deployment.service, deployment.team, deployment.product, deployment.repository, deployment.line, deployment.kind,
    deployment.environment,
    deployment.deployed_at as clock_from_at,
    deployment.restored_at as clock_until_at,
    case when deployment.is_placeable then epoch(deployment.restored_at - deployment.deployed_at) / 3600 end as amount,
    deployment.is_placeable and coalesce(deployment.restored_at >= deployment.deployed_at, false) as is_counted,
    case
        when not deployment.is_placeable then deployment.not_placeable_because
        when deployment.restored_at is null then 'not mended yet, or the mending release cannot be placed in time'
        when deployment.restored_at < deployment.deployed_at then 'mended before it was deployed'
    end as left_out_because,
    false as is_provisional,
    concat(
        deployment.failure_evidence,
        case
            when deployment.restored_at is null
                then concat('; open for ', round(epoch(rules.as_of - deployment.deployed_at) / 86400, 1), ' days')
        end
    ) as evidence
from deployments as deployment
cross join rules
where deployment.is_production and deployment.is_failed
