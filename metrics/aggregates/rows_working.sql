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
    case when population.amount is not null then population.working_hours / {divisor} end as amount,
    coalesce(population.is_counted, false) and population.working_hours is not null as is_counted,
    cast(
        case
            when not coalesce(population.is_counted, false) then population.left_out_because
            when population.working_hours is null then 'it lies outside the days of the working calendar'
        end as varchar
    ) as left_out_because,
    coalesce(population.is_provisional, false) as is_provisional,
    cast(population.evidence as varchar) as evidence
from (
    select clocked.*, working_hours_between(clocked.clock_from_at, clocked.clock_until_at) as working_hours
    from (
        {query}
    ) as clocked
) as population
cross join (
    select
        timezone(time_zone, cast(cast(since as date) as timestamp)) as from_at,
        timezone(time_zone, cast(cast(until as date) as timestamp)) as until_at
    from rules
) as asked
where population.happened_at is null
    or (
        (asked.from_at is null or population.happened_at >= asked.from_at)
        and (asked.until_at is null or population.happened_at < asked.until_at)
    )
