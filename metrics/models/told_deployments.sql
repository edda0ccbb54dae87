-- One row per deployment that a feed told of a service, to whatever environment, with the release and the commit it brought.
-- Its release is the one of the same normalised version, or that is called exactly so; else one whose commit it is. What
-- could be several releases is none. main.deployments adds what became of it.
-- Empty without: raw.feed_deployments
-- deployment_id: As the feed gives it.
-- service: Service.
-- release_id: Release, planned release or candidate; null when none can be told.
-- version: Version as the feed wrote it. Hostile text: escape it.
-- commit_id: Commit that was deployed, where a repository has it; null when none, or when several together were.
-- sha: That commit whole; else as the feed gives it.
-- repository: Repository of that commit.
-- content: What was deployed, as one text that is equal when the same is deployed again.
-- environment: In lower case.
-- is_production: The setting production_environments names it.
-- started_at: When it began.
-- finished_at: When it ended; null when the feed does not say.
-- deployed_at: When it ended; its start where the feed gives no end.
-- result: succeeded, failed, rolled_back, cancelled or running.
-- is_successful: It reached its environment: it succeeded, or was rolled back later.
-- is_rollback: The feed says that it is a rollback to an earlier state.
-- is_automated: A pipeline did it: the feed says so, or who did it matches pipeline_identities. Null when nobody knows.
-- feed: Feed that told it.
-- not_placeable_because: Why it cannot be placed in time; null when it can.
-- not_counted_because: Why it is no deployment that counts in its environment; null when it is one.
with production as (
    select distinct lower(trim(value)) as environment
    from meta.setting_values
    where name = 'production_environments'
),
-- Names with the star for any text.
pipeline as (
    select distinct
        replace(replace(replace(replace(lower(trim(value)), '!', '!!'), '%', '!%'), '_', '!_'), '*', '%') as pattern
    from meta.setting_values
    where name = 'pipeline_identities'
),
-- A pseudonym tells nobody whether a pipeline or a person is behind it.
identity as (
    select distinct lower(trim(deployed_by)) as who
    from raw.feed_deployments
    where deployed_by is not null and trim(deployed_by) <> '' and deployed_by not like 'person-%'
),
identified as (
    select identity.who, bool_or(coalesce(identity.who like pipeline.pattern escape '!', false)) as is_pipeline
    from identity
    left join pipeline on true
    group by identity.who
),
brought as (
    select
        deployment_id,
        case when count(*) = 1 then min(commit_id) end as commit_id,
        bool_or(found_by = 'sha') as is_by_sha
    from raw.git_deployed_commits
    group by deployment_id
),
-- Each way to call a release: the text itself goes before what sorts alike (1.2 and 1.2.0 may both be tags).
called as (
    select release_date.service, release_date.release_id, lower(service_tag.version) as name, 0 as place
    from release_dates as release_date
    join raw.git_service_tags as service_tag on service_tag.service_tag_id = release_date.service_tag_id
    union
    select release_date.service, release_date.release_id, service_tag.version_order as name, 1 as place
    from release_dates as release_date
    join raw.git_service_tags as service_tag on service_tag.service_tag_id = release_date.service_tag_id
    union
    select service, release_id, lower(tag_name) as name, 0 as place
    from tags
    where release_id is not null
    union
    select version.service, version.release_id, lower(trim(version.version_name)) as name, 0 as place
    from release_versions as version
    where version.release_id is not null
    union
    select version.service, version.release_id, lower(version.version) as name, 0 as place
    from release_versions as version
    where version.release_id is not null
    union
    select version.service, version.release_id, jira_version.version_order as name, 1 as place
    from release_versions as version
    join raw.jira_versions as jira_version
        on jira_version.site = version.site and jira_version.version_id = version.version_id
    where version.release_id is not null and jira_version.version_order is not null
),
wanted as (
    select deployment_id, service, lower(trim(version)) as name, 0 as place
    from raw.feed_deployments
    where version is not null
    union all
    select deployment.deployment_id, deployment.service, told.version_order as name, 1 as place
    from raw.feed_deployments as deployment
    join raw.feed_versions as told on told.service = deployment.service and told.written = deployment.version
    where told.version_order is not null
),
named as (
    select
        wanted.deployment_id,
        called.release_id,
        wanted.place,
        min(wanted.place) over (partition by wanted.deployment_id) as first_place
    from wanted
    join called on called.service = wanted.service and called.name = wanted.name and called.place = wanted.place
),
by_version as (
    select deployment_id, min(release_id) as release_id
    from named
    where place = first_place
    group by deployment_id
    having count(distinct release_id) = 1
),
-- Several tags may stand on the commit: a final release goes before a candidate, then what was tagged last before it.
by_commit as (
    select
        deployment.deployment_id,
        max_by(
            tag.release_id,
            (
                not service_tag.is_candidate,
                coalesce(tag.tagged_at <= coalesce(deployment.finished_at, deployment.started_at), false),
                coalesce(epoch(tag.tagged_at), 0), tag.release_id
            )
        ) as release_id
    from raw.feed_deployments as deployment
    join brought on brought.deployment_id = deployment.deployment_id and brought.is_by_sha
    join tags as tag on tag.commit_id = brought.commit_id and tag.service = deployment.service
    join raw.git_service_tags as service_tag on service_tag.service_tag_id = tag.service_tag_id
    where tag.release_id is not null
    group by deployment.deployment_id
),
joined as (
    select
        deployment.deployment_id,
        deployment.service,
        coalesce(by_version.release_id, by_commit.release_id) as release_id,
        deployment.version,
        brought.commit_id,
        coalesce(lower(hex(commit.sha)), lower(deployment.sha)) as sha,
        repository.repository,
        lower(trim(deployment.environment)) as environment,
        production.environment is not null as is_production,
        deployment.started_at,
        deployment.finished_at,
        coalesce(deployment.finished_at, deployment.started_at) as deployed_at,
        deployment.result,
        deployment.result in ('succeeded', 'rolled_back') as is_successful,
        coalesce(deployment.is_rollback, false) as is_rollback,
        coalesce(deployment.is_automated, identified.is_pipeline) as is_automated,
        deployment.feed
    from raw.feed_deployments as deployment
    join raw.services as service on service.service = deployment.service
    left join production on production.environment = lower(trim(deployment.environment))
    left join identified on identified.who = lower(trim(deployment.deployed_by))
    left join by_version on by_version.deployment_id = deployment.deployment_id
    left join by_commit on by_commit.deployment_id = deployment.deployment_id
    left join brought on brought.deployment_id = deployment.deployment_id
    left join raw.git_commits as commit on commit.commit_id = brought.commit_id
    left join raw.git_repositories as repository on repository.repository_id = commit.repository_id
),
dated as (
    select
        joined.*,
        case
            when joined.deployed_at is null then 'its deployment has no date'
            when joined.deployed_at not between rules.plausible_from and rules.plausible_until
                then 'its deployment has a doubtful date'
        end as not_placeable_because
    from joined
    cross join rules
)
select
    deployment_id,
    service,
    release_id,
    version,
    commit_id,
    sha,
    repository,
    coalesce(cast(commit_id as varchar), release_id, lower(trim(version)), sha) as content,
    environment,
    is_production,
    started_at,
    finished_at,
    deployed_at,
    result,
    is_successful,
    is_rollback,
    is_automated,
    feed,
    not_placeable_because,
    case
        when result = 'failed' then 'it failed and did not reach its environment'
        when result = 'cancelled' then 'it was cancelled before it reached its environment'
        when result = 'running' then 'it is still running'
        when not is_successful or is_successful is null then 'its result is not known'
        else not_placeable_because
    end as not_counted_because
from dated
