-- One row per issue: what it is, whose work it is, and when it was begun and done. main.issues adds the rest.
-- Empty without: raw.jira_issues
-- site: Jira.
-- issue_id: Issue.
-- issue_key: Key now.
-- project_id: Project it is in now.
-- service: Service whose work it is: that of its project; of those that share the project, the one a component is named
--   like, else the one most of its commits are of. Null when none of these tells.
-- category: incident, security, defect, debt, change, feature or other: the first that the settings make of it.
-- status_category: Jira's category of its status.
-- step: Step of the lifecycle of its status; null when the status is unmapped.
-- history_state: complete, partial or unknown; unreadable when a move has no date.
-- created_at: When it was created.
-- started_at: When it first came into a status of work in progress; null when it never did or the history is unknown.
-- done_at: When it came to be done for the last time; without a history Jira's own instant of resolution. Null while it
--   is not done.
-- first_done_at: When it was done for the first time; null when it never was or the history is unknown.
-- is_done: Its status is one of work that is done.
-- is_in_progress: Its status is one of work in progress.
-- reopened_count: How often it left a status of work that is done for one that is not; null when the history is unknown.
-- active_hours: Time in statuses in which somebody works; null when the history is unknown.
-- waiting_hours: Time since it was begun in any other status, those of work that is done aside; likewise.
-- decided_at: When it first left the step Request; null while it is there, and when it did not begin there.
-- decided_step: The step it went to.
-- decided_status: The status it went to.
-- is_gone: Jira no longer shows it: deleted, or hidden from the account.
with type_role as (
    select
        lower(value) as issue_type,
        bool_or(name = 'incident_issue_types') as is_incident,
        bool_or(name = 'security_issue_types') as is_security,
        bool_or(name = 'defect_issue_types') as is_defect,
        bool_or(name = 'debt_issue_types') as is_debt,
        bool_or(name = 'change_issue_types') as is_change,
        bool_or(name = 'feature_issue_types') as is_feature
    from meta.setting_values
    where name like '%_issue_types'
    group by lower(value)
),
priority_role as (
    select distinct lower(value) as priority
    from meta.setting_values
    where name = 'incident_priorities'
),
label_role as (
    select
        labelled.site,
        labelled.issue_id,
        bool_or(role.name = 'security_labels') as is_security,
        bool_or(role.name = 'debt_labels') as is_debt
    from (select site, issue_id, unnest(labels) as label from raw.jira_issues) as labelled
    join meta.setting_values as role
        on role.name in ('security_labels', 'debt_labels') and lower(role.value) = lower(labelled.label)
    group by labelled.site, labelled.issue_id
),
project as (
    select site, project_id, count(*) as service_count, min(service) as service
    from project_services
    group by site, project_id
),
by_component as (
    select labelled.site, labelled.issue_id, min(service.service) as service
    from (
        select issue.site, issue.issue_id, issue.project_id, unnest(issue.component_ids) as component_id
        from raw.jira_issues as issue
        left join project on project.site = issue.site and project.project_id = issue.project_id
        where coalesce(project.service_count, 0) <> 1
    ) as labelled
    join raw.jira_components as component
        on component.site = labelled.site and component.component_id = labelled.component_id
    join raw.services as service on lower(trim(service.service)) = lower(trim(component.name))
    left join project_services as sharing
        on sharing.site = labelled.site and sharing.project_id = labelled.project_id
        and sharing.service = service.service
    left join project on project.site = labelled.site and project.project_id = labelled.project_id
    where sharing.service is not null or project.service_count is null
    group by labelled.site, labelled.issue_id
    having count(distinct service.service) = 1
),
committed as (
    select site, issue_id, service, count(*) as commit_count
    from issue_links
    where service is not null
    group by site, issue_id, service
),
by_commit as (
    select site, issue_id, max_by(service, commit_count) as service
    from (
        select
            committed.*,
            max(commit_count) over (partition by site, issue_id) as most
        from committed
    ) as compared
    where commit_count = most
    group by site, issue_id
    having count(*) = 1
)
select
    issue.site,
    issue.issue_id,
    issue.issue_key,
    issue.project_id,
    case
        when project.service_count = 1 then project.service
        else coalesce(by_component.service, by_commit.service)
    end as service,
    case
        when coalesce(type_role.is_incident, false) or priority_role.priority is not null then 'incident'
        when coalesce(type_role.is_security, false) or coalesce(label_role.is_security, false) then 'security'
        when type_role.is_defect then 'defect'
        when coalesce(type_role.is_debt, false) or coalesce(label_role.is_debt, false) then 'debt'
        when type_role.is_change then 'change'
        when type_role.is_feature then 'feature'
        else 'other'
    end as category,
    status.category as status_category,
    status.step,
    case
        when history.issue_id is not null then 'complete'
        when issue.history_state = 'complete' then 'unreadable'
        else coalesce(issue.history_state, 'unknown')
    end as history_state,
    issue.created_at,
    history.started_at,
    case
        when not coalesce(status.is_done, false) then null
        when history.is_done then history.done_at
        else issue.resolved_at
    end as done_at,
    history.first_done_at,
    coalesce(status.is_done, false) as is_done,
    coalesce(status.is_in_progress, false) as is_in_progress,
    history.reopened_count,
    history.active_hours,
    history.waiting_hours,
    history.decided_at,
    history.decided_step,
    history.decided_status,
    issue.gone_at is not null as is_gone
from raw.jira_issues as issue
left join lifecycle_statuses as status on status.site = issue.site and status.status_id = issue.status_id
left join type_role on type_role.issue_type = lower(trim(issue.issue_type))
left join priority_role on priority_role.priority = lower(trim(issue.priority))
left join label_role on label_role.site = issue.site and label_role.issue_id = issue.issue_id
left join project on project.site = issue.site and project.project_id = issue.project_id
left join by_component on by_component.site = issue.site and by_component.issue_id = issue.issue_id
left join by_commit on by_commit.site = issue.site and by_commit.issue_id = issue.issue_id
left join issue_times as history on history.site = issue.site and history.issue_id = issue.issue_id
