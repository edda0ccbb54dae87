-- What Jira said, as it said it. Instants are UTC; an instant that cannot be read is null and the issue is listed.
-- `site` is the name of the [[jira]] in the settings; ids are Jira's own, unique within a site. All text is hostile.
-- Rows of a project are landed by replace-by-identity in one transaction with the project's cursor.

create table if not exists raw.jira_sites (
    site varchar,
    url varchar,
    kind varchar,
    version varchar,
    title varchar,
    account_zone varchar,
    clock_skew_seconds double,
    last_synced_at timestamptz
);
comment on table raw.jira_sites is 'One row per Jira of the settings that answered at least once.';
comment on column raw.jira_sites.site is 'Name of the Jira.';
comment on column raw.jira_sites.url is 'Address, without credentials.';
comment on column raw.jira_sites.kind is 'cloud or data center.';
comment on column raw.jira_sites.version is 'Version as the server told it.';
comment on column raw.jira_sites.title is 'Title of the server.';
comment on column raw.jira_sites.account_zone is 'Time zone of the account that reads it, in which its searches understand times.';
comment on column raw.jira_sites.clock_skew_seconds is 'Server''s clock minus ours at the last sync; null when it did not say.';
comment on column raw.jira_sites.last_synced_at is 'When something new was last landed from it.';

create table if not exists raw.jira_projects (
    site varchar,
    project_id bigint,
    project_key varchar,
    name varchar,
    is_archived boolean,
    issue_count bigint,
    cursor_at timestamptz,
    swept_at timestamptz,
    hidden_issue_count bigint,
    reading varchar,
    first_synced_at timestamptz,
    last_synced_at timestamptz,
    gone_at timestamptz
);
comment on table raw.jira_projects is 'One row per Jira project that was read at least once.';
comment on column raw.jira_projects.site is 'Jira it belongs to.';
comment on column raw.jira_projects.project_id is 'Jira''s id; stays when the key changes.';
comment on column raw.jira_projects.project_key is 'Key now, such as PAY.';
comment on column raw.jira_projects.name is 'Name.';
comment on column raw.jira_projects.is_archived is 'Jira calls it archived.';
comment on column raw.jira_projects.issue_count is 'Issues of it that are present in the warehouse.';
comment on column raw.jira_projects.cursor_at is 'Newest update landed; the next sync asks from a little before it.';
comment on column raw.jira_projects.swept_at is 'When all its keys were last compared with ours.';
comment on column raw.jira_projects.hidden_issue_count is 'Issues that Jira counts and does not show to the account; null when it does not tell.';
comment on column raw.jira_projects.reading is 'Digest of how its issues were read (fields, bodies, pseudonyms); when that changes, all are read anew.';
comment on column raw.jira_projects.first_synced_at is 'When it was first read whole.';
comment on column raw.jira_projects.last_synced_at is 'When something new was last landed from it.';
comment on column raw.jira_projects.gone_at is 'Sync that no longer saw it; null while it is there.';

create table if not exists raw.jira_fields (
    site varchar,
    field_id varchar,
    name varchar,
    schema_type varchar,
    custom_type varchar,
    used_as varchar,
    first_seen_at timestamptz,
    gone_at timestamptz
);
comment on table raw.jira_fields is 'One row per field and the name and type it had: what a sync took each field for.';
comment on column raw.jira_fields.site is 'Jira.';
comment on column raw.jira_fields.field_id is 'Such as priority or customfield_10020.';
comment on column raw.jira_fields.name is 'Name as people see it.';
comment on column raw.jira_fields.schema_type is 'Jira''s type of the value, such as option or array.';
comment on column raw.jira_fields.custom_type is 'Key of the custom field''s kind; null for a field of Jira''s own.';
comment on column raw.jira_fields.used_as is 'What Leadline reads it as: sprint, severity, change_type, risk, approvals, ...; null when it is kept as JSON alone.';
comment on column raw.jira_fields.first_seen_at is 'Sync that first saw it so.';
comment on column raw.jira_fields.gone_at is 'Sync that saw it renamed, retyped or gone; null while it is so.';

