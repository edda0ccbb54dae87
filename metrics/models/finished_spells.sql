-- One row per issue and stretch of time in which the work on it was finished: in a status that is done, or in one of the step
-- Deploy, where it waits for nothing but its release. Only issues whose whole history is known have rows.
-- Empty without: status_intervals
-- site: Jira.
-- issue_id: Issue.
-- finished_at: When its work came to be finished.
-- reopened_at: When it was taken up again; null while it is finished.
with followed as (
    select
        site,
        issue_id,
        position,
        started_at,
        ended_at,
        coalesce(is_done or step = 'Deploy', false) as is_finished
    from status_intervals
),
numbered as (
    select
        site,
        issue_id,
        started_at,
        ended_at,
        is_finished,
        sum(case when is_finished then 0 else 1 end) over (
            partition by site, issue_id order by position rows between unbounded preceding and current row
        ) as stretch
    from followed
)
select
    site,
    issue_id,
    min(started_at) as finished_at,
    case when count(*) = count(ended_at) then max(ended_at) end as reopened_at
from numbered
where is_finished
group by site, issue_id, stretch
