-- One row per approval asked for on an issue and person asked, where the Jira has a field of approvals.
-- site: Jira.
-- issue_key: Issue.
-- issue_id: Issue.
-- approval_id: Jira's id.
-- service: Service of the issue.
-- category: Category of the issue, such as change.
-- name: What was to be approved. Hostile text: escape it.
-- approver_name: Who was asked, as Jira shows them; null for a deleted account. For reading, never for measuring people.
-- decision: approved, declined or pending.
-- asked_at: When it was asked for.
-- decided_at: When it was decided; null while it is open.
-- hours_to_decide: From the one to the other; null while it is open or when they are out of order.
select
    approval.site,
    core.issue_key,
    approval.issue_id,
    approval.approval_id,
    core.service,
    core.category,
    approval.name,
    person.display_name as approver_name,
    approval.decision,
    approval.asked_at,
    approval.decided_at,
    case
        when approval.decided_at >= approval.asked_at then epoch(approval.decided_at - approval.asked_at) / 3600
    end as hours_to_decide
from raw.jira_approvals as approval
join issue_core as core on core.site = approval.site and core.issue_id = approval.issue_id
left join raw.jira_people as person on person.site = approval.site and person.person_id = approval.approver_id
order by approval.asked_at, core.issue_key
