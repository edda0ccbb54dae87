-- Every issue that a release shipped. Counted when both can be placed in time; amount in days since its creation.
select
    issue_key as subject,
    shipped_at as happened_at,
    service, team, product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, category, step, component,
    created_at as clock_from_at,
    shipped_at as clock_until_at,
    epoch(shipped_at - created_at) / 86400 as amount,
    not is_gone and not is_subtask and coalesce(created_at <= shipped_at, false) as is_counted,
    case
        when is_gone then 'Jira no longer shows it'
        when is_subtask then 'it is a sub-task'
        when shipped_at is null then coalesce(not_shipped_because, 'its release cannot be placed in time')
        when created_at is null then 'its creation has no date'
        when created_at > shipped_at then 'it was created after its release'
    end as left_out_because,
    false as is_provisional,
    concat_ws('; ', summary, shipped_by) as evidence
from issues
where shipped_known_by is not null
