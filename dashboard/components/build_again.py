"""What only a build can count, said beside the numbers, and the way to have it counted at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard import rebuilding
from dashboard.components import numbers
from dashboard.components.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.rebuilding import Build
    from metrics.reading.typed import Entry

_LOOK_AGAIN: Final = "1s"
_OURS: Final = "build_followed"
_SAID: Final = "build_said"
_BUILT: Final = "The numbers were built again: they count what people typed until now."


def offer(entries: Sequence[Entry], *, than: str = "these numbers") -> None:
    """Say how many entries are newer than what is shown, if any are, with a button that has them counted."""
    _outcome()
    if _OURS in st.session_state:
        _ours()
    elif entries and rebuilding.running():
        _somebody_s()
    elif entries:
        st.caption(f":material/schedule: {words(entries, than=than)}")
        _button("Build again")


def words(entries: Sequence[Entry], *, than: str) -> str:
    """2 decisions and 1 review are newer than this score: it counts them from the next build."""
    counts = Counter(one.kind for one in entries)
    said = [numbers.count(count, kind) for kind, count in counts.items()]
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    is_one = len(entries) == 1
    does = "counts" if than.startswith("this") else "count"
    pronoun = "it" if does == "counts" else "they"
    return f"{listed} {'is' if is_one else 'are'} newer than {than}: {pronoun} {does} {'it' if is_one else 'them'} from the next build."


def _button(label: str) -> None:
    typed = rebuilding.command()
    if typed is None:
        st.caption("Where the settings are, this builds them:")
        st.code("leadline build", language="bash")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(label, key="build_again", icon=":material/sync:", on_click=_begin)
        with st.popover("The command", icon=":material/terminal:", type="tertiary"):
            st.caption("The button runs this; it asks no source but the facts at hand.")
            st.code(typed, language="bash", wrap_lines=True)


def _begin() -> None:
    """Callback: build, or follow the build that somebody else began."""
    st.session_state.pop(_SAID, None)
    st.session_state[_OURS] = rebuilding.start()


def _outcome() -> None:
    """What became of the build that this reader began or followed."""
    build: Build | None = st.session_state.get(_OURS)
    if build is not None and build.is_done:
        del st.session_state[_OURS]
        st.session_state[_SAID] = (build.error, tuple(build.notes))
        if build.error is None:
            st.toast(_BUILT, icon=":material/check:")
    error, notes = st.session_state.get(_SAID, (None, ()))
    if error:
        st.error(plain(error), icon=":material/error:")
    for note in notes:
        st.warning(plain(note), icon=":material/warning:")
    if error is None:
        st.session_state.pop(_SAID, None)


@st.fragment(run_every=_LOOK_AGAIN)
def _ours() -> None:
    """How far it is; at its end the page is drawn with the new numbers, which this reader asked for."""
    build: Build | None = st.session_state.get(_OURS)
    if build is None or build.is_done:
        st.rerun()
    _progress(build)


@st.fragment(run_every=_LOOK_AGAIN)
def _somebody_s() -> None:
    """The build of another reader. At its end the header offers what is new: numbers do not change under a reader's eyes."""
    build = rebuilding.running()
    if build is not None:
        _progress(build)


def _progress(build: Build) -> None:
    step = f": {plain(build.step)}" if build.step else ""
    st.progress(build.done_share or 0.0, text=f"Building the numbers again for {build.seconds:.0f} s{step}")
