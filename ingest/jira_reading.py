"""Issues with their histories, made of the answers that brought them, and how much of each history came."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.jira_body import Body
from ingest.jira_values import identity

Issue = Mapping[str, Any]

SEARCH, ALONE, BULK, LOG, EXPANDED = "search", "issue", "bulk", "log", "expanded"
"""What begins the label of an answer; the ids of issues may follow.

Issues of a search, an issue asked for alone, histories of the issues named, a page of the history of the one named, and that
issue with its history expanded.
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """One issue as it was read."""

    issue: Issue
    histories: list[Any] | None
    """Its changelog entries; None when the server sent none."""
    state: str
    """complete, partial or unknown."""


@dataclass(frozen=True, slots=True)
class Part:
    """One answer of those that make up a page."""

    label: str
    body: Body
    value: Any
    """What the body says, or an outline of it."""

    @classmethod
    def of_ours(cls, label: str, value: Any) -> "Part":
        """Return something that is kept beside the answers."""
        return cls(label, Body(json.dumps(value).encode()), value)


class Page:
    """The issues of some answers. They are built when they are looked into, in whichever process does that."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.told = [(part.label, part.body) for part in parts]
        """The answers, which hold all there is to know: that much goes from one process to another."""
        self._count = sum(len(_issues_in(part.label, part.value)) for part in parts)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Reading]:
        return iter(readings_of(self.told))


def readings_of(
    told: Sequence[tuple[str, Body]], built: Callable[[str, Body], Any] = lambda _, body: body.value()
) -> list[Reading]:
    """Return the issues that answers hold, each with the fullest history that came. Raises `NoJson` and the like.

    `built` makes what an answer says of its label and body.
    """
    issues: list[Issue] = []
    logs = _Histories()
    for label, body in told:
        value = built(label, body)
        issues += _issues_in(label, value)
        logs.take(label, value)
    return [logs.reading(issue) for issue in issues]


def _issues_in(label: str, value: Any) -> list[Issue]:
    if label == SEARCH:
        return issues_of(value)
    return [value] if label == ALONE else []


class _Histories:
    """The histories that came beside issues."""

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._entries: dict[str, list[Any]] = {}
        self._totals: dict[str, int | None] = {}
        self._expanded: dict[str, Issue] = {}

    def take(self, label: str, value: Any) -> None:
        """Note what an answer tells of histories."""
        kind, *numbers = label.split()
        if kind == BULK:
            self._asked.update(numbers)
            for log in value["issueChangeLogs"]:
                if isinstance(log, dict) and isinstance(log.get("changeHistories"), list):
                    self._entries.setdefault(str(log.get("issueId")), []).extend(log["changeHistories"])
        elif kind == LOG:
            self._entries.setdefault(numbers[0], []).extend(value["values"])
            self._totals[numbers[0]] = identity(value.get("total"))
        elif kind == EXPANDED:
            self._expanded[numbers[0]] = value

    def reading(self, issue: Issue) -> Reading:
        """Return the issue with its history."""
        number = id_of(issue)
        found = self._entries.get(number)
        if found is not None:
            total = self._totals.get(number)
            return Reading(issue, found, "complete" if total is None or len(found) >= total else "partial")
        # Asked for in bulk, an issue in which nothing ever changed is not named.
        if number in self._asked:
            return Reading(issue, [], "complete")
        return with_expanded(issue, self._expanded.get(number))


def issues_of(value: Any) -> list[Issue]:
    """Return the issues of a search's answer, leaving out what is no object."""
    return [issue for issue in value["issues"] if isinstance(issue, dict)]


def is_search(value: Any) -> bool:
    """Tell whether an answer is a page of issues."""
    return isinstance(value, dict) and isinstance(value.get("issues"), list)


def is_issue(value: Any) -> bool:
    """Tell whether an answer is one issue."""
    return isinstance(value, dict) and identity(value.get("id")) is not None


def is_list(value: Any) -> bool:
    """Tell whether an answer is a list."""
    return isinstance(value, list)


def id_of(issue: Issue) -> str:
    """Return what tells an issue from others; an empty text when it has no id."""
    number = identity(issue.get("id"))
    return "" if number is None else str(number)


def with_expanded(issue: Issue, *others: Issue | None) -> Reading:
    """Return the issue with the fullest of the changelogs expanded in it and in the other answers about it."""
    best = Reading(issue, None, "unknown")
    for each in (issue, *others):
        entries, is_whole = expanded(each)
        if entries is not None and (best.histories is None or is_whole or len(entries) > len(best.histories)):
            best = Reading(issue, entries, "complete" if is_whole else "partial")
    return best


def expanded(issue: Issue | None) -> tuple[list[Any] | None, bool]:
    """Return the changelog expanded in an answer, None when there is none, and whether it is whole."""
    log = issue.get("changelog") if issue else None
    entries = log.get("histories") if isinstance(log, dict) else None
    if not isinstance(log, dict) or not isinstance(entries, list):
        return None, False
    total, most = identity(log.get("total")), identity(log.get("maxResults"))
    if total is None:
        return entries, most is None or len(entries) < most
    return entries, len(entries) >= total
