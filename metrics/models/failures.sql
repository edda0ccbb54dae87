-- One row per failure: a link between a production deployment and what shows that it failed, with how it was found. These are
-- the links of failure_links that stand; one that a person rejected is no failure.
-- Empty without: failure_links
-- failure_id: Identity: deployment, then the incident or issue, or the commit. It does not change with the rung.
-- deployment_id: The deployment that failed.
-- release_id: Its release; null when it has none.
-- service: Service.
-- subject_kind: incident, issue or commit: what subject names. Decisions in the journal name a link so.
-- subject: The incident's identity, the issue's key, or the commit (else the deployment) that the link rests on.
-- rung: decided, caused_by, rollback, revert, affects_version, hotfix, escaped_defect or proximity.
-- confidence: confirmed (the first five) or suspected.
-- evidence: The sentence that says why. Hostile text: escape it.
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
-- decided_by: Who confirmed it; null when nobody did, or nobody was signed in.
-- decided_at: When.
-- decision_reason: Why. Hostile text: escape it.
select
    failure_id,
    deployment_id,
    release_id,
    service,
    subject_kind,
    subject,
    rung,
    confidence,
    evidence,
    evidence_sha,
    issue_key,
    incident_id,
    severity,
    failed_at,
    restored_at,
    restored_by_deployment_id,
    restored_by_release_id,
    repaired_by_deployment_id,
    repaired_by_release_id,
    decided_by,
    decided_at,
    decision_reason
from failure_links
where is_standing
order by service, deployment_id, failure_id
