-- One row per incident that was opened within proximity_hours of a release of its service: the last such release. Where the
-- incident names components, a release that ships issues of other components alone is passed over; one of whose components
-- nothing is known is not.
-- site: Jira.
-- issue_id: Incident.
-- release_id: Release.
with component_release as (
    select commit.first_release_id as release_id, named.component
    from (select site, issue_id, unnest(components) as component from issues) as named
    join issue_links as link on link.site = named.site and link.issue_id = named.issue_id and not link.is_own_revert
    join commits as commit on commit.commit_id = link.commit_id and commit.service = link.service
    where commit.first_release_id is not null
    union
    select first_release_id as release_id, unnest(components) as component
    from issues
    where first_release_id is not null
),
placeable as (
    select release_id, service, released_at, version_order
    from releases
    where not is_candidate and is_released and not_placeable_because is null
),
-- Each release and incident stands in the rows of time in which they may meet: all of a service for an incident that names no
-- component; else those of its components, and that of the releases of whose components nothing is known.
released as (
    select placeable.*, 'all' as scope
    from placeable
    union all
    select placeable.*, concat('component ', lower(component_release.component)) as scope
    from placeable
    join component_release on component_release.release_id = placeable.release_id
    union all
    select placeable.*, 'unknown' as scope
    from placeable
    left join (select distinct release_id from component_release) as told on told.release_id = placeable.release_id
    where told.release_id is null
),
opened as (
    select site, issue_id, service, opened_at, 'all' as scope
    from incidents
    where service is not null and len(components) = 0
    union all
    select site, issue_id, service, opened_at, 'unknown' as scope
    from incidents
    where service is not null and len(components) > 0
    union all
    select site, issue_id, service, opened_at, concat('component ', lower(unnest(components))) as scope
    from incidents
    where service is not null
),
in_time as (
    select
        service, scope, released_at as happened_at, 0 as turn, version_order, release_id, released_at,
        cast(null as varchar) as site, cast(null as bigint) as issue_id
    from released
    union all
    select
        service, scope, opened_at as happened_at, 1 as turn, '' as version_order, cast(null as varchar) as release_id,
        cast(null as timestamptz) as released_at, site, issue_id
    from opened
),
before as (
    select
        site,
        issue_id,
        happened_at as opened_at,
        last_value(release_id ignore nulls) over so_far as release_id,
        last_value(released_at ignore nulls) over so_far as released_at
    from in_time
    window so_far as (
        partition by service, scope order by happened_at, turn, version_order
        rows between unbounded preceding and current row
    )
)
select
    before.site,
    before.issue_id,
    max_by(before.release_id, (before.released_at, before.release_id)) as release_id
from before
cross join rules
where before.issue_id is not null
    and before.opened_at <= before.released_at + to_hours(rules.proximity_hours)
group by before.site, before.issue_id
