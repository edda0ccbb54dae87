-- Releases without a Jira version, of services that have Jira versions
-- topic: Releases
select
    release.release_id as subject,
    release.service,
    concat('released by ', release.tag_name, '; no Jira version has that name') as what,
    'Its plan and scope are not known. Name a Jira version like it, or map one in [service.versions].' as what_to_do
from releases as release
join (select distinct service from release_versions where release_id is not null) as planned on planned.service = release.service
where release.is_released and release.released_at_from = 'tag' and len(release.jira_version_names) = 0
