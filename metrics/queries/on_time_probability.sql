-- Every open release with a Jira version, as of the last sync. Counted when there is a forecast and a planned date; amount is
-- the share of its trials that came out on that day or before.
select
    forecast.release_id as subject,
    forecast.as_of_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    forecast.on_time_share as amount,
    forecast.on_time_share is not null as is_counted,
    case
        when forecast.on_time_share is not null then null
        else coalesce(forecast.missing_because, 'it has no planned date')
    end as left_out_because,
    false as is_provisional,
    case
        when forecast.p50_on is null then concat(forecast.remaining_count, ' of ', forecast.scope_count, ' issues to finish')
        else concat(
            'planned for ', coalesce(cast(forecast.due_on as varchar), 'no day'), '; 50 of 100 by ', forecast.p50_on, ', 85 by ',
            forecast.p85_on, ', 95 by ', forecast.p95_on, '; ', forecast.remaining_count, ' of ', forecast.scope_count,
            ' issues to finish, ', forecast.ahead_count, ' before them'
        )
    end as evidence
from release_forecasts as forecast
join releases as release on release.release_id = forecast.release_id
where forecast.is_open
