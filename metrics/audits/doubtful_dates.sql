-- Commits and release tags whose date is missing, before 1990 or in the future
-- topic: Dates
select
    concat(repository, ' ', substr(sha, 1, 10)) as subject,
    service,
    case
        when committed_at is null then 'the commit has no date that can be read'
        else concat('the commit is dated ', strftime(timezone('UTC', committed_at), '%Y-%m-%d'))
    end as what,
    'It is left out of lead times. Correct the clock of the machine that makes such commits.' as what_to_do
from commits
where is_date_doubtful
union all
select
    concat(repository, ' ', tag_name) as subject,
    service,
    case
        when tagged_at is null then 'the tag has no date that can be read'
        else concat('the tag is dated ', strftime(timezone('UTC', tagged_at), '%Y-%m-%d'))
    end as what,
    'Its release is left out of everything that has a time. Tag it again with the true date.' as what_to_do
from tags
where is_date_doubtful and release_id is not null
