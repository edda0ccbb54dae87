-- Every step in which an issue that is done spent time. Counted when the step is known; amount in working days, all stays together.
with spent as (
    select
        stay.site,
        stay.issue_id,
        stay.step,
        count(*) as visit_count,
        sum(working_hours_between(stay.started_at, stay.ended_at)) as working_hours,
        count(case when working_hours_between(stay.started_at, stay.ended_at) is null then 1 end) as outside_count
    from status_intervals as stay
    where stay.ended_at is not null
    group by stay.site, stay.issue_id, stay.step
)
select
    issue.issue_key as subject,
    issue.done_at as happened_at,
    issue.service, issue.team, issue.product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, issue.category, spent.step, issue.component,
    spent.working_hours / working_rules.day_hours as amount,
    not issue.is_gone and not issue.is_subtask and issue.done_at is not null and spent.step is not null
    and spent.outside_count = 0 as is_counted,
    case
        when issue.is_gone then 'Jira no longer shows it'
        when issue.is_subtask then 'it is a sub-task'
        when spent.issue_id is null and issue.history_state <> 'complete' then 'its history is not known'
        when issue.done_at is null then 'nobody knows when it was done'
        when spent.issue_id is null then 'it was in one status all the time'
        when spent.step is null then 'its status is in no step of the lifecycle'
        when spent.outside_count > 0 then 'it lies outside the days of the working calendar'
    end as left_out_because,
    false as is_provisional,
    concat(spent.step, ', ', spent.visit_count, case when spent.visit_count = 1 then ' stay' else ' stays' end) as evidence
from issues as issue
cross join working_rules
left join spent on spent.site = issue.site and spent.issue_id = issue.issue_id
where issue.is_done
