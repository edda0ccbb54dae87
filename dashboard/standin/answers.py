"""What is asked and what is answered, apart from how it travels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

# Made once: making an encoder costs more than most of what is encoded.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

TOO_MUCH_ASKED = "Invalid request payload. Refer to the REST API documentation and try again."


def text_of(value: object) -> str:
    """Return a value as JSON, as short as it can be."""
    return "null" if value is None else _encode(value)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, its address taken apart."""

    method: str
    path: str
    """As it was sent, without the query."""
    query: Mapping[str, list[str]]
    body: object = None
    """Read from JSON; None when there was none, the text itself when it was no JSON."""
    header_names: tuple[str, ...] = ()
    twists: Mapping[str, Json] = field(default_factory=dict)
    """Faults, by name, that bend what is answered."""

    def one(self, name: str, default: str | None = None) -> str | None:
        """Return the first value of a parameter of the query."""
        return self.query[name][0] if self.query.get(name) else default

    def listed(self, name: str) -> list[str] | None:
        """Return a parameter that may be repeated or hold commas; None when it is absent."""
        if name not in self.query:
            return None
        return [part.strip() for value in self.query[name] for part in value.split(",") if part.strip()]

    def number(self, name: str, default: int) -> int:
        """Return a whole number of the query. Raises for what is none."""
        said = self.one(name)
        if said is None:
            return default
        try:
            return int(said)
        except ValueError:
            raise Refused(400, f"The value '{said}' of parameter '{name}' is not a number.") from None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. The body is JSON text unless the content type says otherwise."""

    body: str | bytes
    status: int = 200
    content_type: str = "application/json;charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()


class Refused(Exception):
    """The answer is an error of Jira."""

    def __init__(self, status: int, *messages: str, warnings: bool = False) -> None:
        super().__init__(*messages)
        self.status = status
        self.messages = messages
        self.warnings = warnings

    def answer(self) -> Answer:
        """The error as Jira words it."""
        second: Json = {"warningMessages": []} if self.warnings else {"errors": {}}
        return Answer(text_of({"errorMessages": list(self.messages), **second}), self.status)


def answer_of(value: object) -> Answer:
    """Return a value as a successful answer."""
    return Answer(text_of(value))


_PLAIN = {"text": str, "number": int, "truth": bool}


def checked_body(request: Request, members: Mapping[str, str]) -> Json:
    """Return the body of a request. Raises for one that holds more than `members` or values of another type.

    Types are text, number, truth, texts and numbers.
    """
    body = request.body
    if not isinstance(body, dict):
        raise Refused(400, TOO_MUCH_ASKED)
    for name, value in body.items():
        if name not in members or not _fits(value, members[name]):
            raise Refused(400, TOO_MUCH_ASKED)
    return body


def _fits(value: object, wanted: str) -> bool:
    if value is None:
        return True
    if wanted in ("texts", "numbers"):
        return isinstance(value, list) and all(_fits(item, wanted[:-1]) and item is not None for item in value)
    if wanted == "number" and isinstance(value, bool):
        return False
    return isinstance(value, _PLAIN[wanted])
