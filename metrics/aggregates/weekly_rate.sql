-- Counted rows per week of exposure. A group is exposed from the day of the first deployment of its services to the day
-- what tells them was last read; days outside are not counted, and a period wholly outside has no value. Within, none is a true 0.
exposed as (
    select
        member.group_name,
        min(cast(timezone(clock.time_zone, service.first_deployed_at) as date)) as from_on,
        max(cast(timezone(clock.time_zone, service.deployments_observed_until) as date)) + 1 as until_on
    from (select distinct group_name, service from population) as member
    join services as service on service.service = member.service
    cross join clock
    group by member.group_name
),
{per_week}
