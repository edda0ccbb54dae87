-- One row per project key that is read from a Jira, so that keys of it can be checked. A project from which an issue only
-- moved here is none: its other issues may stand where nobody reads.
-- Empty without: raw.jira_projects
-- project_key: Text before the dash of its issues' keys.
select distinct project_key
from raw.jira_projects
where project_key is not null
