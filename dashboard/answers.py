"""The questions that pages ask, each answered once per snapshot.

A snapshot never changes and its file name is never used again, so its path is the key and nothing expires.
No answer depends on who asks; one that did would have to carry the asker in its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar

import streamlit as st

from dashboard import state

if TYPE_CHECKING:
    from metrics.snapshot import Snapshot

P = ParamSpec("P")
T = TypeVar("T")

_AT_A_TIME: Final = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A function that takes the snapshot first, with what else it is asked."""

    function: Callable[..., Any]
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)

    def ask(self) -> Any:
        """Answer about the snapshot of this run, from the cache if it was asked before."""
        return self.ask_of(state.snapshot())

    def ask_of(self, shown: Snapshot) -> Any:
        """Answer about that snapshot, in whatever thread."""
        return _answer(str(shown.path), self._key(), lambda: self.function(shown, *self.args, **self.kwargs))

    def _key(self) -> str:
        """The question as text: Streamlit hashes one string a thousand times faster than the values one by one.

        Holds for what is asked with: names, numbers, dates, truths, and frozen dataclasses of them.
        """
        return repr((self.function.__module__, self.function.__qualname__, self.args, sorted(self.kwargs.items())))


def ask(function: Callable[Concatenate[Snapshot, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Answer one question about the snapshot of this run, from the cache if it was asked before."""
    answer: T = Question(function, args, dict(kwargs)).ask()
    return answer


def ask_all(questions: Sequence[Question]) -> None:
    """Have the answers of independent questions at hand: DuckDB works on several at a time."""
    shown = state.snapshot()
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        for answered in [pool.submit(question.ask_of, shown) for question in questions]:
            answered.result()


@st.cache_data(show_spinner=False, max_entries=4000)
def _answer(snapshot_path: str, question: str, _compute: Callable[[], Any]) -> Any:
    return _compute()
