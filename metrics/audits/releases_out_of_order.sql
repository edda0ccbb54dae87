-- Releases that came out after a higher version of their line
-- topic: Releases
with in_time as (
    select
        release_id,
        service,
        line,
        version,
        version_order,
        released_at,
        max(version_order) over before as highest_order,
        max_by(version, version_order) over before as highest_version
    from releases
    where is_released and not_placeable_because is null and line is not null
    window before as (
        partition by service, line order by released_at, version_order rows between unbounded preceding and 1 preceding
    )
)
select
    release_id as subject,
    service,
    concat('released on ', strftime(timezone('UTC', released_at), '%Y-%m-%d'), ', after ', highest_version) as what,
    'Its tag has a wrong date, or its number was chosen late. What is first shipped goes by date; check the date.' as what_to_do
from in_time
where version_order < highest_order
