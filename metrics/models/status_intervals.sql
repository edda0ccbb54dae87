-- One row per issue and stay in a status, in order. Only issues whose whole history is known have rows: an unknown
-- history is no history, never one without moves. A move from a status to itself counts for nothing. Moves of one instant
-- follow each other as Jira numbered them, so a stay may last no time at all, but never less.
-- Empty without: raw.jira_issues
-- site: Jira.
-- issue_id: Issue.
-- issue_key: Its key now.
-- position: Place among its stays, from 0.
-- status_id: Status (lifecycle_statuses).
-- status: Name of the status.
-- status_category: Jira's category of it; null when Jira does not know it any more.
-- step: Step of the lifecycle; null when the status is unmapped.
-- started_at: When the issue came into it: the creation for the first, or the first move when that is earlier.
-- ended_at: When it left; null while it is there.
-- hours: How long it stayed; null while it is there.
-- is_current: It is there now.
-- is_in_progress: The status is one of work in progress.
-- is_done: The status is one of work that is done.
-- is_active: The status is one of work in progress in which somebody works (not in setting waiting_statuses).
with move as (
    select
        transition.site,
        transition.issue_id,
        transition.changed_at,
        transition.history_id,
        transition.item_position,
        transition.from_value,
        transition.from_text,
        transition.to_value,
        transition.to_text
    from raw.jira_transitions as transition
    left join lifecycle_statuses as before
        on before.site = transition.site and before.status_id = transition.from_value
    left join lifecycle_statuses as after
        on after.site = transition.site and after.status_id = transition.to_value
    where lower(transition.field) = 'status'
        and coalesce(transition.from_value, transition.from_text)
        is distinct from coalesce(transition.to_value, transition.to_text)
        and not coalesce(
            transition.from_text = transition.to_text and before.category is not distinct from after.category, false
        )
),
undated as (
    select distinct site, issue_id
    from move
    where changed_at is null
),
whole as (
    select issue.site, issue.issue_id, issue.issue_key, issue.status_id, issue.status, issue.created_at
    from raw.jira_issues as issue
    left join undated on undated.site = issue.site and undated.issue_id = issue.issue_id
    where issue.history_state = 'complete' and issue.created_at is not null and undated.issue_id is null
),
numbered as (
    select
        move.*,
        whole.issue_key,
        whole.created_at,
        row_number() over (
            partition by move.site, move.issue_id
            order by move.changed_at, move.history_id, move.item_position
        ) as position
    from move
    join whole on whole.site = move.site and whole.issue_id = move.issue_id
),
stay as (
    select site, issue_id, issue_key, to_value as status_id, to_text as status, changed_at as started_at, position
    from numbered
    union all
    select
        site, issue_id, issue_key, from_value as status_id, from_text as status,
        least(created_at, changed_at) as started_at, 0 as position
    from numbered
    where position = 1
    union all
    select
        whole.site, whole.issue_id, whole.issue_key, whole.status_id, whole.status, whole.created_at as started_at,
        0 as position
    from whole
    left join (select site, issue_id from numbered where position = 1) as moved
        on moved.site = whole.site and moved.issue_id = whole.issue_id
    where moved.issue_id is null
),
ended as (
    select stay.*, lead(started_at) over (partition by site, issue_id order by position) as ended_at
    from stay
)
select
    ended.site,
    ended.issue_id,
    ended.issue_key,
    ended.position,
    ended.status_id,
    coalesce(status.status, ended.status) as status,
    status.category as status_category,
    status.step,
    ended.started_at,
    ended.ended_at,
    epoch(ended.ended_at - ended.started_at) / 3600 as hours,
    ended.ended_at is null as is_current,
    coalesce(status.is_in_progress, false) as is_in_progress,
    coalesce(status.is_done, false) as is_done,
    coalesce(status.is_in_progress and not status.is_waiting, false) as is_active
from ended
left join lifecycle_statuses as status on status.site = ended.site and status.status_id = ended.status_id
