"""Jira's query language, as much of it as is needed to read a Jira: what was asked, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<sign>!=|!~|<=|>=|=|<|>|~|\(|\)|,)
      | (?P<word>[^\s"'()=!<>~,]+)
    )""",
    re.VERBOSE,
)
_OPERATORS = "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'"
_ISSUE = ("key", "issuekey", "id", "issue")
_DATES = {"created": "created", "createddate": "created", "updated": "updated", "updateddate": "updated"}
_COMPARING = ("=", "<", ">", "<=", ">=")


class JqlError(Exception):
    """The query is none, or asks for what is not there; each message is a sentence of Jira's."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Condition:
    """One clause."""

    field: str
    """project, issue, created or updated."""
    said: str
    """The field's name as it was written."""
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked for; conditions hold all at once."""

    conditions: tuple[Condition, ...]
    order: tuple[tuple[str, bool], ...]
    """Fields key, id, created or updated, each with whether it descends."""

    @property
    def is_bounded(self) -> bool:
        """Tell whether it restricts anything."""
        return bool(self.conditions)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int
    """Its character, the first being 1."""

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.lower() in words


@lru_cache(maxsize=512)
def parse(jql: str) -> Query:
    """Return what a query asks for. Raises JqlError."""
    return _Parser(jql).query()


class _Parser:
    def __init__(self, jql: str) -> None:
        self.tokens = _tokens(jql)
        self.place = 0

    def query(self) -> Query:
        conditions = () if self._next().kind == "end" or self._at_order() else self._all()
        order = self._order() if self._at_order() else ()
        left = self._next()
        if left.kind != "end":
            raise JqlError(
                f"Error in the JQL Query: Expecting either 'OR' or 'AND' but got '{left.text}'. {_where(left)}"
            )
        return Query(conditions, order)

    def _next(self) -> _Token:
        return self.tokens[self.place]

    def _take(self) -> _Token:
        token = self.tokens[self.place]
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def _at_order(self) -> bool:
        return self._next().is_word("order") and self.tokens[min(self.place + 1, len(self.tokens) - 1)].is_word("by")

    def _all(self) -> tuple[Condition, ...]:
        found = self._term()
        while self._next().is_word("and"):
            self._take()
            found += self._term()
        return found

    def _term(self) -> tuple[Condition, ...]:
        if self._next().text != "(" or self._next().kind != "sign":
            return (self._condition(),)
        self._take()
        inner = self._all()
        self._expect(")")
        return inner

    def _condition(self) -> Condition:
        said = self._take()
        if said.kind not in ("word", "text"):
            raise JqlError(f"Error in the JQL Query: Expecting a field name but got '{said.text}'. {_where(said)}")
        operator = self._operator()
        values = self._list() if operator == "in" else (self._value(),)
        name = said.text.lower()
        field = "issue" if name in _ISSUE else _DATES.get(name, name)
        if field not in ("project", "issue", "created", "updated"):
            raise JqlError(f"Field '{said.text}' does not exist or you do not have permission to view it.")
        if not _is_allowed(field, operator):
            raise JqlError(f"The operator '{operator}' is not supported by the '{said.text}' field.")
        return Condition(field, said.text, operator, values)

    def _operator(self) -> str:
        token = self._take()
        if token.kind == "sign" and token.text not in ("(", ")", ","):
            return token.text
        if token.is_word("in", "is", "not"):
            return token.text.lower()
        got = f"'{token.text}'" if token.kind != "end" else "the end of the query"
        raise JqlError(
            f"Error in the JQL Query: Expecting operator but got {got}. The valid operators are {_OPERATORS}. {_where(token)}"
        )

    def _list(self) -> tuple[str, ...]:
        self._expect("(")
        values = [self._value()]
        while self._next().kind == "sign" and self._next().text == ",":
            self._take()
            values.append(self._value())
        self._expect(")")
        return tuple(values)

    def _value(self) -> str:
        token = self._take()
        if token.kind not in ("word", "text"):
            got = f"'{token.text}'" if token.kind != "end" else "the end of the query"
            raise JqlError(
                f"Error in the JQL Query: Expecting either a value, list or function but got {got}. {_where(token)}"
            )
        return token.text

    def _expect(self, sign: str) -> None:
        token = self._take()
        if token.kind != "sign" or token.text != sign:
            raise JqlError(f"Error in the JQL Query: Expecting '{sign}' before the end of the query. {_where(token)}")

    def _order(self) -> tuple[tuple[str, bool], ...]:
        self.place += 2
        found = [self._sort()]
        while self._next().text == "," and self._next().kind == "sign":
            self._take()
            found.append(self._sort())
        return tuple(found)

    def _sort(self) -> tuple[str, bool]:
        said = self._take()
        name = said.text.lower()
        field = {"id": "id", "key": "key", "issuekey": "key", "issue": "key"}.get(name, _DATES.get(name))
        if field is None or said.kind not in ("word", "text"):
            raise JqlError(f"Not able to sort using field '{said.text}'.")
        is_descending = self._next().is_word("desc")
        if self._next().is_word("asc", "desc"):
            self._take()
        return field, is_descending


def _is_allowed(field: str, operator: str) -> bool:
    if field == "project":
        return operator in ("=", "in")
    return operator in _COMPARING or (operator == "in" and field == "issue")


def _tokens(jql: str) -> list[_Token]:
    found, place = [], 0
    while jql[place:].strip():
        match = _TOKEN.match(jql, place)
        if match is None:
            raise JqlError(
                f"Error in the JQL Query: The character '{jql[place:].strip()[0]}' is a reserved JQL character."
            )
        kind = str(match.lastgroup)
        text = match[kind]
        if kind == "text":
            text = re.sub(r"\\(.)", r"\1", text[1:-1])
        found.append(_Token(kind, text, match.start(kind) + 1))
        place = match.end()
    return [*found, _Token("end", "", len(jql) + 1)]


def _where(token: _Token) -> str:
    return f"(line 1, character {token.place})"
