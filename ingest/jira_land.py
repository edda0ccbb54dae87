"""Lands a staged project in the next snapshot: replaces what differs, by identity, in one transaction with its cursor."""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from ingest.duck import scalar
from ingest.jira_records import COLUMNS, ISSUE_TABLES
from ingest.jira_stage import Stage

_PEOPLE = "person_id, max(display_name) as display_name, bool_and(is_active) as is_active"


@dataclass(frozen=True, slots=True)
class Landed:
    """What a project's landing changed."""

    new_count: int
    changed_count: int
    """Issues landed before whose rows were replaced."""
    is_changed: bool
    """Anything at all differs, people, sprints and statuses included."""


def land_issues(con: duckdb.DuckDBPyConnection, site: str, stage: Stage, now: datetime) -> Landed:
    """Replace the rows of every staged issue that differs from what is landed. Call inside the project's transaction."""
    _choose(con, site, stage)
    new = int(scalar(con, "select count(*) from temp.changed where is_new"))
    changed = int(scalar(con, "select count(*) from temp.changed where not is_new"))
    if new or changed:
        _replace(con, site, stage, now)
    others = [_land_people(con, site, stage), _land_sprints(con, site, stage), _land_statuses(con, site, stage)]
    for table in ("chosen", "changed", "old_issues", "keys_now"):
        con.execute(f"drop table if exists temp.{table}")
    return Landed(new, changed, bool(new or changed or any(others)))


def keep_known_history(con: duckdb.DuckDBPyConnection, site: str, stage: Stage) -> None:
    """Add to the staged issues whose history did not come whole what is landed of it: known once stays known.

    Such a history is partial. Call before the project's transaction, which writes the other database.
    """
    issues, transitions = stage.name("jira_issues"), stage.name("jira_transitions")
    con.execute(
        f"insert into {transitions} by name select staged.turn, old.* exclude (site) from raw.jira_transitions as old "
        f"join {issues} as staged using (issue_id) where old.site = $site and staged.history_state <> 'complete' "
        f"and not exists (from {transitions} as told where told.issue_id = old.issue_id and told.turn = staged.turn "
        "and told.history_id is not distinct from old.history_id)",
        {"site": site},
    )
    con.execute(
        f"update {issues} as staged set history_state = 'partial', history_count = greatest(known.entries, "
        f"coalesce(staged.history_count, 0)) from (select issue_id, turn, count(distinct history_id) as entries "
        f"from {transitions} group by all) as known "
        "where known.issue_id = staged.issue_id and known.turn = staged.turn and staged.history_state <> 'complete'"
    )


def _choose(con: duckdb.DuckDBPyConnection, site: str, stage: Stage) -> None:
    """Make the temporary tables: which reading of each issue counts, what was landed, and which issues differ."""
    con.execute(
        "create or replace temp table chosen as "
        "select issue_id, arg_max(turn, (coalesce(updated_at, to_timestamp(0)), turn)) as turn "
        f"from {stage.name('jira_issues')} group by issue_id"
    )
    con.execute(
        "create or replace temp table old_issues as select issue_id, first_seen_at, missing_since, gone_at "
        "from raw.jira_issues semi join temp.chosen using (issue_id) where site = $site",
        {"site": site},
    )
    con.execute(
        "create or replace temp table keys_now as with staged as ("
        f" select issue_id, issue_key, is_current from {stage.name('jira_issue_keys')} join temp.chosen using (issue_id, turn)) "
        "from staged union all select issue_id, issue_key, false from raw.jira_issue_keys as old "
        "semi join temp.chosen using (issue_id) anti join staged using (issue_id, issue_key) where site = $site",
        {"site": site},
    )
    con.execute(
        "create or replace temp table changed as select issue_id, true as is_new from temp.chosen "
        "anti join temp.old_issues using (issue_id)"
    )
    # A first sync has nothing to compare with, and comparing is most of what choosing costs.
    if scalar(con, "select 1 from temp.old_issues limit 1"):
        differing = " union ".join(_differing(table, stage) for table in ISSUE_TABLES)
        con.execute(
            "insert into temp.changed select issue_id, false from temp.old_issues "
            f"where missing_since is not null or gone_at is not null or issue_id in ({differing})",
            {"site": site},
        )


