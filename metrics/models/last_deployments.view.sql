-- One row per incident of a known service: the last successful production deployment of that service before it, however long
-- ago. Some tools hold that one to be its cause; the failure ladder (failures) does not.
-- incident_id: Incident.
-- deployment_id: Deployment.
-- hours_before: From the deployment to the incident.
with in_time as (
    select service, deployed_at as happened_at, 0 as turn, deployment_id, cast(null as varchar) as incident_id
    from deployments
    where is_production and is_successful and not_counted_because is null and coalesce(result, 'succeeded') = 'succeeded'
    union all
    select service, opened_at as happened_at, 1 as turn, cast(null as varchar) as deployment_id, incident_id
    from incidents
    where service is not null and opened_at is not null
),
before as (
    select
        incident_id,
        happened_at as opened_at,
        last_value(deployment_id ignore nulls) over so_far as deployment_id,
        last_value(case when deployment_id is not null then happened_at end ignore nulls) over so_far as deployed_at
    from in_time
    window so_far as (
        partition by service order by happened_at, turn, deployment_id rows between unbounded preceding and current row
    )
)
select incident_id, deployment_id, epoch(opened_at - deployed_at) / 3600 as hours_before
from before
where incident_id is not null and deployment_id is not null
