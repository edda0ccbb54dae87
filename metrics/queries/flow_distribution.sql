-- Every issue that is done. Counted when the day is known, sub-tasks aside; amount is 1 when it is of the category that is asked for.
select
    issue_key as subject,
    done_at as happened_at,
    service, team, product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, category, step, component,
    cast(category = '{only}' as integer) as amount,
    not is_gone and not is_subtask and done_at is not null as is_counted,
    case
        when is_gone then 'Jira no longer shows it'
        when is_subtask then 'it is a sub-task'
        when done_at is null then 'nobody knows when it was done'
    end as left_out_because,
    false as is_provisional,
    summary as evidence
from issues
where is_done
