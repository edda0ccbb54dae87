"""What happens in a Jira while it is read: issues are edited, deleted and moved, versions slip, fields get other names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from dashboard.standin.answers import Json, Refused
from dashboard.standin.traces import moved_items, trace_items

_OWN = frozenset({"op", "key", "at", "author", "history", "after_request"})


@dataclass(frozen=True, slots=True)
class State:
    """A world with what of it is hidden from the account. Never changed, only replaced."""

    world: Json
    hidden: frozenset[str] = frozenset()
    """Keys of issues."""
    hidden_projects: frozenset[str] = frozenset()
    next_history: int | None = None
    """An id that no entry of a changelog has; None while nobody looked."""


def edited(state: State, edits: Iterable[Json], now: str) -> State:
    """Return the state after the edits, in their order; one without an instant happens at `now`.

    Raises Refused, and then nothing happened.
    """
    bench = _Bench(state, now)
    for edit in edits:
        bench.apply(edit)
    return bench.state()


class _Bench:
    """A copy of the world that is being worked on; only what is touched is copied."""

    def __init__(self, state: State, now: str) -> None:
        self.now = now
        self.next_history = state.next_history
        self.world = {**state.world, "issues": list(state.world.get("issues") or ())}
        self.hidden, self.hidden_projects = set(state.hidden), set(state.hidden_projects)
        self.places = {str(issue["key"]): place for place, issue in enumerate(self.world["issues"])}
        self.ops: dict[str, Callable[[Json], None]] = {
            "update": self._update, "delete": self._delete, "move": self._move, "add": self._add, "version": self._version,
            "rename_field": self._rename_field, "remove_field": self._remove_field, "rename_status": self._rename_status,
            "hide": lambda edit: self.hidden.add(str(edit.get("key"))),
            "unhide": lambda edit: self.hidden.discard(str(edit.get("key"))),
            "hide_project": lambda edit: self.hidden_projects.add(str(edit.get("key"))),
            "unhide_project": lambda edit: self.hidden_projects.discard(str(edit.get("key"))),
        }  # fmt: skip

    def state(self) -> State:
        self.world["issues"] = [issue for issue in self.world["issues"] if issue is not None]
        return State(self.world, frozenset(self.hidden), frozenset(self.hidden_projects), self.next_history)

    def apply(self, edit: Json) -> None:
        op = self.ops.get(str(edit.get("op")))
        if op is None:
            raise Refused(400, f"There is no edit '{edit.get('op')}'. Name one of {', '.join(self.ops)}.")
        op(edit)

    def _place(self, edit: Json) -> int:
        place = self.places.get(str(edit.get("key")))
        if place is None:
            raise Refused(
                400, f"The edit '{edit.get('op')}' names the issue {edit.get('key')}, which is not in the world."
            )
        return place

    def _update(self, edit: Json) -> None:
        place = self._place(edit)
        old = self.world["issues"][place]
        changes: Json = {name: value for name, value in edit.items() if name not in _OWN}
        custom = {**(old.get("custom") or {}), **changes.pop("custom", {})}
        new = {**old, **changes, "custom": custom, "updated": edit.get("at") or changes.get("updated") or self.now}
        if edit.get("history", True) and "histories" not in changes:
            new["histories"] = self._traced(old, trace_items(self.world, old, new), edit, new["updated"])
        self.world["issues"][place] = new

    def _traced(self, issue: Json, items: list[Json], edit: Json, at: str) -> list[Json]:
        """Return an issue's histories with one more entry that holds the items, if there are any."""
        known = list(issue.get("histories") or ())
        if not items:
            return known
        author = edit.get("author") or self.world.get("account")
        return [*known, {"id": self._next_number(), "author": author, "created": at, "items": items}]

    def _next_number(self) -> int:
        """Return an id that no entry of a changelog has."""
        number = self.next_history
        if number is None:
            entries = (entry for issue in self.world["issues"] if issue for entry in issue.get("histories") or ())
            number = 1 + max((int(entry["id"]) for entry in entries if str(entry.get("id")).isdigit()), default=0)
        self.next_history = number + 1
        return number

    def _delete(self, edit: Json) -> None:
        self.world["issues"][self._place(edit)] = None
        del self.places[str(edit["key"])]
        self._relink(str(edit["key"]), None)

    def _relink(self, key: str, to: str | None) -> None:
        """Let links and sub-tasks follow an issue to its new key; without one, drop them."""
        for place, issue in enumerate(self.world["issues"]):
            if issue is None:
                continue
            changed: Json = {}
            links = issue.get("links") or ()
            if any(link.get("outward") == key for link in links):
                kept = [link for link in links if to or link.get("outward") != key]
                changed["links"] = [{**link, "outward": to} if link.get("outward") == key else link for link in kept]
            if issue.get("parent") == key:
                changed["parent"] = to
            if changed:
                self.world["issues"][place] = {**issue, **changed}

    def _move(self, edit: Json) -> None:
        place, key, to = self._place(edit), str(edit["key"]), str(edit.get("to"))
        project = to.rpartition("-")[0]
        if to in self.places or not any(entry["key"] == project for entry in self.world.get("projects") or ()):
            raise Refused(
                400, f"The issue {key} cannot move to {to}: name a free key of a project that is in the world."
            )
        old = self.world["issues"][place]
        at = edit.get("at") or self.now
        histories = self._traced(old, moved_items(self.world, old, to), edit, at)
        self.world["issues"][place] = {**old, "key": to, "project": project, "updated": at, "histories": histories}
        self.places[to] = self.places.pop(key)
        if key in self.hidden:
            self.hidden.add(to)
        self._relink(key, to)

    def _add(self, edit: Json) -> None:
        issue = edit.get("issue")
        if not isinstance(issue, dict) or not issue.get("key") or "id" not in issue or issue["key"] in self.places:
            raise Refused(400, "The edit 'add' needs an issue with an id and a key that is not in the world yet.")
        issue = {"project": str(issue["key"]).rpartition("-")[0], **issue}
        issue.setdefault("created", edit.get("at") or self.now)
        issue.setdefault("updated", issue["created"])
        self.places[issue["key"]] = len(self.world["issues"])
        self.world["issues"].append(issue)

    def _listed(self, name: str) -> list[Json]:
        """Return a list of the world to be changed."""
        self.world[name] = deepcopy(self.world.get(name) or [])
        return list(self.world[name])

    def _version(self, edit: Json) -> None:
        project = _one(self._listed("projects"), "key", edit.get("project"), edit)
        versions = project.setdefault("versions", [])
        if isinstance(edit.get("version"), dict):
            versions.append(edit["version"])
            return
        named = ("id", edit["id"]) if "id" in edit else ("name", edit.get("name"))
        version = _one(versions, *named, edit)
        changes: Json = {
            name: edit[name] for name in ("name", "start", "release", "released", "archived") if name in edit
        }
        if edit.get("at"):
            before: Json = {"until": edit["at"], **{name: version.get(name) for name in changes}}
            version.setdefault("past", []).append(before)
        version.update(changes)

    def _rename_field(self, edit: Json) -> None:
        _one(self._listed("fields"), "id", edit.get("id"), edit)["name"] = edit.get("name")

    def _remove_field(self, edit: Json) -> None:
        self.world["fields"] = [entry for entry in self._listed("fields") if entry.get("id") != edit.get("id")]

    def _rename_status(self, edit: Json) -> None:
        """The name changes in the list and on every issue; histories keep the name of their time."""
        status = _one(self._listed("statuses"), "id", edit.get("id"), edit)
        old, status["name"] = status.get("name"), edit.get("name")
        self.world["issues"] = [
            {**issue, "status": edit.get("name")} if issue and issue.get("status") == old else issue
            for issue in self.world["issues"]
        ]


def _one(entries: list[Json], member: str, value: Any, edit: Json) -> Json:
    found = next((entry for entry in entries if str(entry.get(member)) == str(value)), None)
    if found is None:
        raise Refused(400, f"The edit '{edit.get('op')}' names {member} {value!r}, which is not in the world.")
    return found
