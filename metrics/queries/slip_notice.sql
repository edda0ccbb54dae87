-- Every release that came later than its baseline, and those of which nobody knows. Amount in days from the day on which a
-- later date was first recorded to the baseline; below zero when the baseline had passed by then.
select
    release.release_id as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    plan.notice_days as amount,
    plan.slip_days is not null and plan.notice_days is not null as is_counted,
    case
        when plan.slip_days is not null then null
        when release.deployed_at is null then release.not_deployed_because
        else coalesce(plan.baseline_missing_because, 'it has no Jira version, which would hold its date')
    end as left_out_because,
    false as is_provisional,
    concat(
        'planned for ', coalesce(cast(plan.baseline_on as varchar), 'no known day'), ', came on ', plan.actual_on,
        case
            when plan.first_later_recorded_at >= release.deployed_at then '; no later date was recorded before'
            when plan.first_later_recorded_at is not null then '; a later date was recorded before'
        end
    ) as evidence
from releases as release
left join release_plans as plan on plan.release_id = release.release_id
where release.is_released and (plan.slip_days is null or plan.slip_days > 0)
