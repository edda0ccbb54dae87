-- Every change. Counted when its release and its own date can be placed in time; amount in hours.
select
    change_id as subject,
    shipped_at as happened_at,
    service, team, product, repository, line, kind, category, component,
    first_committed_at as clock_from_at,
    shipped_at as clock_until_at,
    lead_time_hours as amount,
    lead_time_hours is not null as is_counted,
    lead_time_missing_because as left_out_because,
    false as is_provisional,
    concat_ws('; ', title, shipped_by) as evidence
from changes
