"""Shows a long run on the terminal: bars where there is one, plain lines elsewhere. Always on stderr."""

import threading
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as RichTask
from rich.text import Text

_LINE_EVERY_SECONDS = 5.0


class _Rate(ProgressColumn):
    def render(self, task: RichTask) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="dim")


class Bars:
    """A progress listener that draws one bar per source; use it as a context."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(),
            _Rate(), TimeRemainingColumn(), console=console, transient=True,
        )  # fmt: skip
        self._console = console
        self._tasks: dict[str, TaskID] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begin(self, source: str, step: str, total: int | None) -> None:
        with self._lock:
            description = f"{_plain(source)}: {step}"
            if source in self._tasks:
                self._progress.update(self._tasks[source], description=description, total=total)
            else:
                self._tasks[source] = self._progress.add_task(description, total=total)

    def advance(self, source: str, done: int, total: int | None = None) -> None:
        with self._lock:
            if source in self._tasks:
                self._progress.update(self._tasks[source], completed=done, total=total)

    def end(self, source: str, sentence: str) -> None:
        with self._lock:
            task = self._tasks.pop(source, None)
            if task is not None:
                self._progress.remove_task(task)
        self._console.print(Text(f"{_plain(source)}: {sentence}"))


class Lines:
    """A progress listener that writes a line when something begins or ends, and every few seconds between."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last: dict[str, float] = {}
        self._began: dict[str, float] = {}
        self._steps: dict[str, tuple[str, int | None]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def begin(self, source: str, step: str, total: int | None) -> None:
        if self._steps.get(source, ("", None))[0] != step:
            self._say(f"{_plain(source)}: {step}")
            self._last[source] = self._began[source] = time.monotonic()
        self._steps[source] = (step, total)

    def advance(self, source: str, done: int, total: int | None = None) -> None:
        step, known_total = self._steps.get(source, ("", None))
        if time.monotonic() - self._last.get(source, 0.0) >= _LINE_EVERY_SECONDS:
            self._last[source] = time.monotonic()
            whole = total or known_total
            pace = self._pace(source, done, whole)
            self._say(f"{_plain(source)}: {step}, {done:,}" + (f" of {whole:,}" if whole else "") + pace)

    def _pace(self, source: str, done: int, whole: int | None) -> str:
        seconds = time.monotonic() - self._began.get(source, time.monotonic())
        if not done or seconds < 1:
            return ""
        rate = done / seconds
        left = f", about {_duration((whole - done) / rate)} left" if whole and whole > done else ""
        return f" ({rate:,.0f}/s{left})"

    def end(self, source: str, sentence: str) -> None:
        self._steps.pop(source, None)
        self._say(f"{_plain(source)}: {sentence}")

    def _say(self, line: str) -> None:
        self._console.print(Text(line), soft_wrap=True)


def listener(console: Console) -> Bars | Lines:
    """Return bars for a terminal and lines for anything else."""
    return Bars(console) if console.is_terminal else Lines(console)


def _plain(source: str) -> str:
    return source.replace("[", "(").replace("]", ")")


def _duration(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.1f} h"
    )
