-- Incidents that began before the deployment that is said to have caused them
-- topic: Dates
select
    coalesce(failure.issue_key, failure.incident_id) as subject,
    failure.service,
    concat(
        'began ', round(epoch(deployment.deployed_at - failure.failed_at) / 3600, 1), ' hours before ', failure.release_id,
        ' was deployed; ', failure.evidence
    ) as what,
    'It counts as a failure of that deployment all the same. Correct its start, its link or its affected version, or reject'
    ' the link.' as what_to_do
from failures as failure
join deployments as deployment on deployment.deployment_id = failure.deployment_id
where failure.confidence = 'confirmed'
    and deployment.is_placeable
    and failure.failed_at < deployment.deployed_at
