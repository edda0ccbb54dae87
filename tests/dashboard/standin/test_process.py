"""The stand-in as a process and as a thread: how it starts and ends, who may reach it, and what it never says."""

import io
import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from dashboard.standin import serving
from tests.dashboard.standin.asking import get, raw
from tests.support.jira_world import ROOT, a_world, an_issue, standing

PROGRAM = [sys.executable, "-m", "dashboard.standin"]


def run(*arguments, **environment):
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
        env={**os.environ, "LEADLINE_JIRA_TOKEN": "", **environment}, check=False,
    )  # fmt: skip


def test_a_thread_serves_until_the_block_ends():
    with serving(a_world(), kind="data-center", token="t-1") as address:
        assert (
            requests.get(
                f"{address}/rest/api/2/myself", headers={"Authorization": "Bearer t-1"}, timeout=20
            ).status_code
            == 200
        )
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/rest/api/2/myself", timeout=5)


def test_a_world_is_served_from_its_file_too(tmp_path):
    file = tmp_path / "world.json"
    file.write_text(json.dumps(a_world(title="From a file")))

    with serving(file, kind="cloud", token="t-1", user="me") as address:
        told = requests.get(f"{address}/rest/api/3/serverInfo", auth=("me", "t-1"), timeout=20).json()

    assert told["serverTitle"] == "From a file"


def test_without_a_wish_for_it_there_is_no_control():
    with serving(a_world(), kind="data-center", token="t-1") as address:
        answers = [requests.get(f"{address}/__standin/{name}", timeout=20) for name in ("world", "requests")]

    assert [answer.status_code for answer in answers] == [401, 401]


def test_it_listens_on_this_machine_alone(jira):
    listening = _listening(jira.process.pid)

    assert listening == {"0100007F"}


def _listening(pid):
    """Addresses that a process listens on, as the kernel writes them."""
    sockets = {os.readlink(f"/proc/{pid}/fd/{name}") for name in os.listdir(f"/proc/{pid}/fd")}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            parts = line.split()
            if parts[3] == "0A" and f"socket:[{parts[9]}]" in sockets:
                found.add(parts[1].partition(":")[0])
    return found


def test_below_a_context_and_nowhere_else():
    with standing(a_world(), "data-center", context="/jira") as jira:
        root = jira.url.removesuffix("/jira")
        assert jira.ask("/rest/api/2/serverInfo")["baseUrl"] == jira.url
        assert jira.ask("/rest/api/2/project")[0]["self"].startswith(f"{jira.url}/rest/api/2/project/")
        assert requests.get(f"{root}/rest/api/2/serverInfo", headers=jira.headers, timeout=20).status_code == 404


def test_it_ends_when_whoever_started_it_is_gone():
    with standing(a_world(), "cloud") as jira:
        jira.process.stdin.close()
        assert jira.process.wait(20) == 0
        jira.process.stdin = None


@pytest.mark.parametrize(("content", "said"), [("{", "no JSON"), ("[]", "not a world"), ("{}", "not a world")])
def test_a_file_that_is_no_world_is_told_in_a_sentence(tmp_path, content, said):
    file = tmp_path / "world.json"
    file.write_text(content)

    ended = run("--world", file, "--kind", "cloud", LEADLINE_JIRA_TOKEN="t-1")

    assert ended.returncode == 2
    assert said in ended.stderr
    assert str(file) in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_a_token_it_does_not_start(tmp_path):
    file = tmp_path / "world.json"
    file.write_text(json.dumps(a_world()))

    ended = run("--world", file, "--kind", "cloud")

    assert ended.returncode == 2
    assert "--token-file" in ended.stderr


@pytest.mark.parametrize("arguments", [("--as-of", "yesterday"), ("--kind", "server")])
def test_a_wish_that_cannot_be_is_told(tmp_path, arguments):
    file = tmp_path / "world.json"
    file.write_text(json.dumps(a_world()))

    ended = run("--world", file, "--kind", "cloud", *arguments, LEADLINE_JIRA_TOKEN="t-1")

    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


