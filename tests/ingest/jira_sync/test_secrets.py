"""The token is in no output, file, error or process list, whatever happens."""

import logging
import os
import subprocess
import sys
import time
import traceback
from copy import deepcopy
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.jira_client import connect
from tests.ingest.jira_sync.waiting import played
from tests.support.jira_random import random_world
from tests.support.jira_synced import pull, settings_of
from tests.support.jira_world import standing
from tests.support.program import leadline

WORLD = random_world(2, projects={"PAY": 60})
PROGRAM = Path(sys.executable).parent / "leadline"
FAULTS = (
    None, {"fault": "status", "code": 401}, {"fault": "status", "code": 403}, {"fault": "status", "code": 500},
    {"fault": "reset"}, {"fault": "cut_body"}, {"fault": "cut_json"}, {"fault": "login_page"}, {"fault": "hang", "seconds": 9},
    {"fault": "captcha"}, {"fault": "error_string"}, {"fault": "redirect", "to": "http://127.0.0.1:9/elsewhere"},
    {"fault": "too_many", "retry_after": "86400"},
)  # fmt: skip


def ready_to_sync(folder, jira):
    """Write the settings; returns the environment for the command."""
    user = f'user = "{jira.user}"\n' if jira.user else ""
    (folder / "leadline.toml").write_text(
        f'data_dir = "data"\n[[jira]]\nurl = "{jira.url}"\n{user}give_up_minutes = 0.02\ntimeout_seconds = 1\n'
    )
    return {**os.environ, "LEADLINE_JIRA_TOKEN": jira.token}


def forms_of(jira):
    """The token as it is, and as it is sent."""
    sent = jira.headers["Authorization"].split()[1]
    return {jira.token, sent}


def files_below(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "none" if fault is None else f"{fault['fault']} {fault.get('code', '')}")
@pytest.mark.parametrize("kind", ["cloud", "data-center"])
def test_no_output_and_no_file_of_a_sync_holds_the_token(tmp_path, kind, fault):
    with standing(deepcopy(WORLD), kind) as jira:
        if fault:
            jira.faults([{"match": "/search", "after": 0, "times": None, **fault}])
        done = leadline("sync", cwd=tmp_path, env=ready_to_sync(tmp_path, jira))

    for form in forms_of(jira):
        assert form not in done.stdout + done.stderr
        assert form.encode() not in files_below(tmp_path)
    assert (done.returncode == 0) is (fault is None)
    assert "Traceback" not in done.stderr


def test_the_process_list_does_not_hold_the_token(tmp_path):
    """Arguments of the sync and of all that it starts, looked at while it runs."""
    with standing(deepcopy(WORLD), "cloud") as jira:
        jira.delay(100)
        running = subprocess.Popen(
            [PROGRAM, "sync"], cwd=tmp_path, env=ready_to_sync(tmp_path, jira), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        seen = []
        while running.poll() is None:
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.append(path.read_bytes())
                except OSError:
                    continue
            time.sleep(0.05)

    assert any(b"leadline" in line for line in seen)
    assert not any(jira.token.encode() in line for line in seen)


@pytest.mark.parametrize("fault", FAULTS[1:], ids=lambda fault: f"{fault['fault']} {fault.get('code', '')}")
def test_no_error_and_no_log_record_holds_the_token(tmp_path, fault, caplog):
    caplog.set_level(logging.DEBUG)
    with standing(deepcopy(WORLD), "cloud") as jira, played():
        jira.faults([{"match": "/rest/api/", "after": 0, "times": None, **fault}])
        [settings] = settings_of(
            tmp_path, jira.url, jira.token, user=jira.user, timeout_seconds=1, give_up_minutes=0.1
        ).jiras
        with pytest.raises(IngestError) as caught:
            connect(settings, pages=tmp_path / "pages").fields()
        trace = "".join(traceback.format_exception(caught.value))
        seen, error = [], caught.value
        while error is not None:
            seen += [repr(error), str(error), repr(vars(error))]
            seen += [repr(vars(value)) for value in vars(error).values() if hasattr(value, "__dict__")]
            error = error.__cause__ or error.__context__

    assert not any(form in "".join([trace, caplog.text, *seen]) for form in forms_of(jira))


def test_the_warehouse_and_the_pages_in_flight_do_not_hold_the_token(tmp_path):
    with standing(deepcopy(WORLD), "cloud") as jira, played():
        settings = settings_of(tmp_path / "x", jira.url, jira.token, user=jira.user, give_up_minutes=0.1, page_size=20)
        jira.faults([{"match": "/search", "after": 3, "times": None, "fault": "reset"}])
        pull(settings)
    (tmp_path / "x" / "token").unlink()

    assert not any(form.encode() in files_below(tmp_path) for form in forms_of(jira))
