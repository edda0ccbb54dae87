-- The tables in which a build records itself. Settings and audits are those of the last build; the others keep history.
create schema if not exists meta;

create table if not exists meta.builds (
    build_id integer,
    built_at timestamptz,
    definitions_fingerprint varchar,
    as_of timestamptz
);
comment on table meta.builds is 'One row per build of the models.';
comment on column meta.builds.build_id is 'Number of the build; the highest is the one that made these tables.';
comment on column meta.builds.built_at is 'When it was built.';
comment on column meta.builds.definitions_fingerprint is 'Digest of all definitions and settings; equal means equal meaning.';
comment on column meta.builds.as_of is 'When a source was last read whole at that time.';

create table if not exists meta.definitions (
    metric_id varchar,
    label varchar,
    unit varchar,
    direction varchar,
    version varchar,
    meaning varchar,
    formula varchar,
    source varchar,
    sql varchar,
    settings varchar,
    fingerprint varchar,
    first_built_at timestamptz,
    is_current boolean
);
comment on table meta.definitions is 'One row per metric and version of its definition that was ever built here.';
comment on column meta.definitions.metric_id is 'Name of the metric and of its macro.';
comment on column meta.definitions.label is 'Its name on screens.';
comment on column meta.definitions.unit is 'hours, days, working hours, working days, share (0 to 1), per week, or count.';
comment on column meta.definitions.direction is 'Which way is better: up, down or none.';
comment on column meta.definitions.version is 'Version of the definition, a dot, and the revision that a setting or a model behind it made.';
comment on column meta.definitions.meaning is 'What it tells, in one sentence.';
comment on column meta.definitions.formula is 'How it is computed.';
comment on column meta.definitions.source is 'Who defines it.';
comment on column meta.definitions.sql is 'The query of its population rows.';
comment on column meta.definitions.settings is 'The settings that change its number, with their values.';
comment on column meta.definitions.fingerprint is 'Digest of the definition, the models behind it and the settings it uses.';
comment on column meta.definitions.first_built_at is 'When this version was first built here.';
comment on column meta.definitions.is_current is 'The macros of this warehouse compute this version.';

create or replace table meta.settings (
    name varchar,
    value varchar
);
comment on table meta.settings is 'One row per setting that the last build reckoned with.';
comment on column meta.settings.name is 'Name, as in leadline.toml.';
comment on column meta.settings.value is 'Value, as text.';

create or replace table meta.interval_ranks (
    quantile double,
    sample_size integer,
    low_rank integer,
    low_part double,
    high_rank integer,
    high_part double
);
comment on table meta.interval_ranks is 'Where the 95 % interval of a quantile stands among n ordered values; one row per quantile and sample size up to 200.';
comment on column meta.interval_ranks.quantile is '0.5 (median) or 0.85.';
comment on column meta.interval_ranks.sample_size is 'Values counted.';
comment on column meta.interval_ranks.low_rank is 'Rank of the value at or below the lower limit; null when the sample is too small for one.';
comment on column meta.interval_ranks.low_part is 'How far the limit lies from there to the next value (0 to 1).';
comment on column meta.interval_ranks.high_rank is 'Rank of the value at or above the upper limit; null when the sample is too small for one.';
comment on column meta.interval_ranks.high_part is 'How far the limit lies from there to the value before (0 to 1).';

create or replace table meta.audits (
    audit varchar,
    title varchar,
    row_count bigint,
    topic varchar
);
comment on table meta.audits is 'One row per audit: how many doubtful rows it found in the last build. The rows are in audit.<name>.';
comment on column meta.audits.audit is 'Name of the audit and of its view in schema audit.';
comment on column meta.audits.title is 'What it looks for.';
comment on column meta.audits.row_count is 'Rows that it found.';
comment on column meta.audits.topic is 'What it is about: Dates, Releases, Git, Work, Failures, Freezes or Feeds.';

create or replace table meta.setting_values (
    name varchar,
    value varchar
);
comment on table meta.setting_values is 'One row per name in a list of the settings that the last build reckoned with.';
comment on column meta.setting_values.name is 'Name of the setting, as in leadline.toml.';
comment on column meta.setting_values.value is 'One of its names; compared without regard to case.';

create or replace table meta.lifecycle_settings (
    status varchar,
    step varchar
);
comment on table meta.lifecycle_settings is 'One row per Jira status that the settings put in a step of the lifecycle.';
comment on column meta.lifecycle_settings.status is 'Name of the status, as in leadline.toml.';
comment on column meta.lifecycle_settings.step is 'Request, Plan, Build, Test, Deploy or Close.';

create or replace table meta.lifecycle_defaults (
    status varchar,
    step varchar
);
comment on table meta.lifecycle_defaults is 'One row per well-known status name: its step where no setting says.';
comment on column meta.lifecycle_defaults.status is 'Name in lower case with one blank between words.';
comment on column meta.lifecycle_defaults.step is 'Request, Plan, Build, Test, Deploy or Close.';

create or replace table meta.freezes (
    name varchar,
    service varchar,
    starts_on date,
    ends_on date,
    reason varchar
);
comment on table meta.freezes is 'One row per freeze of the settings and service it holds for.';
comment on column meta.freezes.name is 'Name of the freeze.';
comment on column meta.freezes.service is 'Service that must not change; null = all.';
comment on column meta.freezes.starts_on is 'First day of it, in the display zone.';
comment on column meta.freezes.ends_on is 'First day that is free again.';
comment on column meta.freezes.reason is 'Why; null when the settings do not say.';

create table if not exists meta.build_shape (
    digest varchar
);
comment on table meta.build_shape is 'One row: what the tables, views and macros of the build are made of.';
comment on column meta.build_shape.digest is 'Digest of all definitions; while it is equal a build fills them anew instead of making them.';
create or replace table meta.work_week (
    weekday integer,
    starts_minute integer,
    ends_minute integer
);
comment on table meta.work_week is 'One row per day of the week on which people work, by the settings.';
comment on column meta.work_week.weekday is '1 for Monday to 7 for Sunday.';
comment on column meta.work_week.starts_minute is 'When the working day begins: minutes after midnight of the display zone.';
comment on column meta.work_week.ends_minute is 'When it ends.';

create or replace table meta.days_off (
    day_on date,
    name varchar
);
comment on table meta.days_off is 'One row per day on which nobody works whatever the day of the week: public holidays of the settings'' country and its days off.';
comment on column meta.days_off.day_on is 'Day.';
comment on column meta.days_off.name is 'Name of the holiday.';
