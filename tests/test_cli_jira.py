"""`leadline` with a Jira, as a person meets it: init, sync and doctor, and every wrong answer in one sentence."""

import http.server
import os
import threading
import tomllib
from contextlib import contextmanager
from copy import deepcopy

import pytest

from tests.support import program
from tests.support.jira_random import random_world
from tests.support.jira_world import standing

WORLD = random_world(31, projects={"PAY": 12, "SHOP": 4})
KINDS = ("cloud", "data-center")


def leadline(*words, cwd, jira=None, **environment):
    known = {key: value for key, value in os.environ.items() if not key.startswith("LEADLINE_")}
    if jira is not None:
        known |= {"LEADLINE_JIRA_TOKEN": jira.token, **({"LEADLINE_JIRA_USER": jira.user} if jira.user else {})}
    return program.leadline(*words, cwd=cwd, env={**known, "COLUMNS": "300", **environment})


def sentence_of(done, code=1):
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("leadline: ")]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.fixture(params=KINDS)
def jira(request):
    with standing(deepcopy(WORLD), request.param) as found:
        yield found


def test_init_says_what_it_found_and_writes_settings_that_sync(jira, tmp_path):
    done = leadline("init", "--jira", jira.url, "--project", "PAY", cwd=tmp_path, jira=jira)

    assert done.returncode == 0, done.stderr
    assert ("Jira Cloud" if jira.user else "Jira Data Center") in done.stderr
    assert "signed in as Ada" in done.stderr
    assert "PAY: Project PAY, 12 issues it may see" in done.stderr
    assert sum(line.strip().startswith("PAY-") for line in done.stderr.splitlines()) == 5
    written = tomllib.loads((tmp_path / "leadline.toml").read_text(encoding="utf-8"))
    assert written["jira"] == [{"url": jira.url, "projects": ["PAY"]}]
    assert written["lifecycle"]["Close"] == ["Done"]
    assert "In Progress" in written["lifecycle"]["Build"]
    assert jira.token not in (tmp_path / "leadline.toml").read_text(encoding="utf-8")
    assert leadline("sync", cwd=tmp_path, jira=jira).returncode == 0
    rows = leadline("sql", "select count(*) from issues", "--format", "csv", cwd=tmp_path).stdout
    assert rows.splitlines()[-1] == "12"


def test_an_address_alone_reads_every_project(jira, tmp_path):
    (tmp_path / "leadline.toml").write_text(f'[[jira]]\nurl = "{jira.url}"\n')

    done = leadline("sync", cwd=tmp_path, jira=jira)

    assert done.returncode == 0, done.stderr
    rows = leadline("sql", "select issue_key from main.issues", "--format", "csv", cwd=tmp_path).stdout.split()
    assert len(rows) == 1 + 16


def test_doctor_tells_connection_projects_fields_and_statuses(jira, tmp_path):
    (tmp_path / "leadline.toml").write_text(f'[[jira]]\nurl = "{jira.url}"\n')
    leadline("sync", cwd=tmp_path, jira=jira)

    told = leadline("doctor", cwd=tmp_path, jira=jira).stdout

    assert "signed in as Ada" in told
    assert "PAY, SHOP" in told
    assert "severity = 'Severity'" in told
    assert "12 issues" in told


def test_sync_tells_each_project_and_its_counts(jira, tmp_path):
    (tmp_path / "leadline.toml").write_text(f'[[jira]]\nurl = "{jira.url}"\n')

    told = leadline("sync", cwd=tmp_path, jira=jira).stderr

    assert "jira/PAY" in told
    assert "12 new" in told
    assert "16 new and 0 changed issues" in told


def test_a_wrong_token_is_said_with_the_place_of_the_right_one(jira, tmp_path):
    (tmp_path / "leadline.toml").write_text(f'[[jira]]\nurl = "{jira.url}"\n')

    said = sentence_of(leadline("sync", cwd=tmp_path, jira=jira, LEADLINE_JIRA_TOKEN="quite-wrong"))

    assert jira.url in said
    assert "LEADLINE_JIRA_TOKEN" in said
    assert "quite-wrong" not in said


def test_no_token_is_said_with_where_to_put_it(tmp_path):
    (tmp_path / "leadline.toml").write_text('[[jira]]\nurl = "https://jira.example"\n')

    said = sentence_of(leadline("sync", cwd=tmp_path))

    assert "there is no token for https://jira.example. Set the variable LEADLINE_JIRA_TOKEN" in said


def test_a_project_that_is_not_shown_is_named_with_those_that_are(jira, tmp_path):
    said = sentence_of(leadline("init", "--jira", jira.url, "--project", "PAYS", cwd=tmp_path, jira=jira))

    assert "no project PAYS" in said
    assert "PAY, SHOP" in said
    assert not (tmp_path / "leadline.toml").exists()


def test_one_project_that_fails_beside_one_that_works_is_exit_3(jira, tmp_path):
    (tmp_path / "leadline.toml").write_text(f'[[jira]]\nurl = "{jira.url}"\nprojects = ["PAY", "GONE"]\n')

    said = sentence_of(leadline("sync", cwd=tmp_path, jira=jira), code=3)

    assert "jira/GONE" in said
    assert "PAY, SHOP" in said


@pytest.mark.parametrize(("url", "expected"), [
    ("https://example.atlassian.net/wiki", "is a wiki's address"),
    ("http://jira.example.com", "Write https://"),
    ("https://me:secret@jira.example.com", "holds a user or password"),
    ("https://jira.example.com/browse/PAY-1", "Write the address of Jira itself: https://jira.example.com"),
    ("jira", "is no address"),
    ("ftp://jira.example.com", "is no address"),
])  # fmt: skip
def test_an_address_that_cannot_be_one_is_refused_before_anything_is_sent(tmp_path, url, expected):
    said = sentence_of(leadline("init", "--jira", url, cwd=tmp_path, LEADLINE_JIRA_TOKEN="canary"))

    assert expected in said
    assert "secret" not in said.replace("holds a user or password", "")


@contextmanager
def answering(status, body, **headers):
    """A web server that is no Jira: it answers everything with the same page."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("status", "body", "headers", "expected"), [
    (200, b"<!doctype html><title>Log in</title>", {"Content_Type": "text/html"}, "web page"),
    (404, b"<html>Not here</html>", {"Content_Type": "text/html"}, "no Jira"),
    (302, b"", {"Location": "https://login.example.com/sso"}, "login.example.com"),
    (200, b'{"hello": "world"}', {"Content_Type": "application/json"}, "no Jira"),
])  # fmt: skip
def test_a_server_that_is_no_jira_is_said_to_be_none(tmp_path, status, body, headers, expected):
    (tmp_path / "leadline.toml").write_text("")
    with answering(status, body, **headers) as url:
        (tmp_path / "leadline.toml").write_text(f'[[jira]]\nurl = "{url}"\ngive_up_minutes = 0.02\n')
        said = sentence_of(leadline("sync", cwd=tmp_path, LEADLINE_JIRA_TOKEN="canary"))

    assert url in said
    assert expected in said
    assert "canary" not in said


def test_a_host_that_does_not_answer_is_said(tmp_path):
    (tmp_path / "leadline.toml").write_text('[[jira]]\nurl = "http://127.0.0.1:9"\ngive_up_minutes = 0.02\n')

    said = sentence_of(leadline("sync", cwd=tmp_path, LEADLINE_JIRA_TOKEN="canary"))

    assert "http://127.0.0.1:9" in said
