"""Answers as a Jira elsewhere does: after a while, and without this machine's processors.

The stand-in works out each answer, which takes longer than reading it: on two cores the client would be measured while it waits
for its own server's turn. So every answer is asked of the stand-in once, kept, and told again from memory.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import ClassVar
from urllib.parse import urlsplit

_KEPT_HEADERS = ("Content-Type", "Content-Encoding", "Date", "X-AREQUESTID")
_PASSED_ON = ("Authorization", "Accept", "Accept-Encoding", "Content-Type")


@contextmanager
def replayed(url: str, delay_ms: float) -> Iterator[str]:
    """Serve what the Jira at `url` answers until the block ends; the address of that. What was asked before takes the delay alone."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(url, delay_ms, there), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}{urlsplit(url).path}"
    finally:
        process.kill()
        process.join()


def _serve(url: str, delay_ms: float, told: Connection) -> None:
    _Handler.port, _Handler.seconds, _Handler.known = urlsplit(url).port or 80, delay_ms / 1000, {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    told.send(server.server_address[1])
    server.serve_forever()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    port: ClassVar[int]
    seconds: ClassVar[float]
    known: ClassVar[dict[tuple[str, str, str, bytes], tuple[int, list[tuple[str, str]], bytes]]]

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = (self.command, self.path, self.headers.get("Authorization", ""), body)
        until = time.monotonic() + self.seconds
        if asked not in self.known:
            self.known[asked] = self._of_the_jira(body)
        status, headers, said = self.known[asked]
        time.sleep(max(0.0, until - time.monotonic()))
        self.send_response_only(status)
        for name, value in [*headers, ("Content-Length", str(len(said)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def _of_the_jira(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            kept = [(name, value) for name, value in answer.getheaders() if name in _KEPT_HEADERS]
            return answer.status, kept, answer.read()
        finally:
            connection.close()

    def log_message(self, *_: object) -> None:
        """Say nothing: the figures are what is read."""
