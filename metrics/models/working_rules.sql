-- One row: what turns instants into working time; working_hours_at reads it, since a list is looked up faster than a table is joined.
-- day_hours: Hours of a working day whose clocks are not changed, which turn working hours into working days.
-- first_on: First day of working_days.
-- days: The rows of working_days in order: day_on, hours_before, starts_at, working_hours.
select
    (select max(ends_minute - starts_minute) / 60.0 from meta.work_week) as day_hours,
    min(day_on) as first_on,
    list_sort(
        list({'day_on': day_on, 'hours_before': hours_before, 'starts_at': starts_at, 'working_hours': working_hours})
    ) as days
from working_days
