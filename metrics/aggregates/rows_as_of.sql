-- The population rows of a metric that counts what is there at the end of a window: what came before `until` and had not
-- left by then; without `until`, what is there now. `since` changes nothing: what came earlier is still there.
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
    cast(
        case
            when population.aged_at is null then 1
            when population.aged_at < least(coalesce(asked.until_at, asked.as_of), asked.as_of) then 1
            else 0
        end as double
    ) as amount,
    coalesce(population.is_counted, false) as is_counted,
    cast(population.left_out_because as varchar) as left_out_because,
    coalesce(population.is_provisional, false) as is_provisional,
    cast(population.evidence as varchar) as evidence
from (
    {query}
) as population
cross join (
    select
        as_of,
        timezone(time_zone, cast(cast(since as date) as timestamp)) as from_at,
        timezone(time_zone, cast(cast(until as date) as timestamp)) as until_at
    from rules
) as asked
where population.happened_at is null
    or (
        (asked.until_at is null or population.happened_at < asked.until_at)
        and (population.left_at is null or population.left_at >= asked.until_at)
    )
