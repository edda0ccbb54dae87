-- One row per commit that needs neither an issue nor an approval: its subject or its author matches the setting allowed_commits.
-- Empty without: commits or raw.git_commits
-- commit_id: Number of the commit in this warehouse.
with pattern as (
    select distinct
        replace(replace(replace(replace(lower(trim(value)), '!', '!!'), '%', '!%'), '_', '!_'), '*', '%') as pattern
    from meta.setting_values
    where name = 'allowed_commits'
),
allowed_author as (
    select person.person_id
    from raw.git_people as person
    join pattern on lower(trim(person.name)) like pattern.pattern escape '!'
)
select commit.commit_id
from raw.git_commits as commit
join allowed_author on allowed_author.person_id = commit.author_id
union
select commit.commit_id
from commits as commit
join pattern on lower(trim(commit.subject)) like pattern.pattern escape '!'
