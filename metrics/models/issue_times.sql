-- One row per issue whose whole history is known: when its work began and ended, and how it went.
-- Empty without: status_intervals
-- site: Jira.
-- issue_id: Issue.
-- started_at: When it first came into a status of work in progress; null when it never did.
-- first_done_at: When it was done for the first time; null when it never was.
-- done_at: When it came to be done for the last time; null while it is not done.
-- is_done: Its history ends in a status of work that is done.
-- active_hours: Time in statuses in which somebody works; of stays that are over.
-- waiting_hours: Time since it was begun in any other status, those of work that is done aside; likewise.
-- reopened_count: How often it left a status of work that is done for one that is not.
-- was_requested: It began in the step Request.
-- decided_at: When it first left that step; null while it is there, and when it did not begin there.
-- decided_step: The step it went to.
-- decided_status: The status it went to.
with followed as (
    select
        site,
        issue_id,
        position,
        status,
        step,
        started_at,
        ended_at,
        hours,
        is_in_progress,
        is_done,
        is_active,
        is_current,
        lag(is_done) over in_order as was_done,
        max(case when is_in_progress then 1 else 0 end) over (
            partition by site, issue_id order by position rows between unbounded preceding and current row
        ) = 1 as is_begun
    from status_intervals
    window in_order as (partition by site, issue_id order by position)
)
select
    site,
    issue_id,
    min(case when is_in_progress then started_at end) as started_at,
    min(case when is_done then started_at end) as first_done_at,
    case
        when bool_or(is_done and is_current)
            then coalesce(max(case when not is_done then ended_at end), min(case when is_done then started_at end))
    end as done_at,
    bool_or(is_done and is_current) as is_done,
    coalesce(sum(case when is_active then hours end), 0) as active_hours,
    coalesce(sum(case when is_begun and not is_active and not is_done then hours end), 0) as waiting_hours,
    count(case when was_done and not is_done then 1 end) as reopened_count,
    bool_or(position = 0 and coalesce(step = 'Request', false)) as was_requested,
    case
        when bool_or(position = 0 and coalesce(step = 'Request', false))
            then min(case when step <> 'Request' then started_at end)
    end as decided_at,
    case
        when bool_or(position = 0 and coalesce(step = 'Request', false))
            then min_by(step, case when step <> 'Request' then position end)
    end as decided_step,
    case
        when bool_or(position = 0 and coalesce(step = 'Request', false))
            then min_by(status, case when step <> 'Request' then position end)
    end as decided_status
from followed
group by site, issue_id
