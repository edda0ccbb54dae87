"""Issues as they came to be: what each was when it was created, and every move since, in any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

from dashboard.demo.desk import moment_text
from dashboard.demo.workdays import MINUTE

Json = dict[str, Any]
FieldName = Literal["status", "resolution", "assignee", "Fix Version"]
Custom = Callable[[int], object]
"""The value of a custom field as it is at a moment."""


@dataclass(frozen=True, slots=True)
class Move:
    """One change of one field. A move of the fix version takes `before` away and puts `after` there."""

    moment: int
    author: str
    field: FieldName
    after: str | None
    before: str | None = None


@dataclass(slots=True)
class Ticket:
    """One issue. Moments are seconds since 1970; people are named by their account."""

    key: str
    number: int
    kind: str
    summary: str
    created: int
    reporter: str
    status: str
    """When it was created."""
    priority: str = "Medium"
    description: str = ""
    parent: str | None = None
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    fix_versions: tuple[str, ...] = ()
    """When it was created."""
    affects_versions: tuple[str, ...] = ()
    custom: dict[str, Custom] = field(default_factory=dict)
    links: list[tuple[int, str, str]] = field(default_factory=list)
    """Moment, name of the link, key of the other issue."""
    moves: list[Move] = field(default_factory=list)
    _last: int = 0

    def step(self, moment: int, author: str, status: str) -> int:
        """Move to a status, after every move before; return when."""
        self._last = max(moment, self._last + MINUTE, self.created + MINUTE)
        self.moves.append(Move(self._last, author, "status", status))
        return self._last

    def close(self, moment: int, author: str, status: str = "Done", resolution: str = "Done") -> int:
        at = self.step(moment, author, status)
        self.moves.append(Move(at, author, "resolution", resolution))
        return at

    def reopen(self, moment: int, author: str) -> int:
        at = self.step(moment, author, "Reopened")
        self.moves.append(Move(at, author, "resolution", None))
        return at

    def assign(self, moment: int, author: str, person: str) -> None:
        self.moves.append(Move(max(moment, self.created + MINUTE), author, "assignee", person))

    def plan(self, moment: int, author: str, version: str | None, instead_of: str | None = None) -> None:
        """Put it into a version, instead of another or of none."""
        if version != instead_of:
            at = max(moment, self.created + MINUTE)
            self.moves.append(Move(at, author, "Fix Version", version, instead_of))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Ids by name."""

    issues: dict[str, int]
    statuses: dict[str, str]
    resolutions: dict[str, str]
    versions: dict[str, str]
    people: dict[str, str]
    """Names by account."""


def rendered(ticket: Ticket, project: str, end: int, numbers: Numbers) -> Json | None:
    """The issue as it is at `end`, in the words of a world; None when it is not there yet."""
    if ticket.created >= end:
        return None
    made = sorted((move for move in ticket.moves if move.moment < end), key=lambda move: move.moment)
    values: dict[str, str | None] = {"status": ticket.status, "resolution": None, "assignee": None}
    fix_versions = list(ticket.fix_versions)
    histories, resolved, issue_id = [], None, numbers.issues[ticket.key]
    for step, (moment, author, moves) in enumerate(_together(made), start=1):
        items = [item for move in moves for item in _items(move, values, fix_versions, numbers)]
        if any(move.field == "resolution" for move in moves):
            resolved = moment if values["resolution"] else None
        if items:
            histories.append(
                {"id": str(issue_id * 100 + step), "author": author, "created": moment_text(moment), "items": items}
            )
    links = [(moment, name, key) for moment, name, key in ticket.links if moment < end]
    updated = max([ticket.created, *(move.moment for move in made), *(moment for moment, _, _ in links)])
    whole = {
        "id": str(issue_id),
        "key": ticket.key,
        "project": project,
        "type": ticket.kind,
        "status": values["status"],
        "priority": ticket.priority,
        "resolution": values["resolution"],
        "summary": ticket.summary,
        "description": ticket.description,
        "created": moment_text(ticket.created),
        "updated": moment_text(updated),
        "resolved": moment_text(resolved) if resolved else None,
        "reporter": ticket.reporter,
        "creator": ticket.reporter,
        "assignee": values["assignee"],
        "parent": ticket.parent,
        "labels": list(ticket.labels),
        "fix_versions": fix_versions,
        "affects_versions": list(ticket.affects_versions),
        "components": list(ticket.components),
        "custom": {name: value for name, tell in ticket.custom.items() if (value := tell(end)) is not None},
        "links": [
            {"id": str(issue_id * 10 + place), "type": name, "outward": key}
            for place, (_, name, key) in enumerate(links, start=1)
        ],
        "histories": histories,
    }
    return {name: value for name, value in whole.items() if value not in (None, "", [], {})}


def _together(made: Sequence[Move]) -> list[tuple[int, str, list[Move]]]:
    """Moves of one moment and person are one entry of the history."""
    return [(moment, author, list(moves))
            for (moment, author), moves in groupby(made, key=lambda move: (move.moment, move.author))]  # fmt: skip


def _items(move: Move, values: dict[str, str | None], fix_versions: list[str], numbers: Numbers) -> list[Json]:
    """What the history says of a move, and the move made in `values` and `fix_versions`."""
    if move.field == "Fix Version":
        items = []
        if move.before in fix_versions:
            fix_versions.remove(move.before)
            items.append(_item("Fix Version", "fixVersions", move.before, None, numbers.versions))
        if move.after and move.after not in fix_versions:
            fix_versions.append(move.after)
            items.append(_item("Fix Version", "fixVersions", None, move.after, numbers.versions))
        return items
    before, values[move.field] = values[move.field], move.after
    if before == move.after:
        return []
    if move.field == "assignee":
        return [{
            "field": "assignee", "fieldtype": "jira", "field_id": "assignee", "from": before, "to": move.after,
            "fromString": numbers.people.get(before or ""), "toString": numbers.people.get(move.after or ""),
        }]  # fmt: skip
    ids = numbers.statuses if move.field == "status" else numbers.resolutions
    return [_item(move.field, move.field, before, move.after, ids)]


def _item(name: str, field_id: str, before: str | None, after: str | None, ids: dict[str, str]) -> Json:
    return {
        "field": name, "fieldtype": "jira", "field_id": field_id, "from": ids.get(before or ""), "fromString": before,
        "to": ids.get(after or ""), "toString": after,
    }  # fmt: skip
