-- One row per pair of releases that are in flight within contention_days of each other and share something: their service, a
-- component, an environment or files. The weight is 1 for a pair that shares all it can: 0.4 for the service, and up to 0.3, 0.2
-- and 0.1 for components, files and environments, by how much of the lesser of both is shared.
-- Empty without: release_neighbours
-- release_id: The later one: by until_on of release_flights, then by release_id.
-- other_id: The earlier one.
-- service: Service of the later one.
-- other_service: Service of the earlier one.
-- days_apart: Days between their flights; 0 when they overlap.
-- is_same_service: They are of one service.
-- shared_components: Names of the components that both touch. Hostile text: escape it.
-- shared_environments: Names of the environments that a feed says both were deployed to.
-- shared_file_count: Paths that both change.
-- weight: How much of all they could share they do share, 0 to 1.
with near as (
    select release_id, other_id, service, other_service, days_apart
    from release_neighbours
),
touch as (
    select release_id, kind, thing_id, case when kind <> 'file' then name end as name
    from release_touches
),
size as (
    select release_id, kind, count(*) as thing_count
    from touch
    group by release_id, kind
),
shared as (
    select
        near.release_id,
        near.other_id,
        mine.kind,
        count(*) as shared_count,
        list_sort(list(mine.name) filter (where mine.kind <> 'file')) as names
    from near
    join touch as mine on mine.release_id = near.release_id
    join touch as theirs
        on theirs.release_id = near.other_id and theirs.kind = mine.kind and theirs.thing_id = mine.thing_id
    group by near.release_id, near.other_id, mine.kind
),
rated as (
    select
        shared.*,
        cast(shared.shared_count as double) / least(mine.thing_count, theirs.thing_count) as shared_share
    from shared
    join size as mine on mine.release_id = shared.release_id and mine.kind = shared.kind
    join size as theirs on theirs.release_id = shared.other_id and theirs.kind = shared.kind
),
told as (
    select
        near.release_id,
        near.other_id,
        near.service,
        near.other_service,
        near.days_apart,
        near.service = near.other_service as is_same_service,
        component.names as shared_components,
        environment.names as shared_environments,
        coalesce(file.shared_count, 0) as shared_file_count,
        0.3 * coalesce(component.shared_share, 0) + 0.2 * coalesce(file.shared_share, 0)
        + 0.1 * coalesce(environment.shared_share, 0) as shared_weight
    from near
    left join rated as component
        on component.release_id = near.release_id and component.other_id = near.other_id and component.kind = 'component'
    left join rated as environment
        on environment.release_id = near.release_id
        and environment.other_id = near.other_id
        and environment.kind = 'environment'
    left join rated as file
        on file.release_id = near.release_id and file.other_id = near.other_id and file.kind = 'file'
)
select
    release_id,
    other_id,
    service,
    other_service,
    days_apart,
    is_same_service,
    coalesce(shared_components, []) as shared_components,
    coalesce(shared_environments, []) as shared_environments,
    shared_file_count,
    shared_weight + case when is_same_service then 0.4 else 0 end as weight
from told
where is_same_service or shared_weight > 0
order by release_id, other_id
