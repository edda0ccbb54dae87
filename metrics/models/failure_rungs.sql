-- One row per deployment, thing that may show its failure, and rung of the ladder that says so, before people are asked. The
-- first rung that holds for a trouble wins (failure_links); rollbacks and reverts are evidence of their own.
-- By caused_by, a link of the settings' types between an incident and an issue that the deployment shipped, or what a feed of
-- incidents says. rollback: an earlier state came back (rollbacks). revert: a later deployment ships a commit that reverts
-- one that this deployment shipped first (unless undone in the same). affects_version: an incident whose affected version is
-- the deployment's release. hotfix: the next deployment of the line is a patch within hotfix_days and ships the fix of an
-- incident, defect or security issue that was reported after the deployment. escaped_defect: a defect of the settings'
-- priorities that affects the release and was created within escaped_days of the deployment. proximity: an incident that was
-- opened within proximity_hours of a deployment of its service, the last that fits (nearby_deployments).
-- Of several deployments of what is named, the last before the trouble began failed; the first, when each came after it.
-- Empty without: deployment_core or rollbacks, rollbacks or reverts or troubles
-- deployment_id: Deployment.
-- subject_id: Trouble (troubles), or commit/ and the commit.
-- subject_kind: incident, issue or commit.
-- subject: What a decision calls it: the incident, the issue's key, or the commit that was deployed again or reverts.
-- place: Place of the rung on the ladder; 0 would be a person's decision.
-- rung: caused_by, rollback, revert, affects_version, hotfix, escaped_defect or proximity.
-- confidence: confirmed or suspected.
-- evidence: The sentence that says why.
-- evidence_sha: Commit that proves it; null for troubles, and when a feed alone tells.
-- restored_at: When a commit's failure was mended; null for troubles, and when that cannot be placed in time.
-- restored_by_deployment_id: Deployment that mended it; null likewise.
with production as (
    select *
    from deployment_core
    where is_production and is_successful
),
counted as (
    select *
    from production
    where not_counted_because is null
),
undone_revert as (
    select revert.reverted_id as commit_id, commit.service, commit.first_deployment_id as deployment_id
    from reverts as revert
    join commits as commit on commit.commit_id = revert.commit_id
    where commit.first_deployment_id is not null
),
reverted as (
    select distinct
        failed.deployment_id,
        revert.sha as subject,
        concat(
            mending.label, ' ships ', substr(revert.sha, 1, 10), ', which reverts ', substr(revert.reverted_sha, 1, 10)
        ) as evidence,
        case when mending.not_counted_because is null then mending.deployed_at end as restored_at,
        mending.deployment_id as restored_by_deployment_id
    from reverts as revert
    join commits as reverting on reverting.commit_id = revert.commit_id
    join commits as reverted on reverted.commit_id = revert.reverted_id and reverted.service = reverting.service
    join production as failed on failed.deployment_id = reverted.first_deployment_id
    join production as mending on mending.deployment_id = reverting.first_deployment_id
    left join undone_revert
        on undone_revert.commit_id = revert.commit_id
        and undone_revert.deployment_id = mending.deployment_id
    where mending.deployed_at > failed.deployed_at and undone_revert.commit_id is null
),
-- What a feed calls a cause is looked for among deployments, then versions of the service, then commits.
cause_told as (
    select trouble.trouble_id, trouble.service, trim(trouble.caused_by) as cause, told.version_order
    from troubles as trouble
    left join raw.feed_versions as told on told.service = trouble.service and told.written = trouble.caused_by
    where trim(trouble.caused_by) <> ''
),
deployment_name as (
    select deployment_id, service, lower(label) as name
    from production
    union
    select deployment.deployment_id, deployment.service, lower(trim(told.version)) as name
    from production as deployment
    join told_deployments as told on told.deployment_id = deployment.deployment_id
    where told.version is not null
    union
    select deployment.deployment_id, deployment.service, release.version_order as name
    from production as deployment
    join releases as release on release.release_id = deployment.release_id
    union
    select deployment.deployment_id, deployment.service, version.version_order as name
    from production as deployment
    join told_deployments as told on told.deployment_id = deployment.deployment_id
    join raw.feed_versions as version on version.service = told.service and version.written = told.version
    where version.version_order is not null
),
told_by_feed as (
    select cause_told.trouble_id, cause_told.cause, deployment.deployment_id, 0 as turn
    from cause_told
    join production as deployment on deployment.deployment_id = cause_told.cause
    union all
    select cause_told.trouble_id, cause_told.cause, named.deployment_id, 1 as turn
    from cause_told
    join deployment_name as named on named.service = cause_told.service and named.name = lower(cause_told.cause)
    union all
    select cause_told.trouble_id, cause_told.cause, named.deployment_id, 2 as turn
    from cause_told
    join deployment_name as named on named.service = cause_told.service and named.name = cause_told.version_order
    union all
    select cause_told.trouble_id, cause_told.cause, deployment.deployment_id, 3 as turn
    from cause_told
    join production as deployment
        on substr(deployment.sha, 1, 7) = lower(substr(cause_told.cause, 1, 7))
        and starts_with(deployment.sha, lower(cause_told.cause))
    where length(cause_told.cause) >= 7 and (cause_told.service is null or cause_told.service = deployment.service)
    union all
    select cause_told.trouble_id, cause_told.cause, commit.first_deployment_id as deployment_id, 4 as turn
    from cause_told
    join commits as commit
        on substr(commit.sha, 1, 7) = lower(substr(cause_told.cause, 1, 7))
        and starts_with(commit.sha, lower(cause_told.cause))
    where length(cause_told.cause) >= 7
        and commit.first_deployment_id is not null
        and (cause_told.service is null or cause_told.service = commit.service)
),
affected as (
    select distinct concat(named.site, '/', named.issue_id) as trouble_id, version.release_id
    from (select site, issue_id, unnest(affects_version_ids) as version_id from raw.jira_issues) as named
    join release_versions as version on version.site = named.site and version.version_id = named.version_id
    where version.release_id is not null
),
-- All deployments that a rung could mean: of each group one.
meant as (
    select
        trouble.trouble_id,
        1 as place,
        concat(trouble.label, ' is caused by ', cause.issue_key) as evidence,
        shipped.deployment_id,
        concat('issue ', cause.site, '/', cause.issue_id) as meant_by
    from incident_causes as caused
    join troubles as trouble on trouble.site = caused.site and trouble.issue_id = caused.issue_id
    join issue_core as cause on cause.site = caused.site and cause.issue_id = caused.cause_id
    join issue_deployments as shipped on shipped.site = caused.site and shipped.issue_id = caused.cause_id
    union all
    select
        told.trouble_id,
        1 as place,
        concat(trouble.label, ' is caused by ', told.cause, ', says the incident feed') as evidence,
        told.deployment_id,
        'feed' as meant_by
    from (select *, min(turn) over (partition by trouble_id) as first_turn from told_by_feed) as told
    join troubles as trouble on trouble.trouble_id = told.trouble_id
    where told.turn = told.first_turn
    union all
    select
        trouble.trouble_id,
        4 as place,
        concat(trouble.label, ' affects ', deployment.label) as evidence,
        deployment.deployment_id,
        concat('release ', affected.release_id) as meant_by
    from affected
    join troubles as trouble on trouble.trouble_id = affected.trouble_id
    join production as deployment on deployment.release_id = affected.release_id
    where trouble.category = 'incident'
),
chosen as (
    select
        meant.trouble_id,
        meant.place,
        coalesce(
            max_by(deployment.deployment_id, (deployment.deployed_at, deployment.deployment_id)) filter (
                where deployment.not_counted_because is null and deployment.deployed_at <= trouble.opened_at
            ),
            min_by(deployment.deployment_id, (deployment.deployed_at, deployment.deployment_id)) filter (
                where deployment.not_counted_because is null
            ),
            min(deployment.deployment_id)
        ) as deployment_id,
        min(meant.evidence) as evidence
    from meant
    join troubles as trouble on trouble.trouble_id = meant.trouble_id
    join production as deployment on deployment.deployment_id = meant.deployment_id
    group by meant.trouble_id, meant.place, meant.meant_by, deployment.service
),
escaping_priority as (
    select distinct lower(trim(value)) as priority
    from meta.setting_values
    where name = 'escaped_defect_priorities'
),
escaped as (
    select
        trouble.trouble_id,
        max_by(deployment.deployment_id, (deployment.deployed_at, deployment.deployment_id)) as deployment_id,
        max_by(deployment.label, (deployment.deployed_at, deployment.deployment_id)) as label
    from affected
    join troubles as trouble on trouble.trouble_id = affected.trouble_id
    join escaping_priority on escaping_priority.priority = trouble.priority
    join counted as deployment on deployment.release_id = affected.release_id
    cross join rules
    where trouble.category = 'defect'
        and trouble.created_at > deployment.deployed_at
        and trouble.created_at <= deployment.deployed_at + to_days(rules.escaped_days)
    group by trouble.trouble_id, affected.release_id
),
of_trouble as (
    select trouble_id, deployment_id, place, evidence
    from chosen
    union all
    select trouble.trouble_id, failed.deployment_id, 5 as place,
        concat(mending.label, ' ships ', trouble.label, ', reported after ', failed.label) as evidence
    from issue_deployments as shipped
    join troubles as trouble on trouble.site = shipped.site and trouble.issue_id = shipped.issue_id
    join counted as mending on mending.deployment_id = shipped.deployment_id
    join counted as failed on failed.deployment_id = mending.line_previous_deployment_id
    cross join rules
    where mending.kind = 'patch'
        and mending.deployed_at <= failed.deployed_at + to_days(rules.hotfix_days)
        and trouble.created_at > failed.deployed_at
    union all
    select escaped.trouble_id, escaped.deployment_id, 6 as place, concat(trouble.label, ' affects ', escaped.label) as evidence
    from escaped
    join troubles as trouble on trouble.trouble_id = escaped.trouble_id
    union all
    select trouble.trouble_id, failed.deployment_id, 7 as place,
        concat(
            trouble.label, ' was opened ', round(epoch(trouble.opened_at - failed.deployed_at) / 3600, 1),
            ' hours after ', failed.label
        ) as evidence
    from nearby_deployments as near
    join troubles as trouble on trouble.trouble_id = near.incident_id
    join counted as failed on failed.deployment_id = near.deployment_id
),
rung as (
    select
        deployment_id, concat('commit/', coalesce(evidence_sha, restored_by_deployment_id, deployment_id)) as subject_id,
        'commit' as subject_kind, coalesce(evidence_sha, restored_by_deployment_id, deployment_id) as subject, 2 as place,
        evidence, evidence_sha, restored_at, restored_by_deployment_id
    from rollbacks
    union all
    select
        deployment_id, concat('commit/', subject) as subject_id, 'commit' as subject_kind, subject, 3 as place, evidence,
        subject as evidence_sha, restored_at, restored_by_deployment_id
    from reverted
    union all
    select
        of_trouble.deployment_id, of_trouble.trouble_id as subject_id, trouble.subject_kind, trouble.subject,
        of_trouble.place, of_trouble.evidence, cast(null as varchar) as evidence_sha,
        cast(null as timestamptz) as restored_at, cast(null as varchar) as restored_by_deployment_id
    from of_trouble
    join troubles as trouble on trouble.trouble_id = of_trouble.trouble_id
)
select
    deployment_id,
    subject_id,
    subject_kind,
    subject,
    place,
    case place
        when 1 then 'caused_by'
        when 2 then 'rollback'
        when 3 then 'revert'
        when 4 then 'affects_version'
        when 5 then 'hotfix'
        when 6 then 'escaped_defect'
        else 'proximity'
    end as rung,
    case when place <= 4 then 'confirmed' else 'suspected' end as confidence,
    min(evidence) as evidence,
    min(evidence_sha) as evidence_sha,
    min(restored_at) as restored_at,
    min_by(restored_by_deployment_id, (restored_at is null, restored_at, restored_by_deployment_id))
        filter (where restored_by_deployment_id is not null) as restored_by_deployment_id
from rung
group by deployment_id, subject_id, subject_kind, subject, place
