-- Every deployment. Counted once its observation window is closed; amount is 1 when a failure is linked to it, confirmed or
-- suspected.
select
    release_id as subject,
    case when is_placeable then deployed_at end as happened_at,
    service, team, product, repository, line, kind,
    cast(is_failed or is_failure_suspected as integer) as amount,
    is_placeable and is_matured as is_counted,
    case
        when not is_placeable then not_placeable_because
        when not is_matured then 'its observation window is still open'
    end as left_out_because,
    is_placeable and not is_matured as is_provisional,
    coalesce(failure_evidence, failure_suspected_because) as evidence
from deployments
