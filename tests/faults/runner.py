"""Runs `leadline` again and again in processes of their own that start in milliseconds and may be killed.

Everything is imported once; each order on standard input is run in a fork. Order: JSON with `arguments`
(of the command line) and optionally `trip` ("kill", "ENOSPC", "EIO" or "count"), `at` (the number of the
file operation it happens at) and `file_limit` (bytes a file may grow to). The answer is the process id; to
a further line the exit status as `os.waitpid` gives it. Until then the process is not reaped, so that its
id is nobody else's. Unless the order says `models`, a sync builds none, which
is most of its time and nothing of its risk.
"""

import builtins
import errno
import io
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb  # noqa: F401 - imported once for all forks, as are the next two

import dashboard.cli_sync  # noqa: F401
import metrics.build
from dashboard.cli import main

OPERATIONS = ("rename", "replace", "fsync", "chmod", "symlink", "unlink", "open", "mkdir")
"""The calls of `os` by which files come, go and become durable; `pathlib` and `shutil` use the same ones."""


def trip_at(number: int, how: str, watched: Path, log: Path, operations: Sequence[str]) -> None:
    """Let the `number`-th file operation below `watched` fail with `how`, or kill the process just before it."""
    done = 0

    def wrapped(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal done
            if not is_below(arguments, watched):
                return original(*arguments, **named)
            done += 1
            if how == "count":
                with log.open("a") as file:
                    file.write(f"{name}\n")
            elif done == number:
                if how == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise OSError(getattr(errno, how), os.strerror(getattr(errno, how)), str(arguments[0]))
            return original(*arguments, **named)

        return call

    for name in operations:
        setattr(os, name, wrapped(name, getattr(os, name)))
    if "open" in operations:
        builtins.open = io.open = wrapped("open", builtins.open)


def is_below(arguments: tuple[Any, ...], watched: Path) -> bool:
    """Tell whether one of the arguments of a call is a path, or an open file, below a folder."""
    for argument in arguments:
        if isinstance(argument, int) and not isinstance(argument, bool) and argument > 2:
            try:
                argument = os.readlink(f"/proc/self/fd/{argument}")
            except OSError:
                continue
        if isinstance(argument, str | Path) and str(argument).startswith(str(watched)):
            return True
    return False


def run(order: dict[str, Any]) -> None:
    """Be `leadline` with these arguments; never returns."""
    output = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    if "file_limit" in order:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_limit"], order["file_limit"]))
    if "trip" in order:
        log = Path(order["output"] + ".operations")
        trip_at(order.get("at", 0), order["trip"], Path(order["watched"]), log, order.get("operations", OPERATIONS))
    if not order.get("models"):
        metrics.build.build = lambda *_, **__: None  # type: ignore[assignment]
    sys.argv = ["leadline", *order["arguments"]]
    try:
        main()
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code if isinstance(end.code, int) else 1)
    except BaseException:  # noqa: BLE001 - what no command may do, told by an exit code that none of them has
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(70)
    os._exit(0)


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            run(json.loads(line))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        sys.stdin.readline()
        sys.stdout.write(f"{os.waitpid(child, 0)[1]}\n")
        sys.stdout.flush()
