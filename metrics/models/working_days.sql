-- One row per day of the display zone, from 1990 to two years after the build: how much of it is working time (settings
-- [calendar]). The working hours between two instants are working_hours_between(from, until): the hours before the day of each, and
-- those that are over of that day, one less the other. Where clocks change within a working day, it is so much shorter or longer.
-- day_on: Day.
-- is_working_day: It is a day of the working week, no public holiday and no day off.
-- off_because: Why it is none: the weekday, the holiday's name or the setting; null for a working day.
-- starts_at: Instant at which its working time begins; for a day without any, its midnight.
-- ends_at: Instant at which it ends; for a day without any, its midnight.
-- working_hours: From the one to the other.
-- hours_before: Working hours of all days before it.
with day as (
    select cast(series.day_at as date) as day_on
    from (
        select unnest(generate_series(
            timestamp '1990-01-01 00:00:00', cast(cast(built_at as date) + 731 as timestamp), interval 1 day
        )) as day_at
        from rules
    ) as series
),
off as (
    select day_on, min(name) as name
    from meta.days_off
    group by day_on
),
judged as (
    select
        day.day_on,
        case
            when week.weekday is null then concat('no day of the working week: ', dayname(day.day_on))
            else off.name
        end as off_because,
        case when off.day_on is null then week.starts_minute end as starts_minute,
        case when off.day_on is null then week.ends_minute end as ends_minute
    from day
    left join meta.work_week as week on week.weekday = isodow(day.day_on)
    left join off on off.day_on = day.day_on
),
placed as (
    select
        judged.day_on,
        judged.off_because,
        timezone(rules.time_zone, cast(judged.day_on as timestamp) + to_minutes(coalesce(judged.starts_minute, 0))) as starts_at,
        timezone(rules.time_zone, cast(judged.day_on as timestamp) + to_minutes(coalesce(judged.ends_minute, 0))) as ends_at
    from judged
    cross join rules
)
select
    day_on,
    off_because is null as is_working_day,
    off_because,
    starts_at,
    ends_at,
    greatest(epoch(ends_at - starts_at), 0) / 3600 as working_hours,
    coalesce(
        sum(greatest(epoch(ends_at - starts_at), 0)) over (
            order by day_on rows between unbounded preceding and 1 preceding
        ),
        0
    ) / 3600 as hours_before
from placed
order by day_on
