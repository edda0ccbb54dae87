-- The value of one metric for each period and group: the part that all aggregates share.
-- The step `summary` is the aggregate's own: period_start, group_name, value, low, high, sample_size.
with asked as (
    select
        case
            when grain in ('day', 'week', 'month', 'quarter', 'year', 'all') then grain
            else error(concat('There is no grain ''', grain, '''; take day, week, month, quarter, year or all.'))
        end as period_length,
        case grain
            when 'day' then interval 1 day
            when 'week' then interval 7 day
            when 'month' then interval 1 month
            when 'quarter' then interval 3 month
            when 'year' then interval 1 year
        end as step,
        case
            when breakdown in ({breakdowns}) then breakdown
            else error(concat({no_breakdown}, '''', breakdown, '''', {take}))
        end as split_by,
        cast(since as date) as asked_from,
        case
            when cast(until as date) <= cast(since as date)
                then error(concat('The window ends on ', until, ', which is not after ', since, '.'))
            else cast(until as date)
        end as asked_until
),
clock as (
    select
        time_zone,
        cast(timezone(time_zone, as_of) as date) as today,
        cast(timezone(time_zone, newest_event_at) as date) as newest_on
    from rules
),
population as materialized (
    select
        fact.happened_at,
        fact.service,
        fact.amount,
        fact.is_counted,
        fact.left_out_because,
        fact.is_provisional,
        {weight}
        case asked.split_by
            when 'all' then 'all'
            when 'service' then coalesce(fact.service, 'no service')
            when 'team' then coalesce(fact.team, 'no team')
            when 'product' then coalesce(fact.product, 'no product')
            when 'repository' then coalesce(fact.repository, 'no repository')
            when 'line' then coalesce(fact.line, 'no line')
            when 'kind' then coalesce(fact.kind, 'no kind')
            when 'category' then coalesce(fact.category, 'no category')
            when 'step' then coalesce(fact.step, 'no step')
            when 'component' then coalesce(fact.component, 'no component')
            when 'environment' then coalesce(fact.environment, 'no environment')
        end as group_name
    from {rows}() as fact
    cross join asked
    where fact.happened_at is not null
),
-- Few instants carry many rows (a release ships hundreds of changes), and turning an instant into a day is dear.
day_of as materialized (
    select instant.happened_at, cast(timezone(clock.time_zone, instant.happened_at) as date) as happened_on
    from (select distinct happened_at from population) as instant
    cross join clock
),
span as (
    select
        asked.period_length,
        asked.step,
        asked.split_by,
        asked.asked_until,
        coalesce(asked.asked_from, known.first_on) as first_on,
        coalesce(
            asked.asked_until,
            greatest(greatest(known.last_on, clock.newest_on) + 1, asked.asked_from + 1)
        ) as end_on
    from asked
    cross join clock
    cross join (select min(happened_on) as first_on, max(happened_on) as last_on from day_of) as known
),
starts as (
    select first_on as period_start, end_on as period_end
    from span
    where period_length = 'all' or first_on is null or end_on is null
    union all
    select cast(series.starts_at as date) as period_start, cast(series.starts_at + series.step as date) as period_end
    from (
        select
            step,
            unnest(generate_series(
                cast(date_trunc(period_length, first_on) as timestamp), cast(end_on - 1 as timestamp), step
            )) as starts_at
        from span
        where period_length <> 'all' and first_on is not null and end_on is not null
    ) as series
),
-- A window over everything that ends about now is as finished as it gets; a month that ends later is not.
period as (
    select
        starts.period_start,
        greatest(starts.period_start, span.first_on) as from_on,
        least(starts.period_end, span.end_on) as until_on,
        coalesce(
            coalesce(span.asked_until, starts.period_end) > clock.today
            + case when span.period_length = 'all' then 1 else 0 end
            and starts.period_end > clock.today
            and (span.period_length <> 'all' or span.asked_until is not null),
            false
        ) as is_unfinished
    from starts
    cross join span
    cross join clock
),
placed as (
    select
        day_of.happened_at,
        cast(case span.period_length
            when 'all' then span.first_on
            else date_trunc(span.period_length, day_of.happened_on)
        end as date) as period_start
    from day_of
    cross join span
    where day_of.happened_on >= span.first_on and day_of.happened_on < span.end_on
),
fact as (
    select placed.period_start, population.*
    from population
    join placed on placed.happened_at = population.happened_at
),
-- A service with nothing in the window is told of; a release line that had ended by then is not.
shown_group as (
    select 'all' as group_name
    from span
    where split_by = 'all'
    union
    select population.group_name
    from population
    cross join span
    where span.split_by not in ('all', 'line')
    union
    select fact.group_name
    from fact
    cross join span
    where span.split_by = 'line'
),
cell as (
    select period.*, shown_group.group_name
    from period
    cross join shown_group
),
state as (
    select
        period_start,
        group_name,
        count(*) filter (where not is_counted) as left_out_count,
        mode(left_out_because) as left_out_because,
        bool_or(is_provisional) as is_provisional
    from fact
    group by period_start, group_name
),
{summary}
select
    cell.period_start,
    cell.group_name,
    summary.value,
    summary.low,
    summary.high,
    coalesce(summary.sample_size, 0) as sample_size,
    cell.is_unfinished or coalesce(state.is_provisional, false) as is_provisional,
    case
        when summary.value is not null then null
        {missing}
        when state.left_out_count > 0
            then concat('None of ', state.left_out_count, ' could be counted; mostly: ', state.left_out_because, '.')
        else {nothing}
    end as reason
from cell
left join summary
    on summary.period_start is not distinct from cell.period_start
    and summary.group_name = cell.group_name
left join state
    on state.period_start = cell.period_start
    and state.group_name = cell.group_name
order by cell.period_start, cell.group_name
