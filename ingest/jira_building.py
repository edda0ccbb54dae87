"""Builds of answers what rows are made of: no more than that, and what is said again in the same words only once.

Most of an answer is accounts, statuses, versions and their like, word for word as in the issue before.
"""

from contextlib import suppress
from typing import Any, TypedDict

import msgspec

from ingest.jira_body import WHOLE, Body, Outline, parsed
from ingest.jira_reading import ALONE, BULK, EXPANDED, SEARCH

_MOST_KNOWN = 8_000
_LONGEST_KNOWN = 2_048
_NEW = object()
_LARGE = (dict, list, type(None))


class _Entry(TypedDict, total=False):
    id: Any
    created: Any
    author: msgspec.Raw
    items: Any


class _Log(TypedDict, total=False):
    total: Any
    maxResults: Any
    histories: list[_Entry]


class _Issue(TypedDict, total=False):
    id: Any
    key: Any
    fields: dict[str, msgspec.Raw]
    changelog: _Log


class _Search(TypedDict, total=False):
    issues: list[_Issue]


class _IssueLog(TypedDict, total=False):
    issueId: Any
    changeHistories: list[_Entry]


class _Bulk(TypedDict, total=False):
    issueChangeLogs: list[_IssueLog]


_ONE: Outline = msgspec.json.Decoder(_Issue)
_SHAPES: dict[str, Outline] = {
    SEARCH: msgspec.json.Decoder(_Search), ALONE: _ONE, EXPANDED: _ONE, BULK: msgspec.json.Decoder(_Bulk),
}  # fmt: skip


class Builder:
    """Builds the answers of one Jira. What it returns is shared between answers: never change it."""

    def __init__(self) -> None:
        self._known: dict[bytes, Any] = {}

    def value(self, label: str, body: Body) -> Any:
        """Return what an answer says, as far as rows are made of it. Raises `NoJson` and the like."""
        plain = body.text_bytes()
        shape = _SHAPES.get(label.partition(" ")[0])
        if shape is not None:
            # An answer of an odd shape is built whole, for others to judge.
            with suppress(msgspec.MsgspecError, RecursionError):
                return self._filled(shape.decode(plain))
        return parsed(plain)

    def _filled(self, value: dict[str, Any]) -> dict[str, Any]:
        for issue in value.get("issues", (value,)):
            fields = issue.get("fields", {})
            for name, raw in fields.items():
                fields[name] = self._said(bytes(raw))
            self._fill(issue.get("changelog", {}).get("histories", ()))
        for log in value.get("issueChangeLogs", ()):
            self._fill(log.get("changeHistories", ()))
        return value

    def _fill(self, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            if "author" in entry:
                entry["author"] = self._said(bytes(entry["author"]))

    def _said(self, words: bytes) -> Any:
        known = self._known.get(words, _NEW)
        if known is not _NEW:
            return known
        value = WHOLE.decode(words)
        # Texts and numbers are as quickly built as found.
        if type(value) in _LARGE and len(words) <= _LONGEST_KNOWN:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[words] = value
        return value
