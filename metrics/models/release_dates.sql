-- One row per release or candidate: which tag completed it, and when.
-- A version tagged in several repositories of a service is one release; it is out when the last of its tags is.
-- Empty without: tags
-- release_id: service/version.
-- service: Service.
-- service_tag_id: Tag that completed it (raw.git_service_tags).
-- tag_count: Repositories that carry the version.
-- released_at: Latest of its tags' dates.
-- is_import_dated: A tag of it carries the date of an import.
-- is_date_doubtful: A tag of it has no date, one before 1990 or one in the future.
-- not_placeable_because: Why it cannot be placed in time; null when it can.
with of_release as (
    select
        release_id,
        min(service) as service,
        max_by(service_tag_id, (coalesce(epoch(tagged_at), -1e15), service_tag_id)) as service_tag_id,
        count(*) as tag_count,
        max(tagged_at) as released_at,
        bool_or(is_import_dated) as is_import_dated,
        bool_or(is_date_doubtful) as is_date_doubtful
    from tags
    where release_id is not null
    group by release_id
)
select
    release_id,
    service,
    service_tag_id,
    tag_count,
    released_at,
    is_import_dated,
    is_date_doubtful,
    case
        when is_import_dated then 'its release carries the date of an import'
        when released_at is null then 'its release has no date'
        when is_date_doubtful then 'its release has a doubtful date'
    end as not_placeable_because
from of_release
