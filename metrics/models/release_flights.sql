-- One row per release, candidates and abandoned plans aside, whose days are known: from when to when it is in flight.
-- Empty without: releases
-- release_id: Release.
-- service: Service.
-- from_on: Day on which its first candidate was tagged; without one, until_on.
-- until_on: Day on which it came to production; for an open one its planned date, or the day of the last sync when that has passed.
-- near_until_on: until_on and the days (setting contention_days) within which another release counts as near.
-- is_open: It is not out.
with dated as (
    select
        release.release_id,
        release.service,
        release.first_candidate_at,
        not release.is_released as is_open,
        rules.time_zone,
        case
            when release.is_released then cast(timezone(rules.time_zone, release.deployed_at) as date)
            when release.state in ('planned', 'overdue')
                then greatest(release.planned_on, cast(timezone(rules.time_zone, rules.as_of) as date))
        end as until_on
    from releases as release
    cross join rules
    where not release.is_candidate
        and (release.is_released or release.planned_on is not null)
)
select
    dated.release_id,
    dated.service,
    least(coalesce(cast(timezone(dated.time_zone, dated.first_candidate_at) as date), dated.until_on), dated.until_on) as from_on,
    dated.until_on,
    dated.until_on + planning_rules.contention_days as near_until_on,
    dated.is_open
from dated
cross join planning_rules
where dated.until_on is not null
