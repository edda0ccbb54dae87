-- Statuses of one name that Jira puts in different categories
-- topic: Work
select
    concat(site, ' ', min(status)) as subject,
    cast(null as varchar) as service,
    concat('is ', string_agg(distinct category, ' and ' order by category), ', by project or workflow') as what,
    'Each is counted by its own category. Rename one, so that people and numbers mean the same.' as what_to_do
from lifecycle_statuses
where category is not null
group by site, lower(trim(status))
having count(distinct category) > 1
