-- Every stretch of time in which an issue was in progress. Counted when its history is known, sub-tasks aside; the issue is
-- old once more time has passed since it was begun than 85 of 100 issues of its service took (of all, where its service
-- finished few).
with unusual as (
    select
        service,
        case when count(*) >= 5 then quantile_cont(epoch(done_at - started_at) / 86400, 0.85) end as days
    from issues
    where is_done and not is_gone and not is_subtask and started_at <= done_at
    group by service
),
usual as (
    select quantile_cont(epoch(done_at - started_at) / 86400, 0.85) as days
    from issues
    where is_done and not is_gone and not is_subtask and started_at <= done_at
),
compared as (
    select issue.*, coalesce(own.days, usual.days) as usual_days
    from issues as issue
    cross join usual
    left join unusual as own on own.service is not distinct from issue.service
)
select
    issue.issue_key as subject,
    spell.started_at as happened_at,
    issue.service, issue.team, issue.product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, issue.category, issue.step, issue.component,
    case
        when spell.ended_at is null and issue.is_done then greatest(issue.done_at, spell.started_at)
        else spell.ended_at
    end as left_at,
    greatest(
        spell.started_at, issue.started_at + to_microseconds(cast(issue.usual_days * 86400000000 as bigint))
    ) as aged_at,
    not issue.is_gone and not issue.is_subtask and spell.issue_id is not null and issue.usual_days is not null as is_counted,
    case
        when issue.is_gone then 'Jira no longer shows it'
        when issue.is_subtask then 'it is a sub-task'
        when spell.issue_id is null and issue.history_state <> 'complete' then 'its history is not known'
        when spell.issue_id is null then 'its history does not say when it came into progress'
        when issue.usual_days is null then 'no issue was ever finished to compare it with'
    end as left_out_because,
    false as is_provisional,
    concat(issue.status, ': ', issue.summary) as evidence
from compared as issue
left join progress_spells as spell on spell.site = issue.site and spell.issue_id = issue.issue_id
where spell.issue_id is not null or issue.is_in_progress
