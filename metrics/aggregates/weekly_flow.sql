-- Counted rows per week of exposure. A group is exposed from the day of the first issue of its services to the day its
-- Jira was last read; days outside are not counted, and a period wholly outside has no value. Within, none is a true 0,
-- also of services that never finished anything.
exposed as (
    select
        member.group_name,
        min(cast(timezone(clock.time_zone, tracking.tracked_from) as date)) as from_on,
        max(cast(timezone(clock.time_zone, tracking.tracked_until) as date)) + 1 as until_on
    from (
        select distinct group_name, service
        from population
        union
        select 'all' as group_name, tracking.service
        from issue_tracking as tracking
        cross join asked
        where asked.split_by = 'all'
    ) as member
    join issue_tracking as tracking on tracking.service is not distinct from member.service
    cross join clock
    group by member.group_name
),
{per_week}
