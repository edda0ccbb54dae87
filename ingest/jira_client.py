"""One Jira, Cloud or Data Center, as the sync asks it: complete pages of issues with their histories, whatever it does."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from ingest.jira_cloud import Cloud
from ingest.jira_data_center import DataCenter
from ingest.jira_hello import Hello, say_hello
from ingest.jira_http import Http
from ingest.jira_jql import KEYS_AT_ONCE, OVERLAP, Question, checked_key, jql_of
from ingest.jira_pages import PagesFile, forget
from ingest.jira_reading import Issue, Page, Part, Reading, is_list
from ingest.jira_trouble import JiraRefused
from ingest.jira_waiting import Clock
from ingest.settings_jira import JiraSettings

__all__ = ["Clock", "JiraClient", "Reading", "connect", "forget"]

_SHORT_READING = OVERLAP - timedelta(minutes=1)
_BY_ID_AT_ONCE = 50
_SAMPLE_COUNT = 10
# Pages that are being understood and kept while the next are asked for.
_IN_HAND = 2
# Pages kept by a version that asked or kept them otherwise are not read.
_FORMAT = 2


class JiraClient:
    """A connected Jira. Its methods may be called from several threads; all raise `IngestError` with a sentence."""

    def __init__(self, settings: JiraSettings, http: Http, hello: Hello, pages: Path, clock: Clock) -> None:
        self._settings, self._http, self._hello, self._folder, self._clock = settings, http, hello, pages, clock
        self._lock = threading.Lock()
        self._reading_count = 0
        at_once = settings.requests_at_once
        pools = (ThreadPoolExecutor(at_once + _IN_HAND, "jira-page"), ThreadPoolExecutor(at_once, "jira-single"))
        self._pools = pools
        self._site: Cloud | DataCenter
        if hello.kind == "cloud":
            self._site = Cloud(http, *pools, self._ahead, lambda: hello.account_zone)
        else:
            self._site = DataCenter(http, *pools, self._ahead)

    @property
    def kind(self) -> str:
        """Which kind it is: cloud or data center."""
        return self._hello.kind

    @property
    def version(self) -> str | None:
        """Its version as it says it."""
        return self._hello.version

    @property
    def title(self) -> str | None:
        """What its people call it."""
        return self._hello.title

    @property
    def account(self) -> str:
        """The name of the account that asks."""
        return self._hello.account

    @property
    def account_zone(self) -> str | None:
        """The time zone in which the account's questions are read."""
        return self._hello.account_zone

    @property
    def clock_skew_seconds(self) -> float | None:
        """How far the server's clock is ahead of ours; None when it does not tell the time."""
        return self._hello.clock_skew_seconds

    def fields(self) -> list[Mapping[str, Any]]:
        """Return the fields as Jira lists them."""
        return self._list("field", "fields")

    def statuses(self) -> list[Mapping[str, Any]]:
        """Return the statuses as Jira lists them."""
        return self._list("status", "statuses")

    def priorities(self) -> list[Mapping[str, Any]]:
        """Return the priorities as Jira lists them, the highest first."""
        return self._list("priority", "priorities")

    def projects(self) -> list[Mapping[str, Any]]:
        """Return the projects that the account may see."""
        return [found for found in self._site.projects(f"{self._settings.name}: projects") if isinstance(found, dict)]

    def versions(self, project: str) -> list[Mapping[str, Any]]:
        """Return the versions of a project."""
        return self._list(f"project/{self._key(project)}/versions", "versions", project)

    def components(self, project: str) -> list[Mapping[str, Any]]:
        """Return the components of a project."""
        return self._list(f"project/{self._key(project)}/components", "components", project)

    def count(self, project: str, since: datetime | None) -> int | None:
        """Return how many issues there are to read, on Cloud about; None when Jira does not tell."""
        place = self._place(project, "number of issues")
        try:
            return self._site.count(place, jql_of(self._key(project), since, self.account_zone))
        except JiraRefused as error:
            if error.status in (401, 403):
                raise
            return None

    def sample(self, project: str, fields: Sequence[str]) -> list[Issue]:
        """Return some issues of a project, without histories and without keeping anything."""
        question = Question(
            project, jql_of(self._key(project), None, None), tuple(fields), _SAMPLE_COUNT, has_histories=False
        )
        with closing(self._site.read(question, None)) as pages:
            return [reading.issue for reading in next(pages, Page([]))]

    def issues(self, project: str, *, fields: Sequence[str], since: datetime | None) -> Iterator[Page]:
        """Yield the issues of a project page by page: all, or those updated since, and what changes while they are read.

        An issue may come twice; the later reading is the newer. Pages are kept, so that a reading that dies goes on.
        """
        jql = jql_of(self._key(project), since, self.account_zone)
        question = Question(project, jql, tuple(fields), self._settings.page_size)
        with self._reading():
            now = self._server_now()
            file = PagesFile(self._folder, question.project, self._told(question), now)
            try:
                yield from self._site.read(question, file)
            finally:
                file.close()
            if file.is_resumed or self._server_now() - file.began_at > _SHORT_READING:
                changed = jql_of(question.project, file.began_at, self.account_zone)
                yield from self._site.read(replace(question, jql=changed), None)

    def issues_by_id(self, project: str, ids: Sequence[int], *, fields: Sequence[str]) -> Iterator[Page]:
        """Yield the issues with these ids; one that is not shown is left out."""
        self._key(project)
        place = self._place(project, "issues asked for one by one")
        with self._reading():
            for start in range(0, len(ids), _BY_ID_AT_ONCE):
                names = map(str, ids[start : start + _BY_ID_AT_ONCE])
                found = self._pools[1].map(partial(self._by_id, project, fields), names)
                yield self._site.with_histories(place, [part for part in found if part is not None])

    def keys(self, project: str) -> Iterator[list[Issue]]:
        """Yield all issues of a project with no more than id, key and `updated`."""
        question = Question(
            project, jql_of(self._key(project), None, None), ("updated",), KEYS_AT_ONCE, has_histories=False
        )
        with self._reading():
            for page in self._site.read(question, None):
                yield [reading.issue for reading in page]

    def stop(self) -> None:
        """End every wait and request at once, from any thread: what is being read fails with a sentence."""
        self._http.stop()

    def close(self) -> None:
        """End what is still asked ahead, and the connections."""
        self._http.stop()
        for pool in self._pools:
            pool.shutdown(wait=False, cancel_futures=True)
        self._http.close()

    def _by_id(self, project: str, fields: Sequence[str], name: str) -> Part | None:
        return self._site.issue(self._place(project, f"issue {name}"), name, fields)

    def _told(self, question: Question) -> dict[str, Any]:
        """What tells kept pages that answer this question from others."""
        return {
            "format": _FORMAT, "kind": self.kind, "url": self._settings.url, "jql": question.jql,
            "fields": list(question.fields), "size": self._settings.page_size, "zone": self.account_zone,
        }  # fmt: skip

    def _list(self, path: str, what: str, project: str | None = None) -> list[Mapping[str, Any]]:
        place = self._place(project, what) if project else f"{self._settings.name}: {what}"
        answer = self._http.get(f"{self._site.api}/{path}", place, is_valid=is_list)
        return [entry for entry in answer.value if isinstance(entry, dict)]

    def _key(self, project: str) -> str:
        return checked_key(self._settings.name, project)

    def _place(self, project: str, what: str) -> str:
        return f"{self._settings.name}/{project}, {what}"

    def _server_now(self) -> datetime:
        return self._clock.now() + timedelta(seconds=self.clock_skew_seconds or 0)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock:
            self._reading_count += 1
        try:
            yield
        finally:
            with self._lock:
                self._reading_count -= 1

    def _ahead(self) -> int:
        """Pages that one project may be ahead: all projects together as many as requests are allowed at once."""
        return max(1, -(-self._settings.requests_at_once // max(1, self._reading_count))) + _IN_HAND


def connect(settings: JiraSettings, *, pages: Path, clock: Clock | None = None) -> JiraClient:
    """Return the Jira, signed in. `pages` is where pages in flight are kept; `clock` tells time and waits.

    Raises a sentence for a wrong address, a refused token, a host that does not answer, and what else can be wrong.
    """
    clock = clock or Clock()
    http = Http(settings, clock)
    try:
        return JiraClient(settings, http, say_hello(http), pages, clock)
    except BaseException:
        http.close()
        raise
