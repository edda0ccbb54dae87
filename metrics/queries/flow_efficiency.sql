-- Every issue that is done. Counted when time in progress is known; amount is the part of it in which somebody worked.
select
    issue_key as subject,
    done_at as happened_at,
    service, team, product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, category, step, component,
    active_hours / nullif(active_hours + waiting_hours, 0) as amount,
    not is_gone and not is_subtask and done_at is not null and coalesce(active_hours + waiting_hours > 0, false) as is_counted,
    case
        when is_gone then 'Jira no longer shows it'
        when is_subtask then 'it is a sub-task'
        when history_state <> 'complete' then 'its history is not known'
        when done_at is null then 'nobody knows when it was done'
        when started_at is null then 'it was never in progress'
        when active_hours + waiting_hours = 0 then 'it spent no time in progress'
    end as left_out_because,
    false as is_provisional,
    concat(round(active_hours / 24, 1), ' days of work, ', round(waiting_hours / 24, 1), ' of waiting') as evidence
from issues
where is_done
