-- Every change. Counted when its arrival on the release line and its release can be placed in time; amount in days.
select
    change_id as subject,
    shipped_at as happened_at,
    service, team, product, repository, line, kind, category, component,
    arrived_at as clock_from_at,
    shipped_at as clock_until_at,
    wait_days as amount,
    wait_days is not null as is_counted,
    case
        when wait_days is not null then null
        else coalesce(not_shipped_because, 'its arrival on the release line is unknown or later than its release')
    end as left_out_because,
    false as is_provisional,
    concat_ws('; ', title, shipped_by) as evidence
from changes
