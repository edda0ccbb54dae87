-- Every stretch of time in which an issue was in progress. Counted when its history is known, sub-tasks aside.
select
    issue.issue_key as subject,
    spell.started_at as happened_at,
    issue.service, issue.team, issue.product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, issue.category, issue.step, issue.component,
    case
        when spell.ended_at is null and issue.is_done then greatest(issue.done_at, spell.started_at)
        else spell.ended_at
    end as left_at,
    cast(null as timestamptz) as aged_at,
    not issue.is_gone and not issue.is_subtask and spell.issue_id is not null as is_counted,
    case
        when issue.is_gone then 'Jira no longer shows it'
        when issue.is_subtask then 'it is a sub-task'
        when spell.issue_id is null and issue.history_state <> 'complete' then 'its history is not known'
        when spell.issue_id is null then 'its history does not say when it came into progress'
    end as left_out_because,
    false as is_provisional,
    concat(issue.status, ': ', issue.summary) as evidence
from issues as issue
left join progress_spells as spell on spell.site = issue.site and spell.issue_id = issue.issue_id
where spell.issue_id is not null or issue.is_in_progress
