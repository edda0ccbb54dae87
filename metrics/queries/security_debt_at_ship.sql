-- Every security issue, from the first shipping of its service at which it was open to the first at which it was done. Counted when
-- there was such a shipping.
select
    issue.issue_key as subject,
    debt.first_shipped_at as happened_at,
    issue.service, issue.team, issue.product, cast(null as varchar) as repository, cast(null as varchar) as line,
    cast(null as varchar) as kind, coalesce(issue.severity, issue.priority) as category, issue.step, issue.component,
    debt.left_at,
    cast(null as timestamptz) as aged_at,
    not issue.is_gone and debt.first_shipped_at is not null as is_counted,
    case
        when issue.is_gone then 'Jira no longer shows it'
        when issue.service is null then 'nobody knows which service it is of'
        when issue.is_done and issue.done_at is null then 'nobody knows when it was done'
        when debt.first_shipped_at is null then 'its service did not ship while it was open'
    end as left_out_because,
    false as is_provisional,
    concat(coalesce(issue.severity, issue.priority, 'no severity'), ': ', issue.summary) as evidence
from issues as issue
left join (
    select
        site,
        issue_id,
        min(shipped_at) as first_shipped_at,
        min(left_at) as left_at
    from security_debt
    group by site, issue_id
) as debt on debt.site = issue.site and debt.issue_id = issue.issue_id
where issue.category = 'security'
