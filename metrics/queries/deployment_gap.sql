-- Every production deployment. Counted when the service has one before it; amount in days since that one.
select
    case when feed is null then release_id else deployment_id end as subject,
    case when is_placeable then deployed_at end as happened_at,
    service, team, product, repository, line, kind, environment,
    gap_days as amount,
    gap_days is not null as is_counted,
    case
        when gap_days is not null then null
        else coalesce(not_counted_because, 'the first deployment of its service')
    end as left_out_because,
    false as is_provisional,
    concat('after ', previous_deployment_id) as evidence
from deployments
where is_production
