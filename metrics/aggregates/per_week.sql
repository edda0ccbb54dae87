-- What weekly_rate and weekly_flow share: counted rows by the weeks of exposure of a period. low and high are Byar's 95 % interval of
-- a Poisson count (Breslow and Day 1987).
tally as (
    select period_start, group_name, count(*) as n
    from fact
    where is_counted
    group by period_start, group_name
),
exposure as (
    select
        cell.period_start,
        cell.group_name,
        cast(coalesce(tally.n, 0) as double) as n,
        (least(cell.until_on, exposed.until_on) - greatest(cell.from_on, exposed.from_on)) / 7.0 as weeks
    from cell
    join exposed on exposed.group_name = cell.group_name
    left join tally on tally.period_start = cell.period_start and tally.group_name = cell.group_name
),
summary as (
    select
        period_start,
        group_name,
        n / weeks as value,
        case
            when n = 0 then 0
            else n * pow(1 - 1 / (9 * n) - 1.959963984540054 / (3 * sqrt(n)), 3) / weeks
        end as low,
        (n + 1) * pow(1 - 1 / (9 * (n + 1)) + 1.959963984540054 / (3 * sqrt(n + 1)), 3) / weeks as high,
        cast(n as bigint) as sample_size
    from exposure
    where weeks > 0
)
