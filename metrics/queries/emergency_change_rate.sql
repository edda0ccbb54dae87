-- Every change in the sense of change enablement that is done. Counted when its type is known; amount is 1 for an emergency.
select
    issue_key as subject,
    done_at as happened_at,
    service, team, product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, category, step, component,
    cast(emergency.change_type is not null as integer) as amount,
    not is_gone and not is_subtask and done_at is not null and issues.change_type is not null as is_counted,
    case
        when is_gone then 'Jira no longer shows it'
        when is_subtask then 'it is a sub-task'
        when done_at is null then 'nobody knows when it was done'
        when issues.change_type is null then 'it has no change type'
    end as left_out_because,
    false as is_provisional,
    concat(issues.change_type, ': ', summary) as evidence
from issues
left join (
    select distinct lower(value) as change_type
    from meta.setting_values
    where name = 'emergency_change_types'
) as emergency on emergency.change_type = lower(trim(issues.change_type))
where is_done and category = 'change'
