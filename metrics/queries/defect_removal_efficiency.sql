-- Every defect of a release that is out, for each such release. Counted once the time in which defects escape is over; amount is 1
-- when it was found before the release shipped.
select
    found.issue_key as subject,
    release.deployed_at as happened_at,
    release.service, release.team, release.product, release.repository, release.line, release.kind, found.component,
    cast(found.is_before as integer) as amount,
    release.deployed_at is not null and release.deployed_at + to_days(rules.escaped_days) <= rules.as_of as is_counted,
    case
        when release.deployed_at is null then release.not_deployed_because
        when release.deployed_at + to_days(rules.escaped_days) > rules.as_of then 'the time in which defects escape is not over'
    end as left_out_because,
    coalesce(release.deployed_at + to_days(rules.escaped_days) > rules.as_of, false) as is_provisional,
    concat(
        case when found.is_before then 'found before ' else 'escaped into ' end, release.version, ': ', found.summary
    ) as evidence
from release_defects as found
join releases as release on release.release_id = found.release_id
cross join rules
