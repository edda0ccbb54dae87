-- Every issue that a release shipped. Counted when the release can be placed in time; amount is 1 when a commit names it.
select
    issue_key as subject,
    shipped_at as happened_at,
    service, team, product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, category, step, component,
    cast(commit_count > 0 as integer) as amount,
    not is_gone and not is_subtask and shipped_at is not null as is_counted,
    case
        when is_gone then 'Jira no longer shows it'
        when is_subtask then 'it is a sub-task'
        when shipped_at is null then coalesce(not_shipped_because, 'its release cannot be placed in time')
    end as left_out_because,
    false as is_provisional,
    summary as evidence
from issues
where shipped_known_by is not null
