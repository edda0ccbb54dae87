"""Jira against a bare HTTP loop of the same concurrency, at 50 ms a request; and the memory of a sync by its size."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from ingest.jira_client import connect
from ingest.jira_fields import field_map
from tests.benchmarks.measuring import compare, report, seconds_of
from tests.benchmarks.replaying import replayed
from tests.support.jira_random import random_world
from tests.support.jira_synced import NOW, pull, query, settings_of
from tests.support.jira_world import Standing, standing

ISSUES = int(os.environ.get("BENCH_ISSUES", "20000"))
PROJECTS = ("PAY", "SHOP", "BOOK", "CORE")
PAGE = 100
DELAY_MS = 50
KINDS = ("cloud", "data-center")


@pytest.fixture(scope="module", params=KINDS)
def jira(request: pytest.FixtureRequest) -> Iterator[Standing]:
    with standing(_world(ISSUES), request.param) as found:
        # The world is made in this process; what it leaves would be looked through by every collection.
        gc.collect()
        gc.freeze()
        yield found


def _world(issues: int) -> dict[str, Any]:
    return random_world(1, projects=dict.fromkeys(PROJECTS, issues // len(PROJECTS)))


def _bare_loop(jira: Standing) -> None:
    """Every page and every history once, with the fields of a sync, a project a thread, thrown away as soon as it is there."""
    work = _bare_cloud if jira.kind == "cloud" else _bare_data_center
    fields = field_map(jira.ask("/rest/api/2/field")).wanted(bodies=False)
    with ThreadPoolExecutor(len(PROJECTS)) as pool:
        list(pool.map(lambda key: work(jira, key, fields), PROJECTS))


def _bare_cloud(jira: Standing, key: str, fields: list[str]) -> None:
    with requests.Session() as http:
        http.headers.update(jira.headers)
        token: dict[str, str] = {}
        while True:
            asked = {"jql": f"project = {key} order by key", "fields": fields, "maxResults": PAGE, **token}
            page = http.post(f"{jira.url}/rest/api/3/search/jql", json=asked).json()
            ids = [issue["id"] for issue in page["issues"]]
            http.post(
                f"{jira.url}/rest/api/3/changelog/bulkfetch", json={"issueIdsOrKeys": ids, "maxResults": 10_000}
            ).json()
            if page.get("isLast", True):
                return
            token = {"nextPageToken": page["nextPageToken"]}


def _bare_data_center(jira: Standing, key: str, fields: list[str]) -> None:
    with requests.Session() as http:
        http.headers.update(jira.headers)
        start, total = 0, 1
        while start < total:
            asked = {"jql": f"project = {key} order by key", "fields": ",".join(fields), "maxResults": str(PAGE),
                     "startAt": str(start), "expand": "changelog"}  # fmt: skip
            page = http.get(f"{jira.url}/rest/api/2/search", params=asked).json()
            start, total = start + len(page["issues"]), page["total"]


@pytest.fixture(scope="module")
def elsewhere(jira: Standing) -> Iterator[Standing]:
    """The same Jira on a machine of its own."""
    with replayed(jira.url, DELAY_MS) as url:
        yield replace(jira, url=url)


def test_a_first_sync_takes_little_more_than_a_bare_loop(elsewhere: Standing, tmp_path: Path) -> None:
    jira = elsewhere
    settings = settings_of(
        tmp_path, jira.url, jira.token, user=jira.user, page_size=PAGE, requests_at_once=len(PROJECTS)
    )

    def first_sync() -> None:
        shutil.rmtree(settings.data_dir, ignore_errors=True)
        assert pull(settings).failures == {}

    compare(f"Jira {jira.kind}, {ISSUES:,} issues (goal 1.2 x)", first_sync, lambda: _bare_loop(jira), runs=3)
    assert query(settings, "select count(*) from raw.jira_issues") == [(ISSUES,)]


def test_the_client_alone_takes_little_more_than_a_bare_loop(elsewhere: Standing, tmp_path: Path) -> None:
    """Every page kept on disk and handed over with its histories, but not read into rows."""
    jira = elsewhere
    [settings] = settings_of(
        tmp_path, jira.url, jira.token, user=jira.user, page_size=PAGE, requests_at_once=len(PROJECTS)
    ).jiras
    fields = field_map(jira.ask("/rest/api/2/field")).wanted(bodies=False)

    def all_pages() -> None:
        pages = tmp_path / "pages"
        shutil.rmtree(pages, ignore_errors=True)
        with closing(connect(settings, pages=pages)) as client, ThreadPoolExecutor(len(PROJECTS)) as pool:
            counts = pool.map(
                lambda key: sum(len(page) for page in client.issues(key, fields=fields, since=None)), PROJECTS
            )
            assert sum(counts) >= ISSUES

    compare(
        f"Jira {jira.kind}, client alone, {ISSUES:,} issues (goal 1.2 x)", all_pages, lambda: _bare_loop(jira), runs=3
    )


def test_a_sync_of_fifty_changed_issues_takes_seconds(jira: Standing, tmp_path: Path) -> None:
    jira.delay(DELAY_MS)
    settings = settings_of(tmp_path, jira.url, jira.token, user=jira.user, page_size=PAGE)
    pull(settings)
    at = (NOW + timedelta(minutes=30)).isoformat()
    jira.edit([{"op": "update", "key": f"PAY-{number}", "labels": ["seen"], "at": at} for number in range(1, 51)])

    seconds = seconds_of(lambda: pull(settings, now=NOW + timedelta(hours=1)))

    report(f"Jira {jira.kind}, a sync of 50 changed of {ISSUES:,}", seconds, "s", "seconds")


_PROGRAM = """
import re, resource, sys
from pathlib import Path
from tests.support.jira_synced import pull, settings_of
folder, url, token, user = sys.argv[1:]
assert pull(settings_of(Path(folder), url, Path(token).read_text(), user=user or None)).failures == {}
# Unlike getrusage, this says nothing of the process that started this one.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


@pytest.mark.parametrize("kind", KINDS)
def test_memory_is_flat(kind: str, tmp_path: Path) -> None:
    peaks: list[list[float]] = []
    for issues in (ISSUES // 10, ISSUES):
        with standing(_world(issues), kind) as jira:
            token = tmp_path / f"token-{issues}"
            token.write_text(jira.token)
            done = subprocess.run(
                [sys.executable, "-c", _PROGRAM, str(tmp_path / str(issues)), jira.url, str(token), jira.user or ""],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            peaks.append([float(line) for line in done.stdout.split()])
    for what, (few, many) in zip(("the sync", "the largest of its helpers"), zip(*peaks, strict=True), strict=True):
        report(f"Jira {kind}, peak of {what} at {ISSUES // 10:,} issues", few, "MB", "-")
        report(f"Jira {kind}, peak of {what} at {ISSUES:,} issues", many, "MB", "little more")