create table if not exists raw.jira_statuses (
    site varchar,
    status_id varchar,
    name varchar,
    category varchar,
    gone_at timestamptz
);
comment on table raw.jira_statuses is 'One row per status: those of the workflow, and those only histories know.';
comment on column raw.jira_statuses.site is 'Jira.';
comment on column raw.jira_statuses.status_id is 'Jira''s id.';
comment on column raw.jira_statuses.name is 'Name as people see it. Two statuses may have one name.';
comment on column raw.jira_statuses.category is 'new, indeterminate or done; null when Jira no longer knows the status.';
comment on column raw.jira_statuses.gone_at is 'Sync that no longer saw it; null while it is there.';

create table if not exists raw.jira_priorities (
    site varchar,
    priority_id varchar,
    name varchar,
    priority_rank integer
);
comment on table raw.jira_priorities is 'One row per priority.';
comment on column raw.jira_priorities.site is 'Jira.';
comment on column raw.jira_priorities.priority_id is 'Jira''s id.';
comment on column raw.jira_priorities.name is 'Name.';
comment on column raw.jira_priorities.priority_rank is '1 for the highest, in Jira''s own order.';

create table if not exists raw.jira_people (
    site varchar,
    person_id varchar,
    display_name varchar,
    is_active boolean
);
comment on table raw.jira_people is 'One row per account that issues, histories or approvals name. For joining, never for measuring people.';
comment on column raw.jira_people.site is 'Jira.';
comment on column raw.jira_people.person_id is 'Account id (Cloud) or user key (Data Center); a pseudonym when the settings ask for it.';
comment on column raw.jira_people.display_name is 'Name shown; the pseudonym likewise; null for a deleted account.';
comment on column raw.jira_people.is_active is 'The account is active; null when Jira does not say.';

