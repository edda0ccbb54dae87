-- Every release that is out. Counted when a planned date was on record before; amount is how often that date was moved.
select
    release.release_id as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    plan.replan_count as amount,
    plan.replan_count is not null and release.deployed_at is not null as is_counted,
    case
        when release.deployed_at is null then release.not_deployed_because
        when plan.release_id is null then 'it has no Jira version, which would hold its date'
        when plan.replan_count is null then 'no sync saw a planned date before it was out'
    end as left_out_because,
    false as is_provisional,
    concat(plan.short_notice_replan_count, ' of ', plan.replan_count, ' at short notice') as evidence
from releases as release
left join release_plans as plan on plan.release_id = release.release_id
where release.is_released
