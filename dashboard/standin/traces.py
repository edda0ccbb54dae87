"""The entries that Jira writes into a changelog when an issue is edited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.standin.answers import Json, text_of

_TEXTS = {"summary": "summary", "description": "description", "environment": "environment", "due": "duedate",
          "parent": "Parent"}  # fmt: skip
_LISTS = {"fix_versions": ("Fix Version", "fixVersions", "versions"), "affects_versions": ("Version", "versions", "versions"),
          "components": ("Component", "components", "components")}  # fmt: skip


def trace_items(world: Json, old: Json, new: Json) -> list[Json]:
    """Return an item for every member that differs and that Jira keeps a history of."""
    found: list[Json] = []
    for member, field in _TEXTS.items():
        if old.get(member) != new.get(member):
            found.append(_item(field, field.lower(), None, old.get(member), None, new.get(member)))
    for member in ("status", "priority", "resolution", "type"):
        if old.get(member) != new.get(member):
            numbers = _numbers(world, member)
            before, after = old.get(member), new.get(member)
            field = "issuetype" if member == "type" else member
            found.append(_item(field, field, numbers.get(before), before, numbers.get(after), after))
    found += [
        _person_item(world, member, old.get(member), new.get(member))
        for member in ("assignee", "reporter")
        if old.get(member) != new.get(member)
    ]
    if list(old.get("labels") or ()) != list(new.get("labels") or ()):
        texts = [" ".join(issue.get("labels") or ()) for issue in (old, new)]
        found.append(_item("labels", "labels", None, texts[0], None, texts[1]))
    for member in _LISTS:
        found += _list_items(world, member, old, new)
    return [*found, *_custom_items(world, old.get("custom") or {}, new.get("custom") or {})]


def moved_items(world: Json, issue: Json, to: str) -> list[Json]:
    """Return the items of a move to another key, perhaps of another project."""
    projects = {str(entry["key"]): entry for entry in world.get("projects") or ()}
    old, new = str(issue["key"]).rpartition("-")[0], to.rpartition("-")[0]
    items = [_item("Key", "issuekey", None, issue["key"], None, to)]
    if old != new:
        before, after = projects.get(old, {}), projects.get(new, {})
        items.append(_item("project", "project", _text(before.get("id")), before.get("name", old), _text(after.get("id")),
                           after.get("name", new)))  # fmt: skip
    return items


def _item(
    field: str, field_id: str, before: Any, before_text: Any, after: Any, after_text: Any, kind: str = "jira"
) -> Json:
    return {"field": field, "fieldtype": kind, "field_id": field_id, "from": before, "fromString": before_text, "to": after,
            "toString": after_text}  # fmt: skip


def _numbers(world: Json, member: str) -> dict[Any, str]:
    if member == "status":
        return {entry.get("name"): str(entry.get("id")) for entry in world.get("statuses") or ()}
    if member == "type":
        return {
            entry.get("name"): str(number) for number, entry in enumerate(world.get("issue_types") or (), start=10_001)
        }
    names = world.get({"priority": "priorities", "resolution": "resolutions"}[member]) or ()
    return {name: str(number) for number, name in enumerate(names, start=1 if member == "priority" else 10_000)}


def _person_item(world: Json, member: str, before: Any, after: Any) -> Json:
    names = {person["id"]: person.get("name") for person in world.get("people") or ()}
    return _item(member, member, before, names.get(before, before), after, names.get(after, after))


def _list_items(world: Json, member: str, old: Json, new: Json) -> Iterable[Json]:
    field, field_id, kind = _LISTS[member]
    before, after = list(old.get(member) or ()), list(new.get(member) or ())
    project: Json = next((entry for entry in world.get("projects") or () if entry["key"] == new.get("project")), {})
    numbers = {entry.get("name"): str(entry["id"]) for entry in project.get(kind) or ()}
    for name in before:
        if name not in after:
            yield _item(field, field_id, numbers.get(name), name, None, None)
    for name in after:
        if name not in before:
            yield _item(field, field_id, None, None, numbers.get(name), name)


def _custom_items(world: Json, old: Json, new: Json) -> Iterable[Json]:
    for entry in world.get("fields") or ():
        name = entry["id"]
        if old.get(name) != new.get(name):
            yield _item(entry.get("name"), name, None, _said(old.get(name)), None, _said(new.get(name)), "custom")


def _said(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict) and isinstance(value.get("value"), str):
        return str(value["value"])
    return text_of(value)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
