-- One row per Jira and status, with the step of the lifecycle that it stands for.
-- The settings decide; then the name, when it is a well-known one; then Jira's category of the status.
-- Empty without: raw.jira_statuses or raw.jira_issues
-- site: Jira.
-- status_id: Jira's id.
-- status: Name. Hostile text: escape it. Two statuses may have one name.
-- category: Jira's category: new, indeterminate or done; null when Jira does not know it any more.
-- step: Request, Plan, Build, Test, Deploy or Close; null = unmapped.
-- mapped_by: settings, name or category; null = unmapped.
-- is_in_progress: Work in it has begun and is not done: by category, else by step.
-- is_done: Work in it is done: by category, else by step.
-- is_waiting: Nobody works on an issue in it (setting waiting_statuses).
-- issue_count: Issues that are in it now.
with named as (
    select site, status_id, name, category
    from raw.jira_statuses
    union all
    select issue.site, issue.status_id, max(issue.status) as name, cast(null as varchar) as category
    from raw.jira_issues as issue
    left join raw.jira_statuses as status on status.site = issue.site and status.status_id = issue.status_id
    where status.status_id is null and issue.status_id is not null
    group by issue.site, issue.status_id
),
plain as (
    select
        site,
        status_id,
        name,
        case when category in ('new', 'indeterminate', 'done') then category end as category,
        trim(regexp_replace(lower(name), '[\t\n\f\r _-]+', ' ', 'g')) as plain_name
    from named
),
by_settings as (
    select trim(regexp_replace(lower(status), '[\t\n\f\r _-]+', ' ', 'g')) as plain_name, max(step) as step
    from meta.lifecycle_settings
    group by trim(regexp_replace(lower(status), '[\t\n\f\r _-]+', ' ', 'g'))
),
waiting as (
    select distinct trim(regexp_replace(lower(value), '[\t\n\f\r _-]+', ' ', 'g')) as plain_name
    from meta.setting_values
    where name = 'waiting_statuses'
),
in_use as (
    select site, status_id, count(*) as issue_count
    from raw.jira_issues
    where gone_at is null
    group by site, status_id
),
mapped as (
    select
        plain.*,
        coalesce(
            by_settings.step,
            by_name.step,
            case plain.category when 'new' then 'Request' when 'indeterminate' then 'Build' when 'done' then 'Close' end
        ) as step,
        case
            when by_settings.step is not null then 'settings'
            when by_name.step is not null then 'name'
            when plain.category is not null then 'category'
        end as mapped_by,
        waiting.plain_name is not null as is_waiting
    from plain
    left join by_settings on by_settings.plain_name = plain.plain_name
    left join meta.lifecycle_defaults as by_name on by_name.status = plain.plain_name
    left join waiting on waiting.plain_name = plain.plain_name
)
select
    mapped.site,
    mapped.status_id,
    mapped.name as status,
    mapped.category,
    mapped.step,
    mapped.mapped_by,
    coalesce(mapped.category = 'indeterminate', mapped.step in ('Build', 'Test', 'Deploy'), false) as is_in_progress,
    coalesce(mapped.category = 'done', mapped.step = 'Close', false) as is_done,
    mapped.is_waiting,
    coalesce(in_use.issue_count, 0) as issue_count
from mapped
left join in_use on in_use.site = mapped.site and in_use.status_id = mapped.status_id
order by mapped.site, mapped.name, mapped.status_id
