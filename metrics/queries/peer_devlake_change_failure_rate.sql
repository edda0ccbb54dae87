-- Every production deployment. Counted when it succeeded; amount is 1 when it is the last of its service before an incident.
select
    case when deployment.feed is null then deployment.release_id else deployment.deployment_id end as subject,
    case when deployment.is_placeable then deployment.deployed_at end as happened_at,
    deployment.service, deployment.team, deployment.product, deployment.repository, deployment.line, deployment.kind,
    cast(blamed.deployment_id is not null as integer) as amount,
    deployment.not_counted_because is null and coalesce(deployment.result, 'succeeded') = 'succeeded' as is_counted,
    case
        when deployment.not_counted_because is not null then deployment.not_counted_because
        when deployment.result <> 'succeeded' then concat('its result is ', deployment.result)
    end as left_out_because,
    false as is_provisional,
    blamed.evidence
from deployments as deployment
left join (
    select
        last.deployment_id,
        concat(
            'the last deployment before ', string_agg(coalesce(incident.issue_key, incident.incident_id), ', ' order by incident.opened_at, incident.incident_id),
            ', ', round(min(last.hours_before) / 24, 1), ' days before the first'
        ) as evidence
    from last_deployments as last
    join incidents as incident on incident.incident_id = last.incident_id
    group by last.deployment_id
) as blamed on blamed.deployment_id = deployment.deployment_id
where deployment.is_production
