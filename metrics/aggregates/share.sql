-- Share of the counted rows whose amount is 1; low and high are Wilson's 95 % interval (Wilson 1927).
tally as (
    select period_start, group_name, sum(amount) / count(*) as share, cast(count(*) as double) as n
    from fact
    where is_counted
    group by period_start, group_name
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
)
