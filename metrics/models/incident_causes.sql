-- One row per incident and issue that a link of the settings' "caused by" types names as its cause, read from either end.
-- Empty without: incidents, raw.jira_links
-- site: Jira.
-- issue_id: The incident's issue.
-- cause_id: The issue that caused it.
with cause_words as (
    select distinct lower(trim(value)) as word
    from meta.setting_values
    where name = 'caused_by_links'
),
cause_link as (
    select link.site, link.issue_id, link.other_issue_id as cause_id
    from raw.jira_links as link
    join cause_words as phrase on phrase.word = lower(trim(link.phrase))
    union
    select link.site, link.issue_id, link.other_issue_id as cause_id
    from raw.jira_links as link
    join cause_words as kind on kind.word = lower(trim(link.link_type))
    where link.direction = 'inward'
    union
    select link.site, link.other_issue_id as issue_id, link.issue_id as cause_id
    from raw.jira_links as link
    join cause_words as kind on kind.word = lower(trim(link.link_type))
    where link.direction = 'outward'
)
select cause_link.site, cause_link.issue_id, cause_link.cause_id
from cause_link
join incidents as incident on incident.site = cause_link.site and incident.issue_id = cause_link.issue_id
where cause_link.cause_id <> cause_link.issue_id
