-- Every issue that began as a request and left that step, and those of which nobody knows. Amount in days since its creation.
select
    issue_key as subject,
    coalesce(decided_at, done_at) as happened_at,
    service, team, product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, category, step, component,
    created_at as clock_from_at,
    greatest(decided_at, created_at) as clock_until_at,
    epoch(greatest(decided_at - created_at, interval 0 second)) / 86400 as amount,
    not is_gone and not is_subtask and decided_at is not null and created_at is not null as is_counted,
    case
        when is_gone then 'Jira no longer shows it'
        when is_subtask then 'it is a sub-task'
        when decided_at is null then 'its history is not known'
        when created_at is null then 'its creation has no date'
    end as left_out_because,
    false as is_provisional,
    concat('went to ', decided_status) as evidence
from issues
where decided_at is not null or history_state <> 'complete'
