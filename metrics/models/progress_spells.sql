-- One row per issue and stretch of time in which it was in progress, in order: stays in such statuses that follow each other
-- are one stretch. Only issues whose whole history is known have rows.
-- Empty without: status_intervals
-- site: Jira.
-- issue_id: Issue.
-- position: Place among its stretches, from 1.
-- started_at: When it came into progress.
-- ended_at: When it left it, for done or for any other status; null while it is in progress.
with followed as (
    select
        site,
        issue_id,
        position,
        started_at,
        ended_at,
        is_in_progress,
        lag(is_in_progress) over (partition by site, issue_id order by position) as was_in_progress
    from status_intervals
),
numbered as (
    select
        site,
        issue_id,
        started_at,
        ended_at,
        sum(case when was_in_progress then 0 else 1 end) over (
            partition by site, issue_id order by position rows between unbounded preceding and current row
        ) as stretch
    from followed
    where is_in_progress
)
select
    site,
    issue_id,
    cast(stretch as integer) as position,
    min(started_at) as started_at,
    case when count(*) = count(ended_at) then max(ended_at) end as ended_at
from numbered
group by site, issue_id, stretch
