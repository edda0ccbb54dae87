-- The tables that ingest lands, as their sources said it. Read before a model is written:
-- instants are UTC; *_epoch is seconds since 1970 exactly as git stores it (null when git had none);
-- commit_id is (repository_id << 32) | ordinal, so one column joins and rows stay clustered by repository.
-- No keys and no indexes: identity is kept by how rows are landed and is checked by query before publishing.

create schema if not exists raw;
create schema if not exists meta;

create table if not exists meta.warehouse (
    schema_version integer,
    leadline_version varchar,
    snapshot_number integer,
    created_at timestamptz
);
comment on table meta.warehouse is 'One row: what made this snapshot.';
comment on column meta.warehouse.schema_version is 'Version of the tables of ingest; a snapshot of a newer version is not opened.';
comment on column meta.warehouse.leadline_version is 'Version of the program that published the snapshot.';
comment on column meta.warehouse.snapshot_number is 'Number in the snapshot''s file name; each is used once.';
comment on column meta.warehouse.created_at is 'When the snapshot was published.';

create table if not exists meta.table_statements (
    digest varchar
);
comment on table meta.table_statements is 'One row: which statements made the tables of ingest.';
comment on column meta.table_statements.digest is 'Digest of the statements; while it is equal they are not run again.';

create table if not exists meta.sources (
    source varchar,
    kind varchar,
    location varchar,
    state varchar,
    message varchar,
    last_attempt_at timestamptz,
    last_success_at timestamptz,
    newest_event_at timestamptz
);
comment on table meta.sources is 'One row per source: how its last sync went.';
comment on column meta.sources.source is 'Name of the source; for git the repository.';
comment on column meta.sources.kind is 'git, jira, feed or people (the journal of what they typed).';
comment on column meta.sources.location is 'Path or address, without credentials.';
comment on column meta.sources.state is 'ok or failed.';
comment on column meta.sources.message is 'The sentence of the last failure; null when the last sync succeeded.';
comment on column meta.sources.last_attempt_at is 'When the source was last asked.';
comment on column meta.sources.last_success_at is 'When the source was last read whole.';
comment on column meta.sources.newest_event_at is 'Instant of the newest plausible record the source has.';

create table if not exists meta.sync_runs (
    run_id varchar,
    started_at timestamptz,
    finished_at timestamptz,
    state varchar,
    stage varchar,
    source_count integer,
    failed_count integer,
    new_commit_count bigint,
    message varchar
);
comment on table meta.sync_runs is 'One row per sync that published a snapshot.';
comment on column meta.sync_runs.run_id is 'Identity of the run; a run that publishes twice has a row per stage.';
comment on column meta.sync_runs.started_at is 'When the run began.';
comment on column meta.sync_runs.finished_at is 'When the snapshot of this stage was handed over for publishing.';
comment on column meta.sync_runs.state is 'done, partly (some sources failed) or failed.';
comment on column meta.sync_runs.stage is 'history, or line counts.';
comment on column meta.sync_runs.source_count is 'Sources asked.';
comment on column meta.sync_runs.failed_count is 'Sources that failed.';
comment on column meta.sync_runs.new_commit_count is 'Commits landed for the first time.';
comment on column meta.sync_runs.message is 'What failed, one sentence per source; null when nothing did.';

create table if not exists raw.services (
    service varchar,
    team varchar,
    product varchar,
    release_tags varchar,
    jira_projects varchar[]
);
comment on table raw.services is 'One row per service of the settings: what is released as one.';
comment on column raw.services.service is 'Name of the service.';
comment on column raw.services.team is 'Team that owns it; null when the settings name none.';
comment on column raw.services.product is 'Product it belongs to; null when the settings name none.';
comment on column raw.services.release_tags is 'Regular expression (full match) of the tags that are its releases; null = the well-known patterns.';
comment on column raw.services.jira_projects is 'Jira project keys whose issues are its work; empty = discovered.';

create table if not exists raw.service_repositories (
    service varchar,
    repository varchar
);
comment on table raw.service_repositories is 'Which repositories make up each service.';
comment on column raw.service_repositories.service is 'Name of the service.';
comment on column raw.service_repositories.repository is 'Name of the repository.';

