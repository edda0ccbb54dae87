-- Every deployment. Counted when it can be placed in time; amount is 1.
select
    release_id as subject,
    case when is_placeable then deployed_at end as happened_at,
    service, team, product, repository, line, kind,
    1 as amount,
    is_placeable as is_counted,
    not_placeable_because as left_out_because,
    false as is_provisional,
    method as evidence
from deployments
