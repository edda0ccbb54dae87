"""Reads a statement token by token, where DuckDB gives no tree of it: EXPLAIN and PIVOT."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import duckdb

from metrics.errors import QueryRefused
from metrics.sandbox.functions import FUNCTIONS
from metrics.sandbox.sentences import place

_WORDS: Final = (duckdb.token_type.identifier, duckdb.token_type.keyword)
_BEGINNINGS: Final = frozenset(
    {"select", "from", "with", "values", "table", "describe", "show", "summarize", "(", "unpivot"}
)
_WRITING: Final = frozenset(
    {
        "alter", "analyze", "attach", "call", "checkpoint", "comment", "copy", "create", "delete", "detach", "drop", "execute",
        "export", "grant", "import", "insert", "install", "load", "merge", "pragma", "prepare", "reset", "revoke", "set",
        "truncate", "update", "use", "vacuum", "returning",
    }
)  # fmt: skip
_BEFORE_BRACKETS: Final = frozenset(
    {
        "all", "and", "any", "array", "as", "between", "by", "case", "cast", "coalesce", "cube", "distinct", "else", "except",
        "exclude", "exists", "extract", "filter", "from", "group", "grouping", "having", "in", "intersect", "into", "join",
        "lateral", "like", "ilike", "limit", "map", "not", "nullif", "on", "or", "order", "over", "overlay", "partition",
        "pivot", "position", "qualify", "rename", "replace", "rollup", "row", "select", "sets", "some", "struct", "substring",
        "summarize", "then", "trim", "try", "try_cast", "union", "unpivot", "using", "values", "when", "where", "with",
        "within", "columns", "decimal", "numeric", "varchar", "interval",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    """Bytes of the text before it."""
    text: str
    is_word: bool
    is_quoted: bool

    @property
    def word(self) -> str:
        """In lower case; empty for what is quoted or no word."""
        return self.text.lower() if self.is_word and not self.is_quoted else ""

    @property
    def name(self) -> str:
        return self.text[1:-1].replace('""', '"') if self.is_quoted else self.text


def first_word(sql: str) -> str:
    """The first word of a statement in lower case, remarks left out."""
    found = _tokens(sql)
    return found[0].word if found else ""


def start_of_explained(sql: str) -> int:
    """Bytes before what an EXPLAIN explains: past `analyze` and options in brackets."""
    rest = _tokens(sql)
    if not rest or rest[0].word != "explain":
        raise QueryRefused("Begin with explain, and what is explained right after it.")
    rest = rest[1:]
    if rest and rest[0].word == "analyze":
        rest = rest[1:]
    if len(rest) > 1 and rest[0].text == "(" and rest[1].text.lower() not in _BEGINNINGS:
        closing = next((number for number, token in enumerate(rest) if token.text == ")"), len(rest))
        rest = rest[closing + 1 :]
    if not rest:
        raise QueryRefused("There is nothing to explain; write a select after explain.")
    return rest[0].start


def check_pivot(sql: str, why_not: Callable[[list[str]], str | None]) -> None:
    """Refuse a PIVOT that calls or writes what it may not. Stricter than the tree, which DuckDB does not give of it.

    `why_not` tells of a function, schema first where there is one, why it may not be called.
    """
    found = _tokens(sql)
    for number, token in enumerate(found):
        if token.word in _WRITING:
            raise QueryRefused(f"A pivot with the word {token.word} in it is not run.", *place(sql, token.start))
        is_called = token.is_word and number + 1 < len(found) and found[number + 1].text == "("
        if not is_called or (token.word in _BEFORE_BRACKETS and token.word not in FUNCTIONS):
            continue
        schema = [found[number - 2].name] if number > 1 and found[number - 1].text == "." else []
        problem = why_not([*schema, token.name])
        if problem:
            raise QueryRefused(problem, *place(sql, token.start))


def _tokens(sql: str) -> list[_Token]:
    """The tokens of a statement without remarks."""
    raw = sql.encode()
    found = duckdb.tokenize(sql)
    ends = [start for start, _ in found[1:]] + [len(raw)]
    made = []
    for (start, kind), end in zip(found, ends, strict=True):
        if kind == duckdb.token_type.comment:
            continue
        text = raw[start:end].decode("utf-8", "replace").strip()
        made.append(_Token(start, text, kind in _WORDS, text.startswith('"')))
    return made
