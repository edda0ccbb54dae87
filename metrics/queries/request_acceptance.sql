-- Every issue that began as a request and left that step, and those of which nobody knows. Amount is 0 when it was closed
-- as refused: by its resolution, or by the name of the status.
select
    issue_key as subject,
    coalesce(decided_at, done_at) as happened_at,
    service, team, product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, category, step, component,
    case when decided_step = 'Close' and coalesce(by_resolution.word, by_status.word) is not null then 0 else 1 end as amount,
    not is_gone and not is_subtask and decided_at is not null as is_counted,
    case
        when is_gone then 'Jira no longer shows it'
        when is_subtask then 'it is a sub-task'
        when decided_at is null then 'its history is not known'
    end as left_out_because,
    false as is_provisional,
    concat('went to ', decided_status, coalesce(concat(', ', issues.resolution), '')) as evidence
from issues
left join (
    select distinct lower(trim(value)) as word
    from meta.setting_values
    where name = 'rejected_resolutions'
) as by_resolution on by_resolution.word = lower(trim(issues.resolution))
left join (
    select distinct lower(trim(value)) as word
    from meta.setting_values
    where name = 'rejected_resolutions'
) as by_status on by_status.word = lower(trim(issues.decided_status))
where decided_at is not null or history_state <> 'complete'
