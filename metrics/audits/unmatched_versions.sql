-- Jira versions that are no release, or could be several
-- topic: Releases
select
    concat(version.project_key, ' ', version.version_name) as subject,
    version.service,
    version.unmatched_because as what,
    'Name it like its tag, or map it in [service.versions] of its service; archive it if it is no release.' as what_to_do
from release_versions as version
where version.unmatched_because is not null
    and not version.is_archived
    and version.unmatched_because <> 'Jira no longer has it'
    and version.unmatched_because not like 'it is marked as released, and no release tag %'