create table if not exists raw.git_repositories (
    repository_id integer,
    repository varchar,
    location varchar,
    object_format varchar,
    default_branch varchar,
    refs_fingerprint varchar,
    commit_count bigint,
    uncounted_commit_count bigint,
    line_counts_note varchar,
    first_synced_at timestamptz,
    last_synced_at timestamptz
);
comment on table raw.git_repositories is 'One row per git repository that was read at least once.';
comment on column raw.git_repositories.repository_id is 'Number of the repository in this warehouse; never reused.';
comment on column raw.git_repositories.repository is 'Name of the repository, unique in the warehouse.';
comment on column raw.git_repositories.location is 'Path or address, without credentials.';
comment on column raw.git_repositories.object_format is 'sha1 or sha256.';
comment on column raw.git_repositories.default_branch is 'Branch that HEAD names; null when HEAD is detached or unborn.';
comment on column raw.git_repositories.refs_fingerprint is 'Digest of the refs at the last sync; equal means nothing new.';
comment on column raw.git_repositories.commit_count is 'Commits landed.';
comment on column raw.git_repositories.uncounted_commit_count is 'Commits whose paths and lines are not counted yet; 0 when all are.';
comment on column raw.git_repositories.line_counts_note is 'Why some line counts cannot be had; null when all can.';
comment on column raw.git_repositories.first_synced_at is 'When the repository was first read whole.';
comment on column raw.git_repositories.last_synced_at is 'When something new was last landed from it.';

create table if not exists raw.git_commits (
    commit_id bigint,
    repository_id integer,
    sha blob using compression uncompressed,
    author_id bigint,
    committer_id bigint,
    authored_epoch bigint,
    authored_tz_minutes smallint,
    committed_epoch bigint,
    committed_tz_minutes smallint,
    parent_count smallint,
    is_text_damaged boolean
);
comment on table raw.git_commits is 'One row per commit reachable from a branch or tag at some sync. Commits are never removed.';
comment on column raw.git_commits.commit_id is 'Number of the commit in this warehouse.';
comment on column raw.git_commits.repository_id is 'Repository it was read from.';
comment on column raw.git_commits.sha is 'Object id, 20 or 32 bytes.';
comment on column raw.git_commits.author_id is 'raw.git_people of the author.';
comment on column raw.git_commits.committer_id is 'raw.git_people of the committer.';
comment on column raw.git_commits.authored_epoch is 'Author date, seconds since 1970; null when git has none.';
comment on column raw.git_commits.authored_tz_minutes is 'Author''s offset from UTC in minutes; null when git has none.';
comment on column raw.git_commits.committed_epoch is 'Committer date, seconds since 1970; null when git has none.';
comment on column raw.git_commits.committed_tz_minutes is 'Committer''s offset from UTC in minutes; null when git has none.';
comment on column raw.git_commits.parent_count is 'Number of parents; 2 and more is a merge.';
comment on column raw.git_commits.is_text_damaged is 'Name, address or message was not UTF-8 and was read as Latin-1.';

create table if not exists raw.git_messages (
    commit_id bigint,
    message varchar using compression zstd,
    message_bytes bigint
);
comment on table raw.git_messages is 'One row per commit: the whole message, subject first. Hostile text: escape it before it is shown.';
comment on column raw.git_messages.commit_id is 'raw.git_commits.';
comment on column raw.git_messages.message is 'Message, cut at 65,536 characters.';
comment on column raw.git_messages.message_bytes is 'Size of the whole message in bytes, before the cut.';

create table if not exists raw.git_edges (
    child_id bigint,
    parent_id bigint,
    parent_position smallint
);
comment on table raw.git_edges is 'One row per commit and parent: the history''s graph.';
comment on column raw.git_edges.child_id is 'The commit.';
comment on column raw.git_edges.parent_id is 'Its parent.';
comment on column raw.git_edges.parent_position is '0 for the first parent (the line merged into), 1 and up for what was merged.';

