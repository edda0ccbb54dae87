-- Interpolated 85th percentile; low and high are its 95 % interval: between the order statistics that meta.interval_ranks
-- names (Nyblom 1992), null where n is too small for one (low below 2, high below 23); of more than 200 values at the ranks
-- 0.85 n + 1/2 -+ 1.96 sqrt(0.85 x 0.15 n), with the binomial's skew (Cornish and Fisher) taken off.
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
limited as (
    select
        sized.period_start,
        sized.group_name,
        coalesce(place.low_part, 0) as low_part,
        coalesce(place.high_part, 0) as high_part,
        case
            when place.sample_size is null then floor(0.85 * sized.sample_size + 0.168493 - 0.699848 * sqrt(sized.sample_size))
            else place.low_rank
        end as low_rank,
        case
            when place.sample_size is null then ceil(0.85 * sized.sample_size + 0.168493 + 0.699848 * sqrt(sized.sample_size))
            else place.high_rank
        end as high_rank
    from (select distinct period_start, group_name, sample_size from ranked) as sized
    left join meta.interval_ranks as place on place.quantile = 0.85 and place.sample_size = sized.sample_size
),
summary as (
    select
        ranked.period_start,
        ranked.group_name,
        quantile_cont(ranked.amount, 0.85) as value,
        max(case when ranked.position = limited.low_rank then ranked.amount end) + max(limited.low_part) * coalesce(
            max(case when ranked.position = limited.low_rank + 1 then ranked.amount end)
            - max(case when ranked.position = limited.low_rank then ranked.amount end),
            0
        ) as low,
        max(case when ranked.position = limited.high_rank then ranked.amount end) + max(limited.high_part) * coalesce(
            max(case when ranked.position = limited.high_rank - 1 then ranked.amount end)
            - max(case when ranked.position = limited.high_rank then ranked.amount end),
            0
        ) as high,
        count(*) as sample_size
    from ranked
    join limited
        on limited.period_start is not distinct from ranked.period_start and limited.group_name = ranked.group_name
    group by ranked.period_start, ranked.group_name
)
