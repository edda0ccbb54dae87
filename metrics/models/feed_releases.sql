-- One row per service and version that a feed wrote for it, where that is a release, planned release or candidate.
-- Empty without: raw.feed_versions, releases
-- service: Service.
-- written: Version as the feed wrote it. Hostile text: escape it.
-- release_id: The release or candidate.
-- final_id: The release; of a candidate the release that it is a candidate of.
with named as (
    select told.service, told.written, coalesce(as_written.release_id, as_read.release_id) as release_id
    from raw.feed_versions as told
    left join release_names as as_written
        on as_written.service = told.service
        and as_written.spelling = regexp_replace(regexp_replace(lower(trim(told.written)), '^v', ''), '(\.0)+$', '')
    left join release_names as as_read
        on as_read.service = told.service
        and as_read.spelling = regexp_replace(lower(told.version), '(\.0)+$', '')
)
select named.service, named.written, named.release_id, coalesce(release.candidate_of_id, named.release_id) as final_id
from named
join releases as release on release.release_id = named.release_id
