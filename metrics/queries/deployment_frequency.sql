-- Every production deployment. Counted when it can be placed in time; amount is 1.
select
    case when feed is null then release_id else deployment_id end as subject,
    case when is_placeable then deployed_at end as happened_at,
    service, team, product, repository, line, kind, environment,
    1 as amount,
    not_counted_because is null as is_counted,
    not_counted_because as left_out_because,
    false as is_provisional,
    case when feed is null then method else concat(method, ': ', label) end as evidence
from deployments
where is_production
