"""A sync that dies midway goes on from its last good page, and ends as one that did not."""

import os
import random
import signal
import subprocess
import sys
import time
from copy import deepcopy
from pathlib import Path

import pytest

from ingest.jira_sync import pages_folder
from tests.ingest.jira_sync.waiting import played
from tests.support.jira_random import expected, random_world
from tests.support.jira_synced import landed, pull, settings_of
from tests.support.jira_world import standing

KINDS = ("cloud", "data-center")
WORLD = random_world(21, projects={"PAY": 400})
PROGRAM = Path(sys.executable).parent / "leadline"


def searches(jira):
    """The searches for issues that were answered whole, counts and catalogue aside."""
    return [request for request in jira.requests() if request["path"].rstrip("/").endswith(("/search", "/search/jql"))
            and request["status"] == 200 and request["fault"] is None and "maxResults=0" not in str(request["query"])]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_sync_that_failed_on_a_late_page_does_not_ask_for_the_early_ones_again(tmp_path, kind):
    """400 issues by 20 a page. From the 12th search on the server is broken; later it is well again."""
    with standing(deepcopy(WORLD), kind) as jira:
        settings = settings_of(
            tmp_path, jira.url, jira.token, user=jira.user, page_size=20, requests_at_once=1, give_up_minutes=0.2
        )
        jira.faults([{"match": "/search", "after": 12, "times": None, "fault": "status", "code": 503}])
        with played():
            failed = pull(settings)
        early = len(searches(jira))
        jira.faults([])
        jira.forget_requests()

        whole = pull(settings)

        assert list(failed.failures) == ["jira/PAY"]
        assert whole.failures == {}
        assert landed(settings) == expected(WORLD)
        assert early >= 8
        assert len(searches(jira)) <= 20 - early + 4


@pytest.mark.parametrize("kind", KINDS)
def test_pages_in_flight_are_removed_once_they_are_published(tmp_path, kind):
    with standing(deepcopy(WORLD), kind) as jira:
        settings = settings_of(tmp_path, jira.url, jira.token, user=jira.user)

        pull(settings)

        folder = pages_folder(settings.data_dir, "jira")
        assert [path for path in folder.rglob("*") if path.is_file()] == []


def kill_and_go_on(tmp_path, kind, seed, kills):
    """Kill the sync `kills` times at random moments, then let it run to its end."""
    dice = random.Random(seed)
    with standing(deepcopy(WORLD), kind) as jira:
        jira.delay(15)
        settings = settings_of(tmp_path, jira.url, jira.token, user=jira.user)
        user = f'user = "{jira.user}"\n' if jira.user else ""
        (tmp_path / "leadline.toml").write_text(
            f'data_dir = "data"\n[[jira]]\nurl = "{jira.url}"\n{user}token_file = "token"\npage_size = 20\n'
        )
        killed = 0
        for _ in range(kills):
            running = subprocess.Popen(
                [PROGRAM, "sync"], cwd=tmp_path, env={**os.environ}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
            time.sleep(dice.uniform(0.3, 2.5))
            killed += running.poll() is None
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
        subprocess.run([PROGRAM, "sync"], cwd=tmp_path, check=True, capture_output=True)
        assert landed(settings) == expected(WORLD)
        return killed


@pytest.mark.parametrize("kind", KINDS)
def test_a_sync_killed_at_any_moment_ends_with_every_row_once(tmp_path, kind):
    assert kill_and_go_on(tmp_path, kind, seed=kind, kills=3) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", KINDS)
def test_a_sync_killed_often_ends_with_every_row_once(tmp_path, kind, seed):
    kill_and_go_on(tmp_path, kind, seed=seed, kills=6)
