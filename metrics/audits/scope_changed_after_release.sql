-- Issues that came into a release, or left it, after it was out
-- topic: Releases
select
    concat(scope.release_id, ' ', scope.issue_key) as subject,
    release.service,
    case
        when scope.removed_at > release.deployed_at
            then concat('taken out ', round(epoch(scope.removed_at - release.deployed_at) / 86400, 1), ' days after it was out')
        else concat('added ', round(epoch(scope.added_at - release.deployed_at) / 86400, 1), ' days after it was out')
    end as what,
    'The record of the release was rewritten. Its scope at release stands as it was; scope now differs.' as what_to_do
from release_scope as scope
join releases as release on release.release_id = scope.release_id
where release.is_released
    and (
        scope.added_at > release.deployed_at + interval 1 day
        or (scope.removed_at > release.deployed_at + interval 1 day and scope.was_in_scope_at_release)
    )
