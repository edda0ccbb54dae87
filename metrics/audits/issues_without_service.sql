-- Issues whose service nobody can tell
-- topic: Work
select
    issue_key as subject,
    cast(null as varchar) as service,
    concat('project ', project_key, ' belongs to no service or to several, and neither component nor commits tell') as what,
    'Name the project in jira_projects of a service, or give shared projects components named like their services.'
        as what_to_do
from issues
where service is null and not is_gone
