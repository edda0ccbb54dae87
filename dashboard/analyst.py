"""The sandbox that this process runs its readers' SQL in: one for all sessions, with the limits of the settings."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import streamlit as st

from metrics.sandbox.limits import Limits

if TYPE_CHECKING:
    from metrics.sandbox.service import Sandbox

_lock = threading.Lock()
_limits: list[Limits] = [Limits()]
_made: list[Sandbox] = []


def configure(limits: Limits) -> None:
    """Set what queries may take from now on."""
    with _lock:
        _limits[:] = [limits]
        _made.clear()


def sandbox() -> Sandbox:
    """The sandbox, made when it is first asked for."""
    from metrics.sandbox.service import Sandbox

    with _lock:
        if not _made:
            _made.append(Sandbox(_limits[0]))
        return _made[0]


def user() -> str:
    """Who asks, so that each has one query at a time. Without sign-in that is the session."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx()
    return context.session_id if context else str(id(st.session_state))
