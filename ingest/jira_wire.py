"""The connection to one Jira: signed in by the `jira` library's session, without that library's retries and errors."""

import logging
import socket
import threading
import weakref
from typing import Any

import requests
from jira.client import TokenAuth
from jira.resilientsession import ResilientSession
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from ingest.jira_secret import Secret

CONNECT_SECONDS = 10.0


class Wire:
    """A session whose connections can be ended from another thread."""

    def __init__(self, connections: int, ca_file: str | None) -> None:
        _silence()
        self._verify: bool | str = ca_file or True
        self._open: weakref.WeakSet[HTTPConnection] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._session = ResilientSession(max_retries=0)
        self._session.headers.update(
            {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "leadline",
             # Without it Data Center takes a POST with a session cookie for a forgery.
             "X-Atlassian-Token": "no-check"}
        )  # fmt: skip
        adapter = _adapter(self._opened, connections)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def sign_in(self, user: str | None, token: Secret) -> None:
        """Sign every request from now on: with user and token, or with the token alone."""
        self._session.auth = (user, token.reveal()) if user is not None else TokenAuth(token.reveal())

    def send(
        self, method: str, url: str, *, query: dict[str, Any] | None, body: object, seconds: float
    ) -> requests.Response:
        """Return the answer with its body still unread. Raises what `requests` raises, and that carries the token.

        The library's own `request` is stepped around: it sleeps and retries by itself, reads bodies without limit, logs
        them, and puts the signed request into its errors.
        """
        asked = requests.Request(method, url, params=query, json=body)
        prepared = self._session.prepare_request(asked)
        options = self._session.merge_environment_settings(prepared.url or url, {}, True, self._verify, None)
        return self._session.send(prepared, timeout=(CONNECT_SECONDS, seconds), allow_redirects=False, **options)

    def end(self) -> None:
        """End every connection at once, whatever is being read."""
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            sock = connection.sock
            if sock is not None:
                try:
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
                except OSError:
                    continue

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def _opened(self, connection: HTTPConnection) -> None:
        with self._lock:
            self._open.add(connection)


def _adapter(opened: Any, connections: int) -> HTTPAdapter:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            opened(self)

    class Encrypted(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            opened(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    pools = {"http": PlainPool, "https": EncryptedPool}

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
            super().init_poolmanager(*arguments, **options)
            self.poolmanager.pool_classes_by_scheme = pools

        def proxy_manager_for(self, *arguments: Any, **options: Any) -> Any:
            manager = super().proxy_manager_for(*arguments, **options)
            manager.pool_classes_by_scheme = pools
            return manager

    return Adapter(pool_connections=4, pool_maxsize=connections, max_retries=0)


def _silence() -> None:
    """Keep the libraries from logging what they send and receive, even when a program turns everything on."""
    for name in ("jira", "jira.resilientsession", "urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
        logging.getLogger(name).propagate = False
