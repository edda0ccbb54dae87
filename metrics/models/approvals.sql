-- One row per approval asked for and person asked: on an issue, where the Jira has a field of approvals; on an issue, a commit or
-- a release, where a feed tells of it.
-- Empty without: raw.jira_approvals or raw.feed_approvals
-- source: jira or feed.
-- feed: Feed that told it; null for one of a Jira.
-- approval_id: Jira's id, or the feed's.
-- site: Jira of the issue; null when it is about none that is known.
-- issue_key: Issue; null when it is about something else.
-- issue_id: Issue; null when it is none that is known.
-- release_id: Release that was to be approved; null when it is about something else, or no release is called so.
-- version: That version as the feed wrote it. Hostile text: escape it.
-- sha: Commit that was to be approved; null when it is about something else.
-- service: Service of the issue, commit or release.
-- category: Category of the issue, such as change; null when it is about something else.
-- name: What was to be approved. Hostile text: escape it.
-- approver_name: Who was asked, as the source shows them; null when not told. For reading, never for measuring people.
-- decision: approved, declined or pending.
-- asked_at: When it was asked for; null when not told.
-- decided_at: When it was decided; null while it is open.
-- hours_to_decide: From the one to the other; null while it is open or when they are out of order.
with known_key as (
    select upper(issue_key) as issue_key, min_by(site, (not is_current, site, issue_id)) as site,
        min_by(issue_id, (not is_current, site, issue_id)) as issue_id
    from raw.jira_issue_keys
    group by upper(issue_key)
),
told as (
    select
        'jira' as source,
        cast(null as varchar) as feed,
        approval.approval_id,
        approval.site,
        core.issue_key,
        approval.issue_id,
        cast(null as varchar) as release_id,
        cast(null as varchar) as version,
        cast(null as varchar) as sha,
        core.service,
        core.category,
        approval.name,
        person.display_name as approver_name,
        approval.decision,
        approval.asked_at,
        approval.decided_at
    from raw.jira_approvals as approval
    join issue_core as core on core.site = approval.site and core.issue_id = approval.issue_id
    left join raw.jira_people as person on person.site = approval.site and person.person_id = approval.approver_id
    union all
    select
        'feed' as source,
        approval.feed,
        approval.approval_id,
        core.site,
        coalesce(core.issue_key, upper(trim(approval.issue_key))) as issue_key,
        core.issue_id,
        named.final_id as release_id,
        approval.version,
        lower(approval.sha) as sha,
        coalesce(approval.service, core.service) as service,
        core.category,
        approval.name,
        approval.approver as approver_name,
        approval.decision,
        approval.asked_at,
        approval.decided_at
    from raw.feed_approvals as approval
    left join known_key on known_key.issue_key = upper(trim(approval.issue_key))
    left join issue_core as core on core.site = known_key.site and core.issue_id = known_key.issue_id
    left join feed_releases as named on named.service = approval.service and named.written = approval.version
)
select
    told.*,
    case when decided_at >= asked_at then epoch(decided_at - asked_at) / 3600 end as hours_to_decide
from told
order by asked_at, issue_key, approval_id
