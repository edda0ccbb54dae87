-- One row per deployment and trouble or commit that a person judged: the last word on whether the one came from the other.
-- Empty without: raw.journal_decisions
-- decision_id: Identity of the entry in the journal.
-- deployment_id: Deployment: the one that was judged; where it is gone, the first of its release. Null when neither is known.
-- subject_id: Trouble (troubles), or commit/ and the commit; null when what was judged is not known any more.
-- subject_kind: incident, issue or commit.
-- subject: As the person's page named it. Hostile text: escape it.
-- verdict: confirmed, rejected or withdrawn.
-- reason: Why; null when not told. Hostile text: escape it.
-- decided_by: Who; null when nobody was signed in.
-- decided_at: When.
with known_key as (
    select upper(issue_key) as issue_key, min_by(site, (not is_current, site, issue_id)) as site,
        min_by(issue_id, (not is_current, site, issue_id)) as issue_id
    from raw.jira_issue_keys
    group by upper(issue_key)
),
-- An incident of a Jira may be called by its key as well.
named as (
    select name, min(trouble_id) as trouble_id
    from (
        select incident_id as name, trouble_id from troubles where incident_id is not null
        union
        select issue_key as name, trouble_id from troubles where incident_id is not null and issue_key is not null
    ) as every_name
    group by name
),
placed as (
    select
        journal.decision_id,
        coalesce(deployment.deployment_id, release.first_deployment_id) as deployment_id,
        case
            when journal.subject_kind = 'incident' then named.trouble_id
            when journal.subject_kind = 'issue' then issue.trouble_id
            when journal.subject_kind = 'commit' then concat('commit/', lower(trim(journal.subject)))
        end as subject_id,
        journal.subject_kind,
        journal.subject,
        journal.verdict,
        journal.reason,
        journal.written_by as decided_by,
        journal.written_at as decided_at,
        journal.revision
    from raw.journal_decisions as journal
    left join deployment_core as deployment on deployment.deployment_id = journal.deployment_id
    left join releases as release on release.release_id = journal.release_id
    left join named on journal.subject_kind = 'incident' and named.name = trim(journal.subject)
    left join known_key on journal.subject_kind = 'issue' and known_key.issue_key = upper(trim(journal.subject))
    left join troubles as issue on issue.site = known_key.site and issue.issue_id = known_key.issue_id
),
ranked as (
    select
        placed.*,
        row_number() over (
            partition by coalesce(deployment_id, decision_id), coalesce(subject_id, decision_id)
            order by decided_at desc, revision desc, decision_id desc
        ) as place
    from placed
)
select
    decision_id, deployment_id, subject_id, subject_kind, subject, verdict, reason, decided_by, decided_at
from ranked
where place = 1
