-- Every release that is out. Counted when a start date before its baseline was on record as well; amount is the slip as a part
-- of the planned duration, that start to the baseline.
select
    release.release_id as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    cast(plan.slip_days as double) / plan.planned_days as amount,
    plan.slip_days is not null and plan.planned_days is not null as is_counted,
    case
        when release.deployed_at is null then release.not_deployed_because
        when plan.release_id is null then 'it has no Jira version, which would hold its date'
        when plan.slip_days is null then plan.baseline_missing_because
        when plan.planned_days is null then 'no start date before its baseline was on record when its scope froze'
    end as left_out_because,
    false as is_provisional,
    concat('planned ', plan.planned_days, ' days, took ', plan.planned_days + plan.slip_days) as evidence
from releases as release
left join release_plans as plan on plan.release_id = release.release_id
where release.is_released
