-- Every deployment. Counted when it can be placed in time; amount is 1 when it was made for a problem in production.
select
    release_id as subject,
    case when is_placeable then deployed_at end as happened_at,
    service, team, product, repository, line, kind,
    cast(is_rework as integer) as amount,
    is_placeable as is_counted,
    not_placeable_because as left_out_because,
    false as is_provisional,
    rework_because as evidence
from deployments
