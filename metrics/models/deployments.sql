-- One row per deployment: a release reaching production. With no deployment feed, the tagging of a final release (its
-- Jira version's release date, where a service has no tags) is its production deployment, and the screens say so.
-- deployment_id: release_id, then @production.
-- release_id: Release.
-- service: Service.
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- repository: Repository of the tag.
-- line: Release line.
-- kind: major, minor, patch, calendar or other.
-- environment: production.
-- deployed_at: Instant of the release.
-- sha: Commit that was released.
-- method: How the deployment is known: release tag, or jira version.
-- is_placeable: It can be placed in time.
-- not_placeable_because: Why it cannot.
-- previous_deployment_id: The service's deployment before it, by time.
-- gap_days: Days since that one; null for the first.
-- matures_at: End of its observation window.
-- is_matured: The observation window is closed.
-- is_failed: At least one confirmed failure is linked to it.
-- failure_evidence: The first such failure's evidence.
-- is_failure_suspected: No confirmed failure is linked to it, but a suspected one.
-- failure_suspected_because: The first such failure's evidence.
-- restored_at: When it was mended first: a rollback, a revert or a repair came out, or an incident was resolved. Null when
--   not failed, or not known.
-- restored_by_release_id: The release that did it; null when the incident was resolved before.
-- is_rework: It was made for a problem in production: a rollback; or it ships the revert of an earlier deployment's
--   change, or the repair of an incident confirmed for it, and is a patch or came within hotfix_days of that deployment.
-- rework_because: The evidence for it.
-- is_rework_suspected: It is no confirmed rework, but a patch within hotfix_days of the release before it on its line.
-- rework_suspected_because: The evidence for that.
with deployed as (
    select
        concat(release_id, '@production') as deployment_id,
        *,
        not_placeable_because is null as is_placeable
    from releases
    where not is_candidate and is_released
),
in_time as (
    select
        deployment_id,
        lag(deployment_id) over service_in_time as previous_deployment_id,
        lag(released_at) over service_in_time as previous_at,
        lag(released_at) over line_in_time as line_previous_at,
        lag(version) over line_in_time as line_previous_version
    from deployed
    where is_placeable
    window
        service_in_time as (partition by service order by released_at, version_order),
        line_in_time as (partition by service, line order by released_at, version_order)
),
quick_patch as (
    select
        deployed.deployment_id,
        concat(
            'a patch ', round(epoch(deployed.released_at - in_time.line_previous_at) / 86400, 1),
            ' days after ', in_time.line_previous_version
        ) as evidence
    from deployed
    join in_time on in_time.deployment_id = deployed.deployment_id
    cross join rules
    where deployed.kind = 'patch'
        and deployed.released_at <= in_time.line_previous_at + to_days(rules.hotfix_days)
),
suspected as (
    select deployment_id, min_by(evidence, (failed_at, failure_id)) as evidence
    from failures
    where confidence = 'suspected'
    group by deployment_id
),
-- What was over before the deployment mended nothing of it, unless there is nothing else to tell.
failed as (
    select
        failure.deployment_id,
        min_by(
            failure.evidence,
            (
                coalesce(failure.restored_at < deployed.released_at, false),
                coalesce(failure.restored_at, timestamptz '9999-01-01 00:00:00+00'), failure.failure_id
            )
        ) as evidence,
        min_by(failure.restored_at, (failure.restored_at < deployed.released_at, failure.restored_at, failure.failure_id))
            filter (where failure.restored_at is not null) as restored_at,
        min_by(
            coalesce(failure.restored_by_release_id, ''),
            (failure.restored_at < deployed.released_at, failure.restored_at, failure.failure_id)
        ) filter (where failure.restored_at is not null) as restored_by_release_id
    from failures as failure
    join deployed on deployed.deployment_id = failure.deployment_id
    where failure.confidence = 'confirmed'
    group by failure.deployment_id
),
repair as (
    select
        mending.release_id,
        min(
            concat(
                case failure.rung
                    when 'rollback' then 'rolls back '
                    when 'revert' then 'reverts a change of '
                    else concat('repairs ', failure.issue_key, ' of ')
                end,
                broken.version
            )
        ) as evidence
    from failures as failure
    join deployed as mending on mending.release_id = failure.repaired_by_release_id
    join deployed as broken on broken.release_id = failure.release_id
    cross join rules
    where failure.confidence = 'confirmed'
        and (
            failure.rung = 'rollback'
            or mending.kind = 'patch'
            or mending.released_at <= broken.released_at + to_days(rules.hotfix_days)
        )
    group by mending.release_id
)
select
    deployed.deployment_id,
    deployed.release_id,
    deployed.service,
    deployed.team,
    deployed.product,
    deployed.repository,
    deployed.line,
    deployed.kind,
    'production' as environment,
    deployed.released_at as deployed_at,
    deployed.sha,
    case when deployed.released_at_from = 'tag' then 'release tag' else 'jira version' end as method,
    deployed.is_placeable,
    deployed.not_placeable_because,
    in_time.previous_deployment_id,
    epoch(deployed.released_at - in_time.previous_at) / 86400 as gap_days,
    deployed.matures_at,
    deployed.is_matured,
    failed.deployment_id is not null as is_failed,
    failed.evidence as failure_evidence,
    failed.deployment_id is null and suspected.deployment_id is not null as is_failure_suspected,
    case when failed.deployment_id is null then suspected.evidence end as failure_suspected_because,
    failed.restored_at,
    nullif(failed.restored_by_release_id, '') as restored_by_release_id,
    repair.release_id is not null as is_rework,
    repair.evidence as rework_because,
    repair.release_id is null and quick_patch.deployment_id is not null as is_rework_suspected,
    case when repair.release_id is null then quick_patch.evidence end as rework_suspected_because
from deployed
left join in_time on in_time.deployment_id = deployed.deployment_id
left join quick_patch on quick_patch.deployment_id = deployed.deployment_id
left join failed on failed.deployment_id = deployed.deployment_id
left join suspected on suspected.deployment_id = deployed.deployment_id
left join repair on repair.release_id = deployed.release_id
order by deployed.service, deployed.released_at, deployed.version_order
