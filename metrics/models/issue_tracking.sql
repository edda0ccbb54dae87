-- One row per service with issues (for the issues of no service, one row): from when to when its issues are known.
-- Empty without: issue_core
-- service: Service; null for issues of none.
-- tracked_from: Creation of the first issue with a plausible date.
-- tracked_until: When a Jira was last read.
select
    core.service,
    min(core.created_at) filter (where core.created_at >= rules.plausible_from) as tracked_from,
    max(coalesce(last_read.last_success_at, rules.as_of)) as tracked_until
from issue_core as core
cross join rules
cross join (select max(last_success_at) as last_success_at from meta.sources where kind = 'jira') as last_read
group by core.service
