-- One row per deployment, to whatever environment: what is known of it before anybody asks whether it failed. A service with
-- rows in a deployment feed has those; any other has its releases, each of which stands for its production deployment.
-- Empty without: releases or told_deployments
-- deployment_id: As the feed gives it; else release_id, then @production.
-- release_id: Release; null when the feed names none that is known.
-- service: Service.
-- repository: Repository of the commit or tag; null when it is not known, or several.
-- line: Release line; null without a release.
-- kind: major, minor, patch, calendar, other or candidate; null without a release.
-- label: Version, else the beginning of the commit, for people to read. Hostile text: escape it.
-- turn: Text that decides which of two at one instant is later.
-- environment: In lower case; production without a feed.
-- is_production: It went to production.
-- started_at: When it began; null without a feed.
-- finished_at: When it ended; null when a feed does not say, and without one.
-- deployed_at: Instant of it.
-- sha: Commit; null when none is known.
-- method: How it is known: deployment feed, release tag, or jira version.
-- feed: Feed that told it; null without one.
-- result: succeeded, failed, rolled_back, cancelled or running; null without a feed.
-- is_successful: It reached its environment.
-- is_automated: A pipeline did it; null when nobody knows.
-- not_placeable_because: Why it cannot be placed in time; null when it can.
-- not_counted_because: Why no metric counts it; null when it counts, if it went to production.
-- previous_deployment_id: The one before it of its service and environment; null for the first, and when it does not count.
-- previous_at: When that was.
-- line_previous_deployment_id: The one before it on its line, of its environment.
-- line_previous_at: When that was.
-- line_previous_label: Its label.
-- matures_at: End of its observation window.
-- is_matured: The observation window is closed.
with deployed as (
    select
        told.deployment_id,
        told.release_id,
        told.service,
        told.repository,
        release.line,
        release.kind,
        coalesce(release.version, told.version, substr(told.sha, 1, 10), told.deployment_id) as label,
        told.deployment_id as turn,
        told.environment,
        told.is_production,
        told.started_at,
        told.finished_at,
        told.deployed_at,
        told.sha,
        'deployment feed' as method,
        told.feed,
        told.result,
        told.is_successful,
        told.is_automated,
        told.not_placeable_because,
        told.not_counted_because
    from told_deployments as told
    left join releases as release on release.release_id = told.release_id
    union all
    select
        concat(release.release_id, '@production') as deployment_id,
        release.release_id,
        release.service,
        release.repository,
        release.line,
        release.kind,
        release.version as label,
        release.version_order as turn,
        'production' as environment,
        true as is_production,
        cast(null as timestamptz) as started_at,
        cast(null as timestamptz) as finished_at,
        release.released_at as deployed_at,
        release.sha,
        case when release.released_at_from = 'tag' then 'release tag' else 'jira version' end as method,
        cast(null as varchar) as feed,
        cast(null as varchar) as result,
        true as is_successful,
        cast(null as boolean) as is_automated,
        release.not_placeable_because,
        release.not_placeable_because as not_counted_because
    from releases as release
    left join (select distinct service from told_deployments) as fed on fed.service = release.service
    where not release.is_candidate and release.is_released and fed.service is null
),
in_time as (
    select
        deployment_id,
        service,
        lag(deployment_id) over service_in_time as previous_deployment_id,
        lag(deployed_at) over service_in_time as previous_at,
        lag(deployment_id) over line_in_time as line_previous_deployment_id,
        lag(deployed_at) over line_in_time as line_previous_at,
        lag(label) over line_in_time as line_previous_label,
        lead(deployed_at) over line_in_time as line_next_at
    from deployed
    where not_counted_because is null
    window
        service_in_time as (partition by service, environment order by deployed_at, turn),
        line_in_time as (partition by service, environment, line order by deployed_at, turn)
)
select
    deployed.deployment_id,
    deployed.release_id,
    deployed.service,
    deployed.repository,
    deployed.line,
    deployed.kind,
    deployed.label,
    deployed.turn,
    deployed.environment,
    deployed.is_production,
    deployed.started_at,
    deployed.finished_at,
    deployed.deployed_at,
    deployed.sha,
    deployed.method,
    deployed.feed,
    deployed.result,
    deployed.is_successful,
    deployed.is_automated,
    deployed.not_placeable_because,
    deployed.not_counted_because,
    in_time.previous_deployment_id,
    in_time.previous_at,
    in_time.line_previous_deployment_id,
    in_time.line_previous_at,
    in_time.line_previous_label,
    case
        when in_time.deployment_id is not null
            then least(deployed.deployed_at + to_days(rules.observation_days), in_time.line_next_at)
    end as matures_at,
    coalesce(
        in_time.deployment_id is not null
        and least(deployed.deployed_at + to_days(rules.observation_days), in_time.line_next_at) <= rules.as_of,
        false
    ) as is_matured
from deployed
cross join rules
left join in_time on in_time.deployment_id = deployed.deployment_id and in_time.service = deployed.service
