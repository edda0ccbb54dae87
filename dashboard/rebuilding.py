"""Building the numbers again from a page: the command line does it, in a process of its own.

Pages know no ingest, and a build that takes memory or fails must not take the server with it. One build runs at a time in this
server; the writer's lock keeps any other process out.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Final

_PARTLY: Final = 3
_PROGRAM: Final = (sys.executable, "-P", "-m", "dashboard.cli")
_UNKNOWN: Final = (
    "The build failed; the reason is in the terminal where Leadline runs. The numbers shown are the last good ones."
)
_lock = threading.Lock()
_arguments: list[str] = []
_builds: list[Build] = []
"""The newest one, running or not."""


class Build:
    """One build, from its start to what came of it."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.started = time.monotonic()
        self.step: str | None = None
        """What is being made, as the build tells it."""
        self.done_share: float | None = None
        """How many of the steps are behind it, 0 to 1; None before it tells."""
        self.error: str | None = None
        """One sentence when nothing was published. Not escaped."""
        self.notes: list[str] = []
        """What should be known of a build that was published all the same."""
        self._end = threading.Event()
        self._arguments = tuple(arguments)
        threading.Thread(target=self._run, daemon=True, name="build").start()

    @property
    def is_done(self) -> bool:
        return self._end.is_set()

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.monotonic() - self.started

    def wait(self, seconds: float) -> bool:
        """Wait for its end; return whether it came."""
        return self._end.wait(seconds)

    def _run(self) -> None:
        try:
            self._follow()
        except OSError as error:
            self.error = f"The build could not be started ({error.strerror or error}). Run it in a terminal."
        finally:
            self._end.set()

    def _follow(self) -> None:
        with subprocess.Popen(
            [*_PROGRAM, *self._arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", errors="replace",
        ) as process:  # fmt: skip
            said: list[str] = []
            assert process.stderr is not None
            assert process.stdout is not None
            reading = threading.Thread(target=said.extend, args=(process.stderr,), daemon=True)
            reading.start()
            for line in process.stdout:
                self._told(line)
            reading.join()
        self._ended(process.returncode, said)

    def _told(self, line: str) -> None:
        """One line of `leadline build --steps`: 12/96 releases."""
        place, _, step = line.strip().partition(" ")
        number, _, count = place.partition("/")
        if step and number.isdecimal() and count.isdecimal() and int(count):
            self.step, self.done_share = step, min(1.0, int(number) / int(count))

    def _ended(self, code: int, said: Sequence[str]) -> None:
        sentences = [line.strip().removeprefix("leadline: ") for line in said if line.startswith("leadline: ")]
        if code in (0, _PARTLY):
            self.notes = sentences
            return
        self.error = " ".join(sentences) or _UNKNOWN
        if not sentences:
            sys.stderr.write("".join(said))


def configure(arguments: Sequence[str]) -> None:
    """Say how the served warehouse is built: what follows `leadline`. Empty: not from here."""
    with _lock:
        _arguments[:] = arguments
        _builds.clear()


def command() -> str | None:
    """The command as a person types it; None when the server was not told."""
    shown = [argument for argument in _arguments if argument != "--steps"]
    return shlex.join(["leadline", *shown]) if shown else None


def start() -> Build:
    """Begin a build, or return the one that runs already, whoever began it."""
    with _lock:
        if not _builds or _builds[0].is_done:
            _builds[:] = [Build(_arguments)]
        return _builds[0]


def running() -> Build | None:
    """The build that runs now."""
    return _builds[0] if _builds and not _builds[0].is_done else None
