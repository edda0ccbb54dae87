-- Texts that look like issue keys and count for no project
-- topic: Work
select
    project as subject,
    service,
    concat(number_count, ' numbers in ', commit_count, ' commits; ', found_by) as what,
    'If it is an issue project, name it in jira_projects of the service.' as what_to_do
from issue_projects
where not is_known and found_by <> 'well-known other thing'