def _differing(table: str, stage: Stage) -> str:
    """SQL for the issues landed before of which a row of `table` is not the same now."""
    columns = ", ".join(name for name, _ in COLUMNS[table])
    known = "semi join temp.old_issues using (issue_id)"
    staged = f"select {columns} from {_staged(table, stage)} {known}"
    landed = f"select {columns} from raw.{table} {known} where site = $site"
    return (
        f"select issue_id from (({staged}) except all ({landed})) union "
        f"select issue_id from (({landed}) except all ({staged}))"
    )


def _staged(table: str, stage: Stage) -> str:
    """SQL for the rows of the readings that count."""
    if table == "jira_issue_keys":
        return "temp.keys_now"
    return f"(from {stage.name(table)} join temp.chosen using (issue_id, turn))"


def _replace(con: duckdb.DuckDBPyConnection, site: str, stage: Stage, now: datetime) -> None:
    for table in ISSUE_TABLES:
        con.execute(
            f"delete from raw.{table} where site = $site "
            "and issue_id in (select issue_id from temp.changed where not is_new)",
            {"site": site},
        )
        columns = ", ".join(f"staged.{name}" for name, _ in COLUMNS[table])
        seen = ", coalesce(old.first_seen_at, $now) as first_seen_at" if table == "jira_issues" else ""
        old = "left join temp.old_issues as old using (issue_id)" if table == "jira_issues" else ""
        con.execute(
            f"insert into raw.{table} by name select $site as site, {columns}{seen} from {_staged(table, stage)} as staged "
            f"semi join temp.changed using (issue_id) {old} order by staged.issue_id",
            {"site": site, **({"now": now} if seen else {})},
        )


def _land_people(con: duckdb.DuckDBPyConnection, site: str, stage: Stage) -> bool:
    staged = f"select {_PEOPLE} from {stage.name('jira_people')} group by person_id"
    told = (
        f"select person_id, coalesce(staged.display_name, old.display_name) as display_name, "
        f"coalesce(staged.is_active, old.is_active) as is_active from ({staged}) as staged "
        "left join (from raw.jira_people where site = $site) as old using (person_id)"
    )
    return _replace_small(con, site, "jira_people", "person_id", told)


def _land_sprints(con: duckdb.DuckDBPyConnection, site: str, stage: Stage) -> bool:
    columns = ", ".join(name for name, _ in COLUMNS["jira_sprints"])
    told = f"select {columns} from {stage.name('jira_sprints')} qualify row_number() over (partition by sprint_id order by turn desc) = 1"
    return _replace_small(con, site, "jira_sprints", "sprint_id", told)


def _land_statuses(con: duckdb.DuckDBPyConnection, site: str, stage: Stage) -> bool:
    """Add the statuses that issues are in and those that only histories know, where the catalogue has none."""
    item = f"from {stage.name('jira_transitions')} where lower(field) = 'status'"
    told = (
        "select status_id, max(name) as name, max(category) as category, null::timestamptz as gone_at from ("
        f"select status_id, name, category from {stage.name('jira_statuses')} union all "
        f"select from_value, from_text, null {item} union all select to_value, to_text, null {item}) "
        "where status_id is not null and status_id not in (select status_id from raw.jira_statuses where site = $site) "
        "group by status_id"
    )
    return _replace_small(con, site, "jira_statuses", "status_id", told)


def _replace_small(con: duckdb.DuckDBPyConnection, site: str, table: str, identity: str, told: str) -> bool:
    con.execute(
        f"create or replace temp table told as from ({told}) except select * exclude (site) from raw.{table} where site = $site",
        {"site": site},
    )
    if not scalar(con, "select 1 from temp.told limit 1"):
        return False
    con.execute(
        f"delete from raw.{table} where site = $site and {identity} in (select {identity} from temp.told)",
        {"site": site},
    )
    con.execute(
        f"insert into raw.{table} by name select $site as site, * from temp.told order by {identity}", {"site": site}
    )
    return True
