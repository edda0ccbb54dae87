-- Every change. Counted when shipped; amount is 1 when it was reverted and stayed so.
select
    change_id as subject,
    shipped_at as happened_at,
    service, team, product, repository, line, kind, category, component,
    cast(is_backed_out as integer) as amount,
    shipped_at is not null as is_counted,
    not_shipped_because as left_out_because,
    false as is_provisional,
    case when is_backed_out then concat('reverted by ', backed_out_by_sha) else title end as evidence
from changes
