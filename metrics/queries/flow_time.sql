-- Every issue that is done. Counted when its work was begun and its history is known, sub-tasks aside; amount in days.
select
    issue_key as subject,
    done_at as happened_at,
    service, team, product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, category, step, component,
    started_at as clock_from_at,
    done_at as clock_until_at,
    case when started_at <= done_at then epoch(done_at - started_at) / 86400 end as amount,
    not is_gone and not is_subtask and history_state = 'complete' and coalesce(started_at <= done_at, false) as is_counted,
    case
        when is_gone then 'Jira no longer shows it'
        when is_subtask then 'it is a sub-task'
        when history_state <> 'complete' then 'its history is not known'
        when done_at is null then 'nobody knows when it was done'
        when started_at is null then 'it was never in progress'
        when not coalesce(started_at <= done_at, false) then 'it was done before it was begun'
    end as left_out_because,
    false as is_provisional,
    summary as evidence
from issues
where is_done
