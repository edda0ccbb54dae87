-- Release tags dated before the commit that they name
-- topic: Dates
select
    concat(tag.repository, ' ', tag.tag_name) as subject,
    tag.service,
    concat(
        'dated ', round(epoch(commit.committed_at - tag.tagged_at) / 3600, 1), ' hours before its commit ',
        substr(tag.sha, 1, 10)
    ) as what,
    'The tag was back-dated, or moved to a later commit. What is younger than the tag has no lead time; tag it again with'
    ' the true date.' as what_to_do
from tags as tag
join commits as commit on commit.commit_id = tag.commit_id and commit.service is not distinct from tag.service
where tag.release_id is not null
    and tag.tagged_at < commit.committed_at
    and not tag.is_date_doubtful
    and not tag.is_import_dated
    and not commit.is_date_doubtful
