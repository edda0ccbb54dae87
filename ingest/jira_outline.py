"""What paging looks at in an answer; the rest is checked for being JSON, and built where rows are made of it."""

from typing import Any, TypedDict

import msgspec

from ingest.jira_body import Outline


class _Nothing(TypedDict):
    """An object of which it only counts that it is there."""


class _Log(TypedDict, total=False):
    total: Any
    maxResults: Any
    histories: list[_Nothing]


class _Issue(TypedDict, total=False):
    id: Any
    key: Any
    changelog: _Log


class _Search(TypedDict, total=False):
    issues: list[_Issue]
    total: Any
    nextPageToken: Any
    isLast: Any


class _Bulk(TypedDict, total=False):
    issueChangeLogs: list[_Nothing]
    nextPageToken: Any


SEARCH: Outline = msgspec.json.Decoder(_Search)
"""Of a page of issues: which issues, how many entries of their histories came, and how it goes on."""
BULK: Outline = msgspec.json.Decoder(_Bulk)
"""Of a page of histories in bulk: how it goes on."""
