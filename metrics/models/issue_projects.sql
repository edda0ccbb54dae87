-- One row per service and text that stands where an issue's project stands (ABC in ABC-123), with whether it counts as a project.
-- Projects that the settings name count, and those that are read from a Jira. Where a service names none, a text counts when at least 3 numbers occur
-- with it, at least 2 of them begin a subject, and it is no well-known other thing such as UTF or CVE, nor a misspelling.
-- Empty without: raw.git_issue_keys
-- service: Service.
-- project: Text before the dash.
-- is_known: It counts as a project, so its keys link commits to issues.
-- found_by: Why: settings, jira (it is read from one), or discovered. Why not: not named, well-known other thing, misspelling (two letters off a
--   project with 20 times the commits), or too few.
-- number_count: Different numbers that occur with it.
-- opening_number_count: Different numbers whose key begins a commit's subject.
-- commit_count: Commits whose message has such a key.
with other_things (project) as (
    values
        ('UTF'), ('UCS'), ('ISO'), ('SHA'), ('MD'), ('AES'), ('RSA'), ('DES'), ('CRC'), ('BASE'), ('RFC'), ('CVE'),
        ('CWE'), ('GHSA'), ('XSA'), ('PEP'), ('JEP'), ('JSR'), ('KIP'), ('FLIP'), ('LGPL'), ('GPL'), ('AGPL'),
        ('MPL'), ('EPL'), ('CC'), ('BSD'), ('APACHE'), ('HTTP'), ('HTTPS'), ('TLS'), ('SSL'), ('TCP'), ('UDP'),
        ('IP'), ('IPV'), ('IEEE'), ('ANSI'), ('ASCII'), ('CP'), ('LATIN'), ('WINDOWS'), ('KOI'), ('GB'), ('JAVA'),
        ('JDK'), ('JRE'), ('JAVASE'), ('PYTHON'), ('PY'), ('ES'), ('C'), ('X'), ('ARM'), ('AMD'), ('INTEL'),
        ('PR'), ('GH'), ('RC'), ('BETA'), ('ALPHA'), ('V'), ('PHASE'), ('STEP'), ('PART'), ('TOP'), ('DAY'),
        ('COVID'), ('MP'), ('H'), ('P'), ('T'), ('A'), ('B'), ('AVX'), ('SSE'), ('USB'), ('PCI')
),
written as (
    select
        member.service,
        split_part(issue_key.issue_key, '-', 1) as project,
        issue_key.issue_key,
        issue_key.commit_id,
        starts_with(message.message, issue_key.issue_key)
        or starts_with(message.message, concat('[', issue_key.issue_key)) as is_opening
    from raw.git_issue_keys as issue_key
    join raw.git_commits as commit on commit.commit_id = issue_key.commit_id
    join raw.git_messages as message on message.commit_id = issue_key.commit_id
    join raw.git_repositories as repository on repository.repository_id = commit.repository_id
    join raw.service_repositories as member on member.repository = repository.repository
),
counted as (
    select
        service,
        project,
        count(distinct issue_key) as number_count,
        count(distinct issue_key) filter (where is_opening) as opening_number_count,
        count(distinct commit_id) as commit_count
    from written
    group by service, project
),
-- Only the largest can be what was meant, and only a likely project needs asking: texts are many in a hostile history.
largest as (
    select
        service,
        project,
        commit_count,
        row_number() over (partition by service order by commit_count desc, project) as place
    from counted
),
misspelt as (
    select distinct counted.service, counted.project
    from counted
    join largest as meant on meant.service = counted.service
    where meant.place <= 20
        and meant.project <> counted.project
        and meant.commit_count >= 20 * counted.commit_count
        and counted.number_count >= 3
        and counted.opening_number_count >= 2
        and length(counted.project) >= 4
        and levenshtein(meant.project, counted.project) <= 2
),
judged as (
    select
        counted.service,
        counted.project,
        counted.number_count,
        counted.opening_number_count,
        counted.commit_count,
        case
            when list_contains(service.jira_projects, counted.project) then 'settings'
            when read_project.project_key is not null then 'jira'
            when coalesce(len(service.jira_projects), 0) > 0 then 'not named'
            when other_things.project is not null then 'well-known other thing'
            when misspelt.project is not null then 'misspelling'
            when counted.number_count >= 3 and counted.opening_number_count >= 2 then 'discovered'
            else 'too few'
        end as found_by
    from counted
    join raw.services as service on service.service = counted.service
    left join read_projects as read_project on read_project.project_key = counted.project
    left join other_things on other_things.project = counted.project
    left join misspelt on misspelt.service = counted.service and misspelt.project = counted.project
)
select
    service,
    project,
    found_by in ('settings', 'jira', 'discovered') as is_known,
    found_by,
    number_count,
    opening_number_count,
    commit_count
from judged
