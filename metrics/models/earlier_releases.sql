-- One row per release that is out and each of the eight releases before it along its line: its predecessor, that one's
-- predecessor, and so on; where a release has no predecessor, the one before it on its line by date. What a release is compared with.
-- Empty without: releases
-- release_id: Release.
-- place: 1 for the last before it, to 8.
-- earlier_release_id: The release before.
-- earlier_deployed_at: When that came to production.
with recursive final as (
    select
        release_id,
        deployed_at,
        lag(release_id) over (partition by service, line order by deployed_at, version_order) as before_by_date,
        predecessor_id
    from releases
    where not is_candidate and is_released and deployed_at is not null
),
previous as (
    select final.release_id, final.deployed_at, before.release_id as before_id, before.deployed_at as before_at
    from final
    join final as before on before.release_id = coalesce(final.predecessor_id, final.before_by_date)
    where before.deployed_at < final.deployed_at
),
walk as (
    select release_id, 1 as place, before_id as earlier_release_id, before_at as earlier_deployed_at
    from previous
    union all
    select walk.release_id, walk.place + 1 as place, previous.before_id as earlier_release_id,
        previous.before_at as earlier_deployed_at
    from walk
    join previous on previous.release_id = walk.earlier_release_id
    where walk.place < 8
)
select release_id, place, earlier_release_id, earlier_deployed_at
from walk
order by release_id, place
