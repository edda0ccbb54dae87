-- One row: the settings that the models of planning reckon with, typed.
-- scope_freeze: When a release's scope froze: first candidate, days before, or earlier (whichever of the two came first).
-- scope_freeze_days: Days before the planned date at which scope is frozen.
-- short_notice_days: A re-plan recorded fewer days than this before the date it moved is one at short notice.
-- contention_days: Days within which releases in flight are near each other.
-- forecast_days: Days before the date on record at which a release that is out is forecast, to see how good forecasts are.
-- forecast_weeks: Weeks of the past that a forecast draws from.
select
    max(value) filter (where name = 'scope_freeze') as scope_freeze,
    cast(max(value) filter (where name = 'scope_freeze_days') as integer) as scope_freeze_days,
    cast(max(value) filter (where name = 'short_notice_days') as integer) as short_notice_days,
    cast(max(value) filter (where name = 'contention_days') as integer) as contention_days,
    cast(max(value) filter (where name = 'forecast_days') as integer) as forecast_days,
    cast(max(value) filter (where name = 'forecast_weeks') as integer) as forecast_weeks
from meta.settings
