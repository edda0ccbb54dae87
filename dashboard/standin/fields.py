"""The fields of a Jira: those that every one has, and the world's own; and which of them a request asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from dashboard.standin.answers import Json

_SYSTEM = (
    ("summary", "Summary", "string", None), ("issuetype", "Issue Type", "issuetype", None),
    ("project", "Project", "project", None), ("status", "Status", "status", None),
    ("priority", "Priority", "priority", None), ("resolution", "Resolution", "resolution", None),
    ("resolutiondate", "Resolved", "datetime", None), ("created", "Created", "datetime", None),
    ("updated", "Updated", "datetime", None), ("duedate", "Due date", "date", None),
    ("reporter", "Reporter", "user", None), ("assignee", "Assignee", "user", None), ("creator", "Creator", "user", None),
    ("labels", "Labels", "array", "string"), ("fixVersions", "Fix versions", "array", "version"),
    ("versions", "Affects versions", "array", "version"), ("components", "Components", "array", "component"),
    ("environment", "Environment", "string", None), ("description", "Description", "string", None),
    ("issuelinks", "Linked Issues", "array", "issuelinks"), ("subtasks", "Sub-tasks", "array", "issuelinks"),
    ("workratio", "Work Ratio", "number", None), ("lastViewed", "Last Viewed", "datetime", None),
    ("timespent", "Time Spent", "number", None), ("votes", "Votes", "votes", None), ("watches", "Watchers", "watches", None),
    ("comment", "Comment", "comments-page", None),
)  # fmt: skip
_NOT_NAVIGABLE = {"comment"}
SYSTEM_IDS = tuple(name for name, *_ in _SYSTEM)


def system_fields() -> list[Json]:
    """Return the fields that every Jira lists, in the form of `/field`."""
    found = []
    for name, label, kind, items in _SYSTEM:
        schema: Json = {"type": kind, "system": name} | ({"items": items} if items else {})
        found.append(_entry(name, label, schema, is_custom=False))
    key: Json = {"id": "issuekey", "name": "Key", "custom": False, "orderable": False, "navigable": True,
                 "searchable": False, "clauseNames": ["id", "issue", "issuekey", "key"]}  # fmt: skip
    parent = _entry("parent", "Parent", {"type": "issuelink", "system": "parent"}, is_custom=False)
    return [key, *found, parent]


def custom_field(entry: Json) -> Json:
    """Return one of the world's fields in the form of `/field`."""
    number = str(entry["id"]).rpartition("_")[2]
    schema: Json = {"type": entry.get("type") or "any"}
    if entry.get("items"):
        schema["items"] = entry["items"]
    schema["custom"] = entry.get("custom") or ""
    if number.isdigit():
        schema["customId"] = int(number)
    found = _entry(str(entry["id"]), str(entry.get("name")), schema, is_custom=True)
    return {**found, "clauseNames": [f"cf[{number}]", str(entry.get("name"))]}


def _entry(name: str, label: str, schema: Json, *, is_custom: bool) -> Json:
    is_navigable = name not in _NOT_NAVIGABLE
    return {
        "id": name, "name": label, "custom": is_custom, "orderable": True, "navigable": is_navigable, "searchable": True,
        "clauseNames": [name], "schema": schema,
    }  # fmt: skip


def chosen(asked: Sequence[str] | None, default: Sequence[str], custom: Iterable[str]) -> tuple[str, ...]:
    """Return the fields that `fields=` means, in the order in which they are sent.

    Understands *all, *navigable, ids, and ids with a minus; `id` and `key` among them only when they are named.
    """
    return _chosen(tuple(asked) if asked is not None else None, tuple(default), tuple(custom))


@lru_cache(maxsize=256)
def _chosen(asked: tuple[str, ...] | None, default: tuple[str, ...], custom: tuple[str, ...]) -> tuple[str, ...]:
    every = (*SYSTEM_IDS, "parent", *custom)
    words = default if not asked or all(word.startswith("-") for word in asked) else ()
    wanted: set[str] = set()
    for word in (*words, *(asked or ())):
        if word == "*all":
            wanted.update(every)
        elif word == "*navigable":
            wanted.update(name for name in every if name not in _NOT_NAVIGABLE)
        elif word.startswith("-"):
            wanted.discard(word[1:])
        else:
            wanted.add(word)
    return tuple(name for name in ("id", "key", *every) if name in wanted)
