-- One row per service of the settings: what is released as one.
-- Empty without: raw.services
-- service: Name of the service.
-- team: Team that owns it; null when the settings name none.
-- product: Product it belongs to; null when the settings name none.
-- repository_count: Repositories that make it up.
-- release_count: Releases that are out, candidates aside.
-- first_released_at: When the first of its releases was made that can be placed in time.
-- last_released_at: When the last of them was made.
-- observed_until: When its repositories were last read whole; later releases are not known.
-- deployments_from: What tells its production deployments: deployment feed, release tags or jira versions; null while it has none.
-- first_deployed_at: When the first of its production deployments was that can be placed in time.
-- last_deployed_at: When the last of them was.
-- deployments_observed_until: When what tells them was last read whole; later deployments are not known.
-- is_issue_project_known: An issue project is known for it, so that its commits can be linked to issues.
with member as (
    select
        member.service,
        count(distinct member.repository) as repository_count,
        max(source.last_success_at) as last_success_at
    from raw.service_repositories as member
    left join meta.sources as source on source.source = member.repository and source.kind = 'git'
    group by member.service
),
released as (
    select
        service,
        count(*) as release_count,
        min(released_at) filter (where not_placeable_because is null) as first_released_at,
        max(released_at) filter (where not_placeable_because is null) as last_released_at,
        bool_or(released_at_from = 'tag') as is_tagged
    from releases
    where not is_candidate and is_released
    group by service
),
told as (
    select
        service,
        min(deployed_at) filter (where is_production and not_counted_because is null) as first_deployed_at,
        max(deployed_at) filter (where is_production and not_counted_because is null) as last_deployed_at
    from told_deployments
    group by service
),
feed_read as (
    select feed.service, max(source.last_success_at) as last_success_at
    from (select distinct service, feed from told_deployments) as feed
    join meta.sources as source on source.source = feed.feed
    group by feed.service
),
known_project as (
    select distinct service
    from issue_projects
    where is_known
)
select
    service.service,
    service.team,
    service.product,
    coalesce(member.repository_count, 0) as repository_count,
    coalesce(released.release_count, 0) as release_count,
    released.first_released_at,
    released.last_released_at,
    greatest(coalesce(member.last_success_at, rules.as_of), released.last_released_at) as observed_until,
    case
        when told.service is not null then 'deployment feed'
        when released.is_tagged then 'release tags'
        when released.service is not null then 'jira versions'
    end as deployments_from,
    case when told.service is not null then told.first_deployed_at else released.first_released_at end as first_deployed_at,
    case when told.service is not null then told.last_deployed_at else released.last_released_at end as last_deployed_at,
    case
        when told.service is not null
            then greatest(coalesce(feed_read.last_success_at, rules.as_of), told.last_deployed_at)
        else greatest(coalesce(member.last_success_at, rules.as_of), released.last_released_at)
    end as deployments_observed_until,
    known_project.service is not null or coalesce(len(service.jira_projects), 0) > 0 as is_issue_project_known
from raw.services as service
cross join rules
left join member on member.service = service.service
left join released on released.service = service.service
left join told on told.service = service.service
left join feed_read on feed_read.service = service.service
left join known_project on known_project.service = service.service
order by service.service
