"""Questions that only Jira Cloud answers: the search by tokens, changelogs of many issues, projects in pages."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from dashboard.standin.answers import Answer, Json, Refused, Request, checked_body, text_of
from dashboard.standin.asking import Ask, after_of, digest, page_of, token_of
from dashboard.standin.fields import chosen
from dashboard.standin.histories import NEWEST, entry_text, entry_texts, expanded, of_fields, ordered, place_of
from dashboard.standin.instants import iso
from dashboard.standin.render import expansions, names_and_schema
from dashboard.standin.view import Issue, Project

_MOST_IDS, _MOST_ISSUES, _DEFAULT = 5000, 100, 50
_MOST_RECONCILED = 50
_SEARCH = {
    "jql": "text", "nextPageToken": "text", "maxResults": "number", "fields": "texts", "expand": "text", "properties": "texts",
    "fieldsByKeys": "truth", "failFast": "truth", "reconcileIssues": "numbers",
}  # fmt: skip
_BULK = {"issueIdsOrKeys": "texts", "fieldIds": "texts", "maxResults": "number", "nextPageToken": "text"}
_MOST_BULK_ISSUES, _MOST_BULK_FIELDS, _MOST_BULK, _DEFAULT_BULK = 1000, 10, 10_000, 1000
_UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
_GONE = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
    "A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)


@dataclass(frozen=True, slots=True)
class _Search:
    jql: str
    token: str | None
    limit: int
    fields: list[str] | None
    expand: frozenset[str]
    reconciled: int


def removed(ask: Ask) -> Answer:
    """Refuse the search by offsets, which Cloud has no more."""
    raise Refused(410, _GONE)


def search(ask: Ask) -> Answer:
    """Return a page of the issues that a query means, and the token of the next."""
    asked = _asked(ask.request)
    if asked.limit < 1 or asked.reconciled > _MOST_RECONCILED:
        raise Refused(400, "The value of parameter 'maxResults' or 'reconcileIssues' is out of range.")
    found = _bounded(ask, asked.jql)
    place = digest("search", asked.jql)
    begin = bisect_right(found.orders, after_of(asked.token, place)) if asked.token else 0
    fields = chosen(asked.fields, ("id",), ask.render.custom)
    limit = ask.limit(asked.limit, _MOST_IDS if set(fields) <= {"id", "key"} else _MOST_ISSUES)
    page, end = _page(ask, found.issues, begin, limit)
    told = names_and_schema(ask.render.fields(), fields, asked.expand) | {"isLast": end >= len(found.issues)}
    if end < len(found.issues):
        told["nextPageToken"] = token_of(place, found.orders[end - 1] if end else (), ask.turn)
        if asked.token and ask.twist("repeated_token") is not None:
            told["nextPageToken"] = asked.token
    texts = [_issue_text(ask, issue, fields, asked.expand) for issue in page]
    return Answer(f'{{"issues":[{",".join(texts)}],{text_of(told)[1:]}')


def _asked(request: Request) -> _Search:
    if request.method == "POST":
        body: Any = checked_body(request, _SEARCH)
        limit = body.get("maxResults")
        return _Search(
            body.get("jql") or "", body.get("nextPageToken"), _DEFAULT if limit is None else limit, body.get("fields"),
            expansions(body.get("expand")), len(body.get("reconcileIssues") or ()),
        )  # fmt: skip
    return _Search(
        request.one("jql") or "", request.one("nextPageToken") or None, request.number("maxResults", _DEFAULT),
        request.listed("fields"), expansions(request.listed("expand")), len(request.listed("reconcileIssues") or ()),
    )  # fmt: skip


def _bounded(ask: Ask, jql: str) -> Any:
    found = ask.find(jql)
    if not jql.strip() or jql.strip().lower().startswith("order by"):
        raise Refused(400, _UNBOUNDED)
    return found


def _page(ask: Ask, issues: list[Issue], begin: int, limit: int) -> tuple[list[Issue], int]:
    """Return the issues of a page and where the next one begins."""
    if ask.twist("empty_page") is not None and begin < len(issues):
        return [], begin
    if ask.twist("duplicate_issue") is not None and begin > 0 and limit > 1:
        return issues[begin - 1 : begin - 1 + limit], begin - 1 + limit
    if ask.twist("short_page") is not None and limit > 1:
        return issues[begin : begin + limit - 1], begin + limit - 1
    return issues[begin : begin + limit], begin + limit


def _issue_text(ask: Ask, issue: Issue, fields: tuple[str, ...], expand: frozenset[str]) -> str:
    text = ask.render.issue(issue, fields)
    if "changelog" not in expand or ask.twist("omitted_changelog") is not None:
        return text
    cut = ask.twist("truncated_changelog")
    keep = NEWEST if cut is None else int(cut.get("keep", 0))
    return f'{text[:-1]},"changelog":{expanded(ask.render, issue, keep)}}}'


def approximate_count(ask: Ask) -> Answer:
    """Return how many issues a query means, about."""
    body = checked_body(ask.request, {"jql": "text"})
    count: int | None = len(_bounded(ask, body.get("jql") or "").issues)
    wrong = ask.twist("wrong_total")
    if wrong is not None:
        count = wrong.get("total")
    return Answer(text_of({} if count is None else {"count": count}))


def changelog(ask: Ask) -> Answer:
    """Return a page of the changelog of one issue, the oldest entries first."""
    texts = entry_texts(ask.render, ask.issue())
    return page_of(ask, texts, str, NEWEST)


def bulk_changelogs(ask: Ask) -> Answer:
    """Return a page of the changelogs of many issues, the oldest entries first, told issue by issue."""
    body = checked_body(ask.request, _BULK)
    wanted, fields = body.get("issueIdsOrKeys") or [], body.get("fieldIds") or []
    limit = body.get("maxResults")
    limit = _DEFAULT_BULK if limit is None else limit
    if not 1 <= len(wanted) <= _MOST_BULK_ISSUES or len(fields) > _MOST_BULK_FIELDS or not 1 <= limit <= _MOST_BULK:
        raise Refused(
            400,
            "A request is for 1 to 1000 issues, at most 10 fields, and 1 to 10000 changelogs a page. Ask for less at once.",
        )
    place = digest("bulk", sorted(wanted), sorted(fields))
    after = after_of(body["nextPageToken"], place) if body.get("nextPageToken") else ()
    entries = _entries(ask, wanted, fields)
    begin = bisect_right(entries, after, key=lambda entry: entry[0])
    end = begin + ask.limit(limit, _MOST_BULK)
    told: Json = {}
    if end < len(entries):
        told["nextPageToken"] = token_of(place, entries[end - 1][0] if end else (), ask.turn)
        if after and ask.twist("repeated_token") is not None:
            told["nextPageToken"] = body["nextPageToken"]
    return Answer(_grouped(entries[begin:end], told))


def _entries(ask: Ask, wanted: list[str], fields: list[str]) -> list[tuple[tuple[int, ...], str]]:
    issues = {issue.number: issue for name in wanted if (issue := ask.view.issue(name)) is not None}
    lost = ask.twist("lost_permission")
    found = []
    for issue in issues.values():
        if lost is not None and lost.get("project") in (None, issue.project):
            continue
        entries = ordered(ask.render, issue)
        if not fields:
            texts = entry_texts(ask.render, issue, is_epoch=True)
            found += [(place_of(issue, entry), text) for entry, text in zip(entries, texts, strict=True)]
            continue
        for entry in entries:
            if items := of_fields(entry, fields):
                found.append((place_of(issue, entry), entry_text(ask.render, entry, items, is_epoch=True)))
    return sorted(found, key=lambda entry: entry[0])


def _grouped(entries: list[tuple[tuple[int, ...], str]], told: Json) -> str:
    by_issue: dict[int, list[str]] = {}
    for (_, issue, _), text in entries:
        by_issue.setdefault(issue, []).append(text)
    groups = [f'{{"issueId":"{issue}","changeHistories":[{",".join(texts)}]}}' for issue, texts in by_issue.items()]
    rest = f",{text_of(told)[1:]}" if told else "}"
    return f'{{"issueChangeLogs":[{",".join(groups)}]{rest}'


def projects_paged(ask: Ask) -> Answer:
    """Return a page of the projects that are shown, archived ones only when they are asked for."""
    request = ask.request
    states = request.listed("status") or ["live"]
    keys, ids = request.listed("keys"), request.listed("id")
    query = (request.one("query") or "").casefold()
    shown = [
        project
        for project in ask.view.projects.values()
        if ("archived" if project.is_archived else "live") in states
        and (keys is None or project.key in keys)
        and (ids is None or project.number in ids)
        and (query in project.key.casefold() or query in project.name.casefold())
    ]
    expand = expansions(request.listed("expand"))
    return page_of(ask, shown, lambda project: text_of(_project(ask, project, expand)), _DEFAULT)


def _project(ask: Ask, project: Project, expand: frozenset[str]) -> Json:
    found = ask.render.project(project)
    if "insight" not in expand:
        return found
    issues = ask.view.by_project.get(project.key, [])
    hidden = sum(key.rpartition("-")[0] == project.key for key in ask.view.hidden)
    insight: Json = {"totalIssueCount": len(issues) + hidden}
    if issues:
        insight["lastIssueUpdateTime"] = iso(max(issue.updated for issue in issues))
    return {**found, "insight": insight}
