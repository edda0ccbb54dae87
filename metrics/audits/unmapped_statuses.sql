-- Statuses that issues are in and that stand for no step of the lifecycle
-- topic: Work
select
    concat(site, ' ', status) as subject,
    cast(null as varchar) as service,
    concat('holds ', issue_count, ' issues; neither its name nor its category tells a step') as what,
    'Name it in [lifecycle] under the step it stands for.' as what_to_do
from lifecycle_statuses
where step is null and issue_count > 0