def test_nothing_heavy_is_imported():
    script = "import sys, dashboard.standin.__main__; print(sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert not [
        name
        for name in ("pandas", "duckdb", "streamlit", "requests", "numpy", "ingest", "metrics")
        if f"'{name}'" in loaded
    ]


def test_it_says_no_secret_and_nothing_of_what_it_was_asked():
    """Whatever is asked, and goes wrong, neither output nor log holds the token or a header's value."""
    out, err = io.StringIO(), io.StringIO()
    served = serving(a_world(issues=[an_issue("PAY-1")]), kind="cloud", token="t-canary", control=True)
    with redirect_stdout(out), redirect_stderr(err), served as address:
        requests.post(
            f"{address}/__standin/faults", json={"faults": [{"match": "field", "fault": "reset"}]}, timeout=20
        )
        for path in ("/rest/api/3/myself", "/nothing", "/rest/api/3/search/jql?jql=%22"):
            requests.get(f"{address}{path}", auth=("ada@jira.example", "t-canary"), timeout=20)
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{address}/rest/api/3/field", auth=("ada@jira.example", "t-canary"), timeout=20)
        log = requests.get(f"{address}/__standin/requests", timeout=20).text

    assert out.getvalue() + err.getvalue() == ""
    assert "t-canary" not in log
    assert "Basic" not in log


def test_the_process_list_holds_no_token(jira):
    with open(f"/proc/{jira.process.pid}/cmdline", "rb") as line:
        assert jira.token.encode() not in line.read()


def test_the_log_tells_what_was_asked(cloud):
    get(cloud, "/rest/api/3/project/search", keys=["PAY", "SHOP"], maxResults=5)
    requests.post(
        f"{cloud.url}/rest/api/3/search/approximate-count",
        json={"jql": "project = PAY"},
        headers=cloud.headers,
        timeout=20,
    )

    first, second = cloud.requests()

    assert (first["number"], first["method"], first["path"], first["status"]) == (
        1,
        "GET",
        "/rest/api/3/project/search",
        200,
    )
    assert first["query"] == {"keys": ["PAY", "SHOP"], "maxResults": "5"}
    assert (second["body"], second["fault"], second["status"]) == ({"jql": "project = PAY"}, None, 200)
    assert {"Authorization", "Content-Type"} <= set(second["header_names"])
    assert first["at_ms"] <= second["at_ms"]
    cloud.forget_requests()
    assert cloud.requests() == []


def test_one_connection_is_kept_for_many_requests(jira):
    with raw(jira, "/rest/api/2/myself") as connection:
        first = connection.recv(65_536)
        head = "".join(f"{name}: {value}\r\n" for name, value in jira.headers.items())
        connection.sendall(f"GET /rest/api/2/nothing HTTP/1.1\r\nHost: x\r\n{head}Connection: close\r\n\r\n".encode())
        second = connection.recv(65_536)

    assert first.startswith(b"HTTP/1.1 200")
    assert second.startswith(b"HTTP/1.1 404")


@pytest.mark.parametrize("head", ["Transfer-Encoding: chunked", "Content-Length: 999999999999", "Content-Length: -1"])
def test_a_body_without_an_honest_length_is_refused(jira, head):
    address = urlsplit(jira.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(f"POST /rest/api/2/search HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode())
        assert connection.recv(65_536).startswith(b"HTTP/1.1 411")


def test_many_ask_at_once_while_it_is_edited(jira):
    """Six readers, each forty questions, under thirty edits: every answer is whole."""
    wrong = []

    def read():
        with requests.Session() as session:
            session.headers.update(jira.headers)
            for _ in range(40):
                found = session.get(f"{jira.url}/rest/api/2/issue/PAY-1?expand=changelog", timeout=20)
                if found.status_code != 200 or found.json()["changelog"]["total"] < 4:
                    wrong.append(found.text)

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for number in range(30):
        jira.edit([{"op": "update", "key": "PAY-1", "summary": f"Edit {number}", "at": "2026-02-01T10:00:00+00:00"}])
    for reader in readers:
        reader.join()

    assert wrong == []
    assert len(jira.requests()) == 240
