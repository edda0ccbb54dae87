-- One row per incident: an issue of the types or priorities that the settings name, that Jira still shows; and what a feed of
-- incidents told. One that a feed calls by the key of such an issue is that issue: Jira tells it, the feed adds its cause.
-- Empty without: issues or raw.feed_incidents
-- incident_id: Identity: site and issue; of a feed, the one it gives.
-- source: jira or feed.
-- feed: Feed that told it, or its cause; null when none did.
-- issue_key: Key of the issue; null when it is none.
-- issue_id: Issue; null when it is none.
-- site: Jira; null when it is no issue.
-- service: Service it hurt, as far as its project, component or commits, or the feed, tell; null when nothing does.
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- summary: One line. Hostile text: escape it.
-- opened_at: When it began: the start people entered, else the creation of the issue.
-- resolved_at: When it was resolved; null while it is open.
-- hours_open: From the one to the other; null while it is open or when they are out of order.
-- severity: Severity, else nothing.
-- priority: Priority; null for one of a feed.
-- status: Status now; null for one of a feed.
-- components: Names of its components.
-- affects_versions: Names of the versions in which its trouble is.
-- is_open: It is not resolved.
-- caused_by: What a feed says caused it: a deployment, a version of the service or a commit. Hostile text: escape it.
with dated as (
    select
        issue.*,
        coalesce(raw_issue.started_at, issue.created_at) as opened_at,
        coalesce(issue.resolved_at, issue.done_at) as ended_at
    from issues as issue
    join raw.jira_issues as raw_issue on raw_issue.site = issue.site and raw_issue.issue_id = issue.issue_id
    where issue.category = 'incident' and not issue.is_gone
),
same as (
    select
        dated.site,
        dated.issue_id,
        told.incident_id,
        row_number() over (partition by dated.site, dated.issue_id order by told.incident_id) as place
    from raw.feed_incidents as told
    join dated on dated.issue_key = upper(trim(told.incident_id))
),
told as (
    select
        told.*,
        coalesce(told.service, caused.service) as service_hurt
    from raw.feed_incidents as told
    left join same on same.incident_id = told.incident_id
    left join told_deployments as caused on caused.deployment_id = trim(told.caused_by)
    where same.incident_id is null
)
select
    concat(dated.site, '/', dated.issue_id) as incident_id,
    'jira' as source,
    told.feed,
    dated.issue_key,
    dated.issue_id,
    dated.site,
    coalesce(dated.service, told.service) as service,
    service.team,
    service.product,
    dated.summary,
    dated.opened_at,
    dated.ended_at as resolved_at,
    case when dated.ended_at >= dated.opened_at then epoch(dated.ended_at - dated.opened_at) / 3600 end as hours_open,
    coalesce(dated.severity, told.severity) as severity,
    dated.priority,
    dated.status,
    dated.components,
    dated.affects_versions,
    dated.ended_at is null and not dated.is_done as is_open,
    told.caused_by
from dated
left join same on same.site = dated.site and same.issue_id = dated.issue_id and same.place = 1
left join raw.feed_incidents as told on told.incident_id = same.incident_id
left join raw.services as service on service.service = coalesce(dated.service, told.service)
union all
select
    told.incident_id,
    'feed' as source,
    told.feed,
    cast(null as varchar) as issue_key,
    cast(null as bigint) as issue_id,
    cast(null as varchar) as site,
    told.service_hurt as service,
    service.team,
    service.product,
    regexp_replace(
        substr(told.title, 1, 200),
        '[\x00-\x1F\x7F-\x{9F}\x{AD}\x{61C}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}\x{FFF9}-\x{FFFB}\x{E0000}-\x{E007F}]',
        '�',
        'g'
    ) as summary,
    told.opened_at,
    told.resolved_at,
    case when told.resolved_at >= told.opened_at then epoch(told.resolved_at - told.opened_at) / 3600 end as hours_open,
    told.severity,
    cast(null as varchar) as priority,
    cast(null as varchar) as status,
    case when trim(told.component) <> '' then [told.component] else [] end as components,
    [] as affects_versions,
    told.resolved_at is null as is_open,
    told.caused_by
from told
left join raw.services as service on service.service = told.service_hurt
order by opened_at, issue_key, incident_id
