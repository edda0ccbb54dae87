"""The dashboard as its users meet it: a process of its own, asked over HTTP."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SERVE = """
import sys
from pathlib import Path
from dashboard.server import serve
from metrics.sandbox.limits import Limits
serve(Path(sys.argv[1]), port=int(sys.argv[2]), open_browser=False, sql=Limits(seconds=float(sys.argv[3])))
"""


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask and return status, headers in lower case, and body. `host` and `origin` can be forged."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read() if answer.status != 101 else b""
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@contextmanager
def served(data_dir: Path, log: Path, *, sql_seconds: float = 5) -> Iterator[Server]:
    """Serve `data_dir` on a free port until the block ends. `sql_seconds`: how long a reader's query may run."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(log.parent)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(data_dir), str(port), str(sql_seconds)],
            stdout=output, stderr=output, env=environment, cwd=log.parent,
        )  # fmt: skip
    server = Server(port, process, log)
    try:
        _wait_until_up(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait_until_up(server: Server) -> None:
    for _ in range(240):
        try:
            if server.get("/api/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.25)
        if server.process.poll() is not None:
            break
    raise RuntimeError(f"The server did not come up: {server.log.read_text()}")
