-- Interpolated median; low and high are its 95 % interval by order statistics: the values at the ranks
-- n/2 + 1/2 -+ 1.96 sqrt(n)/2 (Conover, Practical Nonparametric Statistics), null when n is below 6.
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
        median(amount) as value,
        max(amount) filter (
            where position = floor(0.5 * sample_size + 0.5 - 0.979981992270027 * sqrt(sample_size))
        ) as low,
        max(amount) filter (
            where position = ceil(0.5 * sample_size + 0.5 + 0.979981992270027 * sqrt(sample_size))
        ) as high,
        count(*) as sample_size
    from ranked
    group by period_start, group_name
)
