-- Every change. Counted when its release has a build window; amount is 1 when it arrived in the last part of it.
select
    change_id as subject,
    shipped_at as happened_at,
    service, team, product, repository, line, kind, category, component,
    cast(is_late as integer) as amount,
    shipped_at is not null and is_late is not null as is_counted,
    case
        when shipped_at is null then not_shipped_because
        when is_late is null then 'its release has no build window that can be placed in time'
    end as left_out_because,
    false as is_provisional,
    title as evidence
from changes
