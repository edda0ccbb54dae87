-- Jira versions marked as released that no release tag names
-- topic: Releases
select
    concat(version.project_key, ' ', version.version_name) as subject,
    version.service,
    concat(version.unmatched_because, coalesce(concat('; dated ', version.release_on), '')) as what,
    'Tag what was released, name the version like its tag, or map it in [service.versions]. It is not counted as a release.'
        as what_to_do
from release_versions as version
where version.unmatched_because like 'it is marked as released, and no release tag %'
