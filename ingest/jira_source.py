"""Issues as Jira sends them -> rows. Pure: it talks to nobody, and takes every value for hostile."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest.jira_fields import FieldMap, JsonObject
from ingest.jira_items import Items
from ingest.jira_people import People, is_account
from ingest.jira_records import Batch
from ingest.jira_text import body, fit
from ingest.jira_values import day, identity, identity_text, instant, key_of, line, named, objects, option

_DECISIONS = {"approved": "approved", "declined": "declined", "rejected": "declined", "pending": "pending"}
_SPRINT_TEXT = re.compile(r"\[(.*)\]\s*$", re.DOTALL)
_SPRINT_PARTS = re.compile(
    r"(?:^|,)(id|rapidViewId|state|name|goal|startDate|endDate|completeDate|activatedDate|sequence|synced|"
    r"autoStartStop|incompleteIssuesDestinationId)="
)
_NOISE = frozenset({"self", "iconUrl", "avatarUrls", "avatarId", "_links", "expand"})
_LONGEST_JSON = 65_536
_MOST_ITEMS = 1_000
_DEPTH = 8
_MOST_LABELS = 20_000


@dataclass(slots=True)
class Reader:
    """Reads the issues of one Jira into batches."""

    fields: FieldMap
    people: People
    bodies: bool = False
    project_ids: Mapping[str, int] = field(default_factory=dict)
    """Id by key of the projects that the Jira lists: issues are joined to those."""
    turn: int = 0
    """Issues read so far."""
    unreadable_count: int = 0
    """Entries that were no issue: without a readable id or key."""
    _notes: list[str] = field(default_factory=list)
    _items: Items = field(init=False)
    _other_names: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._items = Items(self.fields, self.people, self.bodies)

    def read(self, issue: JsonObject, histories: Iterable[object] | None, state: str, batch: Batch) -> int | None:
        """Add the rows of one issue; return its id, None when it has none that can be read.

        `histories` are its changelog entries; None when the server sent none. `state` is complete, partial or unknown.
        """
        issue_id, key = identity(issue.get("id")), key_of(issue.get("key"))
        if issue_id is None or key is None:
            self.unreadable_count += 1
            return None
        self.turn += 1
        self._notes = []
        values = issue.get("fields")
        if not isinstance(values, dict):
            values = {}
            self._notes.append("it has no fields")
        self._statuses(values, batch)
        sprint_ids = self._sprints(values, batch)
        self._links(issue_id, values, batch)
        self._approvals(issue_id, values, batch)
        self._comments(issue_id, values, batch)
        count, keys = self._history(issue_id, histories or (), batch)
        for old in sorted(keys - {key}):
            batch.add("jira_issue_keys", self.turn, issue_id, old, False)
        batch.add("jira_issue_keys", self.turn, issue_id, key, True)
        row = self._issue(values, sprint_ids, batch)
        known = None if state == "unknown" else count
        batch.add("jira_issues", self.turn, issue_id, key, *row, state, known, "; ".join(self._notes)[:500] or None)
        return issue_id

    def _issue(self, values: JsonObject, sprint_ids: list[int], batch: Batch) -> tuple[object, ...]:
        kind, status = values.get("issuetype"), values.get("status")
        project = values.get("project")
        updated_at = self._instant(values, "updated", is_needed=True)
        parent_id, parent_key = self._parent(values)
        return (
            self._project(project),
            line(values.get("summary")), named(kind), kind.get("subtask") is True if isinstance(kind, dict) else None,
            identity_text(status.get("id")) if isinstance(status, dict) else None, named(status),
            named(values.get("priority")), named(values.get("resolution")),
            self._option(values, "severity"), self._option(values, "change_type"), self._option(values, "risk"),
            body(values.get("environment")),
            self._instant(values, "created", is_needed=True), updated_at, self._instant(values, "resolutiondate"),
            self._day(values, "duedate"),
            self._found_instant(values, "planned_start"), self._found_instant(values, "planned_end"),
            self._found_instant(values, "started"),
            *(self._person(values.get(name), batch) for name in ("reporter", "assignee", "creator")),
            parent_id, parent_key, self._labels(values.get("labels")),
            *(self._ids(values, name) for name in ("fixVersions", "versions", "components")), sprint_ids,
            body(values.get("description")) if self.bodies else None, self._others(values),
        )  # fmt: skip

    def _project(self, project: object) -> int | None:
        if not isinstance(project, dict):
            return None
        return self.project_ids.get(str(project.get("key")), identity(project.get("id")))

    def _instant(self, values: JsonObject, name: str, *, is_needed: bool = False) -> datetime | None:
        value = values.get(name)
        found = instant(value)
        if found is None and (is_needed or value not in (None, "")):
            self._notes.append(f"{name} is no instant" if value not in (None, "") else f"{name} is missing")
        return found

    def _day(self, values: JsonObject, name: str) -> Any:
        value = values.get(name)
        found = day(value)
        if found is None and value not in (None, ""):
            self._notes.append(f"{name} is no date")
        return found

    def _found_instant(self, values: JsonObject, use: str) -> datetime | None:
        for name in self.fields.ids_of(use):
            value = values.get(name)
            found = instant(value)
            if found is None and (on := day(value)):
                found = instant(f"{on.isoformat()}T00:00:00Z")
            if found is not None:
                return found
            if value not in (None, "", [], {}):
                self._notes.append(f"{use} is no instant")
        return None

    def _option(self, values: JsonObject, use: str) -> str | None:
        for name in self.fields.ids_of(use):
            value = values.get(name)
            if (found := option(value)) is not None:
                return found
            if value not in (None, "", [], {}):
                self._notes.append(f"{use} is no value that can be read")
        return None

    def _person(self, value: object, batch: Batch) -> str | None:
        person = self.people.read(value)
        if person is None:
            return None
        batch.add_once("jira_people", self.turn, person.person_id, person.display_name, person.is_active)
        return person.person_id

    def _parent(self, values: JsonObject) -> tuple[int | None, str | None]:
        parent = values.get("parent")
        if isinstance(parent, dict):
            return identity(parent.get("id")), key_of(parent.get("key"))
        for name in self.fields.ids_of("epic_link"):
            value = values.get(name)
            if isinstance(value, dict):
                value = value.get("key") or (
                    value.get("data") or {} if isinstance(value.get("data"), dict) else {}
                ).get("key")
            if (key := key_of(value)) is not None:
                return None, key
        return None, None

    def _labels(self, value: object) -> list[str]:
        found = [text for item in value if (text := line(item))] if isinstance(value, list) else []
        if len(found) > _MOST_LABELS:
            self._notes.append(f"only the first {_MOST_LABELS:,} of {len(found):,} labels are kept")
        return found[:_MOST_LABELS]

    def _ids(self, values: JsonObject, name: str) -> list[int]:
        listed = objects(values.get(name))
        if not listed:
            return []
        found = [number for item in listed if (number := identity(item.get("id"))) is not None]
        if len(found) < len(listed):
            self._notes.append(f"{name} has an entry without an id")
        return list(dict.fromkeys(found))

    def _statuses(self, values: JsonObject, batch: Batch) -> None:
        status = values.get("status")
        if isinstance(status, dict) and (status_id := identity_text(status.get("id"))):
            batch.add_once("jira_statuses", self.turn, status_id, named(status), category(status))

    def _sprints(self, values: JsonObject, batch: Batch) -> list[int]:
        ids: dict[int, None] = {}
        for name in self.fields.ids_of("sprint"):
            value = values.get(name)
            for entry in value if isinstance(value, list) else [value]:
                sprint = _sprint(entry)
                sprint_id = identity(sprint.get("id"))
                if sprint_id is not None:
                    ids[sprint_id] = None
                    state = line(sprint.get("state"))
                    batch.add(
                        "jira_sprints", self.turn, sprint_id, line(sprint.get("name")), state.lower() if state else None,
                        instant(sprint.get("startDate")), instant(sprint.get("endDate")),
                        instant(sprint.get("completeDate")),
                    )  # fmt: skip
        return list(ids)

    def _links(self, issue_id: int, values: JsonObject, batch: Batch) -> None:
        seen = set()
        for link in objects(values.get("issuelinks")):
            kind = link.get("type")
            kind = kind if isinstance(kind, dict) else {}
            link_id = identity(link.get("id"))
            for direction in ("outward", "inward"):
                other = link.get(f"{direction}Issue")
                if isinstance(other, dict) and (link_id, direction) not in seen:
                    seen.add((link_id, direction))
                    batch.add(
                        "jira_links", self.turn, link_id, issue_id, direction, line(kind.get("name")),
                        line(kind.get(direction)), identity(other.get("id")), key_of(other.get("key")),
                    )  # fmt: skip

    def _approvals(self, issue_id: int, values: JsonObject, batch: Batch) -> None:
        for name in self.fields.ids_of("approvals"):
            for approval in objects(values.get(name)):
                asked_at, ended_at = instant(approval.get("createdDate")), instant(approval.get("completedDate"))
                whole = _decision(approval.get("finalDecision"))
                approvers = objects(approval.get("approvers"))
                for entry in approvers or [{}]:
                    decision = _decision(entry.get("approverDecision")) or whole or "pending"
                    batch.add(
                        "jira_approvals", self.turn, issue_id, identity_text(approval.get("id")),
                        line(approval.get("name")), self._person(entry.get("approver"), batch), decision,
                        asked_at, ended_at if decision != "pending" else None,
                    )  # fmt: skip

    def _comments(self, issue_id: int, values: JsonObject, batch: Batch) -> None:
        comments = values.get("comment")
        if not self.bodies or not isinstance(comments, dict):
            return
        for comment in objects(comments.get("comments")):
            batch.add(
                "jira_comments", self.turn, issue_id, identity(comment.get("id")),
                self._person(comment.get("author"), batch), instant(comment.get("created")),
                instant(comment.get("updated")), body(comment.get("body")),
            )  # fmt: skip

    def _history(self, issue_id: int, histories: Iterable[object], batch: Batch) -> tuple[int, set[str]]:
        """Add one row per item, an entry that came twice once; return the entries and the keys they name."""
        keys: set[str] = set()
        seen: set[int] = set()
        count = undated = 0
        turn, rows, read = self.turn, batch.rows("jira_transitions"), self._items.read
        for entry in objects(list(histories)):
            history_id = identity(entry.get("id"))
            if history_id is not None:
                if history_id in seen:
                    continue
                seen.add(history_id)
            count += 1
            changed_at = instant(entry.get("created"))
            undated += changed_at is None
            author_id = self._person(entry.get("author"), batch)
            for position, item in enumerate(objects(entry.get("items"))):
                rows.append((turn, issue_id, history_id, position, changed_at, author_id, *read(item, keys)))
        if undated:
            self._notes.append(f"{undated:,} entries of its history have no instant that can be read")
        return count, keys

    def _others(self, values: JsonObject) -> str | None:
        kept = {}
        for name in self._names_of_others(values):
            if (value := _pruned(values[name], 0)) not in (None, "", [], {}):
                kept[fit(name, 200)] = value
        if not kept:
            return None
        text = json.dumps(kept, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        if len(text) <= _LONGEST_JSON:
            return text
        self._notes.append("its other fields are too long to be kept")
        return None

    def _names_of_others(self, values: JsonObject) -> list[str]:
        """Return the fields that no column holds, sorted; most issues of a project have the same fields."""
        told = tuple(values)
        known = self._other_names.get(told)
        if known is None:
            known = sorted(filter(self.fields.is_other, values))
            if len(self._other_names) < _MOST_ITEMS:
                self._other_names[told] = known
        return known


def category(status: JsonObject) -> str | None:
    """Return new, indeterminate or done of a status as Jira sends it; None for anything else."""
    found = status.get("statusCategory")
    key = found.get("key") if isinstance(found, dict) else None
    return key if key in ("new", "indeterminate", "done") else None


def _decision(value: object) -> str | None:
    return _DECISIONS.get(value.strip().lower()) if isinstance(value, str) else None


def _sprint(entry: object) -> Mapping[str, Any]:
    """Return a sprint from an object, from its id alone, or from the text that Data Center before 9 sends."""
    if isinstance(entry, dict):
        return entry
    if isinstance(entry, int) and not isinstance(entry, bool):
        return {"id": entry}
    match = _SPRINT_TEXT.search(entry) if isinstance(entry, str) else None
    if match is None:
        return {}
    parts = _SPRINT_PARTS.split(match[1])
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {name: value for name, value in found.items() if value not in ("<null>", "")}


def _pruned(value: object, depth: int) -> Any:
    """Return a value as JSON can hold it, without accounts, documents, addresses of pictures and what is too long."""
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, int):
        return value if value is None or abs(value) < 2**63 else str(value)
    if depth >= _DEPTH:
        return None
    if isinstance(value, list):
        return [kept for item in value[:_MOST_ITEMS] if (kept := _pruned(item, depth + 1)) not in (None, {})]
    if not isinstance(value, dict) or is_account(value) or value.get("type") == "doc":
        return None
    return {
        fit(str(name), 200): kept
        for name, item in list(value.items())[:_MOST_ITEMS]
        if name not in _NOISE and (kept := _pruned(item, depth + 1)) not in (None, {})
    }
