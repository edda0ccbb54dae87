-- One row per release that has another near it (release_neighbours) and thing that it touches, besides its service: components of the issues in its
-- scope or shipped by it, environments that a deployment feed tells of, and paths that its commits change (of an open release, the
-- commits of its issues that no release ships yet).
-- release_id: Release.
-- kind: component, environment or file.
-- thing_id: Identity of the thing among those of its kind.
-- name: Name for people. Hostile text: escape it.
with met as (
    select release_id
    from release_neighbours
    union
    select other_id as release_id
    from release_neighbours
),
in_scope as (
    select release_id, site, issue_id
    from release_scope
    where is_in_scope_now or was_in_scope_at_release
    union
    select first_release_id as release_id, site, issue_id
    from issues
    where first_release_id is not null
),
component as (
    select in_scope.release_id, concat(labelled.site, '/', labelled.component_id) as thing_id, component.name
    from (select site, issue_id, unnest(component_ids) as component_id from raw.jira_issues) as labelled
    join in_scope on in_scope.site = labelled.site and in_scope.issue_id = labelled.issue_id
    join raw.jira_components as component
        on component.site = labelled.site and component.component_id = labelled.component_id
),
committed as (
    select met.release_id, commit.commit_id
    from commits as commit
    join met on met.release_id = commit.first_release_id
    union
    select in_scope.release_id, link.commit_id
    from in_scope
    join met on met.release_id = in_scope.release_id
    join release_flights as flight on flight.release_id = in_scope.release_id and flight.is_open
    join issue_links as link on link.site = in_scope.site and link.issue_id = in_scope.issue_id
    join commits as commit on commit.commit_id = link.commit_id and commit.service = flight.service
    where commit.first_release_id is null
),
file as (
    select distinct committed.release_id, change.path_id
    from committed
    join raw.git_file_changes as change on change.commit_id = committed.commit_id
),
touched as (
    select distinct release_id, 'component' as kind, thing_id, name
    from component
    union all
    select distinct release_id, 'environment' as kind, environment as thing_id, environment as name
    from deployments
    where feed is not null and is_successful and release_id is not null and environment is not null
    union all
    select file.release_id, 'file' as kind, cast(file.path_id as varchar) as thing_id, path.path as name
    from file
    join raw.git_paths as path on path.path_id = file.path_id
)
select touched.release_id, touched.kind, touched.thing_id, touched.name
from touched
join met on met.release_id = touched.release_id