create table if not exists raw.git_people (
    person_id bigint,
    repository_id integer,
    name varchar,
    email varchar
);
comment on table raw.git_people is 'One row per repository and distinct name and address. For joining, never for measuring people.';
comment on column raw.git_people.person_id is '(repository_id << 32) | ordinal.';
comment on column raw.git_people.repository_id is 'Repository.';
comment on column raw.git_people.name is 'Name as git has it.';
comment on column raw.git_people.email is 'Address as git has it.';

create table if not exists raw.git_trailers (
    commit_id bigint,
    trailer varchar,
    value varchar
);
comment on table raw.git_trailers is 'One row per trailer line at the end of a message that names a person (Reviewed-by, Co-authored-by, Reviewers, ...).';
comment on column raw.git_trailers.commit_id is 'raw.git_commits.';
comment on column raw.git_trailers.trailer is 'Name of the trailer in lower case, such as reviewed-by.';
comment on column raw.git_trailers.value is 'What stands behind the colon, trimmed.';

create table if not exists raw.git_reverts (
    commit_id bigint,
    reverted_sha varchar,
    reverted_id bigint
);
comment on table raw.git_reverts is 'One row per "This reverts commit <sha>" in a message.';
comment on column raw.git_reverts.commit_id is 'The reverting commit.';
comment on column raw.git_reverts.reverted_sha is 'Object id as written (7 to 64 hexadecimal digits).';
comment on column raw.git_reverts.reverted_id is 'The one commit of the repository it names; null when none or several fit.';

create table if not exists raw.git_issue_keys (
    commit_id bigint,
    issue_key varchar
);
comment on table raw.git_issue_keys is 'One row per commit and text in its message that has the form of an issue key (ABC-123), known or not.';
comment on column raw.git_issue_keys.commit_id is 'raw.git_commits.';
comment on column raw.git_issue_keys.issue_key is 'The key as written, upper case.';

create table if not exists raw.git_paths (
    path_id bigint,
    repository_id integer,
    path varchar
);
comment on table raw.git_paths is 'One row per repository and distinct path that a commit touched.';
comment on column raw.git_paths.path_id is '(repository_id << 32) | ordinal.';
comment on column raw.git_paths.repository_id is 'Repository.';
comment on column raw.git_paths.path is 'Path from the root, UTF-8; bytes that are not are read as Latin-1.';

create table if not exists raw.git_file_changes (
    commit_id bigint,
    path_id bigint,
    change varchar,
    pair_id bigint
);
comment on table raw.git_file_changes is 'One row per commit and path it changed against its first parent (a root: against nothing). Merges have none.';
comment on column raw.git_file_changes.commit_id is 'raw.git_commits.';
comment on column raw.git_file_changes.path_id is 'raw.git_paths.';
comment on column raw.git_file_changes.change is 'A added, M modified, D deleted, T type changed.';
comment on column raw.git_file_changes.pair_id is 'raw.git_blob_pairs: the content before and after.';

create table if not exists raw.git_blob_pairs (
    pair_id bigint,
    repository_id integer,
    pair_key blob,
    additions integer,
    deletions integer,
    is_binary boolean
);
comment on table raw.git_blob_pairs is 'One row per repository and distinct (content before, content after): counted once and kept for ever.';
comment on column raw.git_blob_pairs.pair_id is '(repository_id << 32) | ordinal.';
comment on column raw.git_blob_pairs.repository_id is 'Repository.';
comment on column raw.git_blob_pairs.pair_key is 'Digest (16 bytes) of both object ids.';
comment on column raw.git_blob_pairs.additions is 'Lines added; null for binary content or when an object is missing.';
comment on column raw.git_blob_pairs.deletions is 'Lines deleted; null for binary content or when an object is missing.';
comment on column raw.git_blob_pairs.is_binary is 'Git calls the content binary; null when an object is missing.';

create table if not exists raw.git_counted_commits (
    commit_id bigint
);
comment on table raw.git_counted_commits is 'One row per commit whose paths and line counts are landed.';
comment on column raw.git_counted_commits.commit_id is 'raw.git_commits.';