create table if not exists raw.jira_issues (
    site varchar,
    issue_id bigint,
    issue_key varchar,
    project_id bigint,
    summary varchar,
    issue_type varchar,
    is_subtask boolean,
    status_id varchar,
    status varchar,
    priority varchar,
    resolution varchar,
    severity varchar,
    change_type varchar,
    risk varchar,
    environment varchar,
    created_at timestamptz,
    updated_at timestamptz,
    resolved_at timestamptz,
    due_on date,
    planned_start_at timestamptz,
    planned_end_at timestamptz,
    started_at timestamptz,
    reporter_id varchar,
    assignee_id varchar,
    creator_id varchar,
    parent_id bigint,
    parent_key varchar,
    labels varchar[],
    fix_version_ids bigint[],
    affects_version_ids bigint[],
    component_ids bigint[],
    sprint_ids bigint[],
    description varchar,
    other_fields json,
    history_state varchar,
    history_count integer,
    unreadable varchar,
    first_seen_at timestamptz,
    missing_since timestamptz,
    gone_at timestamptz
);
comment on table raw.jira_issues is 'One row per issue that a sync ever saw. An issue that Jira no longer shows stays, with gone_at.';
comment on column raw.jira_issues.site is 'Jira.';
comment on column raw.jira_issues.issue_id is 'Jira''s id; stays when the issue moves to another project.';
comment on column raw.jira_issues.issue_key is 'Key now, such as PAY-311. Earlier keys are in raw.jira_issue_keys.';
comment on column raw.jira_issues.project_id is 'raw.jira_projects it is in now.';
comment on column raw.jira_issues.summary is 'One line. Hostile text: escape it.';
comment on column raw.jira_issues.issue_type is 'Name of its type.';
comment on column raw.jira_issues.is_subtask is 'Its type is a sub-task''s.';
comment on column raw.jira_issues.status_id is 'raw.jira_statuses now.';
comment on column raw.jira_issues.status is 'Name of the status now.';
comment on column raw.jira_issues.priority is 'Name of the priority; null when it has none.';
comment on column raw.jira_issues.resolution is 'Name of the resolution; null while unresolved.';
comment on column raw.jira_issues.severity is 'Value of the field found as severity; null when there is none.';
comment on column raw.jira_issues.change_type is 'Value of the field found as change type (standard, normal, emergency); null when there is none.';
comment on column raw.jira_issues.risk is 'Value of the field found as risk; null when there is none.';
comment on column raw.jira_issues.environment is 'Jira''s field environment as plain text.';
comment on column raw.jira_issues.created_at is 'When it was created.';
comment on column raw.jira_issues.updated_at is 'When it last changed.';
comment on column raw.jira_issues.resolved_at is 'Jira''s resolutiondate; null while unresolved.';
comment on column raw.jira_issues.due_on is 'Due date.';
comment on column raw.jira_issues.planned_start_at is 'Value of the field found as planned start; null when there is none.';
comment on column raw.jira_issues.planned_end_at is 'Value of the field found as planned end; null when there is none.';
comment on column raw.jira_issues.started_at is 'Value of the field found as actual start (an incident''s beginning, a change''s start); null when there is none.';
comment on column raw.jira_issues.reporter_id is 'raw.jira_people; null when empty.';
comment on column raw.jira_issues.assignee_id is 'raw.jira_people; null when empty.';
comment on column raw.jira_issues.creator_id is 'raw.jira_people; null when empty.';
comment on column raw.jira_issues.parent_id is 'Issue it is a sub-task or child of; null when there is none.';
comment on column raw.jira_issues.parent_key is 'Key of that issue as Jira said it.';
comment on column raw.jira_issues.labels is 'Labels.';
comment on column raw.jira_issues.fix_version_ids is 'raw.jira_versions it is meant for now.';
comment on column raw.jira_issues.affects_version_ids is 'raw.jira_versions in which its trouble is.';
comment on column raw.jira_issues.component_ids is 'raw.jira_components.';
comment on column raw.jira_issues.sprint_ids is 'raw.jira_sprints.';
comment on column raw.jira_issues.description is 'Plain text; null unless the settings ask for bodies.';
comment on column raw.jira_issues.other_fields is 'The fields no column holds, as Jira sent them; bodies, people and comments left out.';
comment on column raw.jira_issues.history_state is 'complete; partial (the server cut it and gave no more); unknown (the server sent none).';
comment on column raw.jira_issues.history_count is 'Changelog entries landed; null when unknown.';
comment on column raw.jira_issues.unreadable is 'What could not be read in it, such as a date; null when all could.';
comment on column raw.jira_issues.first_seen_at is 'Sync that first saw it.';
comment on column raw.jira_issues.missing_since is 'First key sweep that did not see it; null while it is there.';
comment on column raw.jira_issues.gone_at is 'Second key sweep in a row that did not see it: deleted, or hidden from the account.';

create table if not exists raw.jira_issue_keys (
    site varchar,
    issue_id bigint,
    issue_key varchar,
    is_current boolean
);
comment on table raw.jira_issue_keys is 'One row per issue and key it has or had, so that commits that name an old key still find it.';
comment on column raw.jira_issue_keys.site is 'Jira.';
comment on column raw.jira_issue_keys.issue_id is 'Issue.';
comment on column raw.jira_issue_keys.issue_key is 'Key, upper case.';
comment on column raw.jira_issue_keys.is_current is 'It is the key now.';

create table if not exists raw.jira_transitions (
    site varchar,
    issue_id bigint,
    history_id bigint,
    item_position integer,
    changed_at timestamptz,
    author_id varchar,
    field varchar,
    field_id varchar,
    from_value varchar,
    from_text varchar,
    to_value varchar,
    to_text varchar
);
comment on table raw.jira_transitions is 'One row per item of an issue''s changelog: every field that changed, not the status alone.';
comment on column raw.jira_transitions.site is 'Jira.';
comment on column raw.jira_transitions.issue_id is 'Issue.';
comment on column raw.jira_transitions.history_id is 'Changelog entry; its items changed in one step.';
comment on column raw.jira_transitions.item_position is 'Place of the item in its entry, from 0.';
comment on column raw.jira_transitions.changed_at is 'When; null when the date cannot be read.';
comment on column raw.jira_transitions.author_id is 'raw.jira_people; null when Jira does not say.';
comment on column raw.jira_transitions.field is 'Field as the changelog names it: status, Fix Version, Key, Link, ...';
comment on column raw.jira_transitions.field_id is 'Id of the field; null when the server does not send it.';
comment on column raw.jira_transitions.from_value is 'Value before, Jira''s id of it where it has one.';
comment on column raw.jira_transitions.from_text is 'Value before as people see it. Bodies are left out unless the settings ask for them.';
comment on column raw.jira_transitions.to_value is 'Value after, likewise.';
comment on column raw.jira_transitions.to_text is 'Value after as people see it.';

