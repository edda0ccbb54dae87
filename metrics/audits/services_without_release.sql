-- Services that have no release
-- topic: Releases
select
    service as subject,
    service,
    case
        when repository_count = 0 then 'it has no repository'
        else 'none of its tags is a release'
    end as what,
    'Set release_tags of the service to match the tags of its releases; those left out are in audit.ignored_tags.' as what_to_do
from services
where release_count = 0 and coalesce(deployments_from, '') <> 'deployment feed'
