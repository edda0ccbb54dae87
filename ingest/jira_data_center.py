"""How a Jira Data Center is asked: `startAt` pages of version 2, with the histories that its searches leave out or cut."""

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any

from ingest import jira_outline as outline
from ingest.jira_ahead import in_order
from ingest.jira_http import Http
from ingest.jira_jql import KEYS_AT_ONCE, Question
from ingest.jira_pages import PagesFile
from ingest.jira_reading import (
    ALONE,
    EXPANDED,
    SEARCH,
    Issue,
    Page,
    Part,
    expanded,
    id_of,
    is_issue,
    is_list,
    is_search,
    issues_of,
)
from ingest.jira_trouble import JiraRefused
from ingest.jira_values import identity
from ingest.jira_windows import Placed, Windows

_ISSUE_KEY = re.compile(r"[A-Z][A-Z0-9_]{0,99}-\d{1,19}")
_NOT_THERE = frozenset({400, 403, 404, 410})
ORDER = "order by key asc"


class DataCenter:
    """The questions that differ between the kinds of Jira, for Data Center."""

    kind = "data center"
    api = "api/2"

    def __init__(self, http: Http, pages: Executor, singles: Executor, ahead: Callable[[], int]) -> None:
        self._http, self._pages, self._singles, self._ahead = http, pages, singles, ahead

    def projects(self, place: str) -> list[Any]:
        """Return all projects as Jira lists them."""
        found = self._http.get(f"{self.api}/project", place, is_valid=is_list).value
        return list(found)

    def count(self, place: str, jql: str) -> int | None:
        """Return how many issues a question has; None when Jira does not tell."""
        answer = self._http.search(f"{self.api}/search", place, {"jql": jql, "startAt": 0, "maxResults": 0}, is_search)
        return identity(answer.value.get("total"))

    def read(self, question: Question, file: PagesFile | None) -> Generator[Page, None, None]:
        """Yield the issues of a question page by page, their histories with them."""
        place = f"{self._http.settings.name}/{question.project}"
        fetch = partial(self._page, question, place, file)
        windows = Windows(fetch, question.size, self._side_by_side, place, self._http.settings.url)
        for page in windows.pages():
            yield page.readings
        if question.has_histories and windows.is_short:
            yield from self._left_out(question, set(windows.ids))

    def issue(self, place: str, name: str, fields: Sequence[str]) -> Part | None:
        """Return the answer about one issue with its changelog expanded; None when it is not shown."""
        try:
            answer = self._http.search(
                f"{self.api}/issue/{name}", place, {"fields": list(fields), "expand": "changelog"}, is_issue
            )
        except JiraRefused as error:
            if error.status not in _NOT_THERE:
                raise
            return None
        return Part(ALONE, answer.body, answer.value)

    def with_histories(self, place: str, found: Sequence[Part]) -> Page:
        """Return issues that were asked for one by one with the histories that came with them."""
        return Page(found)

    def _side_by_side(self, jobs: Iterable[Callable[[], Placed]]) -> Iterator[Placed]:
        return in_order(self._pages, jobs, self._ahead)

    def _page(
        self, question: Question, place: str, file: PagesFile | None, start: int, asked: int, is_kept: bool
    ) -> Placed:
        name = f"{start}/{asked}"
        parts = file.get(name) if file and is_kept else None
        if parts is None:
            parts = self._asked_page(question, f"{place}, page {start // max(1, asked - 1) + 1:,}", start, asked)
            if file and is_kept and issues_of(parts[0].value):
                file.add(name, parts)
        search = parts[0].value
        return Placed(start, Page(parts), list(map(id_of, issues_of(search))), identity(search.get("total")))

    def _asked_page(self, question: Question, place: str, start: int, asked: int) -> list[Part]:
        query: dict[str, Any] = {
            "jql": f"{question.jql} {ORDER}", "startAt": start, "maxResults": asked, "fields": list(question.fields),
            **({"expand": "changelog"} if question.has_histories else {}),
        }  # fmt: skip
        answer = self._http.search(f"{self.api}/search", place, query, is_search, outline.SEARCH)
        parts = [Part(SEARCH, answer.body, answer.value)]
        if question.has_histories:
            lacking = [issue for issue in issues_of(answer.value) if not expanded(issue)[1] and id_of(issue)]
            parts += [part for part in self._singles.map(partial(self._single, place), lacking) if part is not None]
        return parts

    def _single(self, place: str, issue: Issue) -> Part | None:
        """The answer about one issue, for its history: some servers leave it out of searches, or cut it there."""
        key = issue.get("key")
        name = key if isinstance(key, str) and _ISSUE_KEY.fullmatch(key) else id_of(issue)
        try:
            answer = self._http.get(
                f"{self.api}/issue/{name}",
                f"{place}, history of {name}",
                is_valid=is_issue,
                expand="changelog",
                fields="updated",
            )
        except JiraRefused as error:
            if error.status not in _NOT_THERE:
                raise
            return None
        # A key may have gone to another issue in between.
        number = id_of(issue)
        return Part(f"{EXPANDED} {number}", answer.body, answer.value) if id_of(answer.value) == number else None

    def _left_out(self, question: Question, seen: set[int]) -> Iterator[Page]:
        """Read one by one what the pages lacked although the server counts it."""
        asked = Question(question.project, question.jql, ("updated",), KEYS_AT_ONCE, has_histories=False)
        for page in self.read(asked, None):
            numbers = {id_of(reading.issue): reading.issue.get("key") for reading in page}
            lacking = [key for number, key in numbers.items() if number and int(number) not in seen]
            found = [
                self._one_left_out(question, key)
                for key in lacking
                if isinstance(key, str) and _ISSUE_KEY.fullmatch(key)
            ]
            if any(found):
                yield Page([part for part in found if part is not None])

    def _one_left_out(self, question: Question, key: str) -> Part | None:
        return self.issue(f"{self._http.settings.name}/{question.project}, {key}", key, question.fields)
