-- One row per pair of releases that are in flight (release_flights) within contention_days of each other, of any service.
-- Empty without: release_flights
-- release_id: The later one: by until_on, then by release_id.
-- other_id: The earlier one.
-- service: Service of the later one.
-- other_service: Service of the earlier one.
-- days_apart: Days between their flights; 0 when they overlap.
select
    later.release_id,
    earlier.release_id as other_id,
    later.service,
    earlier.service as other_service,
    cast(greatest(0, later.from_on - earlier.until_on) as integer) as days_apart
from release_flights as later
join release_flights as earlier
    on later.from_on <= earlier.near_until_on
    and earlier.from_on <= later.near_until_on
where later.until_on > earlier.until_on
    or (later.until_on = earlier.until_on and later.release_id > earlier.release_id)
