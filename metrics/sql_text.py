"""Words as SQL spells them, for statements that take no bound values: comments and names."""

from __future__ import annotations


def quoted(text: str) -> str:
    """Return `text` as a string literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
