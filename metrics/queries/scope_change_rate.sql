-- Every release that is out. Counted when its scope is known and there was something in it when it froze; amount is the issues
-- that came in or left between then and its release, as a part of those that were in it then.
select
    release.release_id as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    cast(plan.added_count + plan.removed_count as double) / nullif(plan.committed_count, 0) as amount,
    release.deployed_at is not null and coalesce(plan.committed_count > 0, false) as is_counted,
    case
        when release.deployed_at is null then release.not_deployed_because
        when plan.release_id is null then 'it has no Jira version, which would tell its scope'
        when plan.scope_missing_because is not null then plan.scope_missing_because
        when plan.committed_count = 0 then 'nothing was in its scope when it froze'
    end as left_out_because,
    false as is_provisional,
    concat(plan.committed_count, ' when scope froze, ', plan.added_count, ' added, ', plan.removed_count, ' removed') as evidence
from releases as release
left join release_plans as plan on plan.release_id = release.release_id
where release.is_released
