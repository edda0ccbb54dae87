-- Release lines that went on after the next line had begun
-- topic: Releases
with line as (
    select
        service,
        line,
        min(version_order) as first_version_order,
        min(released_at) as first_at,
        max(released_at) as last_at
    from releases
    where is_released and not_placeable_because is null and line is not null
    group by service, line
),
neighbour as (
    select
        service,
        line,
        last_at,
        lead(line) over by_version as next_line,
        lead(first_at) over by_version as next_first_at
    from line
    window by_version as (partition by service order by first_version_order)
)
select
    concat(neighbour.service, ' ', neighbour.line) as subject,
    neighbour.service,
    concat(
        count(*), case when count(*) = 1 then ' release' else ' releases' end, ' after ', neighbour.next_line, ' had begun on ',
        strftime(timezone('UTC', neighbour.next_first_at), '%Y-%m-%d'), ', the last on ',
        strftime(timezone('UTC', neighbour.last_at), '%Y-%m-%d')
    ) as what,
    'Nothing if the line is still maintained. A change counts as shipped by the first release that has it, by date: one that'
    ' came out on the older line first is not counted again.' as what_to_do
from neighbour
join releases as late
    on late.service = neighbour.service
    and late.line = neighbour.line
    and late.released_at > neighbour.next_first_at
where late.is_released and late.not_placeable_because is null
group by neighbour.service, neighbour.line, neighbour.next_line, neighbour.next_first_at, neighbour.last_at
