-- Releases that ship no commit first
-- topic: Releases
select
    release_id as subject,
    service,
    concat('everything in ', tag_name, ' had been released before') as what,
    'It is a rollback, a second tag of the same commit, or its date is wrong.' as what_to_do
from releases
where not is_candidate and is_released and first_shipped_commit_count = 0
