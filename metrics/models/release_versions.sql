-- One row per Jira version and service whose release it is; a version of no release has one row that says why.
-- Settings decide first. Else the service is the one the version's name begins with, or the only one of its project; and
-- the release is the one whose version is the same when normalised (1.2 = v1.2.0 = Payments 1.2.0), or that is called
-- exactly so. A version without a tag is a planned release; marked as released, it is one only for a service without
-- release tags, or when a deployment feed brought it to production. What could be two releases, or two versions of one project for one release, is listed and not guessed.
-- Empty without: raw.jira_versions
-- site: Jira.
-- version_id: Jira's id.
-- version_name: Name as people see it. Hostile text: escape it.
-- project_key: Project it belongs to.
-- service: Service; null when none can be told.
-- version: Normalised version of the release; its name when that holds none. Null without a release.
-- release_id: service/version; null when it is no release.
-- matched_by: name or settings; null when it is no release.
-- unmatched_because: Why it is no release; null when it is one.
-- is_tagged: A release tag names the release.
-- is_released: Jira marks it as released.
-- is_archived: Jira marks it as archived.
-- start_on: Start date.
-- release_on: Release date: planned until released, then as people entered it.
with spelled as (
    select
        service,
        product,
        regexp_replace(lower(service), '[^[:alnum:]]+', '', 'g') as plain_service,
        regexp_replace(lower(product), '[^[:alnum:]]+', '', 'g') as plain_product
    from raw.services
),
version as (
    select
        version.*,
        project.project_key,
        regexp_replace(lower(version.prefix), '[^[:alnum:]]+', '', 'g') as plain_prefix,
        regexp_replace(lower(project.name), '[^[:alnum:]]+', '', 'g') as plain_project,
        lower(trim(version.name)) as plain_name
    from raw.jira_versions as version
    left join raw.jira_projects as project on project.site = version.site and project.project_id = version.project_id
),
sharing as (
    select site, project_id, count(*) as service_count, min(service) as service, string_agg(service, ', ' order by service) as services
    from project_services
    group by site, project_id
),
by_settings as (
    select version.site, version.version_id, mapped.service, min(mapped.version) as version
    from raw.service_versions as mapped
    join version on version.plain_name = lower(trim(mapped.version_name))
    left join sharing on sharing.site = version.site and sharing.project_id = version.project_id
    left join project_services as own
        on own.site = version.site and own.project_id = version.project_id and own.service = mapped.service
    where own.service is not null or sharing.service_count is null
    group by version.site, version.version_id, mapped.service
),
by_product as (
    select version.site, version.version_id, min(spelled.service) as service
    from version
    join spelled on spelled.plain_product = version.plain_prefix
    left join project_services as own
        on own.site = version.site and own.project_id = version.project_id and own.service = spelled.service
    left join sharing on sharing.site = version.site and sharing.project_id = version.project_id
    where version.plain_prefix <> '' and (own.service is not null or sharing.service_count is null)
    group by version.site, version.version_id
    having count(*) = 1
),
placed as (
    select
        version.*,
        coalesce(named.service, by_product.service, case when sharing.service_count = 1 then sharing.service end) as service,
        case
            when named.service is not null or by_product.service is not null then false
            else coalesce(
                version.plain_prefix not in (
                    '', coalesce(version.plain_project, ''), lower(version.project_key), coalesce(owner.plain_product, '')
                ),
                false
            )
        end as is_oddly_named,
        case
            when sharing.service_count is null then 'its project belongs to no service'
            else concat('its project is shared by ', sharing.services, ', and its name begins with none of them')
        end as no_service_because
    from version
    left join (select plain_service, min(service) as service from spelled group by plain_service having count(*) = 1) as named
        on named.plain_service = version.plain_prefix and version.plain_prefix <> ''
    left join by_product on by_product.site = version.site and by_product.version_id = version.version_id
    left join sharing on sharing.site = version.site and sharing.project_id = version.project_id
    left join spelled as owner on owner.service = sharing.service
    left join (select distinct site, version_id from by_settings) as decided
        on decided.site = version.site and decided.version_id = version.version_id
    where decided.version_id is null
),
tagged as (
    select
        release_date.release_id,
        release_date.service,
        service_tag.version,
        service_tag.version_order,
        lower(service_tag.version) as plain_version,
        lower(service_tag.tag_name) as plain_tag,
        service_tag.is_candidate
    from release_dates as release_date
    join raw.git_service_tags as service_tag on service_tag.service_tag_id = release_date.service_tag_id
),
-- Versions as the settings may spell them: 1.2 for 1.2.0.
settled_tag as (
    select service, short_version, max_by(version, (length(version), version)) as version,
        max_by(release_id, (length(version), version)) as release_id
    from (select *, regexp_replace(plain_version, '(\.0+)+(-.*)?$', '\2') as short_version from tagged) as spelt
    group by service, short_version
),
tagged_service as (
    select distinct service
    from tagged
    where not is_candidate
),
-- A tag for each way to say its name; three joins by equality, for one by either would compare each with each.
called_so as (
    select placed.site, placed.version_id, tagged.release_id
    from placed
    join tagged on tagged.service = placed.service and tagged.version_order = placed.version_order
    union
    select placed.site, placed.version_id, tagged.release_id
    from placed
    join tagged on tagged.service = placed.service and tagged.plain_version = placed.plain_name
    union
    select placed.site, placed.version_id, tagged.release_id
    from placed
    join tagged on tagged.service = placed.service and tagged.plain_tag = placed.plain_name
),
named_tag as (
    select site, version_id, min(release_id) as release_id, count(*) as release_count
    from called_so
    group by site, version_id
),
-- What a feed brought to production is out, whatever has a tag.
fed as (
    select distinct deployment.service, lower(trim(deployment.version)) as name, told.version_order
    from raw.feed_deployments as deployment
    cross join rules
    join (
        select distinct lower(trim(value)) as environment
        from meta.setting_values
        where name = 'production_environments'
    ) as production on production.environment = lower(trim(deployment.environment))
    left join raw.feed_versions as told on told.service = deployment.service and told.written = deployment.version
    where deployment.version is not null
        and deployment.result in ('succeeded', 'rolled_back')
        and coalesce(deployment.finished_at, deployment.started_at) between rules.plausible_from and rules.plausible_until
),
-- Each version with the service whose feed brought it to production.
brought as (
    select version.site, version.version_id, fed.service
    from version
    join fed on fed.name = version.plain_name
    union
    select version.site, version.version_id, fed.service
    from version
    join fed on fed.version_order = version.version_order
    union
    select by_settings.site, by_settings.version_id, fed.service
    from by_settings
    join fed on fed.service = by_settings.service and fed.name = lower(by_settings.version)
),
by_name as (
    select
        placed.*,
        coalesce(tagged.version, placed.version, placed.name) as target,
        coalesce(tagged.version_order, placed.version_order, placed.plain_name) as target_order,
        tagged.release_id is not null as is_tagged,
        case
            when placed.gone_at is not null then 'Jira no longer has it'
            when placed.service is null then placed.no_service_because
            when named_tag.release_count > 1 then 'several releases of its service are called so'
            when tagged.release_id is not null or brought.version_id is not null then null
            when placed.is_released and tagged_service.service is not null
                then 'it is marked as released, and no release tag of its service names it'
            when placed.is_released and placed.release_on is null
                then 'it is marked as released, and has no release date'
            when placed.version is null and placed.release_on is null and placed.start_on is null
                then 'its name holds no version and it has no date'
        end as unmatched_because
    from placed
    left join named_tag on named_tag.site = placed.site and named_tag.version_id = placed.version_id
    left join tagged on tagged.release_id = named_tag.release_id and named_tag.release_count = 1
    left join tagged_service on tagged_service.service = placed.service
    left join brought
        on brought.site = placed.site and brought.version_id = placed.version_id and brought.service = placed.service
),
-- How well a name says which release it is; two of one project that say it equally well are doubtful.
ranked as (
    select
        by_name.*,
        rank() over same_release as place,
        first_value(name) over (
            partition by site, project_id, service, target_order
            order by is_archived, is_oddly_named, version <> target, version_id
        ) as best_name
    from by_name
    where unmatched_because is null
    window same_release as (
        partition by site, project_id, service, target_order
        order by is_archived, is_oddly_named, version <> target
    )
),
tied as (
    select
        ranked.*,
        count(*) over (partition by site, project_id, service, target_order, place) as tie_count
    from ranked
),
found as (
    select
        site, version_id, service, target as version, 'name' as matched_by, is_tagged,
        case
            when place > 1 then concat('another version of its project names the same release: ', best_name)
            when tie_count > 1 then concat('it is one of ', tie_count, ' versions of its project that name the same release')
        end as unmatched_because
    from tied
    union all
    select site, version_id, service, cast(null as varchar) as version, 'name' as matched_by, is_tagged, unmatched_because
    from by_name
    where unmatched_because is not null
    union all
    select
        by_settings.site, by_settings.version_id, by_settings.service, coalesce(tagged.version, by_settings.version) as version,
        'settings' as matched_by, tagged.release_id is not null as is_tagged,
        case
            when version.gone_at is not null then 'Jira no longer has it'
            when tagged.release_id is not null or brought.version_id is not null then null
            when version.is_released and tagged_service.service is not null
                then 'it is marked as released, and no release tag of its service has the version that the settings name'
            when version.is_released and version.release_on is null
                then 'it is marked as released, and has no release date'
        end as unmatched_because
    from by_settings
    join version on version.site = by_settings.site and version.version_id = by_settings.version_id
    left join settled_tag as tagged on tagged.service = by_settings.service and tagged.short_version
        = regexp_replace(lower(by_settings.version), '(\.0+)+(-.*)?$', '\2')
    left join tagged_service on tagged_service.service = by_settings.service
    left join brought
        on brought.site = by_settings.site
        and brought.version_id = by_settings.version_id
        and brought.service = by_settings.service
)
select
    version.site,
    version.version_id,
    version.name as version_name,
    version.project_key,
    found.service,
    case when found.unmatched_because is null then found.version end as version,
    case when found.unmatched_because is null then concat(found.service, '/', found.version) end as release_id,
    case when found.unmatched_because is null then found.matched_by end as matched_by,
    found.unmatched_because,
    found.is_tagged,
    coalesce(version.is_released, false) as is_released,
    coalesce(version.is_archived, false) as is_archived,
    version.start_on,
    version.release_on
from found
join version on version.site = found.site and version.version_id = found.version_id
order by version.site, version.version_id, found.service
