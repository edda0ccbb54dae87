-- One row per issue that a Jira shows or once showed.
-- Empty without: issue_core
-- issue_key: Key now. Earlier keys are in raw.jira_issue_keys.
-- issue_id: Jira's id; stays when the issue moves. Unique within a site.
-- site: Jira.
-- project_key: Project it is in now.
-- service: Service whose work it is; null when nothing tells (audit.issues_without_service).
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- summary: One line, at most 200 characters; odd characters replaced by U+FFFD. Hostile text: escape it.
-- issue_type: Name of its type.
-- is_subtask: It is a sub-task.
-- category: incident, security, defect, debt, change, feature or other: what the settings make of its type, labels, priority.
-- status: Name of its status now.
-- step: Step of the lifecycle of that status: Request, Plan, Build, Test, Deploy or Close; null = unmapped.
-- status_category: Jira's category of that status: new, indeterminate or done.
-- priority: Priority; null when it has none.
-- severity: Severity; null when it has none.
-- resolution: Resolution; null while unresolved.
-- change_type: Change type, such as Normal; null when it has none.
-- risk: Risk; null when it has none.
-- created_at: When it was created.
-- started_at: When it first came into a status of work in progress; null when it never did or its history is unknown.
-- done_at: When it came to be done for the last time; without a history Jira's own instant of resolution.
-- first_done_at: When it was done for the first time; null when it never was or its history is unknown.
-- is_done: Its status is one of work that is done.
-- is_in_progress: Its status is one of work in progress.
-- resolved_at: Jira's own instant of resolution.
-- reopened_count: How often it left a status of work that is done; null when its history is unknown.
-- active_hours: Time in statuses in which somebody works; null when its history is unknown.
-- waiting_hours: Time since it was begun in any other status, those of work that is done aside; likewise.
-- decided_at: When it first left the step Request; null while it is there, and when it did not begin there.
-- decided_step: The step it went to.
-- decided_status: Name of the status it went to.
-- parent_key: Issue it is a sub-task or child of.
-- labels: Its labels.
-- fix_versions: Names of the versions it is meant for. Hostile text: escape it.
-- affects_versions: Names of the versions in which its trouble is.
-- components: Names of its components.
-- component: The one that it has, or several components; null when it has none. A row counts once in a breakdown by it.
-- first_release_id: First release that has a commit of it; for one without commits that is done, the first release out
--   among those it is meant for. Null while not shipped.
-- first_deployment_id: First production deployment that has a commit of it; for one without commits, of that release. Null while
--   not shipped.
-- shipped_at: Instant of that deployment; of the release, where its service has no deployment feed. Null when it cannot be placed.
-- shipped_by: The deployment in words for receipts; null where the tagging of a release stands for it.
-- not_shipped_because: Why shipped_at is null though a release has it; null when it is not.
-- shipped_known_by: commit or version; null while not shipped.
-- commit_count: Commits that name it.
-- history_state: complete, partial, unknown, or unreadable (a move has no date).
-- is_gone: Jira no longer shows it: deleted, or hidden from the account.
-- url: Its page.
with version_name as (
    select site, version_id, name
    from raw.jira_versions
),
meant as (
    select named.site, named.issue_id, list_sort(list(distinct version_name.name)) as names
    from (select site, issue_id, unnest(fix_version_ids) as version_id from raw.jira_issues) as named
    join version_name on version_name.site = named.site and version_name.version_id = named.version_id
    group by named.site, named.issue_id
),
affected as (
    select named.site, named.issue_id, list_sort(list(distinct version_name.name)) as names
    from (select site, issue_id, unnest(affects_version_ids) as version_id from raw.jira_issues) as named
    join version_name on version_name.site = named.site and version_name.version_id = named.version_id
    group by named.site, named.issue_id
),
component as (
    select named.site, named.issue_id, list_sort(list(distinct component.name)) as names
    from (select site, issue_id, unnest(component_ids) as component_id from raw.jira_issues) as named
    join raw.jira_components as component
        on component.site = named.site and component.component_id = named.component_id
    group by named.site, named.issue_id
),
committed as (
    select site, issue_id, count(distinct commit_id) as commit_count
    from issue_links
    group by site, issue_id
),
by_commit as (
    select
        site,
        issue_id,
        release_id,
        first_deployment_id,
        shipped_at,
        not_shipped_because,
        row_number() over (
            partition by site, issue_id
            order by happened_at is null, happened_at, coalesce(release_id, first_deployment_id, service)
        ) as place
    from linked_changes
),
by_version as (
    select
        scope.site,
        scope.issue_id,
        release.release_id,
        release.first_deployment_id,
        release.deployed_at as shipped_at,
        release.not_deployed_because as not_shipped_because,
        row_number() over (
            partition by scope.site, scope.issue_id
            order by coalesce(release.deployed_at, release.released_at), release.release_id
        ) as place
    from release_scope as scope
    join releases as release on release.release_id = scope.release_id
    join issue_core as core on core.site = scope.site and core.issue_id = scope.issue_id
    where scope.is_in_scope_now and (release.is_released or release.deployed_at is not null) and core.is_done
),
shipped as (
    select
        core.site,
        core.issue_id,
        case when by_commit.issue_id is not null then by_commit.release_id else by_version.release_id end as release_id,
        case
            when by_commit.issue_id is not null then by_commit.first_deployment_id
            else by_version.first_deployment_id
        end as first_deployment_id,
        case when by_commit.issue_id is not null then by_commit.shipped_at else by_version.shipped_at end as shipped_at,
        case
            when by_commit.issue_id is not null then by_commit.not_shipped_because
            else by_version.not_shipped_because
        end as not_shipped_because,
        case
            when by_commit.release_id is not null or by_commit.first_deployment_id is not null then 'commit'
            when by_commit.issue_id is null and by_version.release_id is not null then 'version'
        end as known_by
    from issue_core as core
    left join by_commit on by_commit.site = core.site and by_commit.issue_id = core.issue_id and by_commit.place = 1
    left join by_version on by_version.site = core.site and by_version.issue_id = core.issue_id and by_version.place = 1
)
select
    issue.issue_key,
    issue.issue_id,
    issue.site,
    project.project_key,
    core.service,
    service.team,
    service.product,
    regexp_replace(
        substr(issue.summary, 1, 200),
        '[\x00-\x1F\x7F-\x{9F}\x{AD}\x{61C}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}\x{FFF9}-\x{FFFB}\x{E0000}-\x{E007F}]',
        '�',
        'g'
    ) as summary,
    issue.issue_type,
    coalesce(issue.is_subtask, false) as is_subtask,
    core.category,
    issue.status,
    core.step,
    core.status_category,
    issue.priority,
    issue.severity,
    issue.resolution,
    issue.change_type,
    issue.risk,
    issue.created_at,
    core.started_at,
    core.done_at,
    core.first_done_at,
    core.is_done,
    core.is_in_progress,
    issue.resolved_at,
    core.reopened_count,
    core.active_hours,
    core.waiting_hours,
    core.decided_at,
    core.decided_step,
    core.decided_status,
    issue.parent_key,
    coalesce(issue.labels, []) as labels,
    coalesce(meant.names, []) as fix_versions,
    coalesce(affected.names, []) as affects_versions,
    coalesce(component.names, []) as components,
    case when len(component.names) > 1 then 'several components' else component.names[1] end as component,
    shipped.release_id as first_release_id,
    shipped.first_deployment_id,
    shipped.shipped_at,
    case
        when deployment.deployment_id is not null and shipped.shipped_at is not null
            then concat('deployed by ', shipped.first_deployment_id, ', says the deployment feed')
    end as shipped_by,
    case when shipped.known_by is not null and shipped.shipped_at is null then shipped.not_shipped_because end as not_shipped_because,
    shipped.known_by as shipped_known_by,
    coalesce(committed.commit_count, 0) as commit_count,
    core.history_state,
    core.is_gone,
    concat(rtrim(site.url, '/'), '/browse/', issue.issue_key) as url
from raw.jira_issues as issue
join issue_core as core on core.site = issue.site and core.issue_id = issue.issue_id
left join raw.jira_projects as project on project.site = issue.site and project.project_id = issue.project_id
left join raw.jira_sites as site on site.site = issue.site
left join raw.services as service on service.service = core.service
left join meant on meant.site = issue.site and meant.issue_id = issue.issue_id
left join affected on affected.site = issue.site and affected.issue_id = issue.issue_id
left join component on component.site = issue.site and component.issue_id = issue.issue_id
left join committed on committed.site = issue.site and committed.issue_id = issue.issue_id
left join shipped on shipped.site = issue.site and shipped.issue_id = issue.issue_id
left join told_deployments as deployment on deployment.deployment_id = shipped.first_deployment_id
order by issue.site, issue.project_id, issue.issue_id
