-- The counted amounts added up. It is a fact, not an estimate, so it has no interval.
summary as (
    select
        period_start,
        group_name,
        sum(amount) as value,
        cast(null as double) as low,
        cast(null as double) as high,
        count(*) as sample_size
    from fact
    where is_counted
    group by period_start, group_name
)
