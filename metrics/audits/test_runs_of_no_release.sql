-- Test runs of a feed whose version or commit is in no release
-- topic: Feeds
select
    concat('test run ', coalesce(run.suite, run.phase), ' of ', coalesce(run.version, substr(run.sha, 1, 10), 'nothing that is named')) as subject,
    run.service,
    case
        when by_commit.sha is not null then 'its commit is in no release yet'
        else 'no release or commit of the service is called so'
    end as what,
    concat('It is evidence for no release. Correct ', run.path, ', line ', run.line_number, ', if it should be.') as what_to_do
from raw.feed_test_runs as run
join raw.services as service on service.service = run.service
left join release_names as version
    on version.service = run.service
    and version.spelling = regexp_replace(regexp_replace(lower(trim(run.version)), '^v', ''), '(\.0)+$', '')
left join (
    select named.service, named.sha, bool_or(commit.first_release_id is not null or commit.first_candidate_id is not null) as is_shipped
    from (select distinct service, sha from raw.feed_test_runs where sha is not null) as named
    join commits as commit
        on commit.service = named.service
        and substr(commit.sha, 1, 7) = substr(named.sha, 1, 7)
        and starts_with(commit.sha, named.sha)
    group by named.service, named.sha
) as by_commit on by_commit.service = run.service and by_commit.sha = run.sha
where version.release_id is null and not coalesce(by_commit.is_shipped, false)