create table if not exists raw.git_refs (
    repository_id integer,
    ref_name varchar,
    kind varchar,
    object_sha varchar,
    first_seen_at timestamptz,
    gone_at timestamptz
);
comment on table raw.git_refs is 'One row per branch or tag and object it pointed at: the history of moves as the syncs saw it.';
comment on column raw.git_refs.repository_id is 'Repository.';
comment on column raw.git_refs.ref_name is 'Full name, such as refs/heads/main or refs/tags/v1.2.0.';
comment on column raw.git_refs.kind is 'branch or tag.';
comment on column raw.git_refs.object_sha is 'Object it points at, hexadecimal.';
comment on column raw.git_refs.first_seen_at is 'Sync that first saw it there.';
comment on column raw.git_refs.gone_at is 'Sync that saw it deleted or moved; null while it is there.';

create table if not exists raw.git_tags (
    repository_id integer,
    tag_name varchar,
    target_type varchar,
    target_sha varchar,
    commit_id bigint,
    is_annotated boolean,
    tagger_id bigint,
    tagged_epoch bigint,
    tagged_tz_minutes smallint,
    subject varchar
);
comment on table raw.git_tags is 'One row per tag that exists now.';
comment on column raw.git_tags.repository_id is 'Repository.';
comment on column raw.git_tags.tag_name is 'Name without refs/tags/.';
comment on column raw.git_tags.target_type is 'What the tag ends at after peeling tags of tags: commit, tree, blob or missing.';
comment on column raw.git_tags.target_sha is 'Object it ends at, hexadecimal.';
comment on column raw.git_tags.commit_id is 'The commit it ends at; null when it ends at something else.';
comment on column raw.git_tags.is_annotated is 'It is a tag object; false = a bare name for a commit.';
comment on column raw.git_tags.tagger_id is 'raw.git_people of the tagger; null when there is none.';
comment on column raw.git_tags.tagged_epoch is 'Tagger date; for a lightweight tag or one without tagger the committer date of its commit; null when there is neither.';
comment on column raw.git_tags.tagged_tz_minutes is 'Offset from UTC in minutes of that date.';
comment on column raw.git_tags.subject is 'First line of the tag''s message; null for a lightweight tag.';

create table if not exists raw.git_service_tags (
    service_tag_id integer,
    service varchar,
    repository_id integer,
    tag_name varchar,
    reason_ignored varchar,
    version varchar,
    version_order varchar,
    line varchar,
    kind varchar,
    is_candidate boolean,
    candidate_of varchar,
    is_import_dated boolean,
    date_rank integer,
    version_rank integer,
    predecessor_tag_id integer,
    predecessor_found_by varchar,
    first_shipped_commit_count bigint,
    first_shipped_by_version_count bigint,
    scope_commit_count bigint
);
comment on table raw.git_service_tags is 'One row per service and tag of its repositories: what the tag is to the service, and its lineage.';
comment on column raw.git_service_tags.service_tag_id is 'Number of the row in this snapshot; changes when lineage is worked out anew.';
comment on column raw.git_service_tags.service is 'Service.';
comment on column raw.git_service_tags.repository_id is 'Repository.';
comment on column raw.git_service_tags.tag_name is 'Name without refs/tags/.';
comment on column raw.git_service_tags.reason_ignored is 'Why the tag is no release of the service; null when it is one. All columns behind it are null when it is ignored.';
comment on column raw.git_service_tags.version is 'Normalised version, such as 1.2.0 or 1.2.0-rc1.';
comment on column raw.git_service_tags.version_order is 'Text that sorts as the versions do.';
comment on column raw.git_service_tags.line is 'Release line: X.Y, or by ancestry for versions without one.';
comment on column raw.git_service_tags.kind is 'major, minor, patch, calendar or other; candidate for a candidate.';
comment on column raw.git_service_tags.is_candidate is 'The version has a pre-release part.';
comment on column raw.git_service_tags.candidate_of is 'Version of the release it is a candidate of; null for a release.';
comment on column raw.git_service_tags.is_import_dated is 'Its date is shared with other tags on other commits, so it is the date of an import.';
comment on column raw.git_service_tags.date_rank is 'Order by tag date, committer date, name: over releases for a release, over all for a candidate.';
comment on column raw.git_service_tags.version_rank is 'Order by version; likewise.';
comment on column raw.git_service_tags.predecessor_tag_id is 'The release it is compared with; null for the first and for candidates.';
comment on column raw.git_service_tags.predecessor_found_by is 'line, ancestor or merge base.';
comment on column raw.git_service_tags.first_shipped_commit_count is 'Release: commits reachable from it and from no earlier release (by date). Candidate: from no earlier release or candidate.';
comment on column raw.git_service_tags.first_shipped_by_version_count is 'The same with the order of versions; null for a candidate.';
comment on column raw.git_service_tags.scope_commit_count is 'Commits reachable from it and not from its predecessor; null for candidates.';

