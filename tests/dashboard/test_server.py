"""What is refused before anything is served, and what every answer carries."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from dashboard import server
from dashboard.gate import content_security_policy, is_same_origin
from tests.dashboard.serving import ROOT, Server, served
from tests.dashboard.warehouses import full

SOCKET = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "a" * 22 + "==",
}


@pytest.fixture(scope="module")
def server_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    with served(folder / "data", folder / "log") as up:
        yield up


def test_a_port_in_use_is_named_with_the_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(server.PortInUse) as refusal:
            server.serve(tmp_path, port=port, open_browser=False)

    assert str(refusal.value) == f"Port {port} on 127.0.0.1 is in use. Choose another with `--port {port + 1}`."


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "build.example.org"])
def test_an_address_that_others_reach_is_refused_unless_said_to_be_meant(tmp_path: Path, host: str) -> None:
    with pytest.raises(server.HostRefused, match="--insecure"):
        server.serve(tmp_path, host=host, open_browser=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.53"])
def test_the_machine_itself_is_not_others(host: str) -> None:
    server.check_host(host, insecure=False)


def test_an_address_of_another_machine_is_refused_with_the_remedy() -> None:
    with pytest.raises(server.ServeError, match="--host"):
        server.check_port("192.0.2.1", 8501)


def test_a_loopback_server_answers_to_loopback_names_only() -> None:
    assert server.allowed_hosts("127.0.0.1") == ["127.0.0.1", "::1", "localhost"]
    assert server.allowed_hosts("10.0.0.7") == ["10.0.0.7"]


def test_health_names_the_snapshot_and_no_path(server_up: Server) -> None:
    data_dir = server_up.log.parent / "data"
    assert json.loads(server_up.get("/api/health")[2]) == {"status": "ok", "snapshot": None, "as_of": None}

    full(data_dir, releases=2)

    body = server_up.get("/api/health")[2]
    assert json.loads(body)["snapshot"] == 1
    assert str(data_dir) not in body.decode()


@pytest.mark.parametrize("path", ["/", "/api/health", "/releases", "/app/static/inter.woff2", "/_stcore/health"])
def test_every_answer_forbids_what_comes_from_elsewhere(server_up: Server, path: str) -> None:
    status, headers, _ = server_up.get(path)

    policy = headers["content-security-policy"]
    assert status == 200
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_host_header_cannot_write_into_the_policy() -> None:
    assert "evil" not in content_security_policy("a; script-src evil")


def test_a_foreign_name_is_turned_away(server_up: Server) -> None:
    """DNS rebinding: a foreign page makes its own name point at this machine."""
    assert server_up.get("/", host="evil.example")[0] == 421
    assert server_up.get("/", host=f"localhost:{server_up.port}")[0] == 200


def test_a_foreign_page_cannot_open_the_socket(server_up: Server) -> None:
    own = f"http://127.0.0.1:{server_up.port}"

    assert server_up.get("/_stcore/stream", **SOCKET, origin=own)[0] == 101
    assert server_up.get("/_stcore/stream", **SOCKET, origin="http://evil.example")[0] == 403
    assert server_up.get("/_stcore/stream", **SOCKET, origin=own, host="evil.example")[0] == 403
    assert server_up.get("/api/health", origin="http://evil.example")[0] == 421


def test_nothing_is_served_from_a_folder(server_up: Server) -> None:
    """The font has a route of its own; its neighbours get the page's shell, as any unknown address."""
    shell = server_up.get("/")[2]

    assert server_up.get("/app/static/leadline.toml")[2] == shell
    assert server_up.get("/app/static/../leadline.toml")[2] != (ROOT / "dashboard/theme/leadline.toml").read_bytes()


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        (None, "127.0.0.1:8501", True),
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True),
        ("http://LOCALHOST:8501", "localhost:8501", True),
        ("http://127.0.0.1:9999", "127.0.0.1:8501", False),
        ("null", "127.0.0.1:8501", False),
        ("http://127.0.0.1:8501.evil.example", "127.0.0.1:8501", False),
    ],
)
def test_an_origin_is_the_same_when_it_is_the_host(origin: str | None, host: str, same: bool) -> None:
    assert is_same_origin(origin, host) is same


def test_no_option_of_the_machine_can_open_what_is_closed() -> None:
    chosen = server.configuration("127.0.0.1", 8501)

    assert chosen["client.showErrorDetails"] == "none"
    assert chosen["browser.gatherUsageStats"] is False
    assert chosen["server.enableStaticServing"] is False
    assert chosen["server.enableAgentApi"] is False
    assert set(chosen) <= set(config._config_options_template), "an option that this Streamlit does not know"


def test_an_error_of_a_page_is_one_sentence_without_its_details(capsys: pytest.CaptureFixture[str]) -> None:
    def script() -> None:
        from dashboard.server import show_sentence

        assert show_sentence(KeyError("secret_column"))

    app = AppTest.from_function(script).run()

    assert not app.exception
    assert "This page could not be drawn" in app.error[0].value
    assert "secret_column" not in app.error[0].value
    assert "secret_column" in capsys.readouterr().err


def test_an_error_with_a_sentence_of_its_own_says_it_letter_for_letter() -> None:
    def script() -> None:
        from dashboard.server import show_sentence
        from metrics.errors import WarehouseUnreadable

        show_sentence(WarehouseUnreadable("Snapshot *a* cannot be read."))

    assert AppTest.from_function(script).run().error[0].value == r"Snapshot \*a\* cannot be read\."
