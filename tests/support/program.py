"""Runs the command line as its user does, without importing everything anew each time.

A server that has imported the program forks for each command: a process of its own with its own folder, environment and
streams, whose exit code is the program's. What is to be shown of the start itself (tests/test_cli.py, tests/faults) starts
the installed program.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[2]
_IMPORTED = (
    "duckdb", "numpy", "pandas", "pyarrow.compute", "requests", "rich.console", "rich.progress", "dashboard.cli", "dashboard.cli_sync",
    "dashboard.cli_start", "dashboard.cli_ask", "dashboard.cli_doctor", "ingest.jira_client", "ingest.journal",
)  # fmt: skip


def leadline(
    *words: object, cwd: Path, env: Mapping[str, str] | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end with nothing on stdin. `env`: the whole environment, else that of the tests."""
    with TemporaryDirectory() as folder:
        order = {
            "words": [str(word) for word in words], "cwd": str(cwd), "env": dict(os.environ if env is None else env),
            "out": f"{folder}/out", "err": f"{folder}/err",
        }  # fmt: skip
        code = _ask(_server(), order, timeout)
        out, err = (Path(order[name]).read_text(encoding="utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(order["words"], code, out, err)


def own_cache(folder: Path) -> dict[str, str]:
    """The environment of the tests with a cache of its own below `folder`, in which new warehouses are ready as in that of all."""
    (folder / "leadline").mkdir(parents=True, exist_ok=True)
    for path in _ready():
        if not (folder / "leadline" / path.name).exists():
            os.link(path, folder / "leadline" / path.name)
    return {**os.environ, "XDG_CACHE_HOME": str(folder)}


@cache
def _ready() -> list[Path]:
    from dashboard.cli_sync import models
    from ingest.cache_folder import cache_folder
    from ingest.warehouse import Warehouse
    from metrics.settings import MetricSettings

    with TemporaryDirectory() as folder:
        warehouse = Warehouse(Path(folder))
        with warehouse.writing(), warehouse.next(datetime.now(UTC), models(MetricSettings()).furniture):
            pass
    return [*cache_folder().glob("furnished-*.duckdb")]


@cache
def _server() -> subprocess.Popen[str]:
    found = subprocess.Popen(
        [sys.executable, "-m", __name__], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    atexit.register(found.kill)
    return found


def _ask(server: subprocess.Popen[str], order: Mapping[str, Any], timeout: float) -> int:
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(json.dumps(order) + "\n")
    child = int(server.stdout.readline())
    if not select.select([server.stdout], [], [], timeout)[0]:
        os.killpg(child, signal.SIGKILL)
        server.stdout.readline()
        raise subprocess.TimeoutExpired(order["words"], timeout)
    return int(server.stdout.readline())


def _serve() -> None:
    """For each order on stdin: the process that carries it out, then its exit code; below 0 the signal that ended it."""
    for name in _IMPORTED:
        __import__(name)
    gc.freeze()  # Else the children's collector touches, and so copies, all that was imported.
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(json.loads(line))
        _say(child)
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _run(order: Mapping[str, Any]) -> None:
    """Become the program. Its streams, to the last byte, are files."""
    os.setpgid(0, 0)
    streams = (os.devnull, os.O_RDONLY), (order["out"], os.O_WRONLY | os.O_CREAT), (order["err"], os.O_WRONLY | os.O_CREAT)
    for number, (path, flags) in enumerate(streams):
        os.dup2(os.open(path, flags, 0o600), number)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    sys.argv = ["leadline", *order["words"]]
    sys.modules["__main__"].__package__ = None  # A program that is no module calls itself by its file.
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode, encoding="utf-8") for number, mode in enumerate("rww"))

    from dashboard.cli import main

    sys.exit(main())


if __name__ == "__main__":
    _serve()
