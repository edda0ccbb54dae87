"""An issue and a version as they were at an earlier instant, worked out from what changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.standin.answers import Json
from dashboard.standin.instants import micros

_SINGLE = {
    "priority": "priority", "summary": "summary", "description": "description", "environment": "environment",
    "issuetype": "type",
}  # fmt: skip
_PEOPLE = {"assignee": "assignee", "reporter": "reporter"}
_LISTS = {"fixversions": "fix_versions", "fix version": "fix_versions", "version": "affects_versions",
          "versions": "affects_versions", "component": "components", "components": "components"}  # fmt: skip
_VERSION_MEMBERS = ("name", "start", "release", "released", "archived")


def issue_as_of(issue: Json, at: int, status_names: Mapping[str, str]) -> Json | None:
    """Return the issue as it was at `at`, microseconds since 1970; None when it did not exist yet.

    `status_names` are by id, so that a status that was renamed since is found.
    """
    created = micros(issue.get("created"))
    if created is not None and created > at:
        return None
    earlier, later = _split(issue.get("histories") or (), at)
    comments, _ = _split(issue.get("comments") or (), at)
    then = {**issue, "histories": earlier, "comments": comments}
    for entry in sorted(later, key=lambda found: micros(found.get("created")) or 0, reverse=True):
        for item in reversed(entry.get("items") or ()):
            _undo(then, item, status_names)
    _settle_times(then, issue, at)
    return then


def _split(entries: Iterable[Json], at: int) -> tuple[list[Json], list[Json]]:
    earlier: list[Json] = []
    later: list[Json] = []
    for entry in entries:
        moment = micros(entry.get("created"))
        (later if moment is not None and moment > at else earlier).append(entry)
    return earlier, later


def _undo(issue: Json, item: Json, status_names: Mapping[str, str]) -> None:
    field = str(item.get("field_id") or item.get("field") or "").lower()
    before, before_text = item.get("from"), item.get("fromString")
    if field == "status":
        issue["status"] = status_names.get(str(before), before_text)
    elif field == "resolution":
        issue["resolution"] = before_text or None
    elif field in _SINGLE:
        issue[_SINGLE[field]] = before_text
    elif field in _PEOPLE:
        issue[_PEOPLE[field]] = before
    elif field in _LISTS:
        _undo_list(issue, _LISTS[field], item)
    elif field == "labels":
        issue["labels"] = str(before_text or "").split()
    elif field == "duedate":
        issue["due"] = before or before_text or None
    elif field == "key" and before_text:
        issue["key"], issue["project"] = before_text, str(before_text).rpartition("-")[0]
    elif field == "link" and item.get("to"):
        issue["links"] = [link for link in issue.get("links") or () if link.get("outward") != item["to"]]


def _undo_list(issue: Json, member: str, item: Json) -> None:
    names = list(issue.get(member) or ())
    added, removed = item.get("toString"), item.get("fromString")
    if added in names:
        names.remove(added)
    if removed and removed not in names:
        names.append(removed)
    issue[member] = names


def _settle_times(then: Json, now: Json, at: int) -> None:
    updated, resolved = micros(now.get("updated")), micros(now.get("resolved"))
    if updated is not None and updated > at:
        said = [entry.get("created") for entry in (*then["histories"], *then["comments"])]
        then["updated"] = max([*said, now.get("created")], key=lambda text: micros(text) or 0)
    if not then.get("resolution"):
        then["resolved"] = None
    elif resolved is not None and resolved > at:
        then["resolved"] = _resolved_at(then["histories"])


def _resolved_at(histories: Iterable[Json]) -> Any:
    found = [
        entry.get("created")
        for entry in histories
        if any(item.get("field") == "resolution" and item.get("toString") for item in entry.get("items") or ())
    ]
    return found[-1] if found else None


def version_as_of(version: Json, at: int) -> Json | None:
    """Return the version as it was at `at`; None when its `created` is later."""
    created = micros(version.get("created"))
    if created is not None and created > at:
        return None
    then = dict(version)
    past = [(until, state) for state in version.get("past") or () if (until := micros(state.get("until"))) is not None]
    for until, state in sorted(past, key=lambda found: found[0], reverse=True):
        if at < until:
            then.update({name: state[name] for name in _VERSION_MEMBERS if name in state})
    return then
