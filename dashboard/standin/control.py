"""The stand-in's own handles, by which tests and the demo steer it: faults, edits, the instant it shows, its log."""

from __future__ import annotations

from typing import Any

from dashboard.standin.answers import Answer, Refused, Request, answer_of
from dashboard.standin.faults import plan_of
from dashboard.standin.jira_site import Site

PREFIX = "/__standin/"


def handle(site: Site, request: Request) -> Answer:
    """Do what a request to the control asks, and answer. Raises Refused for what it does not understand."""
    asked = f"{request.method} {request.path.removeprefix(PREFIX)}"
    body: Any = request.body if isinstance(request.body, dict) else {}
    if asked == "POST faults":
        site.follow(plan_of(request.body))
    elif asked == "POST edit":
        site.edit(_edits(body))
    elif asked == "POST as-of":
        site.be_as_of(body.get("at"))
    elif asked == "POST delay":
        site.delay_ms = _delay(body.get("ms"))
    elif asked == "POST reset":
        site.reset()
    elif asked == "DELETE requests":
        site.forget_requests()
    elif asked == "GET requests":
        return answer_of(site.requests())
    elif asked == "GET world":
        return answer_of(site.world())
    else:
        raise Refused(404, f"The control has no '{asked}'.")
    return answer_of({"done": True})


def _edits(body: Any) -> list[Any]:
    edits = body.get("edits")
    if not isinstance(edits, list) or not all(isinstance(edit, dict) for edit in edits):
        raise Refused(400, 'Edits are {"edits": [...]}. Send a list of objects that each have an "op".')
    return edits


def _delay(said: object) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or said < 0:
        raise Refused(400, 'A delay is {"ms": number}, in milliseconds, from 0 up.')
    return float(said)
