-- One row per link between a production deployment and what shows that it failed: those that stand (failures) and those that a
-- person rejected. The first rung of the ladder that holds for a trouble wins (failure_rungs); a person's decision beats every
-- Empty without: failure_rungs or failure_decisions
-- rung: what was rejected holds nowhere, and what was confirmed leaves no room for another cause of the same trouble.
-- failure_id: Identity: deployment, then the incident or issue, or the commit. It does not change with the rung.
-- deployment_id: The deployment.
-- release_id: Its release; null when it has none.
-- service: Service.
-- subject_kind: incident, issue or commit: what subject names. Decisions in the journal name a link so.
-- subject: The incident's identity, the issue's key, or the commit (else the deployment) that the link rests on.
-- rung: decided, caused_by, rollback, revert, affects_version, hotfix, escaped_defect or proximity.
-- confidence: confirmed or suspected; rejected when a person said so.
-- evidence: The sentence that says why. Hostile text: escape it.
-- ladder_rung: The rung by the ladder alone; null when only a person links the two.
-- ladder_evidence: Its sentence.
-- verdict: confirmed or rejected; null when nobody judged it.
-- decided_by: Who judged it; null when nobody did, or nobody was signed in.
-- decided_at: When.
-- decision_reason: Why. Hostile text: escape it.
-- is_standing: It counts as a failure: it was not rejected.
-- evidence_sha: Commit that proves it: the reverting one, or the one deployed again; null when an issue or a feed does.
-- issue_key: Issue that proves it: incident or defect; null when it is none.
-- incident_id: Incident (incidents); null when it is none.
-- severity: Severity of the trouble; null when it has none.
-- failed_at: When the trouble was opened or reported; null when a commit tells.
-- restored_at: When it was over: the deployment that mended it, or the incident's resolution, whichever came first. Null
--   while it is not, or when the mending cannot be placed in time.
-- restored_by_deployment_id: The deployment that did that; null when the incident was resolved before.
-- restored_by_release_id: Its release.
-- repaired_by_deployment_id: The deployment that ships the repair, even when the incident was resolved before.
-- repaired_by_release_id: Its release.
with decision as (
    select *
    from failure_decisions
    where verdict in ('confirmed', 'rejected') and deployment_id is not null and subject_id is not null
),
decided as (
    select
        decision.deployment_id,
        decision.subject_id,
        coalesce(trouble.subject_kind, 'commit') as subject_kind,
        coalesce(trouble.subject, lower(trim(decision.subject))) as subject,
        0 as place
    from decision
    join deployment_core as deployment on deployment.deployment_id = decision.deployment_id and deployment.is_production
    left join troubles as trouble on trouble.trouble_id = decision.subject_id
    where decision.verdict = 'confirmed'
),
candidate as (
    select deployment_id, subject_id, subject_kind, subject, place
    from failure_rungs
    union all
    select deployment_id, subject_id, subject_kind, subject, place
    from decided
),
judged as (
    select
        candidate.deployment_id,
        candidate.subject_id,
        candidate.subject_kind,
        candidate.subject,
        candidate.place,
        coalesce(decision.verdict = 'rejected', false) as is_rejected
    from candidate
    left join decision
        on decision.deployment_id = candidate.deployment_id and decision.subject_id = candidate.subject_id
),
-- A trouble has one rung; a commit proves each deployment's failure by itself.
ranked as (
    select
        judged.*,
        min(case when not is_rejected then place end) over (
            partition by subject_id, case when subject_kind = 'commit' then deployment_id else '' end
        ) as first_place
    from judged
),
pair as (
    select deployment_id, subject_id, subject_kind, subject, is_rejected, min(place) as place
    from ranked
    where is_rejected or place = first_place
    group by deployment_id, subject_id, subject_kind, subject, is_rejected
),
own_rung as (
    select
        deployment_id,
        subject_id,
        min_by(rung, place) as rung,
        min_by(confidence, place) as confidence,
        min_by(evidence, place) as evidence,
        min(evidence_sha) as evidence_sha,
        min(restored_at) as restored_at,
        min_by(restored_by_deployment_id, place) as restored_by_deployment_id
    from failure_rungs
    group by deployment_id, subject_id
),
shipped as (
    select shipped.site, shipped.issue_id, mending.deployment_id, mending.deployed_at
    from issue_deployments as shipped
    join deployment_core as mending on mending.deployment_id = shipped.deployment_id
    where mending.is_production and mending.not_counted_because is null
),
repair as (
    select
        pair.deployment_id,
        pair.subject_id,
        min(shipped.deployed_at) as repaired_at,
        min_by(shipped.deployment_id, (shipped.deployed_at, shipped.deployment_id)) as repaired_by_deployment_id
    from pair
    join troubles as trouble on trouble.trouble_id = pair.subject_id
    join deployment_core as failed on failed.deployment_id = pair.deployment_id
    join shipped on shipped.site = trouble.site and shipped.issue_id = trouble.issue_id
    where failed.not_counted_because is null and shipped.deployed_at > failed.deployed_at
    group by pair.deployment_id, pair.subject_id
),
mended as (
    select
        pair.deployment_id,
        pair.subject_id,
        coalesce(repair.repaired_at, own_rung.restored_at) as repaired_at,
        coalesce(repair.repaired_by_deployment_id, own_rung.restored_by_deployment_id) as repaired_by_deployment_id,
        trouble.ended_at
    from pair
    left join troubles as trouble on trouble.trouble_id = pair.subject_id
    left join repair on repair.deployment_id = pair.deployment_id and repair.subject_id = pair.subject_id
    left join own_rung on own_rung.deployment_id = pair.deployment_id and own_rung.subject_id = pair.subject_id
),
restored as (
    select
        mended.*,
        least(coalesce(ended_at, repaired_at), coalesce(repaired_at, ended_at)) as restored_at,
        case when ended_at is null or repaired_at <= ended_at then repaired_by_deployment_id end as restored_by_deployment_id
    from mended
)
select
    concat(pair.deployment_id, '/', pair.subject_id) as failure_id,
    pair.deployment_id,
    deployment.release_id,
    deployment.service,
    pair.subject_kind,
    pair.subject,
    case when pair.place = 0 or own_rung.rung is null then 'decided' else own_rung.rung end as rung,
    case
        when pair.is_rejected then 'rejected'
        when pair.place = 0 then 'confirmed'
        else own_rung.confidence
    end as confidence,
    case
        when decision.verdict is null then own_rung.evidence
        else concat(
            decision.verdict, ' by ', coalesce(decision.decided_by, 'somebody not signed in'), ' on ',
            cast(cast(timezone(rules.time_zone, decision.decided_at) as date) as varchar),
            case when trim(decision.reason) <> '' then concat(': ', decision.reason) end,
            case when own_rung.evidence is not null then concat(' (', own_rung.evidence, ')') end
        )
    end as evidence,
    own_rung.rung as ladder_rung,
    own_rung.evidence as ladder_evidence,
    decision.verdict,
    decision.decided_by,
    decision.decided_at,
    decision.reason as decision_reason,
    not pair.is_rejected as is_standing,
    own_rung.evidence_sha,
    trouble.issue_key,
    trouble.incident_id,
    trouble.severity,
    trouble.opened_at as failed_at,
    restored.restored_at,
    restored.restored_by_deployment_id,
    restoring.release_id as restored_by_release_id,
    restored.repaired_by_deployment_id,
    repairing.release_id as repaired_by_release_id
from pair
cross join rules
join deployment_core as deployment on deployment.deployment_id = pair.deployment_id
left join decision on decision.deployment_id = pair.deployment_id and decision.subject_id = pair.subject_id
left join own_rung on own_rung.deployment_id = pair.deployment_id and own_rung.subject_id = pair.subject_id
left join troubles as trouble on trouble.trouble_id = pair.subject_id
left join restored on restored.deployment_id = pair.deployment_id and restored.subject_id = pair.subject_id
left join deployment_core as restoring on restoring.deployment_id = restored.restored_by_deployment_id
left join deployment_core as repairing on repairing.deployment_id = restored.repaired_by_deployment_id
order by deployment.service, pair.deployment_id, failure_id
