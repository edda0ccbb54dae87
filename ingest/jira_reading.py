"""One issue with its history as the client hands it over, and how much of that history came."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.jira_values import identity

Issue = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """One issue as it was read."""

    issue: Issue
    histories: list[Any] | None
    """Its changelog entries; None when the server sent none."""
    state: str
    """complete, partial or unknown."""


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
