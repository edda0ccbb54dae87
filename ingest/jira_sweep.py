"""Compares all keys a project shows with those landed: what is gone, what moved away, what came back."""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from ingest.duck import scalar
from ingest.jira_stage import Stage

LOST_SHARE = 0.02
LOST_COUNT = 5
"""More than both at once is no tidying: a permission or a token has changed."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep of a project's keys found."""

    newly_missing: int = 0
    newly_gone: int = 0
    refused: int = 0
    """Issues not seen that were not marked, because they are too many at once."""

    @property
    def is_changed(self) -> bool:
        """Something was marked."""
        return bool(self.newly_missing or self.newly_gone)


def unread_ids(con: duckdb.DuckDBPyConnection, site: str, stage: Stage) -> list[int]:
    """Return the ids a sweep saw that are not staged and not landed as they are now: hidden before, or changed unseen."""
    rows = con.execute(
        f"select distinct swept.issue_id from {stage.name('swept')} as swept "
        f"anti join {stage.name('jira_issues')} as staged using (issue_id) "
        "left join (from raw.jira_issues where site = $site) as landed on landed.issue_id = swept.issue_id "
        "where landed.issue_id is null or landed.missing_since is not null or landed.gone_at is not null "
        "or landed.updated_at is distinct from coalesce(swept.updated_at, landed.updated_at) "
        "or landed.issue_key <> swept.issue_key order by 1",
        {"site": site},
    ).fetchall()
    return [issue_id for (issue_id,) in rows]


def mark_missing(
    con: duckdb.DuckDBPyConnection, site: str, project_id: int, stage: Stage, now: datetime, *, is_sure: bool
) -> Swept:
    """Mark the landed issues of a project that the sweep did not see: missing the first time, gone the second.

    A sudden loss is refused unless `is_sure`. Call inside the project's transaction, after its issues are landed.
    """
    con.execute(
        "create or replace temp table lost as select issue_id, missing_since from raw.jira_issues as landed "
        f"anti join {stage.name('swept')} using (issue_id) anti join {stage.name('jira_issues')} using (issue_id) "
        "where site = $site and project_id = $project and gone_at is null",
        {"site": site, "project": project_id},
    )
    lost = int(scalar(con, "select count(*) from temp.lost where missing_since is null"))
    present = int(scalar(
        con, "select count(*) from raw.jira_issues where site = $site and project_id = $project "
        "and gone_at is null and missing_since is null", {"site": site, "project": project_id},
    ))  # fmt: skip
    if lost > LOST_COUNT and lost > LOST_SHARE * present and not is_sure:
        return Swept(refused=lost)
    again = int(scalar(con, "select count(*) from temp.lost where missing_since < $now", {"now": now}))
    for marks, whose in (("gone_at", "missing_since < $now"), ("missing_since", "missing_since is null")):
        con.execute(
            f"update raw.jira_issues set {marks} = $now where site = $site "
            f"and issue_id in (select issue_id from temp.lost where {whose})",
            {"now": now, "site": site},
        )
    con.execute("drop table temp.lost")
    return Swept(lost, again)
