-- The population rows of one metric: those that happened in the days from `since` up to but not including `until` in the
-- display zone, and those that cannot be placed in time. Counted and left out together are the population.
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
    cast(population.amount as double) as amount,
    coalesce(population.is_counted, false) as is_counted,
    cast(population.left_out_because as varchar) as left_out_because,
    coalesce(population.is_provisional, false) as is_provisional,
    cast(population.evidence as varchar) as evidence
from (
    {query}
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
