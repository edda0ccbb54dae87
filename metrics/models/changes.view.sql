-- One row per change: a unit of intended work. An issue that Jira knows is one change in each service that has commits of
-- it, whatever their number; a commit with no known issue is a change of its own, unless it is a merge. Commits count that
-- a release or a production deployment contains, or that stand on the default branch. A commit that reverts another is a change of its own.
-- change_id: Identity: the issue's key, or the commit's object id. Unique within a service.
-- service: Service.
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- repository: Repository; of its first commit, if several.
-- line: Release line of its release; null while unreleased.
-- kind: Kind of its release: major, minor, patch, calendar or other; null while unreleased.
-- category: What the issue is: incident, security, defect, debt, change, feature or other; null when unlinked.
-- component: Component of the issue, or several components; null when it has none, and when unlinked.
-- release_id: First release by date that contains any of it; null while unreleased. All of them are in change_releases.
-- first_deployment_id: First production deployment that contains any of it (deployments); null while there is none.
-- title: Summary of the issue, or first line of the message. Hostile text: escape it.
-- is_linked: It is a known issue; false = a commit with no known issue behind it.
-- issue_keys: Its issue; without one, the keys in its message whose project is known.
-- site: Jira of the issue; null when unlinked.
-- issue_id: Issue; null when unlinked.
-- first_committed_at: Committer date of its first commit.
-- first_authored_at: Author date of its first commit by author date.
-- begun_at: When its issue first came into a status of work in progress; null when unlinked or unknown.
-- arrived_at: When the last of it was committed or merged on the line that was shipped.
-- shipped_at: Instant of that deployment: of its release, where the service has no deployment feed. Null while there is none, and
--   when it cannot be placed in time.
-- shipped_by: The deployment in words for receipts; null where the tagging of a release stands for it.
-- commit_count: Commits that make it up.
-- lead_time_hours: From its first commit to shipped_at.
-- lead_time_missing_because: Why there is no lead time; null when there is one.
-- lead_time_authored_hours: From the author date of its first commit to shipped_at.
-- lead_time_authored_missing_because: Why there is none.
-- lead_time_issue_hours: From the start of work on its issue to shipped_at.
-- lead_time_issue_missing_because: Why there is none.
-- wait_days: From its arrival on the line to shipped_at; null when either is unknown or out of order.
-- is_backed_out: A commit that is shipped or on the default branch reverts it (all of it), and was not itself reverted.
-- backed_out_by_sha: That commit.
-- has_second_person: Somebody other than its author reviewed, committed or merged it, as far as git tells, or it, its issue or its
--   release was approved by somebody who did not make it (approved_work).
-- second_person_evidence: How that is known.
-- is_late: It arrived in the last part of its release's build window (setting late_window_share); null without a window.
-- is_issue_project_known: An issue project is known for its service.
-- not_shipped_because: Why shipped_at is null; null when it is not.
-- commit_id: Number of its first commit in this warehouse.
with work as (
    select
        commit.sha as change_id,
        commit.service,
        commit.repository,
        cast(null as varchar) as category,
        commit.first_release_id as release_id,
        commit.first_deployment_id,
        commit.shipped_at,
        commit.not_shipped_because,
        commit.subject as title,
        false as is_linked,
        commit.issue_keys,
        cast(null as varchar) as site,
        cast(null as bigint) as issue_id,
        commit.committed_at as first_committed_at,
        case
            when commit.authored_at between rules.plausible_from and rules.plausible_until then commit.authored_at
        end as first_authored_at,
        cast(null as timestamptz) as begun_at,
        'no known issue is behind it' as never_begun_because,
        commit.arrived_at,
        1 as commit_count,
        commit.is_date_doubtful,
        backing_out.sha as backed_out_by_sha,
        commit.has_second_person,
        commit.second_person_evidence,
        commit.commit_id
    from commits as commit
    cross join rules
    left join backed_out_commits as backing_out
        on backing_out.commit_id = commit.commit_id and backing_out.service = commit.service
    where not commit.is_merge
        and not commit.is_linked
        and commit.service is not null
        and (commit.first_release_id is not null or commit.first_deployment_id is not null or commit.is_on_default_branch)
    union all
    select
        issue.issue_key as change_id,
        linked.service,
        linked.repository,
        core.category,
        linked.release_id,
        linked.first_deployment_id,
        linked.shipped_at,
        linked.not_shipped_because,
        regexp_replace(
            substr(issue.summary, 1, 200),
            '[\x00-\x1F\x7F-\x{9F}\x{AD}\x{61C}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}\x{FFF9}-\x{FFFB}\x{E0000}-\x{E007F}]',
            '�',
            'g'
        ) as title,
        true as is_linked,
        [issue.issue_key] as issue_keys,
        linked.site,
        linked.issue_id,
        linked.first_committed_at,
        linked.first_authored_at,
        core.started_at as begun_at,
        case
            when core.history_state <> 'complete' then 'the history of its issue is not known'
            else 'its issue was never in progress'
        end as never_begun_because,
        linked.arrived_at,
        linked.commit_count,
        linked.first_committed_at is null as is_date_doubtful,
        linked.backed_out_by_sha,
        linked.has_second_person,
        case when linked.has_second_person then linked.second_person_evidence end as second_person_evidence,
        linked.first_commit_id as commit_id
    from linked_changes as linked
    join raw.jira_issues as issue on issue.site = linked.site and issue.issue_id = linked.issue_id
    join issue_core as core on core.site = linked.site and core.issue_id = linked.issue_id
),
timed as (
    select
        work.*,
        release.line,
        release.kind,
        release.late_from,
        case
            when fed.service is not null and work.shipped_at is not null
                then concat('deployed by ', work.first_deployment_id, ', says the deployment feed')
        end as shipped_by,
        coalesce(of_issue.evidence, of_commit.evidence, of_release.evidence) as approval_evidence
    from work
    left join approved_work as of_issue
        on of_issue.work = 'issue' and of_issue.site = work.site and of_issue.issue_id = work.issue_id
    left join approved_work as of_commit
        on of_commit.work = 'commit' and not work.is_linked and of_commit.commit_id = work.commit_id
    left join approved_work as of_release on of_release.work = 'release' and of_release.release_id = work.release_id
    left join (select distinct service from told_deployments) as fed on fed.service = work.service
    left join releases as release on release.release_id = work.release_id
),
judged as (
    select
        timed.*,
        case
            when not_shipped_because is not null then not_shipped_because
            when is_date_doubtful then 'its own date is missing or doubtful'
            when first_committed_at > shipped_at then concat('committed after its ', case when shipped_by is null then 'release' else 'deployment' end)
        end as lead_time_missing_because,
        case
            when not_shipped_because is not null then not_shipped_because
            when first_authored_at is null then 'its author date is missing or doubtful'
            when first_authored_at > shipped_at then concat('written after its ', case when shipped_by is null then 'release' else 'deployment' end)
        end as lead_time_authored_missing_because,
        case
            when not_shipped_because is not null then not_shipped_because
            when begun_at is null then never_begun_because
            when begun_at > shipped_at then concat('its issue was begun after its ', case when shipped_by is null then 'release' else 'deployment' end)
        end as lead_time_issue_missing_because
    from timed
)
select
    judged.change_id,
    judged.service,
    service.team,
    service.product,
    judged.repository,
    judged.line,
    judged.kind,
    judged.category,
    known.component,
    judged.release_id,
    judged.first_deployment_id,
    judged.title,
    judged.is_linked,
    judged.issue_keys,
    judged.site,
    judged.issue_id,
    judged.first_committed_at,
    judged.first_authored_at,
    judged.begun_at,
    judged.arrived_at,
    judged.shipped_at,
    judged.shipped_by,
    judged.commit_count,
    case
        when judged.lead_time_missing_because is null then epoch(judged.shipped_at - judged.first_committed_at) / 3600
    end as lead_time_hours,
    judged.lead_time_missing_because,
    case
        when judged.lead_time_authored_missing_because is null
            then epoch(judged.shipped_at - judged.first_authored_at) / 3600
    end as lead_time_authored_hours,
    judged.lead_time_authored_missing_because,
    case
        when judged.lead_time_issue_missing_because is null then epoch(judged.shipped_at - judged.begun_at) / 3600
    end as lead_time_issue_hours,
    judged.lead_time_issue_missing_because,
    case
        when judged.arrived_at >= rules.plausible_from and judged.arrived_at <= judged.shipped_at
            then epoch(judged.shipped_at - judged.arrived_at) / 86400
    end as wait_days,
    judged.backed_out_by_sha is not null as is_backed_out,
    judged.backed_out_by_sha,
    judged.has_second_person or judged.approval_evidence is not null as has_second_person,
    coalesce(judged.second_person_evidence, judged.approval_evidence) as second_person_evidence,
    judged.arrived_at >= judged.late_from as is_late,
    service.is_issue_project_known,
    judged.not_shipped_because,
    judged.commit_id
from judged
cross join rules
left join issues as known on known.site = judged.site and known.issue_id = judged.issue_id
join services as service on service.service = judged.service
