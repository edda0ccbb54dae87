-- One row per service and name by which one of its releases is called: its version, its tags, its Jira versions. What names a
-- release from outside (a feed, a person) is looked up here.
-- Empty without: releases
-- service: Service.
-- spelling: The name in normal form: without blanks around it, lower case, without a leading v, without .0 at its end (v1.2.0
--   and 1.2 are 1.2).
-- release_id: The release; of several that a spelling fits, the one that is out, then the one that is called exactly so.
with called as (
    select release_id, service, version, is_released, unnest([version, tag_name, release_id]) as name
    from releases
    union all
    select release_id, service, version, is_released, unnest(jira_version_names) as name
    from releases
),
spelled as (
    select
        service,
        release_id,
        is_released,
        version,
        regexp_replace(regexp_replace(lower(trim(name)), '^v', ''), '(\.0)+$', '') as spelling
    from called
    where name is not null
)
select service, spelling, min_by(release_id, (not is_released, spelling <> version, release_id)) as release_id
from spelled
where spelling <> ''
group by service, spelling
order by service, spelling
