"""Issues as Jira sends them, made up on the spot, and what a reader makes of them."""

from typing import Any

from ingest.jira_fields import FieldMap, field_map
from ingest.jira_people import People
from ingest.jira_records import COLUMNS, Batch
from ingest.jira_source import Reader

ADA = {"accountId": "5b10:ada", "displayName": "Ada Lovelace", "active": True}
FIELDS = [
    {"id": "summary", "name": "Summary", "schema": {"type": "string", "system": "summary"}},
    {"id": "assignee", "name": "Assignee", "schema": {"type": "user", "system": "assignee"}},
    {"id": "customfield_1", "name": "Severity", "schema": {"type": "option", "custom": "x:select"}},
    {"id": "customfield_2", "name": "Sprint", "schema": {"type": "array", "items": "json", "custom": "y:gh-sprint"}},
    {"id": "customfield_3", "name": "Approvals", "schema": {"type": "sd-approvals", "custom": "z:sd-approvals"}},
    {"id": "customfield_4", "name": "Planned start", "schema": {"type": "datetime", "custom": "x:datetime"}},
    {"id": "customfield_5", "name": "Odd number", "schema": {"type": "number", "custom": "x:float"}},
    {"id": "customfield_6", "name": "Buddy", "schema": {"type": "user", "custom": "x:userpicker"}},
    {"id": "customfield_7", "name": "Notes", "schema": {"type": "string", "custom": "x:textarea"}},
    {"id": "customfield_8", "name": "Epic Link", "schema": {"type": "any", "custom": "y:gh-epic-link"}},
]


def issue(**fields: Any) -> dict[str, Any]:
    """PAY-1, with what is needed and these fields."""
    needed = {"created": "2026-01-01T10:00:00.000+0000", "updated": "2026-01-02T10:00:00.000+0000",
              "project": {"id": "10"}, "status": {"id": "3", "name": "Open"}}  # fmt: skip
    return {"id": "101", "key": "PAY-1", "fields": {**needed, **fields}}


def entry(
    number: int | str, *items: dict[str, Any], at: Any = "2026-01-01T11:00:00.000+0000", author: Any = None
) -> dict[str, Any]:
    """One changelog entry."""
    return {"id": number, "created": at, "author": author, "items": list(items)}


def change(field: str, before: Any, after: Any, **more: Any) -> dict[str, Any]:
    """One item of an entry, with ids and texts alike."""
    return {"field": field, "from": before, "fromString": before, "to": after, "toString": after, **more}


class Read:
    """The rows of a batch by table, as dictionaries."""

    def __init__(self, batch: Batch) -> None:
        self.tables = batch.tables()

    def rows(self, table: str) -> list[dict[str, Any]]:
        found = self.tables.get(table)
        rows = found.to_pylist() if found is not None else []
        return [{name: row[name] for name, _ in COLUMNS[table]} for row in rows]

    @property
    def issue(self) -> dict[str, Any]:
        [row] = self.rows("jira_issues")
        return row


def read(
    *issues: dict[str, Any], histories: list[Any] | None = None, state: str = "complete",
    fields: FieldMap | None = None, people: People | None = None, bodies: bool = False,
) -> Read:  # fmt: skip
    """Read the issues with one reader."""
    reader, batch = Reader(fields or field_map(FIELDS), people or People(None), bodies), Batch()
    for one in issues:
        reader.read(one, histories, state, batch)
    return Read(batch)
