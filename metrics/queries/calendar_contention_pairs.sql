-- Every release, candidates and abandoned plans aside, on the day it came out or is planned for. Counted when that day is
-- known; amount is the number of releases near it that came before it and share something with it.
select
    release.release_id as subject,
    case
        when flight.release_id is null then null
        when release.is_released then release.deployed_at
        else timezone(rules.time_zone, cast(flight.until_on as timestamp) + interval 12 hour)
    end as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind,
    coalesce(pairs.pair_count, 0) as amount,
    flight.release_id is not null as is_counted,
    case
        when flight.release_id is not null then null
        when release.is_released then release.not_deployed_because
        else 'it has no planned date'
    end as left_out_because,
    not release.is_released as is_provisional,
    coalesce(pairs.evidence, 'shares nothing with a release near it') as evidence
from releases as release
cross join rules
left join release_flights as flight on flight.release_id = release.release_id
left join (
    select release_id, count(*) as pair_count, string_agg(other_id, ', ' order by other_id) as evidence
    from release_contentions
    group by release_id
) as pairs on pairs.release_id = release.release_id
where not release.is_candidate and release.state <> 'abandoned'
