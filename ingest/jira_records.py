"""The rows that an issue lands in, by table, on their way to Arrow."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

_AT, _ID, _TEXT = pa.timestamp("us", tz="UTC"), pa.int64(), pa.string()
_IDS = pa.list_(pa.int64())

COLUMNS: Mapping[str, tuple[tuple[str, pa.DataType], ...]] = {
    "jira_issues": (
        ("issue_id", _ID), ("issue_key", _TEXT), ("project_id", _ID), ("summary", _TEXT), ("issue_type", _TEXT),
        ("is_subtask", pa.bool_()), ("status_id", _TEXT), ("status", _TEXT), ("priority", _TEXT),
        ("resolution", _TEXT), ("severity", _TEXT), ("change_type", _TEXT), ("risk", _TEXT), ("environment", _TEXT),
        ("created_at", _AT), ("updated_at", _AT), ("resolved_at", _AT), ("due_on", pa.date32()),
        ("planned_start_at", _AT), ("planned_end_at", _AT), ("started_at", _AT), ("reporter_id", _TEXT),
        ("assignee_id", _TEXT), ("creator_id", _TEXT), ("parent_id", _ID), ("parent_key", _TEXT),
        ("labels", pa.list_(_TEXT)), ("fix_version_ids", _IDS), ("affects_version_ids", _IDS),
        ("component_ids", _IDS), ("sprint_ids", _IDS), ("description", _TEXT), ("other_fields", _TEXT),
        ("history_state", _TEXT), ("history_count", pa.int32()), ("unreadable", _TEXT),
    ),
    "jira_issue_keys": (("issue_id", _ID), ("issue_key", _TEXT), ("is_current", pa.bool_())),
    "jira_transitions": (
        ("issue_id", _ID), ("history_id", _ID), ("item_position", pa.int32()), ("changed_at", _AT),
        ("author_id", _TEXT), ("field", _TEXT), ("field_id", _TEXT), ("from_value", _TEXT), ("from_text", _TEXT),
        ("to_value", _TEXT), ("to_text", _TEXT),
    ),
    "jira_links": (
        ("link_id", _ID), ("issue_id", _ID), ("direction", _TEXT), ("link_type", _TEXT), ("phrase", _TEXT),
        ("other_issue_id", _ID), ("other_issue_key", _TEXT),
    ),
    "jira_approvals": (
        ("issue_id", _ID), ("approval_id", _TEXT), ("name", _TEXT), ("approver_id", _TEXT), ("decision", _TEXT),
        ("asked_at", _AT), ("decided_at", _AT),
    ),
    "jira_comments": (
        ("issue_id", _ID), ("comment_id", _ID), ("author_id", _TEXT), ("created_at", _AT), ("updated_at", _AT),
        ("body", _TEXT),
    ),
    "jira_people": (("person_id", _TEXT), ("display_name", _TEXT), ("is_active", pa.bool_())),
    "jira_sprints": (
        ("sprint_id", _ID), ("name", _TEXT), ("state", _TEXT), ("started_at", _AT), ("ends_at", _AT),
        ("completed_at", _AT),
    ),
    "jira_statuses": (("status_id", _TEXT), ("name", _TEXT), ("category", _TEXT)),
}  # fmt: skip
"""Columns of the tables that pages of issues fill, without `site` and without what only landing knows."""

ISSUE_TABLES = tuple(name for name in COLUMNS if name not in ("jira_people", "jira_sprints", "jira_statuses"))
"""The tables whose rows belong to one issue."""


class Batch:
    """Rows of a few pages. `turn` numbers the issues as they were read, so that the later of two readings wins."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
        self._told: set[tuple[Any, ...]] = set()
        self.issue_count = 0

    def add(self, table: str, turn: int, *row: object) -> None:
        """Add one row with its values in the order of `COLUMNS`."""
        self._rows[table].append((turn, *row))
        self.issue_count += table == "jira_issues"

    def add_once(self, table: str, turn: int, *row: object) -> None:
        """Add a row of a table in which it does not matter how often, or when, the same was said."""
        if (table, *row) not in self._told:
            self._told.add((table, *row))
            self.add(table, turn, *row)

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        """The rows of a table so far, each after its turn."""
        return self._rows[table]

    def tables(self) -> dict[str, pa.Table]:
        """Return every table that has a row."""
        return {name: _table(COLUMNS[name], rows) for name, rows in self._rows.items() if rows}


def _table(columns: tuple[tuple[str, pa.DataType], ...], rows: list[tuple[Any, ...]]) -> pa.Table:
    values = list(zip(*rows, strict=True))
    arrays = {name: pa.array(list(column), kind)
              for (name, kind), column in zip((("turn", pa.int64()), *columns), values, strict=True)}  # fmt: skip
    return pa.table(arrays)
