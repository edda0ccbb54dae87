"""One Jira that is being served: its world now, its plan of faults, and what it was asked."""

from __future__ import annotations

import base64
import binascii
import hmac
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.standin.answers import Json, Refused, Request
from dashboard.standin.asking import Ask
from dashboard.standin.edits import State, edited
from dashboard.standin.faults import Fault, Fired, Match, fire, targets_of
from dashboard.standin.instants import iso, micros, micros_of
from dashboard.standin.render import Renderer
from dashboard.standin.view import View

KINDS = ("cloud", "data-center")


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask: the account's name, which Cloud wants beside the token, and the token."""

    token: str = field(repr=False)
    user: str = ""

    def allows(self, authorization: str | None, kind: str) -> bool:
        """Tell whether a header proves the account: Basic on Cloud, Bearer on Data Center."""
        scheme, _, proof = (authorization or "").partition(" ")
        if kind != "cloud":
            return scheme == "Bearer" and _same(proof.strip(), self.token)
        try:
            said = base64.b64decode(proof.encode("utf-8", "replace"), validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            return False
        return scheme == "Basic" and _same(said, f"{self.user}:{self.token}")


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


@dataclass(slots=True)
class _Waiting:
    """An edit that happens once so many requests that match were answered."""

    match: Match
    count: int
    edit: Json


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is shown until the next edit."""

    view: View
    renderers: dict[str, Renderer] = field(default_factory=dict)


class Site:
    """Safe to use from several threads: what is shown is replaced as a whole, the rest stands behind one lock."""

    def __init__(
        self,
        world: Json,
        kind: str,
        access: Access,
        *,
        context: str = "",
        as_of: str | None = None,
        delay_ms: float = 0,
    ) -> None:
        if kind not in KINDS:
            raise ValueError(f"The kind of Jira {kind!r} is unknown. Expected {' or '.join(KINDS)}.")
        self.kind, self.access, self.context = kind, access, context.rstrip("/")
        self.address = ""
        """Where the server listens; told once it does."""
        self.stopping = threading.Event()
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._first = (State(world), checked_instant(as_of), float(delay_ms))
        self.reset()

    def reset(self) -> None:
        """Become what it was at its start: world, instant, delay, no faults, no log."""
        with self._lock:
            self._state, self._as_of, self.delay_ms = self._first
            self._plan: list[Fault] = []
            self._is_expired = False
            self._waiting: list[_Waiting] = []
            self._log: list[Json] = []
            self._turn = 0
            self._shifts: dict[str, int] = {}
            self._show()

    @property
    def base(self) -> str:
        """The address that its answers name."""
        return self.address + self.context

    def _show(self) -> None:
        state = self._state
        self._shown = _Shown(
            View(state.world, at=self._as_of, hidden=state.hidden, hidden_projects=state.hidden_projects)
        )

    def world(self) -> Json:
        """The world as it is after all edits, what is hidden included."""
        return self._state.world

    def be_as_of(self, at: str | None) -> None:
        """Show the world as it was at an instant; None for all of it."""
        moment = checked_instant(at)
        with self._lock:
            self._as_of = moment
            self._show()

    def edit(self, edits: Sequence[Json]) -> None:
        """Edit the world: at once, or after the request that an edit waits for."""
        at_once = [edit for edit in edits if not edit.get("after_request")]
        waiting = [_waiting(edit) for edit in edits if edit.get("after_request")]
        with self._lock:
            self._edit(at_once)
            self._waiting += waiting

    def _edit(self, edits: Sequence[Json]) -> None:
        if edits:
            self._state = edited(self._state, edits, iso(micros_of(datetime.now(UTC))))
            self._show()

    def follow(self, plan: list[Fault]) -> None:
        """Replace the plan of faults, and forget what the old one did."""
        with self._lock:
            self._plan, self._is_expired = plan, False
            self._shifts = {}

    def meet(self, request: Request, raw_query: str) -> tuple[Fired, Json]:
        """Count a request; return the faults it meets and its entry in the log."""
        with self._lock:
            self._turn += 1
            fired = fire(self._plan, request, raw_query)
            if fired.breaking and fired.breaking[0] == "expired_token":
                self._is_expired = True
            elif self._is_expired and fired.breaking is None:
                fired = Fired(fired.bending, ("expired_token", {}))
            entry: Json = {
                "number": self._turn, "method": request.method, "path": request.path, "query": plain(request.query),
                "body": request.body, "header_names": list(request.header_names), "status": None, "fault": fired.names,
                "at_ms": round((time.monotonic() - self._begun) * 1000),
            }  # fmt: skip
            self._log.append(entry)
            return fired, entry

    def answered(self, request: Request, raw_query: str, entry: Json, status: int | None) -> None:
        """Record how a request was answered, and let the edits happen that wait for it."""
        with self._lock:
            entry["status"] = status
            if not self._waiting:
                return
            targets = targets_of(request, raw_query)
            due = [each for each in self._waiting if each.match.meets(targets) and each.match.seen >= each.count]
            self._waiting = [each for each in self._waiting if each not in due]
            self._edit([each.edit for each in due])

    def ask(self, request: Request, version: str, turn: int, part: str) -> Ask:
        """Return a request together with what is shown now."""
        shown = self._shown
        render = shown.renderers.get(version)
        if render is None:
            render = shown.renderers[version] = Renderer(shown.view, self.kind, version, self.base)
        return Ask(request, shown.view, render, clock(request.twists), turn, self._shifts, part)

    def requests(self) -> list[Json]:
        """What was asked so far, without any header's value."""
        with self._lock:
            return list(self._log)

    def forget_requests(self) -> None:
        """Empty the log; numbers go on."""
        with self._lock:
            self._log = []


def clock(twists: Mapping[str, Json]) -> datetime:
    """Return the server's time, wrong when a fault says so."""
    skew = float(twists.get("clock_skew", {}).get("seconds", 0))
    return datetime.now(UTC) + timedelta(seconds=skew)


def checked_instant(said: object) -> int | None:
    """Return an instant in microseconds since 1970, None for None. Raises Refused for what is no instant."""
    moment = micros(said)
    if said is not None and moment is None:
        raise Refused(400, f"{said!r} is no instant. Write one as 2026-01-31T14:05:00+00:00.")
    return moment


def plain(query: Mapping[str, list[str]]) -> Json:
    """Return a query with a list only for what was said more than once."""
    return {name: found[0] if len(found) == 1 else found for name, found in query.items()}


def _waiting(edit: Json) -> _Waiting:
    after: Any = edit["after_request"]
    if not isinstance(after, dict):
        raise Refused(400, 'The member "after_request" of an edit is {"match": text, "count": number}.')
    return _Waiting(Match(str(after.get("match", ""))), int(after.get("count") or 1), edit)
