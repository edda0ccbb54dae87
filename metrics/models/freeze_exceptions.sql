-- One row per recorded permission to change a service inside a freeze that was not withdrawn.
-- Empty without: raw.journal_freeze_exceptions
-- exception_id: Identity of the entry in the journal.
-- freeze_name: Name of the freeze; null = any.
-- service: Service.
-- version: Version that may ship; null = any. Hostile text: escape it.
-- release_id: Its release; null when any may, and when no release of the service is called so.
-- from_on: First day it holds, in the display zone.
-- until_on: First day it no longer holds.
-- from_at: Instant at which it begins.
-- until_at: Instant at which it is over.
-- reason: Why. Hostile text: escape it.
-- granted_by: Who recorded it; null when nobody was signed in.
-- granted_at: When.
select
    told.exception_id,
    nullif(trim(told.freeze_name), '') as freeze_name,
    told.service,
    nullif(trim(told.version), '') as version,
    named.release_id,
    told.from_on,
    told.until_on,
    timezone(rules.time_zone, cast(told.from_on as timestamp)) as from_at,
    timezone(rules.time_zone, cast(told.until_on as timestamp)) as until_at,
    told.reason,
    told.written_by as granted_by,
    told.written_at as granted_at
from raw.journal_freeze_exceptions as told
cross join rules
left join release_names as named
    on named.service = told.service
    and named.spelling = regexp_replace(regexp_replace(lower(trim(told.version)), '^v', ''), '(\.0)+$', '')
where not coalesce(told.is_withdrawn, false)
order by told.from_on, told.service, told.exception_id
