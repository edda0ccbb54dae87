-- Every production deployment. Counted once its observation window is closed; amount is 1 when a failure is linked to it, confirmed or
-- suspected.
select
    case when feed is null then release_id else deployment_id end as subject,
    case when is_placeable then deployed_at end as happened_at,
    service, team, product, repository, line, kind, environment,
    cast(is_failed or is_failure_suspected as integer) as amount,
    not_counted_because is null and is_matured as is_counted,
    case
        when not_counted_because is not null then not_counted_because
        when not is_matured then 'its observation window is still open'
    end as left_out_because,
    not_counted_because is null and not is_matured as is_provisional,
    coalesce(failure_evidence, failure_suspected_because) as evidence
from deployments
where is_production
