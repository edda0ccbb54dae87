"""The workbench of analysts: SQL on the warehouse, read-only, in the sandbox."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import streamlit as st

from dashboard import analyst, state, theme
from dashboard.components import header, notices, numbers, sql_catalogue, sql_outcome
from dashboard.components.links import LONGEST_LINK, SQL_PARAMETER
from dashboard.components.text import marked, plain
from metrics.errors import QueryNotTaken
from metrics.sandbox.limits import TEXT_LIMIT

_PATIENCE_SECONDS: Final = 0.5
"""So long a query is waited for before the page says that it runs."""
_LOOK_AGAIN: Final = "1s"
_EXAMPLES: Final = {
    "Releases, newest first": "select release_id, released_at, kind, first_shipped_commit_count\nfrom releases\norder by released_at desc\nlimit 50",
    "Lead time by month and service": "from metric.change_lead_time('month', 'service')",
    "The rows behind a number": "select subject, happened_at, amount, is_counted, left_out_because\n"
    "from metric.change_lead_time_rows()\norder by happened_at desc",
    "Tables and their columns": "select schema_name, table_name, column_name, data_type, comment\nfrom duckdb_columns()\nwhere schema_name = 'main'",
}


def show() -> None:
    """Editor, result, and the list of what there is to ask. A query runs when a person says so, and never before."""
    header.show("SQL", has_period=False, has_service=False)
    analyst.sandbox().warm()
    _take_from_address()
    editor, catalogue = st.columns([2, 1], gap="large")
    with editor:
        _edit()
        _outcome()
    with catalogue:
        sql_catalogue.show()


def _take_from_address() -> None:
    """Put the query of the address into the editor, once for each address. It is not run."""
    given = st.query_params.get(SQL_PARAMETER)
    held = st.session_state
    # A page that was left has lost its editor: whoever comes by a link wants what the link says.
    is_arriving = "sql_text" not in held
    if given is not None and (is_arriving or given != held.get("sql_address")):
        _take_link(given)
    elif is_arriving:
        held["sql_text"] = held.get("sql_draft", "")


def _take_link(given: str) -> None:
    held = st.session_state
    held["sql_address"] = given
    shown = held.get("sql_outcome")
    if shown is not None and shown.sql == given:
        held["sql_text"] = given
        return
    held.pop("sql_outcome", None)
    is_taken = len(given) <= TEXT_LIMIT
    held["sql_draft"] = held["sql_text"] = marked(given) if is_taken else ""
    held["sql_word"] = (
        "This query came with the address. Read it, then press Run."
        if is_taken
        else f"The query in the address is longer than {TEXT_LIMIT:,} characters and was not taken."
    )


def _edit() -> None:
    held = st.session_state
    above = st.container()
    with st.form("sql_form", border=False):
        text = st.text_area(
            "Query", key="sql_text", height=200, max_chars=TEXT_LIMIT, placeholder="select … from releases"
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            is_pressed = st.form_submit_button(theme.on_primary("Run"), type="primary", key="sql_run")
            st.caption("Ctrl+Enter runs it. One statement that reads; times are UTC.")
    held["sql_draft"] = text
    if is_pressed:
        _run(text)
    if word := held.get("sql_word"):
        above.info(word, icon=":material/info:")


def _run(text: str) -> None:
    held = st.session_state
    held.pop("sql_outcome", None)
    held.pop("sql_word", None)
    if not text.strip():
        held["sql_word"] = "There is no query yet: write one, or take an example below."
        return
    _into_address(text)
    _start(text, is_whole=False)


def _into_address(text: str) -> None:
    """The address leads whoever has it to the same query, unless that makes it too long for browsers and proxies."""
    is_short = len(quote(text)) <= LONGEST_LINK
    if is_short:
        st.query_params[SQL_PARAMETER] = text
    else:
        st.query_params.pop(SQL_PARAMETER, None)
    st.session_state["sql_address"] = text if is_short else None


def _start(text: str, *, is_whole: bool) -> None:
    shown = state.snapshot()
    try:
        query = analyst.sandbox().start(shown.path, text, user=analyst.user(), is_whole=is_whole)
    except QueryNotTaken as error:
        st.warning(plain(str(error)), icon=":material/hourglass:")
        return
    st.session_state["sql_running"] = (query, text, shown.number, is_whole)
    query.wait(_PATIENCE_SECONDS)


def _outcome() -> None:
    held = st.session_state
    if "sql_running" in held:
        query, text, number, is_whole = held["sql_running"]
        if not query.is_done:
            _running()
            return
        del held["sql_running"]
        before = held.get("sql_outcome")
        held["sql_outcome"] = (
            sql_outcome.with_whole(before, query) if is_whole and before else sql_outcome.of(query, text, number)
        )
    shown = held.get("sql_outcome")
    if shown is None:
        _examples()
    elif sql_outcome.show(shown):
        _start(shown.sql, is_whole=True)
        st.rerun()


@st.fragment(run_every=_LOOK_AGAIN)
def _running() -> None:
    """How long the query has run, and the way to end it."""
    if "sql_running" not in st.session_state:
        return
    query = st.session_state["sql_running"][0]
    if query.is_done:
        st.rerun()
    before = query.place_in_line
    # The button stands first, so that it stays where it is while the words beside it change.
    with st.container(horizontal=True, vertical_alignment="center", key="sql_progress"):
        st.button("Cancel", key="sql_cancel", icon=":material/stop:", on_click=query.cancel)
        if before:
            st.markdown(f":gray-badge[:material/hourglass: Waiting] {numbers.count(before, 'query', 'queries')} before yours")
        else:
            st.markdown(f":blue-badge[:material/pending: Running] for {query.waited_seconds:.0f} s")


def _examples() -> None:
    notices.nothing_here(
        "Nothing has been run yet", next_step="Write a query, or begin with one of these:", way_out=_offer
    )


def _offer() -> None:
    with st.container(horizontal=True, horizontal_alignment="center", gap="small"):
        for number, (title, text) in enumerate(_EXAMPLES.items()):
            st.button(plain(title), key=f"sql_example_{number}", on_click=_take, args=(text,))


def _take(text: str) -> None:
    """Callback: put a query into the editor."""
    st.session_state["sql_text"] = text
    st.session_state["sql_draft"] = text
    st.session_state.pop("sql_word", None)
