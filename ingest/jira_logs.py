"""The histories of a Cloud's issues: whole pages of them in bulk, or one by one where a site does not answer that."""

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any

from ingest import jira_outline as outline
from ingest.errors import SourceRefused
from ingest.jira_http import Answer, Http
from ingest.jira_reading import BULK, LOG, Issue, Part, id_of
from ingest.jira_trouble import JiraRefused

_ISSUES_AT_ONCE = 1_000
_ENTRIES_AT_ONCE = 5_000
_ENTRIES_OF_ONE = 100
_NOT_OFFERED = frozenset({400, 403, 404, 405, 410})


class Logs:
    """Asks for the changelogs of issues."""

    def __init__(self, http: Http, api: str, singles: Executor) -> None:
        self._http, self._api, self._singles = http, api, singles

    def ask(self, place: str, issues: Sequence[Issue]) -> list[Part]:
        """Return the answers that hold the histories of the issues."""
        ids = list(dict.fromkeys(number for issue in issues if (number := id_of(issue))))
        parts: list[Part] = []
        for start in range(0, len(ids), _ISSUES_AT_ONCE):
            some = ids[start : start + _ISSUES_AT_ONCE]
            try:
                parts += self._bulk(f"{place}, histories", some)
            except JiraRefused as error:
                if error.status not in _NOT_OFFERED:
                    raise
                for found in self._singles.map(partial(self._one, place), some):
                    parts += found
        return parts

    def _bulk(self, place: str, ids: list[str]) -> list[Part]:
        """All pages of the histories of some issues: a history counts only when all of it is here."""
        token: str | None = None
        seen = set[str | None]()
        found: list[Part] = []
        while True:
            seen.add(token)
            answer = self._bulk_page(place, ids, token, seen)
            found.append(Part(BULK if found else " ".join([BULK, *ids]), answer.body, answer.value))
            token = answer.value.get("nextPageToken")
            if not token:
                return found

    def _bulk_page(self, place: str, ids: list[str], token: str | None, seen: set[str | None]) -> Answer:
        body: dict[str, Any] = {"issueIdsOrKeys": ids, "maxResults": _ENTRIES_AT_ONCE}
        if token is not None:
            body["nextPageToken"] = token
        for _ in range(2):
            answer = self._http.post(f"{self._api}/changelog/bulkfetch", place, body, is_valid=_is_bulk, outline=outline.BULK)
            following = answer.value.get("nextPageToken")
            if not following or following not in seen:
                return answer
        raise SourceRefused(
            f"{place}: {self._http.settings.url} names the same page of histories as the next one again, so that they would "
            "never end. Run `leadline sync` again later; it goes on from its last good page."
        )

    def _one(self, place: str, issue_id: str) -> list[Part]:
        """The changelog of one issue by pages; none when the issue is not shown any more."""
        parts: list[Part] = []
        came = 0
        while True:
            try:
                answer = self._http.get(
                    f"{self._api}/issue/{issue_id}/changelog", f"{place}, history of issue {issue_id}", is_valid=_is_log,
                    startAt=came, maxResults=_ENTRIES_OF_ONE,
                )  # fmt: skip
            except JiraRefused as error:
                if error.status not in _NOT_OFFERED:
                    raise
                return parts
            entries = answer.value["values"]
            if not entries and parts:
                return parts
            parts.append(Part(f"{LOG} {issue_id}", answer.body, answer.value))
            came += len(entries)
            if not entries or answer.value.get("isLast") is True:
                return parts


def _is_bulk(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("issueChangeLogs"), list):
        return False
    return isinstance(value.get("nextPageToken"), str | None)


def _is_log(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("values"), list)
