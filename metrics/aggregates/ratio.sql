-- Rows of amount 1 for each row of amount 0, such as incidents for each deployment: no share, so it can pass 1 and has no
-- interval. The sample size is the rows of amount 0.
summary as (
    select
        period_start,
        group_name,
        sum(amount) / nullif(count(*) filter (where amount = 0), 0) as value,
        cast(null as double) as low,
        cast(null as double) as high,
        count(*) filter (where amount = 0) as sample_size
    from fact
    where is_counted
    group by period_start, group_name
)
