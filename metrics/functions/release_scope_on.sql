-- The issues in scope of each release at the end of a day of the display zone: release_scope_on(date '2026-03-01').
-- An issue that Jira no longer shows is out of it from the day on which that was noticed. One whose history is unknown is in
-- scope on every day on which its version may have been one of its fix versions.
select scope.release_id, scope.issue_key, scope.issue_id, scope.site, scope.version_id, scope.added_at
from release_scope as scope
join raw.jira_issues as issue on issue.site = scope.site and issue.issue_id = scope.issue_id
cross join (
    select timezone(time_zone, cast(cast(day as date) + 1 as timestamp)) as until_at
    from rules
) as asked
where (scope.added_at is null or scope.added_at < asked.until_at)
    and (scope.removed_at is null or scope.removed_at >= asked.until_at)
    and (issue.gone_at is null or issue.gone_at >= asked.until_at)
