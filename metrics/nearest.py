"""What a mistyped name may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

_LISTED: Final = 12


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ` Did you mean 'x'?`, or ` It knows 'x', 'y'.` when nothing known is near; of many the first twelve."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if near:
        return f" Did you mean '{near[0]}'?"
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f" It knows {', '.join(map(repr, names[:_LISTED]))}{more}."
