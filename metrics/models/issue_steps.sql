-- One row per issue and step of the lifecycle in which it was: how long in all, stays that are over.
-- Empty without: status_intervals
-- site: Jira.
-- issue_id: Issue.
-- step: Request, Plan, Build, Test, Deploy or Close; null for statuses that are unmapped.
-- hours: Time in statuses of that step.
-- visit_count: Stays in statuses of that step.
select site, issue_id, step, sum(hours) as hours, count(*) as visit_count
from status_intervals
where ended_at is not null
group by site, issue_id, step
