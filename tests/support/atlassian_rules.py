"""What Atlassian documents of the endpoints of Jira Cloud that a reader may call; and which requests break it.

Read from the reference of the Jira Cloud platform REST API, version 3; version 2 takes the same. Limits that the reference
gives only in words (5,000 issues a page, 50 reconciled issues) are held like those of its types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_PATH = re.compile(r".*?/rest/api/(?:2|3)/(.+)")
_KEY = r"(?:[A-Z][A-Z0-9_]+|\d+)"
_ISSUE = r"(?:[A-Z][A-Z0-9_]+-\d+|\d+)"


@dataclass(frozen=True)
class Rule:
    """What one parameter of a query or member of a body may be."""

    kind: str
    """number, truth, text, or texts and numbers for lists."""
    least: int | None = None
    """Of a number its value, of a list its length; as `most`."""
    most: int | None = None
    choices: frozenset[str] = frozenset()
    is_needed: bool = False


@dataclass(frozen=True)
class Endpoint:
    """One method of one path."""

    query: Mapping[str, Rule] = field(default_factory=dict)
    body: Mapping[str, Rule] | None = None
    """None where no body is taken."""


def _number(least: int = 0, most: int | None = None) -> Rule:
    return Rule("number", least, most)


def _choice(*choices: str) -> Rule:
    return Rule("texts", choices=frozenset(choices))


_TEXT, _TRUTH, _TEXTS = Rule("text"), Rule("truth"), Rule("texts")
_PAGE = {"startAt": _number(), "maxResults": _number(1)}
_EXPAND_ISSUE = (
    "renderedFields",
    "names",
    "schema",
    "transitions",
    "operations",
    "editmeta",
    "changelog",
    "versionedRepresentations",
)
_EXPAND_PROJECT = ("description", "projectKeys", "lead", "issueTypes", "url", "insight", "issueTypeHierarchy")
_ORDERS = ("category", "key", "name", "owner", "issueCount", "lastIssueUpdatedDate", "archivedDate", "deletedDate")
_SEARCH = {
    "jql": Rule("text", is_needed=True), "nextPageToken": _TEXT, "maxResults": _number(1, 5000), "fields": _TEXTS,
    "fieldsByKeys": _TRUTH, "properties": Rule("texts", most=5), "reconcileIssues": Rule("numbers", most=50),
}  # fmt: skip

_ENDPOINTS = {
    "GET serverInfo": Endpoint(), "GET field": Endpoint(), "GET status": Endpoint(), "GET priority": Endpoint(),
    "GET resolution": Endpoint(), "GET issuetype": Endpoint(), "GET issueLinkType": Endpoint(),
    "GET myself": Endpoint({"expand": _choice("groups", "applicationRoles")}),
    "GET mypermissions": Endpoint({
        "permissions": Rule("texts", least=1, is_needed=True), "projectKey": _TEXT, "projectId": _TEXT, "issueKey": _TEXT,
        "issueId": _TEXT, "projectUuid": _TEXT, "projectConfigurationUuid": _TEXT, "commentId": _TEXT,
    }),
    "GET project": Endpoint({"expand": _choice(*_EXPAND_PROJECT), "recent": _number(0, 20), "properties": _TEXTS}),
    "GET project/search": Endpoint({
        "startAt": _number(), "maxResults": _number(1, 100), "expand": _choice(*_EXPAND_PROJECT),
        "orderBy": _choice(*(sign + name for sign in ("", "+", "-") for name in _ORDERS)), "id": Rule("numbers", most=50),
        "keys": Rule("texts", most=50), "query": _TEXT, "typeKey": _choice("business", "service_desk", "software"),
        "categoryId": _number(), "action": _choice("view", "browse", "edit", "create"),
        "status": _choice("live", "archived", "deleted"), "properties": _TEXTS, "propertyQuery": _TEXT,
    }),
    rf"GET project/{_KEY}": Endpoint({"expand": _choice(*_EXPAND_PROJECT), "properties": _TEXTS}),
    rf"GET project/{_KEY}/versions": Endpoint({"expand": _choice("operations")}),
    rf"GET project/{_KEY}/version": Endpoint({
        **_PAGE, "query": _TEXT, "status": _choice("released", "unreleased", "archived"),
        "expand": _choice("issuesstatus", "operations", "driver", "approvers"), "orderBy": _choice(*(
            sign + name for sign in ("", "+", "-") for name in ("description", "name", "releaseDate", "sequence", "startDate")
        )),
    }),
    rf"GET project/{_KEY}/components": Endpoint({"componentSource": _choice("jira", "compass", "auto")}),
    rf"GET issue/{_ISSUE}": Endpoint({
        "fields": _TEXTS, "fieldsByKeys": _TRUTH, "expand": _choice(*_EXPAND_ISSUE), "properties": _TEXTS,
        "updateHistory": _TRUTH, "failFast": _TRUTH,
    }),
    rf"GET issue/{_ISSUE}/changelog": Endpoint(_PAGE),
    "GET search/jql": Endpoint({**_SEARCH, "expand": _choice(*_EXPAND_ISSUE), "failFast": _TRUTH}),
    "POST search/jql": Endpoint(body={**_SEARCH, "expand": Rule("text", choices=frozenset(_EXPAND_ISSUE))}),
    "POST search/approximate-count": Endpoint(body={"jql": Rule("text", is_needed=True)}),
    "POST changelog/bulkfetch": Endpoint(body={
        "issueIdsOrKeys": Rule("texts", 1, 1000, is_needed=True), "fieldIds": Rule("texts", most=10),
        "maxResults": _number(1, 10_000), "nextPageToken": _TEXT,
    }),
}  # fmt: skip


def violations(requests: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a sentence for everything in a log of requests that the documents do not allow; empty when all is legal."""
    return [
        f"request {request['number']}, {request['method']} {request['path']}: {fault}"
        for request in requests
        for fault in _faults(request)
    ]


