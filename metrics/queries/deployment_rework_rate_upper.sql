-- Every production deployment. Counted when it can be placed in time; amount is 1 when it was, or is suspected to have been, made
-- for a problem in production.
select
    case when feed is null then release_id else deployment_id end as subject,
    case when is_placeable then deployed_at end as happened_at,
    service, team, product, repository, line, kind, environment,
    cast(is_rework or is_rework_suspected as integer) as amount,
    not_counted_because is null as is_counted,
    not_counted_because as left_out_because,
    false as is_provisional,
    coalesce(rework_because, rework_suspected_because) as evidence
from deployments
where is_production
