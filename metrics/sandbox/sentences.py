"""What the engine says of a statement it could not run, as one sentence with its place."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

_LONGEST: Final = 600
_ADVICE: Final = re.compile(r""" (?:Please )?Use "?SET .*$|, or use "?SET .*$""", re.IGNORECASE)
"""The engine's word on how to raise a limit, which no query here can."""
_OUT_OF_REACH: Final = (
    "Files and addresses are out of reach here; a query reads the tables of the warehouse and nothing else."
)
_OUT_OF_REACH_SIGNS: Final = (
    "has been disabled by configuration", "Scanning directories", "disabled through configuration", "external access",
    "Extension", "extension",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One error of the engine."""

    kind: str
    """The engine's class of it, such as Binder or Out of Memory; empty when it is not known."""
    sentence: str
    offset: int | None
    """Bytes of the statement before the place; None when no place was told."""


def told(error: BaseException) -> Told:
    """Read one of DuckDB's errors, or what Arrow made of it. DuckDB writes them as JSON when told to."""
    text = str(error)
    start = text.find("{")
    if start >= 0:
        try:
            return _from_json(json.loads(text[start:]))
        except (ValueError, TypeError, AttributeError):
            pass
    kind, _, rest = text.partition(" Error: ")
    return Told(kind if rest else "", _sentence(kind, rest or text), None)


def _from_json(found: dict[str, Any]) -> Told:
    kind, message = str(found.get("exception_type", "")), str(found.get("exception_message", ""))
    position = str(found.get("position", ""))
    return Told(kind, _sentence(kind, message), int(position) if position.isdigit() else None)


def _sentence(kind: str, message: str) -> str:
    is_shut = kind in ("Permission", "IO", "Missing Extension") or "autoload" in message
    return _OUT_OF_REACH if is_shut and any(sign in message for sign in _OUT_OF_REACH_SIGNS) else one_line(message)


def one_line(text: str) -> str:
    """`text` on one line of at most 600 characters, without characters that are not seen and without advice on settings."""
    line = _ADVICE.sub("", " ".join(text.split()))
    line = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def place(sql: str, offset: int | None) -> tuple[int | None, int | None]:
    """Line and column, both from 1, of a byte of the statement."""
    if offset is None:
        return None, None
    before = sql.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