def _faults(request: Mapping[str, Any]) -> Iterable[str]:
    match = _PATH.fullmatch(str(request["path"]))
    endpoint = _endpoint(str(request["method"]), match[1]) if match else None
    if endpoint is None:
        yield "no such endpoint is documented"
        return
    names = {str(name).lower() for name in request["header_names"]}
    if "authorization" not in names and request["path"].rpartition("/")[2] != "serverInfo":
        yield "it carries no credentials"
    yield from _of_members("parameter", request["query"], endpoint.query, _said_in_query)
    body = request["body"]
    if endpoint.body is None:
        if body is not None:
            yield "it takes no body"
    elif not isinstance(body, Mapping) or "content-type" not in names:
        yield "its body has to be a JSON object, sent as application/json"
    else:
        yield from _of_members("member", body, endpoint.body, lambda value, _: value)
    yield from _of_jql((body or {}).get("jql") if isinstance(body, Mapping) else request["query"].get("jql"))


def _endpoint(method: str, name: str) -> Endpoint | None:
    if f"{method} {name}" in _ENDPOINTS:
        return _ENDPOINTS[f"{method} {name}"]
    return next((found for pattern, found in _ENDPOINTS.items() if re.fullmatch(pattern, f"{method} {name}")), None)


def _of_members(what: str, said: Mapping[str, Any], rules: Mapping[str, Rule], read: Any) -> Iterable[str]:
    for name, value in said.items():
        if name not in rules:
            yield f"the {what} {name} is not documented"
        elif fault := _fault(read(value, rules[name]), rules[name]):
            yield f"the {what} {name} {fault}"
    yield from (f"the {what} {name} is missing" for name, rule in rules.items() if rule.is_needed and name not in said)


def _said_in_query(value: Any, rule: Rule) -> Any:
    """Return a parameter as what it stands for; what cannot be read stays a text."""
    texts = value if isinstance(value, list) else [value]
    if rule.kind in ("texts", "numbers"):
        parts = [part for text in texts for part in str(text).split(",")]
        return [_number_in(part) for part in parts] if rule.kind == "numbers" else parts
    if len(texts) != 1:
        return texts
    if rule.kind == "number":
        return _number_in(texts[0])
    return {"true": True, "false": False}.get(texts[0], texts[0]) if rule.kind == "truth" else texts[0]


def _number_in(text: str) -> Any:
    return int(text) if re.fullmatch(r"-?\d+", text) else text


_TYPES = {"text": str, "number": int, "truth": bool}


def _fault(value: Any, rule: Rule) -> str | None:
    """Return what is wrong with a value, None when nothing is."""
    if rule.kind in ("texts", "numbers"):
        if not isinstance(value, list) or not all(_is(rule.kind[:-1], item) for item in value):
            return f"is no list of {rule.kind}"
        size, parts, unit = len(value), value, " entries"
    else:
        if not _is(rule.kind, value):
            return f"is no {rule.kind}"
        size = value if rule.kind == "number" else 0
        parts, unit = str(value).split(","), ""
    if rule.least is not None and size < rule.least:
        return f"is {size}{unit}, below {rule.least}"
    if rule.most is not None and size > rule.most:
        return f"is {size:,}{unit}, above {rule.most:,}"
    unknown = [part for part in parts if rule.choices and part not in rule.choices]
    return f"may not be {unknown[0]!r}" if unknown else None


def _is(kind: str, value: Any) -> bool:
    return isinstance(value, _TYPES[kind]) and not (kind == "number" and isinstance(value, bool))


def _of_jql(jql: Any) -> Iterable[str]:
    if not isinstance(jql, str):
        return
    parts = re.split(r"(?i)\border\s+by\b", jql, maxsplit=1)
    if not parts[0].strip():
        yield "the query restricts nothing"
    if len(parts) > 1 and parts[1].count(",") >= 7:
        yield "the query is ordered by more than 7 fields"
