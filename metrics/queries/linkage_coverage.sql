-- Every change. Counted when shipped by a service with a known issue project; amount is 1 when its message names an issue.
select
    change_id as subject,
    shipped_at as happened_at,
    service, team, product, repository, line, kind,
    case when len(issue_keys) > 0 then 1 else 0 end as amount,
    shipped_at is not null and is_issue_project_known as is_counted,
    case
        when shipped_at is null then not_shipped_because
        when not is_issue_project_known then 'no issue project is known for its service'
    end as left_out_because,
    false as is_provisional,
    coalesce(issue_keys[1], title) as evidence
from changes
