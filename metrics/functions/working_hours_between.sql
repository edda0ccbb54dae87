-- The working hours between two instants, by the settings [calendar]: working_hours_between(started_at, done_at). Below zero when the
-- second comes first; null when either is, or lies outside working_days.
select
    finish.hours_before
    + least(greatest(epoch(cast(until_at as timestamptz) - finish.starts_at) / 3600, 0), finish.working_hours)
    - start.hours_before
    - least(greatest(epoch(cast(from_at as timestamptz) - start.starts_at) / 3600, 0), start.working_hours) as working_hours
from rules
join working_days as start on start.day_on = cast(timezone(rules.time_zone, cast(from_at as timestamptz)) as date)
join working_days as finish on finish.day_on = cast(timezone(rules.time_zone, cast(until_at as timestamptz)) as date)
