-- Issues whose dates contradict each other
select
    issue_key as subject,
    service,
    case
        when started_at < created_at then 'it was in progress before it was created'
        when done_at < started_at then 'it was done before it was begun'
        when resolved_at < created_at then 'it was resolved before it was created'
        else 'it was shipped before it was created'
    end as what,
    'Often an import. Durations that would be negative are left out; nothing to do if it is old.' as what_to_do
from issues
where not is_gone
    and (
        started_at < created_at or done_at < started_at or resolved_at < created_at
        or (shipped_at < created_at and shipped_known_by = 'commit')
    )
