-- One row per release whose scope froze and issue that was in its scope then or is at its end (its release; while it is open,
-- the last sync), sub-tasks aside. An issue that came and went between counts for nothing, as does one that left and came back.
-- Empty without: scope_freezes, release_scope
-- release_id: Release.
-- site: Jira.
-- issue_id: Issue.
-- issue_key: Its key now.
-- is_committed: It was in scope when scope froze; null when its history does not tell.
-- is_in_at_end: It is in scope at the end; null likewise.
-- is_added: It came in after scope froze; null likewise.
-- is_removed: It left after scope froze; null likewise.
-- is_shipped: It is in scope at the end, and this release or an earlier one ships it; null while the release is open.
with stretch as (
    select
        scope.release_id,
        scope.site,
        scope.issue_id,
        scope.added_at,
        least(scope.removed_at, issue.gone_at) as left_at,
        frozen.frozen_at,
        frozen.end_at
    from release_scope as scope
    join scope_freezes as frozen on frozen.release_id = scope.release_id
    join raw.jira_issues as issue on issue.site = scope.site and issue.issue_id = scope.issue_id
    where frozen.frozen_at is not null and not coalesce(issue.is_subtask, false)
),
member as (
    select
        release_id,
        site,
        issue_id,
        max(end_at) as end_at,
        bool_or(coalesce(added_at <= frozen_at, false) and (left_at is null or left_at > frozen_at)) as was_in,
        bool_or(added_at is null and (left_at is null or left_at > frozen_at)) as may_have_been_in,
        bool_or(coalesce(added_at <= end_at, false) and (left_at is null or left_at > end_at)) as is_in,
        bool_or(added_at is null and (left_at is null or left_at > end_at)) as may_be_in
    from stretch
    group by release_id, site, issue_id
),
told as (
    select
        member.*,
        case when member.was_in then true when not member.may_have_been_in then false end as is_committed,
        case when member.is_in then true when not member.may_be_in then false end as is_in_at_end
    from member
    where member.was_in or member.may_have_been_in or member.is_in or member.may_be_in
)
select
    told.release_id,
    told.site,
    told.issue_id,
    issue.issue_key,
    told.is_committed,
    told.is_in_at_end,
    told.is_in_at_end and not told.is_committed as is_added,
    told.is_committed and not told.is_in_at_end as is_removed,
    case
        when release.is_released
            then told.is_in_at_end
            and coalesce(
                coalesce(issue.shipped_at, case when shipped.first_deployment_id is not null then shipped.released_at end)
                <= coalesce(release.deployed_at, release.released_at),
                false
            )
    end as is_shipped
from told
join issues as issue on issue.site = told.site and issue.issue_id = told.issue_id
join releases as release on release.release_id = told.release_id
left join releases as shipped on shipped.release_id = issue.first_release_id
