-- Every production deployment. Counted when it can be placed in time; amount is 1 when somebody had to step in at once: it was
-- rolled back, reverted or hotfixed, or an incident is known to come from it.
select
    case when deployment.feed is null then deployment.release_id else deployment.deployment_id end as subject,
    case when deployment.is_placeable then deployment.deployed_at end as happened_at,
    deployment.service, deployment.team, deployment.product, deployment.repository, deployment.line, deployment.kind,
    cast(stepped_in.deployment_id is not null as integer) as amount,
    deployment.not_counted_because is null as is_counted,
    deployment.not_counted_because as left_out_because,
    false as is_provisional,
    stepped_in.evidence
from deployments as deployment
left join (
    select deployment_id, min_by(evidence, failure_id) as evidence
    from failures
    where confidence = 'confirmed' or rung = 'hotfix'
    group by deployment_id
) as stepped_in on stepped_in.deployment_id = deployment.deployment_id
where deployment.is_production
