-- One row per commit and commit that it says it reverts, where the repository has the latter.
-- Empty without: raw.git_reverts
-- commit_id: The reverting commit.
-- reverted_id: The commit it reverts.
-- reverted_sha: Object id of the latter.
-- sha: Object id of the reverting commit.
-- is_standing: It was not itself reverted in the end (a revert of a revert brings the change back).
with recursive named as (
    select distinct revert.commit_id, revert.reverted_id
    from raw.git_reverts as revert
    where revert.reverted_id is not null and revert.reverted_id <> revert.commit_id
),
-- Who reverted the revert, and who that one, ...; a depth is needed because short ids can be forged into a ring.
later as (
    select commit_id as first_id, commit_id as last_id, 0 as depth
    from named
    union
    select later.first_id, named.commit_id, later.depth + 1
    from later
    join named on named.reverted_id = later.last_id
    where later.depth < 20
),
depths as (
    select first_id, max(depth) as depth
    from later
    group by first_id
)
select
    named.commit_id,
    named.reverted_id,
    lower(hex(reverted.sha)) as reverted_sha,
    lower(hex(reverting.sha)) as sha,
    depths.depth % 2 = 0 as is_standing
from named
join depths on depths.first_id = named.commit_id
join raw.git_commits as reverted on reverted.commit_id = named.reverted_id
join raw.git_commits as reverting on reverting.commit_id = named.commit_id
