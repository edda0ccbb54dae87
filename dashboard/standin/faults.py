"""The plan of what goes wrong: which requests meet which fault, counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from dashboard.standin.answers import Json, Refused, Request, text_of

BENDING = frozenset({
    "repeated_token", "page_cap", "short_page", "empty_page", "truncated_changelog", "omitted_changelog", "wrong_total",
    "lost_permission", "duplicate_issue", "clock_skew", "wrong_charset", "duplicate_keys",
})  # fmt: skip
"""Faults of what an answer says; several may meet one request."""
BREAKING = frozenset({
    "too_many", "status", "hang", "reset", "cut_body", "cut_json", "login_page", "empty_body", "drip", "redirect", "captcha",
    "error_string", "gzip_bomb", "expired_token",
})  # fmt: skip
"""Faults that replace an answer or break its way; the first that matches holds."""


@dataclass(slots=True)
class Match:
    """A pattern with how many requests it has met."""

    pattern: str
    seen: int = 0
    _expression: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        try:
            self._expression = re.compile(self.pattern)
        except re.error:
            self._expression = None

    def meets(self, targets: Sequence[str]) -> bool:
        """Count the request and tell whether the pattern is in one of its wordings."""
        found = any(
            self.pattern in target or (self._expression is not None and self._expression.search(target))
            for target in targets
        )
        self.seen += found
        return found


@dataclass(slots=True)
class Fault:
    """One line of the plan."""

    name: str
    match: Match
    after: int
    times: int | None
    arguments: Json
    fired: int = 0

    def is_due(self) -> bool:
        """Tell whether a request that was just counted meets the fault."""
        return self.match.seen > self.after and (self.times is None or self.fired < self.times)


@dataclass(frozen=True, slots=True)
class Fired:
    """What one request meets."""

    bending: dict[str, Json] = field(default_factory=dict)
    breaking: tuple[str, Json] | None = None

    @property
    def names(self) -> str | None:
        """The names of the faults, for the log; None without any."""
        return "+".join([*self.bending, *([self.breaking[0]] if self.breaking else [])]) or None


def plan_of(body: object) -> list[Fault]:
    """Return the plan that a request to the control states. Raises Refused when it is none."""
    lines = body.get("faults") if isinstance(body, dict) else None
    if not isinstance(lines, list):
        raise Refused(400, 'A plan of faults is {"faults": [...]}. Send one, an empty list for no faults.')
    return [_fault(line) for line in lines]


def _fault(line: Json) -> Fault:
    name = line.get("fault")
    if name not in BENDING | BREAKING:
        raise Refused(400, f"There is no fault '{name}'. Name one of {', '.join(sorted(BENDING | BREAKING))}.")
    known = {"match", "after", "times", "fault"}
    arguments = {key: value for key, value in line.items() if key not in known}
    return Fault(
        str(name), Match(str(line.get("match", ""))), int(line.get("after") or 0), line.get("times"), arguments
    )


def fire(plan: Sequence[Fault], request: Request, raw_query: str) -> Fired:
    """Count a request against a plan and return what it meets."""
    targets = targets_of(request, raw_query)
    bending: dict[str, Json] = {}
    breaking: tuple[str, Json] | None = None
    for fault in plan:
        if not fault.match.meets(targets) or not fault.is_due():
            continue
        if fault.name in BENDING:
            bending[fault.name] = fault.arguments
            fault.fired += 1
        elif breaking is None:
            breaking = (fault.name, fault.arguments)
            fault.fired += 1
    return Fired(bending, breaking)


def targets_of(request: Request, raw_query: str) -> tuple[str, ...]:
    """Return the wordings of a request that patterns are looked for in: path, "METHOD path?query", the same decoded and
    with its body.
    """
    line = f"{request.method} {request.path}" + (f"?{raw_query}" if raw_query else "")
    body = request.body if isinstance(request.body, str) else text_of(request.body) if request.body is not None else ""
    return request.path, line, f"{unquote_plus(line)} {body}".rstrip()