create table if not exists raw.jira_links (
    site varchar,
    link_id bigint,
    issue_id bigint,
    direction varchar,
    link_type varchar,
    phrase varchar,
    other_issue_id bigint,
    other_issue_key varchar
);
comment on table raw.jira_links is 'One row per issue and link it shows; a link between two issues that we read has a row from each end.';
comment on column raw.jira_links.site is 'Jira.';
comment on column raw.jira_links.link_id is 'Jira''s id; the same from both ends.';
comment on column raw.jira_links.issue_id is 'The issue that shows the link.';
comment on column raw.jira_links.direction is 'outward or inward, as seen from issue_id.';
comment on column raw.jira_links.link_type is 'Name of the type, such as Problem/Incident.';
comment on column raw.jira_links.phrase is 'What issue_id is to the other, such as is caused by.';
comment on column raw.jira_links.other_issue_id is 'The other issue.';
comment on column raw.jira_links.other_issue_key is 'Its key as Jira said it.';

create table if not exists raw.jira_versions (
    site varchar,
    version_id bigint,
    project_id bigint,
    name varchar,
    version varchar,
    version_order varchar,
    line varchar,
    kind varchar,
    is_candidate boolean,
    prefix varchar,
    start_on date,
    release_on date,
    is_released boolean,
    is_archived boolean,
    position integer,
    first_seen_at timestamptz,
    gone_at timestamptz
);
comment on table raw.jira_versions is 'One row per Jira version: what it says of itself now.';
comment on column raw.jira_versions.site is 'Jira.';
comment on column raw.jira_versions.version_id is 'Jira''s id.';
comment on column raw.jira_versions.project_id is 'raw.jira_projects.';
comment on column raw.jira_versions.name is 'Name as people see it. Hostile text: escape it.';
comment on column raw.jira_versions.version is 'Normalised version read from the name, such as 1.2.0; null when it holds none.';
comment on column raw.jira_versions.version_order is 'Text that sorts as the versions do; null when the name holds none.';
comment on column raw.jira_versions.line is 'X.Y; null when the name holds no version.';
comment on column raw.jira_versions.kind is 'major, minor, patch, calendar or other; candidate for a candidate; null when the name holds no version.';
comment on column raw.jira_versions.is_candidate is 'The name has a pre-release part; null when the name holds no version.';
comment on column raw.jira_versions.prefix is 'Text before the version in the name, lower case without separators, such as payments; empty when there is none.';
comment on column raw.jira_versions.start_on is 'Start date.';
comment on column raw.jira_versions.release_on is 'Release date: planned until released, then as people entered it.';
comment on column raw.jira_versions.is_released is 'Marked as released.';
comment on column raw.jira_versions.is_archived is 'Marked as archived.';
comment on column raw.jira_versions.position is 'Place in the project''s own order.';
comment on column raw.jira_versions.first_seen_at is 'Sync that first saw it.';
comment on column raw.jira_versions.gone_at is 'Sync that no longer saw it (deleted or merged); null while it is there.';

create table if not exists raw.jira_version_snapshots (
    site varchar,
    version_id bigint,
    project_id bigint,
    name varchar,
    start_on date,
    release_on date,
    is_released boolean,
    is_archived boolean,
    seen_at timestamptz,
    last_seen_at timestamptz
);
comment on table raw.jira_version_snapshots is 'One row per version and state of it that syncs in a row saw: Jira forgets the dates that were, this does not.';
comment on column raw.jira_version_snapshots.site is 'Jira.';
comment on column raw.jira_version_snapshots.version_id is 'raw.jira_versions.';
comment on column raw.jira_version_snapshots.project_id is 'raw.jira_projects.';
comment on column raw.jira_version_snapshots.name is 'Name then.';
comment on column raw.jira_version_snapshots.start_on is 'Start date then.';
comment on column raw.jira_version_snapshots.release_on is 'Release date then.';
comment on column raw.jira_version_snapshots.is_released is 'Released then.';
comment on column raw.jira_version_snapshots.is_archived is 'Archived then.';
comment on column raw.jira_version_snapshots.seen_at is 'First sync that saw it so.';
comment on column raw.jira_version_snapshots.last_seen_at is 'Last sync that published anything and saw it so.';

