-- Every production deployment (amount 0) and every incident (amount 1), whatever caused it. Deployments count when they succeeded.
select
    case when feed is null then release_id else deployment_id end as subject,
    case when is_placeable then deployed_at end as happened_at,
    service, team, product, repository, line, kind,
    0 as amount,
    not_counted_because is null and coalesce(result, 'succeeded') = 'succeeded' as is_counted,
    case
        when not_counted_because is not null then not_counted_because
        when result <> 'succeeded' then concat('its result is ', result)
    end as left_out_because,
    false as is_provisional,
    'a deployment' as evidence
from deployments
where is_production
union all
select
    coalesce(issue_key, incident_id) as subject,
    opened_at as happened_at,
    service, team, product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind,
    1 as amount,
    opened_at is not null as is_counted,
    case when opened_at is null then 'nobody knows when it was opened' end as left_out_because,
    false as is_provisional,
    concat('an incident: ', summary) as evidence
from incidents
