-- What feeds said: deployments, incidents, test runs, approvals, runsheets and freezes from files. Instants are UTC.
-- A row that cannot be read whole is set aside in raw.feed_rejects and the others land. A file's rows are landed by
-- replace-by-identity in one transaction with the file's digest. All text is hostile.

create table if not exists raw.feed_files (
    feed varchar,
    kind varchar,
    path varchar,
    digest varchar,
    size_bytes bigint,
    row_count bigint,
    rejected_count bigint,
    note varchar,
    first_read_at timestamptz,
    read_at timestamptz,
    gone_at timestamptz
);
comment on table raw.feed_files is 'One row per file that a feed ever had: what was read of it.';
comment on column raw.feed_files.feed is 'Name of the feed: its source in meta.sources.';
comment on column raw.feed_files.kind is 'deployments, incidents, tests, approvals, runsheet or freezes.';
comment on column raw.feed_files.path is 'File it stood in, relative to the settings'' folder. Hostile text: escape it.';
comment on column raw.feed_files.digest is 'Digest of the content and of the settings it was read with; while it is equal the file is not read again.';
comment on column raw.feed_files.size_bytes is 'Size of the file.';
comment on column raw.feed_files.row_count is 'Rows that were read: those of equal identity once.';
comment on column raw.feed_files.rejected_count is 'Rows that were set aside (raw.feed_rejects).';
comment on column raw.feed_files.note is 'What should be known of how it was read, such as a guessed encoding; null when nothing.';
comment on column raw.feed_files.first_read_at is 'Sync that first read the file.';
comment on column raw.feed_files.read_at is 'Sync that read it last.';
comment on column raw.feed_files.gone_at is 'Sync that no longer found it; its rows stay. Null while it is there.';

create table if not exists raw.feed_rejects (
    feed varchar,
    path varchar,
    line_number bigint,
    reason varchar,
    record varchar,
    seen_at timestamptz
);
comment on table raw.feed_rejects is 'One row per row of a feed that was set aside, as the last reading of its file saw it; the first 1,000 of a file.';
comment on column raw.feed_rejects.feed is 'Name of the feed: its source in meta.sources.';
comment on column raw.feed_rejects.path is 'File it stood in, relative to the settings'' folder. Hostile text: escape it.';
comment on column raw.feed_rejects.line_number is 'Line of the file (the header is 1; of a calendar where the event begins); for JSON the number of the record, for JUnit of the suite.';
comment on column raw.feed_rejects.reason is 'What is wrong with it, what was expected and what to do, in one sentence. Hostile text: escape it.';
comment on column raw.feed_rejects.record is 'The row as it stood, cut at 2,000 characters; null when it may name people who are stored under pseudonyms. Hostile text: escape it.';
comment on column raw.feed_rejects.seen_at is 'Sync that set it aside.';

create table if not exists raw.feed_superseded (
    feed varchar,
    table_name varchar,
    path varchar,
    line_number bigint,
    identity varchar,
    record varchar
);
comment on table raw.feed_superseded is 'One row per row of a feed that a later file of it tells too: it counts again when that file no longer tells it.';
comment on column raw.feed_superseded.feed is 'Name of the feed: its source in meta.sources.';
comment on column raw.feed_superseded.table_name is 'Table of this schema it belongs to.';
comment on column raw.feed_superseded.path is 'File it stands in, relative to the settings'' folder. Hostile text: escape it.';
comment on column raw.feed_superseded.line_number is 'Line of the file (the header is 1; of a calendar where the event begins); for JSON the number of the record, for JUnit of the suite.';
comment on column raw.feed_superseded.identity is 'What makes the two rows one.';
comment on column raw.feed_superseded.record is 'The row as JSON. Hostile text: escape it.';

