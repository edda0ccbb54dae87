-- Interpolated 85th percentile; low and high are its 95 % interval by order statistics: the values at the ranks
-- 0.85 n + 1/2 -+ 1.96 sqrt(0.85 x 0.15 n), with the binomial's skew (Cornish and Fisher) taken off; null when n is too small.
ranked as (
    select
        period_start,
        group_name,
        amount,
        row_number() over (partition by period_start, group_name order by amount) as position,
        count(*) over (partition by period_start, group_name) as sample_size
    from fact
    where is_counted
),
summary as (
    select
        period_start,
        group_name,
        quantile_cont(amount, 0.85) as value,
        max(amount) filter (
            where position = floor(0.85 * sample_size + 0.168493 - 0.699848 * sqrt(sample_size))
        ) as low,
        max(amount) filter (
            where position = ceil(0.85 * sample_size + 0.168493 + 0.699848 * sqrt(sample_size))
        ) as high,
        count(*) as sample_size
    from ranked
    group by period_start, group_name
)
