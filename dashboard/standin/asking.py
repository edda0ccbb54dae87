"""One question with all that its answer is made of, and the pages that answers come in."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from dashboard.standin.answers import Answer, Json, Refused, Request, answer_of, text_of
from dashboard.standin.finding import Found, find
from dashboard.standin.jql import JqlError
from dashboard.standin.render import Renderer
from dashboard.standin.view import Issue, Project, View

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request at one moment."""

    request: Request
    view: View
    render: Renderer
    now: datetime
    """By the server's own clock, which may be wrong."""
    turn: int
    """Number of the request."""
    shifts: MutableMapping[str, int]
    """By how many issues the pages of a query have moved on since they were first asked for."""
    part: str = ""
    """What the path names: an issue or a project."""

    def twist(self, name: str) -> Json | None:
        """Return the arguments of a fault that bends this answer; None when it is not to be bent."""
        return self.request.twists.get(name)

    def limit(self, wanted: int, most: int) -> int:
        """Return how many entries a page holds: what is wanted, within what the server allows."""
        cap = self.twist("page_cap")
        return max(0, min([wanted, most, *([int(cap.get("size", 1))] if cap else [])]))

    def find(self, jql: str, *, is_strict: bool = True) -> Found:
        """Return the issues that a query means. Raises Refused with Jira's words for what is wrong with it."""
        try:
            found = find(self.view, jql, self.now, is_strict=is_strict)
        except JqlError as error:
            raise Refused(400, *error.messages, warnings=not self.render.is_cloud) from None
        return self._permitted(found)

    def _permitted(self, found: Found) -> Found:
        lost = self.twist("lost_permission")
        if lost is None:
            return found
        kept = [place for place, issue in enumerate(found.issues) if not _is_lost(lost, issue.project)]
        return Found([found.issues[place] for place in kept], [found.orders[place] for place in kept])

    def project(self) -> Project:
        """Return the project that the path names. Raises Refused when it is not shown."""
        project = self.view.project(self.part)
        if project is None:
            raise Refused(404, f"No project could be found with key '{self.part}'.")
        lost = self.twist("lost_permission")
        if lost is not None and _is_lost(lost, project.key):
            raise Refused(403, f"You cannot browse project '{project.key}'.")
        return project

    def issue(self) -> Issue:
        """Return the issue that the path names. Raises Refused when it is not shown."""
        issue = self.view.issue(self.part)
        lost = self.twist("lost_permission")
        if issue is None or (lost is not None and _is_lost(lost, issue.project)):
            is_cloud = self.render.is_cloud
            raise Refused(
                404,
                "Issue does not exist or you do not have permission to see it." if is_cloud else "Issue Does Not Exist",
            )
        return issue


def _is_lost(lost: Json, project: str) -> bool:
    return lost.get("project") in (None, project)


def page_of(ask: Ask, entries: Sequence[T], make: Callable[[T], str], most: int, default: int | None = None) -> Answer:
    """Return the page of a list that `startAt` and `maxResults` ask for."""
    start = max(0, ask.request.number("startAt", 0))
    limit = ask.limit(ask.request.number("maxResults", default or most), most)
    shown = entries[start : start + limit]
    is_last = start + len(shown) >= len(entries)
    place = f"{ask.render.base}{ask.request.path}"
    told: Json = {"self": f"{place}?startAt={start}&maxResults={limit}", "maxResults": limit, "startAt": start,
                  "total": len(entries), "isLast": is_last}  # fmt: skip
    if not is_last:
        told["nextPage"] = f"{place}?startAt={start + limit}&maxResults={limit}"
    return Answer(f'{text_of(told)[:-1]},"values":[{",".join(make(entry) for entry in shown)}]}}')


def values(entries: Sequence[Json]) -> Answer:
    """Return a whole list."""
    return answer_of(list(entries))


def digest(*parts: object) -> str:
    """Return a short text that stands for what was asked."""
    return hashlib.sha256(text_of(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def token_of(asked: str, after: Sequence[int], turn: int) -> str:
    """Return an opaque token for the page after an entry, good for what was asked only."""
    return base64.urlsafe_b64encode(text_of([asked, turn, list(after)]).encode()).decode()


def after_of(token: str, asked: str) -> tuple[int, ...]:
    """Return the entry after which a token's page begins. Raises Refused for a token of another question."""
    try:
        told, _, after = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (binascii.Error, ValueError, TypeError):
        told, after = None, ()
    if told != asked:
        raise Refused(400, "The provided next page token is invalid.")
    return tuple(int(part) for part in after)
