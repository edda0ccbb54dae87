-- One row per action that a review or an improvement asks for: its last revision. It is closed when somebody says so, or when
-- the issue that does it is done, whichever came first.
-- Empty without: raw.journal_actions
-- action_id: Identity.
-- review_id: Review it comes from; null when from none.
-- improvement_id: Improvement it serves; null when none.
-- service: Service; null when it concerns none alone.
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- title: What is to be done. Hostile text: escape it.
-- owner: Who sees to it. Hostile text: escape it.
-- due_on: By when; null when nobody said.
-- closed_on: Day it was closed, in the display zone; null while it is open.
-- closed_by: person or issue; null while it is open.
-- issue_key: Issue that does it; null when none.
-- is_dropped: It was closed without being done.
-- is_open: It is not closed.
-- is_due: Its day has passed, as far as the sources were read.
-- is_done_on_time: It was done by its day; null while it still may be, and without a day.
-- revision: How often it was written.
-- written_by: Who wrote that; null when nobody was signed in.
-- written_at: When.
with by_issue as (
    select action.action_id, cast(timezone(rules.time_zone, min(issue.done_at)) as date) as done_on
    from raw.journal_actions as action
    join issues as issue on issue.issue_key = upper(trim(action.issue_key)) and issue.is_done and not issue.is_gone
    cross join rules
    group by action.action_id, rules.time_zone
),
closed as (
    select
        action.*,
        coalesce(action.is_dropped, false) as was_dropped,
        case
            when by_issue.done_on is null then action.closed_on
            when action.closed_on is null then by_issue.done_on
            else least(action.closed_on, by_issue.done_on)
        end as ended_on,
        by_issue.done_on,
        cast(timezone(rules.time_zone, rules.as_of) as date) as known_on
    from raw.journal_actions as action
    cross join rules
    left join by_issue on by_issue.action_id = action.action_id
)
select
    closed.action_id,
    closed.review_id,
    closed.improvement_id,
    closed.service,
    service.team,
    service.product,
    closed.title,
    closed.owner,
    closed.due_on,
    closed.ended_on as closed_on,
    case
        when closed.ended_on is null then null
        when closed.ended_on = closed.closed_on then 'person'
        else 'issue'
    end as closed_by,
    closed.issue_key,
    closed.was_dropped and closed.done_on is null as is_dropped,
    closed.ended_on is null as is_open,
    coalesce(closed.known_on > closed.due_on, false) as is_due,
    case
        when closed.due_on is null then null
        when closed.was_dropped and closed.done_on is null then false
        when closed.ended_on <= closed.due_on then true
        when closed.known_on > closed.due_on or closed.ended_on > closed.due_on then false
    end as is_done_on_time,
    closed.revision,
    closed.written_by,
    closed.written_at
from closed
left join services as service on service.service = closed.service
order by closed.due_on, closed.action_id
