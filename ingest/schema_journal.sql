-- What people typed, copied from the journal at each build: the last revision of each entry. The journal is the truth; these
-- tables are replaced whole, and the pages lay fresher entries over them. All text is hostile.

create table if not exists meta.journal (
    head varchar
);
comment on table meta.journal is 'One row: what the journal held when raw.journal_* were copied from it; none when nobody ever typed anything.';
comment on column meta.journal.head is 'Number and last instant of the entries of each kind; equal means nothing was typed since.';

create table if not exists raw.journal_decisions (
    decision_id varchar,
    deployment_id varchar,
    release_id varchar,
    subject_kind varchar,
    subject varchar,
    verdict varchar,
    reason varchar,
    revision integer,
    written_by varchar,
    written_at timestamptz
);
comment on table raw.journal_decisions is 'One row per link between a deployment and its trouble that a person judged.';
comment on column raw.journal_decisions.decision_id is 'Identity, given by the page before the first save.';
comment on column raw.journal_decisions.deployment_id is 'Deployment of main.deployments.';
comment on column raw.journal_decisions.release_id is 'Its release.';
comment on column raw.journal_decisions.subject_kind is 'incident, issue or commit: what subject names.';
comment on column raw.journal_decisions.subject is 'Incident (its incident_id), issue key or commit that the link rests on. Hostile text: escape it.';
comment on column raw.journal_decisions.verdict is 'confirmed, rejected, or withdrawn (the ladder decides again).';
comment on column raw.journal_decisions.reason is 'Why. Hostile text: escape it.';
comment on column raw.journal_decisions.revision is 'How often it was written; the warehouse has the last.';
comment on column raw.journal_decisions.written_by is 'Who wrote that; null when nobody was signed in.';
comment on column raw.journal_decisions.written_at is 'When.';

create table if not exists raw.journal_reviews (
    review_id varchar,
    release_id varchar,
    service varchar,
    state varchar,
    reviewed_on date,
    objective varchar,
    is_objective_met boolean,
    planning_rating smallint,
    quality_rating smallint,
    deployment_rating smallint,
    went_well varchar,
    to_change varchar,
    causes varchar[],
    has_published_notes boolean,
    score_adjustment smallint,
    adjustment_reason varchar,
    revision integer,
    written_by varchar,
    written_at timestamptz
);
comment on table raw.journal_reviews is 'One row per post-release review.';
comment on column raw.journal_reviews.review_id is 'Identity, given by the page before the first save.';
comment on column raw.journal_reviews.release_id is 'Release that was reviewed.';
comment on column raw.journal_reviews.service is 'Its service.';
comment on column raw.journal_reviews.state is 'draft or done.';
comment on column raw.journal_reviews.reviewed_on is 'Day of the review; null while it is a draft.';
comment on column raw.journal_reviews.objective is 'What the release was to reach. Hostile text: escape it.';
comment on column raw.journal_reviews.is_objective_met is 'It reached that; null when not judged.';
comment on column raw.journal_reviews.planning_rating is '1 to 5; null when not rated.';
comment on column raw.journal_reviews.quality_rating is '1 to 5; null when not rated.';
comment on column raw.journal_reviews.deployment_rating is '1 to 5; null when not rated.';
comment on column raw.journal_reviews.went_well is 'Hostile text: escape it.';
comment on column raw.journal_reviews.to_change is 'Hostile text: escape it.';
comment on column raw.journal_reviews.causes is 'Causes that people chose.';
comment on column raw.journal_reviews.has_published_notes is 'Release notes were published; null when not told.';
comment on column raw.journal_reviews.score_adjustment is 'Points that the reviewer adds to the evaluation score, -10 to 10; null for none.';
comment on column raw.journal_reviews.adjustment_reason is 'Why. Hostile text: escape it.';
comment on column raw.journal_reviews.revision is 'How often it was written; the warehouse has the last.';
comment on column raw.journal_reviews.written_by is 'Who wrote that; null when nobody was signed in.';
comment on column raw.journal_reviews.written_at is 'When.';

create table if not exists raw.journal_feedback (
    feedback_id varchar,
    release_id varchar,
    service varchar,
    satisfaction smallint,
    role varchar,
    words varchar,
    given_on date,
    revision integer,
    written_by varchar,
    written_at timestamptz
);
comment on table raw.journal_feedback is 'One row per answer of a stakeholder on a release.';
comment on column raw.journal_feedback.feedback_id is 'Identity, given by the page before the first save.';
comment on column raw.journal_feedback.release_id is 'Release.';
comment on column raw.journal_feedback.service is 'Its service.';
comment on column raw.journal_feedback.satisfaction is '1 (not at all) to 5 (very).';
comment on column raw.journal_feedback.role is 'In which role the person answers; null when not told.';
comment on column raw.journal_feedback.words is 'In words; null when none. Hostile text: escape it.';
comment on column raw.journal_feedback.given_on is 'Day of the answer.';
comment on column raw.journal_feedback.revision is 'How often it was written; the warehouse has the last.';
comment on column raw.journal_feedback.written_by is 'Who wrote that; null when nobody was signed in.';
comment on column raw.journal_feedback.written_at is 'When.';

