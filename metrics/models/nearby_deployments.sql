-- One row per incident that was opened within proximity_hours of a production deployment of its service: the last such. Where the
-- incident names components, a deployment that ships issues of other components alone is passed over; one of whose components
-- nothing is known is not.
-- Empty without: deployment_core or incidents
-- incident_id: Incident.
-- deployment_id: Deployment.
with component_deployment as (
    select commit.first_deployment_id as deployment_id, named.component
    from (select site, issue_id, unnest(components) as component from issues) as named
    join issue_links as link on link.site = named.site and link.issue_id = named.issue_id and not link.is_own_revert
    join commits as commit on commit.commit_id = link.commit_id and commit.service = link.service
    where commit.first_deployment_id is not null
    union
    select first_deployment_id as deployment_id, unnest(components) as component
    from issues
    where first_deployment_id is not null
),
counted as (
    select deployment_id, service, deployed_at, turn
    from deployment_core
    where is_production and not_counted_because is null
),
-- Each deployment and incident stands in the rows of time in which they may meet: all of a service for an incident that names no
-- component; else those of its components, and that of the deployments of whose components nothing is known.
deployed as (
    select counted.*, 'all' as scope
    from counted
    union all
    select counted.*, concat('component ', lower(component_deployment.component)) as scope
    from counted
    join component_deployment on component_deployment.deployment_id = counted.deployment_id
    union all
    select counted.*, 'unknown' as scope
    from counted
    left join (select distinct deployment_id from component_deployment) as told on told.deployment_id = counted.deployment_id
    where told.deployment_id is null
),
opened as (
    select incident_id, service, opened_at, 'all' as scope
    from incidents
    where service is not null and len(components) = 0
    union all
    select incident_id, service, opened_at, 'unknown' as scope
    from incidents
    where service is not null and len(components) > 0
    union all
    select incident_id, service, opened_at, concat('component ', lower(unnest(components))) as scope
    from incidents
    where service is not null
),
in_time as (
    select
        service, scope, deployed_at as happened_at, 0 as turn, turn as deployment_turn, deployment_id, deployed_at,
        cast(null as varchar) as incident_id
    from deployed
    union all
    select
        service, scope, opened_at as happened_at, 1 as turn, '' as deployment_turn, cast(null as varchar) as deployment_id,
        cast(null as timestamptz) as deployed_at, incident_id
    from opened
),
before as (
    select
        incident_id,
        happened_at as opened_at,
        last_value(deployment_id ignore nulls) over so_far as deployment_id,
        last_value(deployed_at ignore nulls) over so_far as deployed_at
    from in_time
    window so_far as (
        partition by service, scope order by happened_at, turn, deployment_turn
        rows between unbounded preceding and current row
    )
)
select
    before.incident_id,
    max_by(before.deployment_id, (before.deployed_at, before.deployment_id)) as deployment_id
from before
cross join rules
where before.incident_id is not null
    and before.opened_at <= before.deployed_at + to_hours(rules.proximity_hours)
group by before.incident_id
