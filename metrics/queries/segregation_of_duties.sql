-- Every change. Counted when shipped; amount is 1 when git tells of somebody besides its author.
select
    change_id as subject,
    shipped_at as happened_at,
    service, team, product, repository, line, kind, category, component,
    cast(has_second_person as integer) as amount,
    shipped_at is not null as is_counted,
    not_shipped_because as left_out_because,
    false as is_provisional,
    coalesce(second_person_evidence, title) as evidence
from changes
