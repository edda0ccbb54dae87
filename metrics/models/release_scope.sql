-- One row per release, issue, Jira version that ties them, and stretch of time for which it did: an issue taken out and
-- put back has two. From the changelog's moves of fix versions, by id, so that renamed versions and moved issues stay.
-- Empty without: raw.jira_issues, release_versions, releases
-- release_id: Release or planned release.
-- issue_key: Key of the issue now.
-- issue_id: Issue.
-- site: Jira.
-- version_id: Jira version.
-- added_at: When the issue came into scope: with its creation, when no move says otherwise; null when the history is unknown.
-- removed_at: When it left; null while it is in.
-- is_in_scope_now: The version is one of its fix versions now, and Jira still shows the issue.
-- was_in_scope_at_release: It was in scope when the release came to production; null while it did not, or when nobody knows.
with item as (
    select
        transition.site,
        transition.issue_id,
        transition.changed_at,
        transition.history_id,
        transition.item_position,
        try_cast(transition.from_value as bigint) as from_version_id,
        try_cast(transition.to_value as bigint) as to_version_id
    from raw.jira_transitions as transition
    where (lower(transition.field) in ('fix version', 'fix version/s', 'fixversions') or transition.field_id = 'fixVersions')
        and transition.changed_at is not null
),
move as (
    select site, issue_id, changed_at, history_id, item_position, from_version_id as version_id, false as is_added
    from item
    where from_version_id is not null and from_version_id is distinct from to_version_id
    union all
    select site, issue_id, changed_at, history_id, item_position, to_version_id as version_id, true as is_added
    from item
    where to_version_id is not null and from_version_id is distinct from to_version_id
),
followed as (
    select
        move.*,
        lag(is_added) over in_time as was_added,
        row_number() over in_time as position
    from move
    window in_time as (partition by site, issue_id, version_id order by changed_at, history_id, item_position, is_added)
),
-- What adds a version that is there, or takes one that is not, changes nothing.
real_move as (
    select
        site,
        issue_id,
        version_id,
        changed_at,
        is_added,
        position,
        lead(changed_at) over (partition by site, issue_id, version_id order by position) as next_at
    from followed
    where is_added is distinct from was_added
),
now_in as (
    select site, issue_id, unnest(fix_version_ids) as version_id
    from raw.jira_issues
),
last_move as (
    select site, issue_id, version_id, max_by(is_added, position) as is_added
    from real_move
    group by site, issue_id, version_id
),
stretch as (
    select site, issue_id, version_id, changed_at as added_at, next_at as removed_at, false as is_from_creation
    from real_move
    where is_added
    union all
    select site, issue_id, version_id, cast(null as timestamptz) as added_at, changed_at as removed_at, true as is_from_creation
    from real_move
    where not is_added and position = 1
    union all
    select
        now_in.site, now_in.issue_id, now_in.version_id, cast(null as timestamptz) as added_at,
        cast(null as timestamptz) as removed_at, last_move.version_id is null as is_from_creation
    from now_in
    left join last_move
        on last_move.site = now_in.site
        and last_move.issue_id = now_in.issue_id
        and last_move.version_id = now_in.version_id
    where last_move.version_id is null or not last_move.is_added
),
dated as (
    select
        stretch.site,
        stretch.issue_id,
        stretch.version_id,
        issue.issue_key,
        case
            when stretch.added_at is not null then stretch.added_at
            when stretch.is_from_creation and issue.history_state = 'complete'
                then least(issue.created_at, stretch.removed_at)
        end as added_at,
        stretch.removed_at,
        issue.history_state = 'complete' as is_history_known,
        stretch.removed_at is null and now_in.version_id is not null and issue.gone_at is null as is_in_scope_now
    from stretch
    join raw.jira_issues as issue on issue.site = stretch.site and issue.issue_id = stretch.issue_id
    left join now_in
        on now_in.site = stretch.site and now_in.issue_id = stretch.issue_id and now_in.version_id = stretch.version_id
)
select distinct
    version.release_id,
    dated.issue_key,
    dated.issue_id,
    dated.site,
    dated.version_id,
    dated.added_at,
    dated.removed_at,
    dated.is_in_scope_now,
    case
        when not release.is_released or release.deployed_at is null then null
        when dated.added_at > release.deployed_at or dated.removed_at <= release.deployed_at then false
        when dated.added_at is not null then true
    end as was_in_scope_at_release
from dated
join release_versions as version on version.site = dated.site and version.version_id = dated.version_id
join releases as release on release.release_id = version.release_id
