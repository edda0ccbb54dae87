-- Every production deployment. Counted when it is known who did it; amount is 1 when a pipeline did.
select
    case when feed is null then release_id else deployment_id end as subject,
    case when is_placeable then deployed_at end as happened_at,
    service, team, product, repository, line, kind, environment,
    cast(is_automated as integer) as amount,
    not_counted_because is null and is_automated is not null as is_counted,
    case
        when not_counted_because is not null then not_counted_because
        when feed is null then 'its service has no deployment feed, which would tell who did it'
        when is_automated is null then 'nobody knows whether a pipeline or a person did it'
    end as left_out_because,
    false as is_provisional,
    concat(label, case when is_automated then ', by a pipeline' when not is_automated then ', by hand' end) as evidence
from deployments
where is_production