create table if not exists raw.feed_deployments (
    feed varchar,
    path varchar,
    line_number bigint,
    deployment_id varchar,
    service varchar,
    version varchar,
    sha varchar,
    environment varchar,
    started_at timestamptz,
    finished_at timestamptz,
    result varchar,
    is_rollback boolean,
    deployed_by varchar,
    is_automated boolean
);
comment on table raw.feed_deployments is 'One row per deployment that a feed told; feed and deployment_id are its identity. Of two rows the one in the last file by path, and the last line of it, wins.';
comment on column raw.feed_deployments.feed is 'Name of the feed: its source in meta.sources.';
comment on column raw.feed_deployments.path is 'File it stood in, relative to the settings'' folder. Hostile text: escape it.';
comment on column raw.feed_deployments.line_number is 'Line of the file (the header is 1; of a calendar where the event begins); for JSON the number of the record, for JUnit of the suite.';
comment on column raw.feed_deployments.deployment_id is 'Identity within the feed: as the feed gives it; else service, environment, start and version or sha.';
comment on column raw.feed_deployments.service is 'Service of the settings.';
comment on column raw.feed_deployments.version is 'Version as written; null when the feed gives only the commit.';
comment on column raw.feed_deployments.sha is 'Commit, hexadecimal, lower case, 7 to 64 digits; null when the feed gives only the version.';
comment on column raw.feed_deployments.environment is 'Environment as written, such as production.';
comment on column raw.feed_deployments.started_at is 'When it began.';
comment on column raw.feed_deployments.finished_at is 'When it ended; null when the feed does not say.';
comment on column raw.feed_deployments.result is 'succeeded, failed, rolled_back, cancelled or running.';
comment on column raw.feed_deployments.is_rollback is 'The record says that it is a rollback to an earlier state; null when the feed has no such column.';
comment on column raw.feed_deployments.deployed_by is 'Who or what did it; a pseudonym when the settings ask for it; null when not told. For telling pipelines from people, never for measuring people.';
comment on column raw.feed_deployments.is_automated is 'A pipeline did it, as the feed says or its setting pipelines tells; null when neither does. A pipeline is no person and has no pseudonym.';

create table if not exists raw.feed_incidents (
    feed varchar,
    path varchar,
    line_number bigint,
    incident_id varchar,
    service varchar,
    title varchar,
    opened_at timestamptz,
    resolved_at timestamptz,
    severity varchar,
    component varchar,
    caused_by varchar
);
comment on table raw.feed_incidents is 'One row per incident that a feed told; feed and incident_id are its identity. Of two rows the one in the last file by path, and the last line of it, wins.';
comment on column raw.feed_incidents.feed is 'Name of the feed: its source in meta.sources.';
comment on column raw.feed_incidents.path is 'File it stood in, relative to the settings'' folder. Hostile text: escape it.';
comment on column raw.feed_incidents.line_number is 'Line of the file (the header is 1; of a calendar where the event begins); for JSON the number of the record, for JUnit of the suite.';
comment on column raw.feed_incidents.incident_id is 'Identity within the feed, as the feed gives it.';
comment on column raw.feed_incidents.service is 'Service it hurt; null when not told.';
comment on column raw.feed_incidents.title is 'One line; null when not told. Hostile text: escape it.';
comment on column raw.feed_incidents.opened_at is 'When it began.';
comment on column raw.feed_incidents.resolved_at is 'When it was over; null while it is open.';
comment on column raw.feed_incidents.severity is 'Severity as written; null when not told.';
comment on column raw.feed_incidents.component is 'Component; null when not told.';
comment on column raw.feed_incidents.caused_by is 'What caused it, as written: a deployment_id, a version of the service or a commit; null when not told.';

create table if not exists raw.feed_test_runs (
    feed varchar,
    path varchar,
    line_number bigint,
    service varchar,
    version varchar,
    sha varchar,
    phase varchar,
    suite varchar,
    ran_at timestamptz,
    executed_count bigint,
    passed_count bigint,
    failed_count bigint,
    skipped_count bigint
);
comment on table raw.feed_test_runs is 'One row per test suite of a JUnit report (or row of a table): what was executed for a release in a phase.';
comment on column raw.feed_test_runs.feed is 'Name of the feed: its source in meta.sources.';
comment on column raw.feed_test_runs.path is 'File it stood in, relative to the settings'' folder. Hostile text: escape it.';
comment on column raw.feed_test_runs.line_number is 'Line of the file (the header is 1; of a calendar where the event begins); for JSON the number of the record, for JUnit of the suite.';
comment on column raw.feed_test_runs.service is 'Service.';
comment on column raw.feed_test_runs.version is 'Version tested; null when only the commit is told.';
comment on column raw.feed_test_runs.sha is 'Commit tested, hexadecimal; null when only the version is told.';
comment on column raw.feed_test_runs.phase is 'regression, user acceptance, performance, or another name as written, lower case.';
comment on column raw.feed_test_runs.suite is 'Name of the suite. Hostile text: escape it.';
comment on column raw.feed_test_runs.ran_at is 'When it ran; null when the report does not say.';
comment on column raw.feed_test_runs.executed_count is 'Tests executed: those skipped are not.';
comment on column raw.feed_test_runs.passed_count is 'Tests passed.';
comment on column raw.feed_test_runs.failed_count is 'Tests failed, with errors.';
comment on column raw.feed_test_runs.skipped_count is 'Tests skipped.';

