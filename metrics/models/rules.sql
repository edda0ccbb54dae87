-- One row: the settings and instants that the other models and the macros reckon with, typed.
-- The same settings as text, one a row, are in meta.settings.
-- time_zone: Display zone; days, weeks and months begin at its midnight.
-- observation_days: Days a deployment is watched for failures, unless the next release of its line comes sooner.
-- hotfix_days: Days after a release within which a repair counts as unplanned.
-- late_window_share: Last part (0 to 1) of a release's build window, in which a change is late.
-- escaped_days: Days after a release within which a defect that affects it counts as escaped.
-- proximity_hours: Hours after a deployment within which an incident is suspected to come from it.
-- built_at: When these tables were built.
-- as_of: When a source (people aside) was last read whole; what happened later is not known.
-- newest_event_at: Newest plausible record of any source but people; null when no source has said.
-- plausible_from: Instants before this are doubted (git has no commits older than 1990).
-- plausible_until: Instants after this are doubted: two days after the build.
with setting as (
    select
        max(value) filter (where name = 'time_zone') as time_zone,
        cast(max(value) filter (where name = 'observation_days') as integer) as observation_days,
        cast(max(value) filter (where name = 'hotfix_days') as integer) as hotfix_days,
        cast(max(value) filter (where name = 'late_window_share') as double) as late_window_share,
        cast(max(value) filter (where name = 'escaped_days') as integer) as escaped_days,
        cast(max(value) filter (where name = 'proximity_hours') as integer) as proximity_hours
    from meta.settings
),
this_build as (
    select max(built_at) as built_at, max_by(as_of, build_id) as as_of
    from meta.builds
),
plausible as (
    select
        built_at,
        as_of,
        timestamptz '1990-01-01 00:00:00+00' as plausible_from,
        built_at + interval 2 day as plausible_until
    from this_build
),
newest as (
    select max(source.newest_event_at) as newest_event_at
    from meta.sources as source
    cross join plausible
    where source.kind <> 'people'
        and source.newest_event_at between plausible.plausible_from and plausible.plausible_until
)
select
    setting.time_zone,
    setting.observation_days,
    setting.hotfix_days,
    setting.late_window_share,
    setting.escaped_days,
    setting.proximity_hours,
    plausible.built_at,
    plausible.as_of,
    newest.newest_event_at,
    plausible.plausible_from,
    plausible.plausible_until
from setting
cross join plausible
cross join newest
