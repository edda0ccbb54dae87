-- Every security issue that was open when its service shipped, for each such release; amount is its age then, in days.
select
    debt.issue_key as subject,
    debt.shipped_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind, debt.severity as category,
    epoch(debt.shipped_at - debt.created_at) / 86400 as amount,
    true as is_counted,
    cast(null as varchar) as left_out_because,
    false as is_provisional,
    concat('open when ', release.version, ' shipped: ', debt.summary) as evidence
from security_debt as debt
join releases as release on release.release_id = debt.release_id