create table if not exists raw.journal_actions (
    action_id varchar,
    review_id varchar,
    improvement_id varchar,
    service varchar,
    title varchar,
    owner varchar,
    due_on date,
    closed_on date,
    is_dropped boolean,
    issue_key varchar,
    revision integer,
    written_by varchar,
    written_at timestamptz
);
comment on table raw.journal_actions is 'One row per action that a review or an improvement asks for.';
comment on column raw.journal_actions.action_id is 'Identity, given by the page before the first save.';
comment on column raw.journal_actions.review_id is 'Review it comes from; null when from none.';
comment on column raw.journal_actions.improvement_id is 'Improvement it serves; null when none.';
comment on column raw.journal_actions.service is 'Service; null when it concerns none alone.';
comment on column raw.journal_actions.title is 'What is to be done. Hostile text: escape it.';
comment on column raw.journal_actions.owner is 'Who sees to it.';
comment on column raw.journal_actions.due_on is 'By when.';
comment on column raw.journal_actions.closed_on is 'Day it was closed; null while it is open.';
comment on column raw.journal_actions.is_dropped is 'It was closed without being done.';
comment on column raw.journal_actions.issue_key is 'Issue that does it: its being done closes the action; null when none.';
comment on column raw.journal_actions.revision is 'How often it was written; the warehouse has the last.';
comment on column raw.journal_actions.written_by is 'Who wrote that; null when nobody was signed in.';
comment on column raw.journal_actions.written_at is 'When.';

create table if not exists raw.journal_improvements (
    improvement_id varchar,
    service varchar,
    problem varchar,
    idea varchar,
    owner varchar,
    metric_id varchar,
    starts_on date,
    closed_on date,
    revision integer,
    written_by varchar,
    written_at timestamptz
);
comment on table raw.journal_improvements is 'One row per entry of the continual-improvement register.';
comment on column raw.journal_improvements.improvement_id is 'Identity, given by the page before the first save.';
comment on column raw.journal_improvements.service is 'Service; null = all.';
comment on column raw.journal_improvements.problem is 'Hostile text: escape it.';
comment on column raw.journal_improvements.idea is 'What is changed. Hostile text: escape it.';
comment on column raw.journal_improvements.owner is 'Who sees to it.';
comment on column raw.journal_improvements.metric_id is 'Metric that is to move.';
comment on column raw.journal_improvements.starts_on is 'Day from which it can work.';
comment on column raw.journal_improvements.closed_on is 'Day the entry was closed; null while it is open.';
comment on column raw.journal_improvements.revision is 'How often it was written; the warehouse has the last.';
comment on column raw.journal_improvements.written_by is 'Who wrote that; null when nobody was signed in.';
comment on column raw.journal_improvements.written_at is 'When.';

create table if not exists raw.journal_annotations (
    annotation_id varchar,
    noted_on date,
    service varchar,
    metric_id varchar,
    words varchar,
    is_process_change boolean,
    is_withdrawn boolean,
    revision integer,
    written_by varchar,
    written_at timestamptz
);
comment on table raw.journal_annotations is 'One row per remark on a day of the charts.';
comment on column raw.journal_annotations.annotation_id is 'Identity, given by the page before the first save.';
comment on column raw.journal_annotations.noted_on is 'Day.';
comment on column raw.journal_annotations.service is 'Service; null = all.';
comment on column raw.journal_annotations.metric_id is 'Metric; null = all.';
comment on column raw.journal_annotations.words is 'Hostile text: escape it.';
comment on column raw.journal_annotations.is_process_change is 'The process changed that day: limits are cut anew from it.';
comment on column raw.journal_annotations.is_withdrawn is 'It was taken back.';
comment on column raw.journal_annotations.revision is 'How often it was written; the warehouse has the last.';
comment on column raw.journal_annotations.written_by is 'Who wrote that; null when nobody was signed in.';
comment on column raw.journal_annotations.written_at is 'When.';

create table if not exists raw.journal_freeze_exceptions (
    exception_id varchar,
    freeze_name varchar,
    service varchar,
    version varchar,
    from_on date,
    until_on date,
    reason varchar,
    is_withdrawn boolean,
    revision integer,
    written_by varchar,
    written_at timestamptz
);
comment on table raw.journal_freeze_exceptions is 'One row per recorded permission to change a service inside a freeze.';
comment on column raw.journal_freeze_exceptions.exception_id is 'Identity, given by the page before the first save.';
comment on column raw.journal_freeze_exceptions.freeze_name is 'Name of the freeze; null = any.';
comment on column raw.journal_freeze_exceptions.service is 'Service.';
comment on column raw.journal_freeze_exceptions.version is 'Version that may ship; null = any.';
comment on column raw.journal_freeze_exceptions.from_on is 'First day it holds, in the display zone.';
comment on column raw.journal_freeze_exceptions.until_on is 'First day it no longer holds.';
comment on column raw.journal_freeze_exceptions.reason is 'Why. Hostile text: escape it.';
comment on column raw.journal_freeze_exceptions.is_withdrawn is 'It was taken back.';
comment on column raw.journal_freeze_exceptions.revision is 'How often it was written; the warehouse has the last.';
comment on column raw.journal_freeze_exceptions.written_by is 'Who wrote that; null when nobody was signed in.';
comment on column raw.journal_freeze_exceptions.written_at is 'When.';
