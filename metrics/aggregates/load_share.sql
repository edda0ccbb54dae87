-- Share of what is there at the end of the period that has grown old; low and high are Wilson's 95 % interval (Wilson 1927).
daily as (
    select day_of.happened_on, population.group_name, sum(population.amount) as net, sum(population.weight) as net_weight
    from population
    join day_of on day_of.happened_at = population.happened_at
    where population.is_counted
    group by day_of.happened_on, population.group_name
),
tally as (
    select
        cell.period_start,
        cell.group_name,
        sum(daily.net_weight) / nullif(sum(daily.net), 0) as share,
        cast(sum(daily.net) as double) as n
    from cell
    join daily on daily.group_name = cell.group_name and daily.happened_on < cell.until_on
    group by cell.period_start, cell.group_name
),
summary as (
    select
        period_start,
        group_name,
        share as value,
        case when share = 0 then 0 else greatest(0, (share + 1.920729410347063 / n - 1.959963984540054
            * sqrt(share * (1 - share) / n + 0.960364705173531 / (n * n))) / (1 + 3.841458820694126 / n)) end as low,
        case when share = 1 then 1 else least(1, (share + 1.920729410347063 / n + 1.959963984540054
            * sqrt(share * (1 - share) / n + 0.960364705173531 / (n * n))) / (1 + 3.841458820694126 / n)) end as high,
        cast(n as bigint) as sample_size
    from tally
    where n > 0
)
