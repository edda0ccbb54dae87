-- Every issue that was ever done, at the first time. Counted when its history is known; amount is 1 when it was reopened.
select
    issue_key as subject,
    coalesce(first_done_at, done_at) as happened_at,
    service, team, product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, category, step, component,
    cast(reopened_count > 0 as integer) as amount,
    not is_gone and not is_subtask and first_done_at is not null as is_counted,
    case
        when is_gone then 'Jira no longer shows it'
        when is_subtask then 'it is a sub-task'
        when history_state <> 'complete' then 'its history is not known'
        when first_done_at is null then 'its history does not say when it was done'
    end as left_out_because,
    false as is_provisional,
    concat('reopened ', reopened_count, ' times') as evidence
from issues
where is_done or first_done_at is not null
