-- Every change in the sense of change enablement that is done. Counted when it was carried out; amount is 1 when it was closed as
-- successful, nothing failed by it, it was not backed out, and it did not end after its planned window.
select
    issue.issue_key as subject,
    issue.done_at as happened_at,
    issue.service, issue.team, issue.product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, issue.category, issue.step, issue.component,
    cast(judged.unsuccessful_because is null as integer) as amount,
    not issue.is_gone and not issue.is_subtask and issue.done_at is not null and refused.word is null as is_counted,
    case
        when issue.is_gone then 'Jira no longer shows it'
        when issue.is_subtask then 'it is a sub-task'
        when issue.done_at is null then 'nobody knows when it was done'
        when refused.word is not null then 'it was not carried out'
    end as left_out_because,
    false as is_provisional,
    concat(coalesce(judged.unsuccessful_because, 'successful'), ': ', issue.summary) as evidence
from issues as issue
join change_outcomes as judged on judged.site = issue.site and judged.issue_id = issue.issue_id
left join (
    select distinct lower(trim(value)) as word
    from meta.setting_values
    where name = 'rejected_resolutions'
) as refused on refused.word = coalesce(lower(trim(issue.resolution)), lower(trim(issue.status)))
where issue.is_done and issue.category = 'change'