create table if not exists raw.jira_components (
    site varchar,
    component_id bigint,
    project_id bigint,
    name varchar,
    gone_at timestamptz
);
comment on table raw.jira_components is 'One row per component.';
comment on column raw.jira_components.site is 'Jira.';
comment on column raw.jira_components.component_id is 'Jira''s id.';
comment on column raw.jira_components.project_id is 'raw.jira_projects.';
comment on column raw.jira_components.name is 'Name.';
comment on column raw.jira_components.gone_at is 'Sync that no longer saw it; null while it is there.';

create table if not exists raw.jira_sprints (
    site varchar,
    sprint_id bigint,
    name varchar,
    state varchar,
    started_at timestamptz,
    ends_at timestamptz,
    completed_at timestamptz
);
comment on table raw.jira_sprints is 'One row per sprint that an issue is or was in, as its field tells it.';
comment on column raw.jira_sprints.site is 'Jira.';
comment on column raw.jira_sprints.sprint_id is 'Jira''s id.';
comment on column raw.jira_sprints.name is 'Name.';
comment on column raw.jira_sprints.state is 'future, active or closed.';
comment on column raw.jira_sprints.started_at is 'Start; null while it is in the future.';
comment on column raw.jira_sprints.ends_at is 'Planned end.';
comment on column raw.jira_sprints.completed_at is 'When it was completed; null until then.';

create table if not exists raw.jira_approvals (
    site varchar,
    issue_id bigint,
    approval_id varchar,
    name varchar,
    approver_id varchar,
    decision varchar,
    asked_at timestamptz,
    decided_at timestamptz
);
comment on table raw.jira_approvals is 'One row per approval asked for on an issue and person asked, where the Jira has a field of approvals.';
comment on column raw.jira_approvals.site is 'Jira.';
comment on column raw.jira_approvals.issue_id is 'Issue.';
comment on column raw.jira_approvals.approval_id is 'Jira''s id.';
comment on column raw.jira_approvals.name is 'What was to be approved.';
comment on column raw.jira_approvals.approver_id is 'raw.jira_people.';
comment on column raw.jira_approvals.decision is 'approved, declined or pending.';
comment on column raw.jira_approvals.asked_at is 'When it was asked for.';
comment on column raw.jira_approvals.decided_at is 'When it was decided; null while it is open.';

create table if not exists raw.jira_comments (
    site varchar,
    issue_id bigint,
    comment_id bigint,
    author_id varchar,
    created_at timestamptz,
    updated_at timestamptz,
    body varchar
);
comment on table raw.jira_comments is 'One row per comment, as plain text. Empty unless the settings ask for bodies. Hostile text: escape it.';
comment on column raw.jira_comments.site is 'Jira.';
comment on column raw.jira_comments.issue_id is 'Issue.';
comment on column raw.jira_comments.comment_id is 'Jira''s id.';
comment on column raw.jira_comments.author_id is 'raw.jira_people.';
comment on column raw.jira_comments.created_at is 'When it was written.';
comment on column raw.jira_comments.updated_at is 'When it was last edited.';
comment on column raw.jira_comments.body is 'Plain text.';

create table if not exists raw.service_versions (
    service varchar,
    version_name varchar,
    version varchar
);
comment on table raw.service_versions is 'One row per Jira version name that the settings map to a release of a service by hand.';
comment on column raw.service_versions.service is 'Service.';
comment on column raw.service_versions.version_name is 'Name of the Jira version.';
comment on column raw.service_versions.version is 'Normalised version of the release.';
