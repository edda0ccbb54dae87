-- One row per production deployment and per merge on a default branch, with whether it happened inside a freeze of its service
-- for which nobody recorded an exception.
-- Empty without: deployments or commits
-- subject: Deployment (its release, where a tag stands for it) or commit.
-- category: deployment or merge.
-- happened_at: Instant of it; null when it cannot be placed in time.
-- service: Service.
-- repository: Repository; null when it is not known.
-- line: Release line; null when none.
-- kind: Kind of its release; null when none.
-- label: What people call it. Hostile text: escape it.
-- not_counted_because: Why it does not count; null when it does.
-- freeze_name: A freeze that it broke; null when it broke none. Hostile text: escape it.
-- excused_freeze_name: A freeze in which an exception allowed it; null when none did. Hostile text: escape it.
-- is_freeze_known: A freeze of its service is recorded, whenever.
with happened as (
    select
        case when deployment.feed is null then deployment.release_id else deployment.deployment_id end as subject,
        'deployment' as category,
        case when deployment.is_placeable then deployment.deployed_at end as happened_at,
        deployment.service,
        deployment.repository,
        deployment.line,
        deployment.kind,
        deployment.label,
        deployment.release_id,
        deployment.not_counted_because
    from deployments as deployment
    where deployment.is_production
    union all
    select
        commit.sha as subject,
        'merge' as category,
        case when not commit.is_date_doubtful then commit.committed_at end as happened_at,
        commit.service,
        commit.repository,
        cast(null as varchar) as line,
        cast(null as varchar) as kind,
        commit.subject as label,
        commit.first_release_id as release_id,
        case when commit.is_date_doubtful then 'its own date is missing or doubtful' end as not_counted_because
    from commits as commit
    where commit.is_merge and commit.is_on_default_branch and commit.service is not null
),
inside as (
    select
        happened.subject,
        happened.category,
        happened.service,
        freeze_window.name,
        bool_or(exception.exception_id is not null) as is_excused
    from happened
    join freezes as freeze_window
        on happened.happened_at >= freeze_window.starts_at
        and happened.happened_at < freeze_window.ends_at
        and (freeze_window.service is null or freeze_window.service = happened.service)
    left join freeze_exceptions as exception
        on exception.service = happened.service
        and happened.happened_at >= exception.from_at
        and happened.happened_at < exception.until_at
        and (exception.freeze_name is null or exception.freeze_name = freeze_window.name)
        and (
            exception.version is null
            or exception.release_id = happened.release_id
            or regexp_replace(regexp_replace(lower(exception.version), '^v', ''), '(\.0)+$', '')
            = regexp_replace(regexp_replace(lower(happened.label), '^v', ''), '(\.0)+$', '')
        )
    group by happened.subject, happened.category, happened.service, freeze_window.freeze_id, freeze_window.name
),
judged as (
    select
        subject,
        category,
        service,
        min(case when not is_excused then name end) as freeze_name,
        min(case when is_excused then name end) as excused_freeze_name
    from inside
    group by subject, category, service
)
select
    happened.subject,
    happened.category,
    happened.happened_at,
    happened.service,
    happened.repository,
    happened.line,
    happened.kind,
    happened.label,
    happened.not_counted_because,
    judged.freeze_name,
    judged.excused_freeze_name,
    known.service is not null as is_freeze_known
from happened
left join judged
    on judged.subject = happened.subject and judged.category = happened.category and judged.service = happened.service
left join (
    select distinct service.service
    from raw.services as service
    join freezes as freeze_window on freeze_window.service is null or freeze_window.service = service.service
) as known on known.service = happened.service
