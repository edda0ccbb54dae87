-- Every deployment. Counted when the service has one before it; amount in days since that one.
select
    release_id as subject,
    case when is_placeable then deployed_at end as happened_at,
    service, team, product, repository, line, kind,
    gap_days as amount,
    gap_days is not null as is_counted,
    case
        when gap_days is not null then null
        else coalesce(not_placeable_because, 'the first deployment of its service')
    end as left_out_because,
    false as is_provisional,
    concat('after ', previous_deployment_id) as evidence
from deployments
