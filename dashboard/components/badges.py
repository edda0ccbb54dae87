"""Short facts in a coloured field."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboard.components.text import plain


def badge(text: str, *, icon: str | None = None, color: Literal["gray", "blue", "orange"] = "gray") -> None:
    """Draw `text`, whoever wrote it, letter for letter.

    st.badge escapes square brackets by itself; escaped twice they would be live again.
    """
    st.badge(plain(text).replace("\\[", "[").replace("\\]", "]"), icon=icon, color=color)
