"""A snapshot with canaries around it, and a sandbox to ask."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from metrics.errors import MetricsError, QueryStopped
from metrics.sandbox.limits import Limits
from metrics.sandbox.service import Sandbox
from tests.support.raw_rows import Facts

if TYPE_CHECKING:
    import pyarrow as pa

    from metrics.sandbox.wire import End, Summary

TOKEN = "CANARY-4711"
SECONDS = 1.0
PATIENT_SECONDS = 10.0
"""For statements that end by themselves, on a machine that is busy."""


@dataclass(frozen=True)
class Place:
    """A snapshot, a file beside it that nobody may read, a folder that nobody may write, a port that nobody may call."""

    snapshot: Path
    secret: Path
    folder: Path
    listener: socket.socket
    digest: str

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def filled(self, sql: str) -> str:
        named = {"secret": self.secret, "folder": self.folder, "snapshot": self.snapshot, "port": self.port}
        for name, value in named.items():
            sql = sql.replace(f"{{{name}}}", str(value))
        return sql.replace("{{", "{").replace("}}", "}")

    def check(self) -> None:
        """All canaries live."""
        assert digest(self.snapshot) == self.digest, "the snapshot is as it was"
        assert self.secret.read_text() == f"a,b\n{TOKEN},1\n"
        assert list(self.folder.iterdir()) == []
        beside = {path.name for path in self.snapshot.parent.iterdir()}
        assert beside == {self.snapshot.name, "CURRENT"}, "no write-ahead log, no temporary file"
        with pytest.raises(BlockingIOError):
            self.listener.accept()


@dataclass(frozen=True)
class Outcome:
    """How one statement ended."""

    how: str
    """rows, or error, stopped, memory as in hostile.End."""
    sentence: str
    table: pa.Table | None
    seconds: float
    ended: End | None
    summary: Summary | None


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("data")
    facts = Facts().service().commit("a", at="2026-01-01", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-01-02")
    with facts.publish(data) as snapshot:
        path = snapshot.path
    secret, folder = data / "secret.csv", data / "open"
    secret.write_text(f"a,b\n{TOKEN},1\n")
    folder.mkdir(mode=0o777)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield Place(path, secret, folder, listener, digest(path))


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=SECONDS)) as sandbox:
        sandbox.warm()
        yield sandbox


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def outcome(sandbox: Sandbox, path: Path, sql: str, *, is_gated: bool = True, seconds: float | None = None) -> Outcome:
    """Run one statement for a page and say how it ended."""
    request = replace(sandbox._request(path, sql, is_whole=False), is_gated=is_gated)
    request = replace(request, seconds=seconds or request.seconds)
    began, answer, table = time.monotonic(), None, None
    try:
        with sandbox.ask(request) as answer:
            table = answer.table()
        how, sentence = "rows", ""
    except QueryStopped as stopped:
        how, sentence = "stopped", str(stopped)
    except MetricsError as error:
        how, sentence = "memory" if "MB of memory" in str(error) else "error", str(error)
    assert answer is not None
    return Outcome(how, sentence, table, time.monotonic() - began, answer.ended, answer.summary)
