"""Serves a world over HTTP on this machine alone."""

from __future__ import annotations

import json
import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from dashboard.standin import control
from dashboard.standin.answers import Answer, Json, Refused, Request
from dashboard.standin.breaking import bent, broken, http_date, unauthorised
from dashboard.standin.faults import Fired
from dashboard.standin.jira_site import Access, Site, clock
from dashboard.standin.routes import route, version_of

_LONGEST_BODY = 16 << 20


class Server(ThreadingHTTPServer):
    """Listens on the loopback address."""

    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, site: Site, port: int, *, has_control: bool) -> None:
        self.site, self.has_control = site, has_control
        super().__init__(("127.0.0.1", port), _Handler)
        site.address = f"http://127.0.0.1:{self.server_address[1]}"

    def server_bind(self) -> None:
        """Bind without asking a name server who we are."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_OPTIONS = do_HEAD = do_GET  # noqa: N815 - the names that the library looks for

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: no line of a request gets into an output."""

    def _serve(self) -> None:
        try:
            request = self._request()
        except Refused as error:
            self.close_connection = True
            self._send(error.answer())
            return
        if self.server.has_control and request.path.startswith(control.PREFIX):
            self._send(_control(self.server.site, request))
        else:
            self._serve_jira(request)

    def _request(self) -> Request:
        address = urlsplit(self.path)
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdigit() or int(length) > _LONGEST_BODY:
            raise Refused(411, "A request needs a Content-Length of at most 16 MiB.")
        raw = self.rfile.read(int(length))
        query = parse_qs(address.query, keep_blank_values=True)
        return Request(self.command, address.path, query, _body(raw), tuple(self.headers.keys()))

    def _serve_jira(self, request: Request) -> None:
        site, raw_query = self.server.site, urlsplit(self.path).query
        fired, entry = site.meet(request, raw_query)
        request = replace(request, twists=fired.bending)
        if site.delay_ms:
            site.stopping.wait(site.delay_ms / 1000)
        now = clock(fired.bending)
        name, arguments = fired.breaking or ("", {})
        answer = bent(self._answer(request, entry["number"]), fired.bending)
        answer = broken(name, answer, arguments, now, is_cloud=site.kind == "cloud")
        site.answered(request, raw_query, entry, None if name in ("reset", "cut_body") else answer.status)
        self._deliver(answer, fired)

    def _answer(self, request: Request, turn: int) -> Answer:
        site = self.server.site
        if not site.access.allows(self.headers.get("Authorization"), site.kind):
            return unauthorised()
        try:
            if not request.path.startswith(f"{site.context}/"):
                raise Refused(404, f"There is nothing at {request.path}.")
            path = unquote(request.path[len(site.context) :])
            handler, part = route(site.kind, request.method, path)
            if request.method == "POST" and not str(self.headers.get("Content-Type", "")).startswith(
                "application/json"
            ):
                raise Refused(415, "The body of a request must be application/json.")
            return handler(site.ask(request, str(version_of(site.kind, path)), turn, part))
        except Refused as error:
            return error.answer()

    def _send(self, answer: Answer, now: str | None = None) -> None:
        self.wfile.write(self._raw(answer, now))

    def _raw(self, answer: Answer, now: str | None) -> bytes:
        body = answer.body if isinstance(answer.body, bytes) else answer.body.encode("utf-8", "backslashreplace")
        phrase = HTTPStatus(answer.status).phrase if answer.status in HTTPStatus._value2member_map_ else "Unknown"
        lines = [
            f"HTTP/1.1 {answer.status} {phrase}", f"Date: {now or http_date(clock({}))}", "Server: standin",
            f"Content-Type: {answer.content_type}", f"Content-Length: {len(body)}", "Cache-Control: no-cache, no-store",
            *(f"{name}: {value}" for name, value in answer.headers), *(["Connection: close"] if self.close_connection else []),
        ]  # fmt: skip
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
        return head if self.command == "HEAD" else head + body

    def _deliver(self, answer: Answer, fired: Fired) -> None:
        name, arguments = fired.breaking or ("", {})
        raw = self._raw(answer, http_date(clock(fired.bending)))
        if name == "hang":
            self.server.site.stopping.wait(float(arguments.get("seconds", 3600)))
        if name == "reset":
            self.wfile.write(raw[: int(arguments.get("after_bytes", 0))])
            self._reset()
        elif name == "cut_body":
            head = raw.index(b"\r\n\r\n") + 4
            self.wfile.write(raw[: head + (len(raw) - head) // 2])
            self.close_connection = True
        elif name == "drip":
            self._drip(raw, float(arguments.get("seconds_per_byte", 0.05)))
        else:
            self.wfile.write(raw)

    def _reset(self) -> None:
        """End the connection as a broken network does, with a TCP reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _drip(self, raw: bytes, seconds: float) -> None:
        for place in range(len(raw)):
            self.wfile.write(raw[place : place + 1])
            if self.server.site.stopping.wait(seconds):
                return


def _body(raw: bytes) -> object:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        return raw[:1000].decode("utf-8", "replace")


def _control(site: Site, request: Request) -> Answer:
    try:
        return control.handle(site, request)
    except Refused as error:
        return error.answer()


def world_of(said: Json | Path | str) -> Json:
    """Return a world, read from its file when it is named by one. Raises ValueError for what is no world."""
    if isinstance(said, Mapping):
        return dict(said)
    try:
        found = json.loads(Path(said).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{said}: not a world, because it is no JSON ({error}). Make it anew.") from error
    if not isinstance(found, dict) or not isinstance(found.get("projects"), list):
        raise ValueError(f"{said}: not a world. Expected an object with projects and issues; make it anew.")
    return found


@contextmanager
def serving(
    world: Json | Path | str, *, kind: str, token: str, user: str | None = None, control: bool = False,
    as_of: str | None = None, delay_ms: float = 0, context: str = "", port: int = 0,
) -> Iterator[str]:  # fmt: skip
    """Serve a world, a dictionary or the path of its file, until the block ends; yield the address of the Jira.

    `kind` is cloud or data-center. `user` goes with the token on Cloud: the e-mail of the world's account, unless given.
    """
    server = server_of(world_of(world), kind, Access(token, user or ""), port, has_control=control, as_of=as_of,
                       delay_ms=delay_ms, context=context)  # fmt: skip
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="jira stand-in", daemon=True
    )
    thread.start()
    try:
        yield server.site.base
    finally:
        server.site.stopping.set()
        server.shutdown()
        server.server_close()


def server_of(world: Json, kind: str, access: Access, port: int, *, has_control: bool, **options: Any) -> Server:
    """Return a server that listens and does not answer yet."""
    if not access.user:
        access = replace(access, user=account_of(world))
    return Server(Site(world, kind, access, **options), port, has_control=has_control)


def account_of(world: Json) -> str:
    """Return the name by which the world's account signs in: its e-mail, or its id when it has none."""
    person: Json = next((entry for entry in world.get("people") or () if entry.get("id") == world.get("account")), {})
    return str(person.get("email") or world.get("account") or "")
