-- Every release. Counted when it can be placed in time and had a candidate; amount is its candidates after the first.
select
    release_id as subject,
    case when not_placeable_because is null then released_at end as happened_at,
    service, team, product, repository, line, kind,
    candidate_count - 1 as amount,
    not_placeable_because is null and coalesce(candidate_count, 0) > 0 as is_counted,
    case
        when not_placeable_because is not null then not_placeable_because
        when coalesce(candidate_count, 0) = 0 then 'no candidate of it was tagged'
    end as left_out_because,
    false as is_provisional,
    concat(candidate_count, ' candidates') as evidence
from releases
where not is_candidate and is_released
