"""An independent Data Center stand-in: its searches leave out the changelogs, its issues answer to their key alone."""

import socket
import threading
import time
from datetime import date

import pytest
import uvicorn
from jira820.config import Config
from jira820.server import make_app

from ingest.jira_client import connect
from tests.ingest.jira_client.scripted import settings_for

FIELDS = ("summary", "status", "updated", "created")


@pytest.fixture(scope="module")
def url():
    app = make_app(config=Config(seed="7", base_date=date(2026, 6, 30)))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True


@pytest.mark.parametrize("page_size", [7, 50, 1000])
def test_every_issue_comes_with_its_history(url, tmp_path, page_size):
    client = connect(settings_for(url, tmp_path, page_size=page_size), pages=tmp_path / "pages")
    [project] = client.projects()

    readings = [found for page in client.issues(project["key"], fields=FIELDS, since=None) for found in page]

    by_key = {found.issue["key"]: found for found in readings}
    assert (client.kind, client.version) == ("data center", "8.20.8")
    assert len(by_key) == client.count(project["key"], None)
    assert {found.state for found in readings} == {"complete"}
    assert sum(len(found.histories) for found in by_key.values()) == 274
    assert {issue["key"] for page in client.keys(project["key"]) for issue in page} == by_key.keys()
    client.close()
