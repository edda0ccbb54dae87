-- Decisions of people about a failure link that no longer exists
-- topic: Failures
select
    concat(decision.verdict, ': ', decision.subject) as subject,
    coalesce(deployment.service, release.service) as service,
    case
        when deployment.deployment_id is null then concat('there is no deployment ', decision.deployment_id, ' any more')
        else concat('there is no ', decision.subject_kind, ' of that name any more')
    end as what,
    'It changes no number. Decide again on the link that took its place, or withdraw it.' as what_to_do
from raw.journal_decisions as decision
left join deployments as deployment on deployment.deployment_id = decision.deployment_id
left join releases as release on release.release_id = decision.release_id
left join (
    select incident_id as name, 'incident' as kind from incidents
    union
    select issue_key as name, 'issue' as kind from issues where not is_gone
    union
    select issue_key as name, 'incident' as kind from issues where not is_gone
) as known on known.name = decision.subject and known.kind = decision.subject_kind
left join (
    select distinct named.subject
    from raw.journal_decisions as named
    join commits as commit
        on substr(commit.sha, 1, 7) = substr(lower(trim(named.subject)), 1, 7)
        and starts_with(commit.sha, lower(trim(named.subject)))
    where named.subject_kind = 'commit' and length(trim(named.subject)) >= 7
) as by_commit on by_commit.subject = decision.subject and decision.subject_kind = 'commit'
where decision.verdict in ('confirmed', 'rejected')
    and (deployment.deployment_id is null or (known.name is null and by_commit.subject is null))
