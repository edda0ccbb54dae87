-- The working hours between two instants, by the settings [calendar]: working_hours_between(started_at, done_at). Below zero when the
-- second comes first; null when either is, or lies outside working_days.
select working_hours_at(until_at) - working_hours_at(from_at) as working_hours
