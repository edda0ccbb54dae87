-- The population rows of one metric in working time: those of the metric it stands beside, with the working hours between the two
-- instants of its clock in place of what passed between them; in working days, as many hours as the settings give to a day.
select
    cast(population.subject as varchar) as subject,
    cast(population.happened_at as timestamptz) as happened_at,
    cast(population.service as varchar) as service,
    cast(population.team as varchar) as team,
    cast(population.product as varchar) as product,
    cast(population.repository as varchar) as repository,
    cast(population.line as varchar) as line,
    cast(population.kind as varchar) as kind,
    cast({category} as varchar) as category,
    cast({step} as varchar) as step,
    cast({component} as varchar) as component,
    cast({environment} as varchar) as environment,
    case
        when population.amount is not null
            then (
                finish.hours_before
                + least(greatest(epoch(population.clock_until_at - finish.starts_at) / 3600, 0), finish.working_hours)
                - start.hours_before
                - least(greatest(epoch(population.clock_from_at - start.starts_at) / 3600, 0), start.working_hours)
            ) / {divisor}
    end as amount,
    coalesce(population.is_counted, false) and start.day_on is not null and finish.day_on is not null as is_counted,
    cast(
        case
            when not coalesce(population.is_counted, false) then population.left_out_because
            when start.day_on is null or finish.day_on is null then 'it lies outside the days of the working calendar'
        end as varchar
    ) as left_out_because,
    coalesce(population.is_provisional, false) as is_provisional,
    cast(population.evidence as varchar) as evidence
from (
    {query}
) as population
cross join (
    select
        time_zone,
        timezone(time_zone, cast(cast(since as date) as timestamp)) as from_at,
        timezone(time_zone, cast(cast(until as date) as timestamp)) as until_at
    from rules
) as asked
left join working_days as start on start.day_on = cast(timezone(asked.time_zone, population.clock_from_at) as date)
left join working_days as finish on finish.day_on = cast(timezone(asked.time_zone, population.clock_until_at) as date)
where population.happened_at is null
    or (
        (asked.from_at is null or population.happened_at >= asked.from_at)
        and (asked.until_at is null or population.happened_at < asked.until_at)
    )
