-- Every failed deployment, placed at the instant it was mended. Counted when mended; amount in hours since the deployment.
select
    release_id as subject,
    case when is_placeable then restored_at end as happened_at,
    service, team, product, repository, line, kind,
    case when is_placeable then epoch(restored_at - deployed_at) / 3600 end as amount,
    is_placeable and restored_at is not null as is_counted,
    case
        when not is_placeable then not_placeable_because
        when restored_at is null then 'not mended yet, or the mending release cannot be placed in time'
    end as left_out_because,
    false as is_provisional,
    failure_evidence as evidence
from deployments
where is_failed
