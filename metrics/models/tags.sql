-- One row per tag that exists now, and service that its repository belongs to (a repository of no service: one row).
-- Empty without: raw.git_tags
-- repository: Repository.
-- tag_name: Name without refs/tags/.
-- sha: Commit that the tag ends at after peeling tags of tags; null when it ends at something else.
-- tagged_at: Tagger date of an annotated tag; committer date of its commit for a lightweight one. Null when git has neither.
-- is_annotated: It is a tag object; false = a bare name for a commit.
-- target_type: What it ends at: commit, tree, blob or missing.
-- service: Service; null when the repository belongs to none.
-- release_id: Release or candidate that it names; null when ignored.
-- version: Normalised version, such as 1.2.0 or 1.2.0-rc1; null when ignored.
-- reason_ignored: Why it is no release of the service; null when it is one.
-- is_import_dated: Its date is that of an import (many tags share it), so it is not placed in time.
-- is_date_doubtful: Its date is missing, before 1990 or later than two days after the build.
-- subject: First line of the tag's message, at most 200 characters; odd characters replaced by U+FFFD.
-- commit_id: Number of the commit in this warehouse, for joins with raw.git_commits.
-- service_tag_id: Number of the row in raw.git_service_tags.
with dated as (
    select
        tag.*,
        case
            when tag.tagged_epoch between -62135596800 and 253402300799 then to_timestamp(tag.tagged_epoch)
        end as tagged_at
    from raw.git_tags as tag
)
select
    repository.repository,
    tag.tag_name,
    lower(hex(commit.sha)) as sha,
    tag.tagged_at,
    tag.is_annotated,
    tag.target_type,
    member.service,
    case
        when service_tag.version is not null then concat(member.service, '/', service_tag.version)
    end as release_id,
    service_tag.version,
    case
        when member.service is null then 'its repository belongs to no service'
        else service_tag.reason_ignored
    end as reason_ignored,
    coalesce(service_tag.is_import_dated, false) as is_import_dated,
    coalesce(
        tag.tagged_at not between rules.plausible_from and rules.plausible_until,
        true
    ) as is_date_doubtful,
    regexp_replace(
        substr(tag.subject, 1, 200),
        '[\x00-\x1F\x7F-\x{9F}\x{AD}\x{61C}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}\x{FFF9}-\x{FFFB}\x{E0000}-\x{E007F}]',
        '�',
        'g'
    ) as subject,
    tag.commit_id,
    service_tag.service_tag_id
from dated as tag
join raw.git_repositories as repository on repository.repository_id = tag.repository_id
cross join rules
left join raw.service_repositories as member on member.repository = repository.repository
left join raw.git_service_tags as service_tag
    on service_tag.repository_id = tag.repository_id
    and service_tag.tag_name = tag.tag_name
    and service_tag.service = member.service
left join raw.git_commits as commit on commit.commit_id = tag.commit_id
