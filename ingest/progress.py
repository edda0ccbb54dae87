"""How a long run tells what it is doing, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """One listener for a whole run. Every method may be called from any thread."""

    def begin(self, source: str, step: str, total: int | None) -> None:
        """`source` starts `step`; `total` is the number of things to come, None when it is not known."""

    def advance(self, source: str, done: int, total: int | None = None) -> None:
        """`done` things of the step are finished, counted from its start."""

    def end(self, source: str, sentence: str) -> None:
        """`source` is finished; `sentence` says with what."""


class Silent:
    """A listener that says nothing."""

    def begin(self, source: str, step: str, total: int | None) -> None: ...

    def advance(self, source: str, done: int, total: int | None = None) -> None: ...

    def end(self, source: str, sentence: str) -> None: ...
