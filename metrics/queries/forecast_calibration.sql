-- Every release with a Jira version that is out. Counted when it could have been forecast, forecast_days before the date then on
-- record; amount is 1 when it came by the day by which 85 of 100 trials had it out.
select
    forecast.release_id as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    cast(plan.actual_on <= forecast.p85_on as integer) as amount,
    release.deployed_at is not null and plan.actual_on is not null and forecast.p85_on is not null as is_counted,
    coalesce(release.not_deployed_because, forecast.missing_because) as left_out_because,
    false as is_provisional,
    concat(
        'as of ', cast(timezone(rules.time_zone, forecast.as_of_at) as date), ': 85 of 100 by ', forecast.p85_on, '; came on ',
        plan.actual_on
    ) as evidence
from release_forecasts as forecast
cross join rules
join releases as release on release.release_id = forecast.release_id
join release_plans as plan on plan.release_id = forecast.release_id
where not forecast.is_open