create table if not exists raw.feed_approvals (
    feed varchar,
    path varchar,
    line_number bigint,
    approval_id varchar,
    service varchar,
    version varchar,
    issue_key varchar,
    sha varchar,
    name varchar,
    approver varchar,
    decision varchar,
    asked_at timestamptz,
    decided_at timestamptz
);
comment on table raw.feed_approvals is 'One row per approval that a feed told.';
comment on column raw.feed_approvals.feed is 'Name of the feed: its source in meta.sources.';
comment on column raw.feed_approvals.path is 'File it stood in, relative to the settings'' folder. Hostile text: escape it.';
comment on column raw.feed_approvals.line_number is 'Line of the file (the header is 1; of a calendar where the event begins); for JSON the number of the record, for JUnit of the suite.';
comment on column raw.feed_approvals.approval_id is 'Identity: as the feed gives it; else made of what it is about, who and when.';
comment on column raw.feed_approvals.service is 'Service; null when the issue tells it.';
comment on column raw.feed_approvals.version is 'Release that was approved; null when it is about an issue or commit.';
comment on column raw.feed_approvals.issue_key is 'Issue that was approved; null when it is about something else.';
comment on column raw.feed_approvals.sha is 'Commit that was approved; null when it is about something else.';
comment on column raw.feed_approvals.name is 'What was to be approved. Hostile text: escape it.';
comment on column raw.feed_approvals.approver is 'Who was asked; a pseudonym when the settings ask for it. For reading, never for measuring people.';
comment on column raw.feed_approvals.decision is 'approved, declined or pending.';
comment on column raw.feed_approvals.asked_at is 'When it was asked for; null when not told.';
comment on column raw.feed_approvals.decided_at is 'When it was decided; null while it is pending.';

create table if not exists raw.feed_runsheet_steps (
    feed varchar,
    path varchar,
    line_number bigint,
    service varchar,
    version varchar,
    step_number integer,
    title varchar,
    owner varchar,
    phase varchar,
    planned_start_at timestamptz,
    planned_end_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz,
    state varchar
);
comment on table raw.feed_runsheet_steps is 'One row per step of a release''s runsheet.';
comment on column raw.feed_runsheet_steps.feed is 'Name of the feed: its source in meta.sources.';
comment on column raw.feed_runsheet_steps.path is 'File it stood in, relative to the settings'' folder. Hostile text: escape it.';
comment on column raw.feed_runsheet_steps.line_number is 'Line of the file (the header is 1; of a calendar where the event begins); for JSON the number of the record, for JUnit of the suite.';
comment on column raw.feed_runsheet_steps.service is 'Service.';
comment on column raw.feed_runsheet_steps.version is 'Version that the runsheet rolls out.';
comment on column raw.feed_runsheet_steps.step_number is 'Order of the step, from 1.';
comment on column raw.feed_runsheet_steps.title is 'What is to be done. Hostile text: escape it.';
comment on column raw.feed_runsheet_steps.owner is 'Who does it; a pseudonym when the settings ask for it; null when not told.';
comment on column raw.feed_runsheet_steps.phase is 'before, deploy, verify, back out, or another name as written, lower case; null when not told.';
comment on column raw.feed_runsheet_steps.planned_start_at is 'Planned start; null when not told.';
comment on column raw.feed_runsheet_steps.planned_end_at is 'Planned end; null when not told.';
comment on column raw.feed_runsheet_steps.started_at is 'Start; null while it has not begun.';
comment on column raw.feed_runsheet_steps.finished_at is 'End; null while it is not done.';
comment on column raw.feed_runsheet_steps.state is 'planned, running, done, failed or skipped.';

create table if not exists raw.feed_freezes (
    feed varchar,
    path varchar,
    line_number bigint,
    freeze_uid varchar,
    name varchar,
    service varchar,
    starts_at timestamptz,
    ends_at timestamptz,
    is_all_day boolean,
    reason varchar
);
comment on table raw.feed_freezes is 'One row per freeze of a calendar, occurrence of a repeated one, and service.';
comment on column raw.feed_freezes.feed is 'Name of the feed: its source in meta.sources.';
comment on column raw.feed_freezes.path is 'File it stood in, relative to the settings'' folder. Hostile text: escape it.';
comment on column raw.feed_freezes.line_number is 'Line of the file (the header is 1; of a calendar where the event begins); for JSON the number of the record, for JUnit of the suite.';
comment on column raw.feed_freezes.freeze_uid is 'Identity of the event in its calendar, with the occurrence''s day.';
comment on column raw.feed_freezes.name is 'Summary of the event. Hostile text: escape it.';
comment on column raw.feed_freezes.service is 'Service it holds for; null = all.';
comment on column raw.feed_freezes.starts_at is 'When it begins.';
comment on column raw.feed_freezes.ends_at is 'When it is over: the first free instant.';
comment on column raw.feed_freezes.is_all_day is 'It was given in days, which begin at midnight of the feed''s zone.';
comment on column raw.feed_freezes.reason is 'Description; null when there is none. Hostile text: escape it.';
