-- Tags that are no release of their service
-- topic: Releases
select
    concat(repository, ' ', tag_name) as subject,
    service,
    reason_ignored as what,
    'If it is a release, let release_tags of the service match it.' as what_to_do
from tags
where reason_ignored is not null
