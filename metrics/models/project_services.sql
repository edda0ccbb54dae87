-- One row per Jira project and service whose work it holds: those whose jira_projects name it; when none does, those whose
-- commits name its issues often enough to count (as issue_projects counts).
-- Empty without: raw.jira_projects
-- site: Jira.
-- project_id: Jira's id.
-- project_key: Key now.
-- service: Service.
-- found_by: settings or commits.
-- service_count: Services that share the project.
with by_settings as (
    select distinct project.site, project.project_id, named.service
    from (select service, upper(unnest(jira_projects)) as project_key from raw.services) as named
    join raw.jira_projects as project on upper(project.project_key) = named.project_key
),
by_commits as (
    select project.site, project.project_id, named.service
    from issue_projects as named
    join raw.jira_projects as project on upper(project.project_key) = named.project
    where named.is_known and named.number_count >= 3 and named.opening_number_count >= 2
),
found as (
    select site, project_id, service, 'settings' as found_by
    from by_settings
    union all
    select by_commits.site, by_commits.project_id, by_commits.service, 'commits' as found_by
    from by_commits
    left join (select distinct site, project_id from by_settings) as decided
        on decided.site = by_commits.site and decided.project_id = by_commits.project_id
    where decided.project_id is null
)
select
    found.site,
    found.project_id,
    project.project_key,
    found.service,
    found.found_by,
    count(*) over (partition by found.site, found.project_id) as service_count
from found
join raw.jira_projects as project on project.site = found.site and project.project_id = found.project_id
