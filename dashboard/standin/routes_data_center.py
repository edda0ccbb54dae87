"""Questions that only Jira Data Center answers so: the search by offsets."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.standin.answers import Answer, Json, Refused, Request, checked_body, text_of
from dashboard.standin.asking import Ask
from dashboard.standin.fields import chosen
from dashboard.standin.histories import expanded
from dashboard.standin.render import expansions, names_and_schema
from dashboard.standin.view import Issue

_MOST = 1000
_DEFAULT = 50
_MEMBERS = {"jql": "text", "startAt": "number", "maxResults": "number", "fields": "texts", "expand": "texts",
            "validateQuery": "truth", "properties": "texts", "fieldsByKeys": "truth"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Search:
    jql: str
    start: int
    limit: int
    fields: list[str] | None
    expand: frozenset[str]
    is_strict: bool


def search(ask: Ask) -> Answer:
    """Return a page of the issues that a query means, with how many there are."""
    asked = _asked(ask.request)
    fields = chosen(asked.fields, ("*navigable",), ask.render.custom)
    issues = ask.find(asked.jql, is_strict=asked.is_strict).issues
    limit = ask.limit(_MOST if asked.limit < 0 else asked.limit, _MOST)
    start, shift = _shifted(ask, asked, limit, len(issues))
    page = _bent(ask, issues[start : start + limit])
    has_log = "changelog" in asked.expand and ask.twist("omitted_changelog") is None
    texts = [_with_log(ask, issue, fields) if has_log else ask.render.issue(issue, fields) for issue in page]
    told: Json = {"expand": "schema,names", "startAt": asked.start, "maxResults": limit, "total": len(issues) + shift}
    wrong = ask.twist("wrong_total")
    if wrong is not None:
        told["total"] = wrong.get("total")
        if told["total"] is None:
            del told["total"]
    told |= names_and_schema(ask.render.fields(), fields, asked.expand)
    return Answer(f'{text_of(told)[:-1]},"issues":[{",".join(texts)}]}}')


def _asked(request: Request) -> _Search:
    if request.method == "POST":
        body = checked_body(request, _MEMBERS)
        validate = body.get("validateQuery")
        return _Search(
            body.get("jql") or "", body.get("startAt") or 0, _or(body.get("maxResults"), _DEFAULT), body.get("fields"),
            expansions(body.get("expand")), validate is not False,
        )  # fmt: skip
    validate = request.one("validateQuery", "true")
    return _Search(
        request.one("jql") or "", request.number("startAt", 0), request.number("maxResults", _DEFAULT),
        request.listed("fields"), expansions(request.listed("expand")), str(validate).lower() not in ("false", "none", "warn"),
    )  # fmt: skip


def _or(said: int | None, default: int) -> int:
    return default if said is None else said


def _shifted(ask: Ask, asked: _Search, limit: int, count: int) -> tuple[int, int]:
    """Return where the page begins and by how many issues all pages after the first have moved on.

    An issue that got in before the page shows the last issue of the page before again.
    """
    if asked.start < 0:
        raise Refused(400, "The value of parameter 'startAt' must not be negative.")
    shift = ask.shifts.get(asked.jql, 0)
    if ask.twist("duplicate_issue") is not None and 0 < asked.start < count + shift and limit > 1:
        shift = ask.shifts[asked.jql] = shift + 1
    return max(0, asked.start - shift) if asked.start else 0, shift


def _bent(ask: Ask, page: list[Issue]) -> list[Issue]:
    if ask.twist("empty_page") is not None:
        return []
    return page[:-1] if ask.twist("short_page") is not None and len(page) > 1 else page


def _with_log(ask: Ask, issue: Issue, fields: tuple[str, ...]) -> str:
    cut = ask.twist("truncated_changelog")
    log = expanded(ask.render, issue, None if cut is None else int(cut.get("keep", 0)))
    return f'{ask.render.issue(issue, fields)[:-1]},"changelog":{log}}}'
