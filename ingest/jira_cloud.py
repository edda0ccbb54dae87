"""How a Jira Cloud is asked: version 3, pages by token, histories in bulk."""

import itertools
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from ingest import jira_outline as outline
from ingest.errors import SourceRefused
from ingest.jira_ahead import SideBySide
from ingest.jira_http import Http
from ingest.jira_jql import Question, created_windows
from ingest.jira_logs import Logs
from ingest.jira_pages import PagesFile
from ingest.jira_reading import ALONE, SEARCH, Page, Part, is_issue, is_search, issues_of
from ingest.jira_trouble import JiraRefused
from ingest.jira_values import identity, instant

_PROJECTS_AT_ONCE = 50
_WINDOW_PAGES = 8
_MANY_PAGES = 24
_MOST_WINDOWS = 64
_NOT_THERE = frozenset({400, 403, 404, 410})
ORDER = "order by key asc"


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of a project's issues goes by."""

    question: Question
    file: PagesFile | None
    place: str


class Cloud:
    """The questions that differ between the kinds of Jira, for Cloud."""

    kind = "cloud"
    api = "api/3"

    def __init__(
        self, http: Http, pages: Executor, singles: Executor, ahead: Callable[[], int], zone: Callable[[], str | None]
    ) -> None:  # fmt: skip
        self._http, self._pages, self._ahead, self._zone = http, pages, ahead, zone
        self._logs = Logs(http, self.api, singles)
        self._counts: dict[str, int | None] = {}

    def projects(self, place: str) -> list[Any]:
        """Return all projects as Jira lists them."""
        found: dict[str, Any] = {}
        start = 0
        while True:
            answer = self._http.get(
                f"{self.api}/project/search", f"{place}, from {start + 1:,} on", is_valid=_is_page, startAt=start,
                maxResults=_PROJECTS_AT_ONCE, orderBy="key", expand="insight",
            ).value  # fmt: skip
            before = len(found)
            found |= {str(entry.get("id")): entry for entry in answer["values"] if isinstance(entry, dict)}
            start += len(answer["values"])
            if answer.get("isLast") is True or len(found) == before:
                return list(found.values())

    def count(self, place: str, jql: str) -> int | None:
        """Return about how many issues a question has; None when Jira does not tell."""
        answer = self._http.post(f"{self.api}/search/approximate-count", place, {"jql": jql}, is_valid=_is_object)
        self._counts[jql] = identity(answer.value.get("count"))
        return self._counts[jql]

    def read(self, question: Question, file: PagesFile | None) -> Generator[Page, None, None]:
        """Yield the issues of a question page by page, their histories with them."""
        reading = _Reading(question, file, f"{self._http.settings.name}/{question.project}")
        windows = self._windows(reading)
        chains = [partial(self._chain, reading, number, window) for number, window in enumerate(windows)]
        ahead = self._ahead()
        for page in SideBySide(chains, at_once=ahead, ahead=ahead).run():
            yield page.result()

    def issue(self, place: str, name: str, fields: Sequence[str]) -> Part | None:
        """Return the answer about one issue; None when it is not shown."""
        try:
            answer = self._http.search(f"{self.api}/issue/{name}", place, {"fields": list(fields)}, is_issue)
        except JiraRefused as error:
            if error.status not in _NOT_THERE:
                raise
            return None
        return Part(ALONE, answer.body, answer.value)

    def with_histories(self, place: str, found: Sequence[Part]) -> Page:
        """Return issues that were asked for one by one with their histories."""
        return Page([*found, *self._logs.ask(place, [part.value for part in found])])

    def _windows(self, reading: _Reading) -> list[str]:
        """Conditions to ask side by side, as every page's token comes with the page before; one empty one for a few pages."""
        kept = reading.file.get("windows") if reading.file else None
        if kept:
            return [str(window) for window in kept[0].value]
        windows = [""]
        if reading.question.has_histories and self._http.settings.requests_at_once > 1:
            jql = reading.question.jql
            count = self._counts[jql] if jql in self._counts else self.count(f"{reading.place}, number of issues", jql)
            if count is not None and count > _MANY_PAGES * reading.question.size:
                windows = self._split(reading, count)
        if reading.file:
            reading.file.add("windows", [Part.of_ours("windows", windows)])
        return windows

    def _split(self, reading: _Reading, count: int) -> list[str]:
        first, last = (self._created(reading, order) for order in ("asc", "desc"))
        wanted = min(_MOST_WINDOWS, count // (_WINDOW_PAGES * reading.question.size))
        return [""] if first is None or last is None else created_windows(first, last, wanted, self._zone())

    def _created(self, reading: _Reading, order: str) -> Any:
        body = {"jql": f"{reading.question.jql} order by created {order}", "fields": ["created"], "maxResults": 1}
        answer = self._http.post(
            f"{self.api}/search/jql", f"{reading.place}, oldest and newest issue", body, is_valid=is_search
        )
        fields = [issue.get("fields") for issue in issues_of(answer.value)]
        return instant(fields[0].get("created")) if fields and isinstance(fields[0], dict) else None

    def _chain(self, reading: _Reading, window_number: int, window: str) -> Iterator[Future[Page]]:
        """One window, page after page: while the histories of a page are fetched, the next page is."""
        token: str | None = None
        seen: dict[str | None, int] = {}
        is_kept = True
        for number in itertools.count(1):
            place = f"{reading.place}, page {number:,}" + (f" of part {window_number + 1}" if window else "")
            seen[token] = number
            name = f"{window_number}/{token or ''}"
            parts = reading.file.get(name) if reading.file and is_kept else None
            if parts is not None:
                yield self._pages.submit(Page, parts)
                token = _following(parts[0].value)
            else:
                try:
                    search = self._search(reading, place, window, token, seen)
                except JiraRefused as error:
                    if (
                        error.status != 400
                        or token is None
                        or not is_kept
                        or not (reading.file and reading.file.is_resumed)
                    ):
                        raise
                    # The token of a page kept from an earlier run has expired: this window is read from its start.
                    token, seen, is_kept = None, {}, False
                    continue
                yield self._pages.submit(self._whole_page, reading, place, name, search)
                token = _following(search.value)
            if token is None:
                return

    def _search(
        self, reading: _Reading, place: str, window: str, token: str | None, seen: dict[str | None, int]
    ) -> Part:
        question = reading.question
        jql = " and ".join(filter(None, (question.jql, window)))
        body: dict[str, Any] = {
            "jql": f"{jql} {ORDER}",
            "fields": list(question.fields),
            "maxResults": reading.question.size,
        }
        if token is not None:
            body["nextPageToken"] = token
        for _ in range(2):
            answer = self._http.post(f"{self.api}/search/jql", place, body, is_valid=_is_search, outline=outline.SEARCH)
            following = _following(answer.value)
            if following is None or following not in seen:
                return Part(SEARCH, answer.body, answer.value)
        raise SourceRefused(
            f"{place}: {self._http.settings.url} names page {seen[following]:,} as the next one again, so that the pages would "
            "never end. Run `leadline sync` again later; it goes on from its last good page."
        )

    def _whole_page(self, reading: _Reading, place: str, name: str, search: Part) -> Page:
        if not reading.question.has_histories:
            return Page([search])
        logs = self._logs.ask(place, issues_of(search.value))
        if reading.file:
            reading.file.add(name, [search, *logs])
        return Page([search, *logs])


def _following(value: Any) -> str | None:
    """The token of the next page; None after the last."""
    token: str | None = None if value.get("isLast") is True else value.get("nextPageToken")
    return token or None


def _is_search(value: Any) -> bool:
    """A page of issues that says how it goes on, or that it does not."""
    if not is_search(value):
        return False
    token = value.get("nextPageToken")
    return (isinstance(token, str) and bool(token)) or (token is None and value.get("isLast") is not False)


def _is_page(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("values"), list)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)
