-- One row: the hours of a working day whose clocks are not changed, which turn working hours into working days.
-- day_hours: Hours.
select max(ends_minute - starts_minute) / 60.0 as day_hours
from meta.work_week
