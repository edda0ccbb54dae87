-- Every release that is out. Counted when its baseline is known: the date on record when its scope froze. Amount is 1 when it
-- came on that day or before.
select
    release.release_id as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    cast(plan.slip_days <= 0 as integer) as amount,
    plan.slip_days is not null as is_counted,
    case
        when plan.slip_days is not null then null
        when release.deployed_at is null then release.not_deployed_because
        else coalesce(plan.baseline_missing_because, 'it has no Jira version, which would hold its date')
    end as left_out_because,
    false as is_provisional,
    concat('planned for ', coalesce(cast(plan.baseline_on as varchar), 'no known day'), ', came on ', plan.actual_on) as evidence
from releases as release
left join release_plans as plan on plan.release_id = release.release_id
where release.is_released
