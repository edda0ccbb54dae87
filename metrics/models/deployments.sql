-- One row per deployment: of a release, or of commits that no release names, reaching an environment. Where a service has no
-- deployment feed, the tagging of a final release (its Jira version's release date, where a service has no tags) is its
-- production deployment, and the screens say so. Metrics of delivery count those that went to production and count.
-- Empty without: deployment_core
-- deployment_id: As the feed gives it; else release_id, then @production.
-- release_id: Release; null when the feed names none that is known.
-- service: Service.
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- repository: Repository of the tag or commit; null when none is known, or several.
-- line: Release line; null without a release.
-- kind: major, minor, patch, calendar or other; candidate where one was deployed; null without a release.
-- label: Version, else the beginning of the commit, for people to read. Hostile text: escape it.
-- environment: In lower case; production without a feed.
-- is_production: It went to production: the setting production_environments names its environment.
-- started_at: When it began; null without a feed.
-- finished_at: When it ended; null when a feed does not say, and without one.
-- deployed_at: Instant of it: its end, else its start; without a feed that of the release.
-- sha: Commit that was deployed; null when none is known.
-- method: How the deployment is known: deployment feed, release tag, or jira version.
-- feed: Feed that told it; null without one.
-- result: succeeded, failed, rolled_back, cancelled or running; null without a feed.
-- is_successful: It reached its environment: it succeeded, or was rolled back later.
-- is_automated: A pipeline did it: the feed says so, or who did it matches the setting pipeline_identities. Null when nobody knows.
-- is_placeable: It can be placed in time.
-- not_placeable_because: Why it cannot.
-- not_counted_because: Why no metric counts it, such as that it failed before it reached its environment; null when it counts,
--   if it went to production.
-- previous_deployment_id: The service's deployment before it, by time, to the same environment.
-- gap_days: Days since that one; null for the first.
-- matures_at: End of its observation window: observation_days after it, or the next of its line if sooner.
-- is_matured: The observation window is closed.
-- is_failed: At least one confirmed failure is linked to it.
-- failure_evidence: The first such failure's evidence.
-- is_failure_suspected: No confirmed failure is linked to it, but a suspected one.
-- failure_suspected_because: The first such failure's evidence.
-- restored_at: When it was mended first: a rollback, a revert or a repair came out, or an incident was resolved. Null when
--   not failed, or not known.
-- restored_by_deployment_id: The deployment that did it; null when the incident was resolved before.
-- restored_by_release_id: Its release.
-- is_rework: It was made for a problem in production: a rollback; or it ships the revert of an earlier deployment's
--   change, or the repair of an incident confirmed for it, and is a patch or came within hotfix_days of that deployment.
-- rework_because: The evidence for it.
-- is_rework_suspected: It is no confirmed rework, but a patch within hotfix_days of the deployment before it on its line.
-- rework_suspected_because: The evidence for that.
with quick_patch as (
    select
        deployed.deployment_id,
        concat(
            'a patch ', round(epoch(deployed.deployed_at - deployed.line_previous_at) / 86400, 1),
            ' days after ', deployed.line_previous_label
        ) as evidence
    from deployment_core as deployed
    cross join rules
    where deployed.kind = 'patch'
        and deployed.is_production
        and deployed.deployed_at <= deployed.line_previous_at + to_days(rules.hotfix_days)
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
                coalesce(failure.restored_at < deployed.deployed_at, false),
                coalesce(failure.restored_at, timestamptz '9999-01-01 00:00:00+00'), failure.failure_id
            )
        ) as evidence,
        min_by(failure.restored_at, (failure.restored_at < deployed.deployed_at, failure.restored_at, failure.failure_id))
            filter (where failure.restored_at is not null) as restored_at,
        min_by(
            coalesce(failure.restored_by_deployment_id, ''),
            (failure.restored_at < deployed.deployed_at, failure.restored_at, failure.failure_id)
        ) filter (where failure.restored_at is not null) as restored_by_deployment_id
    from failures as failure
    join deployment_core as deployed on deployed.deployment_id = failure.deployment_id
    where failure.confidence = 'confirmed'
    group by failure.deployment_id
),
repair as (
    select
        mending.deployment_id,
        min(
            concat(
                case failure.ladder_rung
                    when 'rollback' then 'rolls back '
                    when 'revert' then 'reverts a change of '
                    else concat('repairs ', coalesce(failure.issue_key, failure.subject), ' of ')
                end,
                broken.label
            )
        ) as evidence
    from failure_links as failure
    join deployment_core as mending on mending.deployment_id = failure.repaired_by_deployment_id
    join deployment_core as broken on broken.deployment_id = failure.deployment_id
    cross join rules
    where failure.is_standing
        and failure.confidence = 'confirmed'
        and (
            failure.ladder_rung = 'rollback'
            or mending.kind = 'patch'
            or mending.deployed_at <= broken.deployed_at + to_days(rules.hotfix_days)
        )
    group by mending.deployment_id
)
select
    deployed.deployment_id,
    deployed.release_id,
    deployed.service,
    service.team,
    service.product,
    deployed.repository,
    deployed.line,
    deployed.kind,
    deployed.label,
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
    deployed.not_placeable_because is null as is_placeable,
    deployed.not_placeable_because,
    deployed.not_counted_because,
    deployed.previous_deployment_id,
    epoch(deployed.deployed_at - deployed.previous_at) / 86400 as gap_days,
    deployed.matures_at,
    deployed.is_matured,
    failed.deployment_id is not null as is_failed,
    failed.evidence as failure_evidence,
    failed.deployment_id is null and suspected.deployment_id is not null as is_failure_suspected,
    case when failed.deployment_id is null then suspected.evidence end as failure_suspected_because,
    failed.restored_at,
    nullif(failed.restored_by_deployment_id, '') as restored_by_deployment_id,
    restoring.release_id as restored_by_release_id,
    repair.deployment_id is not null as is_rework,
    repair.evidence as rework_because,
    repair.deployment_id is null and quick_patch.deployment_id is not null as is_rework_suspected,
    case when repair.deployment_id is null then quick_patch.evidence end as rework_suspected_because
from deployment_core as deployed
left join raw.services as service on service.service = deployed.service
left join quick_patch on quick_patch.deployment_id = deployed.deployment_id
left join failed on failed.deployment_id = deployed.deployment_id
left join suspected on suspected.deployment_id = deployed.deployment_id
left join deployment_core as restoring on restoring.deployment_id = nullif(failed.restored_by_deployment_id, '')
left join repair on repair.deployment_id = deployed.deployment_id
order by deployed.service, deployed.deployed_at, deployed.turn