create table if not exists raw.git_first_shipped (
    service varchar,
    commit_id bigint,
    first_tag_id integer,
    first_tag_by_version_id integer,
    first_candidate_tag_id integer,
    arrived_id bigint
);
comment on table raw.git_first_shipped is 'One row per service and commit of its repositories that a release or candidate contains.';
comment on column raw.git_first_shipped.service is 'Service.';
comment on column raw.git_first_shipped.commit_id is 'raw.git_commits.';
comment on column raw.git_first_shipped.first_tag_id is 'raw.git_service_tags: first release by date that contains it; null when only candidates do.';
comment on column raw.git_first_shipped.first_tag_by_version_id is 'First release by version that contains it.';
comment on column raw.git_first_shipped.first_candidate_tag_id is 'First release or candidate by date that contains it.';
comment on column raw.git_first_shipped.arrived_id is 'Commit on the release''s first-parent line that brought it there (itself when it was made on the line).';

create table if not exists raw.git_branch_commits (
    repository_id integer,
    commit_id bigint
);
comment on table raw.git_branch_commits is 'One row per commit that is reachable from the default branch now.';
comment on column raw.git_branch_commits.repository_id is 'Repository.';
comment on column raw.git_branch_commits.commit_id is 'raw.git_commits.';

create table if not exists raw.feed_versions (
    service varchar,
    written varchar,
    version varchar,
    version_order varchar
);
comment on table raw.feed_versions is 'One row per service and version that a feed wrote for it: how it reads.';
comment on column raw.feed_versions.service is 'Service.';
comment on column raw.feed_versions.written is 'Version as the feed wrote it. Hostile text: escape it.';
comment on column raw.feed_versions.version is 'Normalised version, such as 1.2.0; null when it is none by the well-known patterns.';
comment on column raw.feed_versions.version_order is 'Text that sorts as the versions do; null likewise.';

create table if not exists raw.git_deployed_commits (
    service varchar,
    deployment_id varchar,
    commit_id bigint,
    found_by varchar
);
comment on table raw.git_deployed_commits is 'One row per deployment of a feed and commit of its service''s repositories that it brought.';
comment on column raw.git_deployed_commits.service is 'Service.';
comment on column raw.git_deployed_commits.deployment_id is 'raw.feed_deployments.';
comment on column raw.git_deployed_commits.commit_id is 'raw.git_commits.';
comment on column raw.git_deployed_commits.found_by is 'sha (the feed names the commit) or version (it is that of the release tag).';

create table if not exists raw.git_first_deployed (
    service varchar,
    environment varchar,
    commit_id bigint,
    deployment_id varchar,
    arrived_id bigint
);
comment on table raw.git_first_deployed is 'One row per service, environment and commit that a deployment which got there contains: the first such deployment.';
comment on column raw.git_first_deployed.service is 'Service.';
comment on column raw.git_first_deployed.environment is 'Environment in lower case.';
comment on column raw.git_first_deployed.commit_id is 'raw.git_commits.';
comment on column raw.git_first_deployed.deployment_id is 'raw.feed_deployments: first by its end, else its start, then by identity.';
comment on column raw.git_first_deployed.arrived_id is 'Commit on the deployed commit''s first-parent line that brought it there (itself when it was made on the line).';

create table if not exists raw.git_deployed_services (
    service varchar,
    digest varchar
);
comment on table raw.git_deployed_services is 'One row per service whose deployments were laid over its history.';
comment on column raw.git_deployed_services.service is 'Service.';
comment on column raw.git_deployed_services.digest is 'Digest of those deployments; while it is equal they are not laid over it again.';
