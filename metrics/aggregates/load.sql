-- What is there at the end of the period. It is a fact, not an estimate, so it has no interval.
daily as (
    select day_of.happened_on, population.group_name, sum(population.amount) as net
    from population
    join day_of on day_of.happened_at = population.happened_at
    where population.is_counted
    group by day_of.happened_on, population.group_name
),
summary as (
    select
        cell.period_start,
        cell.group_name,
        sum(daily.net) as value,
        cast(null as double) as low,
        cast(null as double) as high,
        cast(sum(daily.net) as bigint) as sample_size
    from cell
    join daily on daily.group_name = cell.group_name and daily.happened_on < cell.until_on
    group by cell.period_start, cell.group_name
)
