"""What a page says when there is nothing to show: why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state, theme
from dashboard.answers import ask
from dashboard.components import numbers
from dashboard.components.filter_bar import ALL_TIME, show_window
from dashboard.components.text import plain
from metrics.reading import quality, releases

if TYPE_CHECKING:
    from collections.abc import Callable


def nothing_here(
    why: str,
    *,
    next_step: str | None = None,
    icon: str = ":material/inbox:",
    way_out: Callable[[], object] | None = None,
) -> None:
    """An empty state. Both sentences are our own words; text of others in them is escaped by the caller.

    `way_out` draws what leads on, such as a button.
    """
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(f"{icon} **{why}**", text_alignment="center")
        if next_step:
            st.markdown(next_step, text_alignment="center")
        if way_out:
            way_out()


def no_warehouse() -> None:
    """The whole page while nothing has been synced: what to do, in order."""
    st.title("Nothing has been synced yet")
    st.markdown("Three steps lead from a git repository to the first numbers:")
    steps = (
        ("Say which repositories to read", "leadline init --git PATH_OR_URL"),
        ("Read them and build the warehouse", "leadline sync"),
        ("Reload this page", None),
    )
    with st.container(border=True):
        for number, (step, command) in enumerate(steps, start=1):
            st.markdown(f"**{number}.** {step}")
            if command:
                st.code(command, language="bash")
    st.caption("To look around first: `leadline demo` makes three services with 18 months of history.")


def unreadable(sentence: str) -> None:
    """The whole page while a warehouse exists that cannot be opened. `sentence` is escaped by the caller."""
    st.title("The warehouse cannot be read")
    st.error(sentence, icon=":material/error:")


def no_releases(service: str | None) -> bool:
    """Say why there is no release at all, if so. Returns whether that was said."""
    if ask(releases.extent, service=service).release_count:
        return False
    tag_count, ignored_count = ask(quality.tag_counts, service=service)
    whose = plain(service) if service else "The repositories"
    if tag_count == 0:
        nothing_here(
            f"{whose} have no tags, so there are no releases"
            if not service
            else f"{whose} has no tags, so no releases",
            next_step="A release is a tag such as `v1.2.0`; tags that look otherwise are named by `release_tags` of "
            "the service in `leadline.toml`. Tag a release and run `leadline sync`, or add repositories that carry tags.",
            icon=":material/sell:",
        )
    else:
        nothing_here(
            f"None of {numbers.count(ignored_count, 'tag')} is recognised as a release",
            next_step="Set `release_tags` of the service in `leadline.toml` to a regular expression that matches "
            "its release tags whole, such as `release_tags = 'build-\\d+'`, then run `leadline build`. "
            "Data quality lists every ignored tag with its reason.",
            icon=":material/sell:",
        )
    return True


def nothing_in_period() -> bool:
    """Say that the filters leave no release, if so, and offer the way out. Returns whether that was said."""
    chosen = state.filters()
    if ask(releases.extent, since=chosen.since, until=chosen.until, service=chosen.service).release_count:
        return False
    known = ask(releases.extent, service=chosen.service)
    whose = plain(chosen.service) if chosen.service else "any service"
    nothing_here(
        f"No release of {whose} in this period",
        next_step=(
            f"The newest is {plain(known.last_release_id)} of {numbers.day(known.last_at)}." if known.last_at else None
        ),
        icon=":material/filter_alt_off:",
        way_out=_show_all_time,
    )
    return True


def _show_all_time() -> None:
    st.button(theme.on_primary("Show all time"), on_click=show_window, args=(ALL_TIME,), type="primary", key="show_all_time")
