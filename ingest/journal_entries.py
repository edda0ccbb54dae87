"""The entries of the journal: what people may type, and the limits of each field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from types import UnionType
from typing import Any, Final, TypeVar, get_args, get_type_hints
from uuid import UUID, uuid5

from ingest.errors import EntryRefused

VERDICTS: Final = ("confirmed", "rejected", "withdrawn")
SUBJECT_KINDS: Final = ("incident", "issue", "commit")
REVIEW_STATES: Final = ("draft", "done")
LONGEST_NAME: Final = 2_000
LONGEST_LINE: Final = 300
LONGEST_TEXT: Final = 10_000
LONGEST_REASON: Final = 2_000
_FIRST_DAY: Final = date(1970, 1, 1)
_LAST_DAY: Final = date(2199, 12, 31)
_LINKS: Final = UUID("6b1a1f0e-5d0c-4e54-9a57-0f6f3a2f7c11")
# Line ends of every system become one; a form feed or vertical tab is what some word processors paste for them.
_LINE_ENDS: Final = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# They show nothing, and a database or a terminal may stumble over them; lone surrogates are no text at all.
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MARK: Final = "\ufffd"


def _line(longest: int = LONGEST_LINE, **rules: Any) -> Any:
    """A text of one line."""
    return field(metadata={"longest": longest, **rules})


def _name() -> Any:
    """What names a thing of the warehouse, exactly."""
    return _line(LONGEST_NAME)


def _text(longest: int = LONGEST_TEXT) -> Any:
    """A text of several lines; None when nothing was written."""
    return field(default=None, metadata={"longest": longest, "has_lines": True})


def _line_or_none(longest: int = LONGEST_LINE) -> Any:
    return field(default=None, metadata={"longest": longest})


def _number(lowest: int, highest: int, **default: Any) -> Any:
    return field(**default, metadata={"lowest": lowest, "highest": highest})


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person typed at one time. The first field of each kind is its identity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Entry):
    """One link between a deployment and its trouble that a person judged. Lands in raw.journal_decisions."""

    decision_id: str = _name()
    deployment_id: str = _name()
    release_id: str = _name()
    subject_kind: str = _line(choices=SUBJECT_KINDS)
    subject: str = _name()
    verdict: str = _line(choices=VERDICTS)
    reason: str | None = _text(LONGEST_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Entry):
    """One post-release review. Lands in raw.journal_reviews."""

    review_id: str = _name()
    release_id: str = _name()
    service: str = _name()
    state: str = _line(choices=REVIEW_STATES)
    reviewed_on: date | None = None
    objective: str | None = _text()
    is_objective_met: bool | None = None
    planning_rating: int | None = _number(1, 5, default=None)
    quality_rating: int | None = _number(1, 5, default=None)
    deployment_rating: int | None = _number(1, 5, default=None)
    went_well: str | None = _text()
    to_change: str | None = _text()
    causes: tuple[str, ...] = field(default=(), metadata={"longest": LONGEST_LINE, "most": 20})
    has_published_notes: bool | None = None
    score_adjustment: int | None = _number(-10, 10, default=None)
    adjustment_reason: str | None = _text(LONGEST_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback(Entry):
    """One answer of a stakeholder on a release. Lands in raw.journal_feedback."""

    feedback_id: str = _name()
    release_id: str = _name()
    service: str = _name()
    satisfaction: int = _number(1, 5)
    role: str | None = _line_or_none()
    words: str | None = _text()
    given_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Entry):
    """One action that a review or an improvement asks for. Lands in raw.journal_actions."""

    action_id: str = _name()
    review_id: str | None = _line_or_none(LONGEST_NAME)
    improvement_id: str | None = _line_or_none(LONGEST_NAME)
    service: str | None = _line_or_none(LONGEST_NAME)
    title: str = _line()
    owner: str | None = _line_or_none()
    due_on: date | None = None
    closed_on: date | None = None
    is_dropped: bool = False
    issue_key: str | None = _line_or_none()


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement(Entry):
    """One entry of the continual-improvement register. Lands in raw.journal_improvements."""

    improvement_id: str = _name()
    service: str | None = _line_or_none(LONGEST_NAME)
    problem: str = field(metadata={"longest": LONGEST_TEXT, "has_lines": True})
    idea: str | None = _text()
    owner: str | None = _line_or_none()
    metric_id: str = _line()
    starts_on: date
    closed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation(Entry):
    """One remark on a day of the charts. Lands in raw.journal_annotations."""

    annotation_id: str = _name()
    noted_on: date
    service: str | None = _line_or_none(LONGEST_NAME)
    metric_id: str | None = _line_or_none()
    words: str = field(metadata={"longest": LONGEST_REASON, "has_lines": True})
    is_process_change: bool = False
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeException(Entry):
    """One recorded permission to change a service inside a freeze. Lands in raw.journal_freeze_exceptions."""

    exception_id: str = _name()
    freeze_name: str | None = _line_or_none()
    service: str = _name()
    version: str | None = _line_or_none()
    from_on: date
    until_on: date
    """First day it no longer holds."""
    reason: str = field(metadata={"longest": LONGEST_REASON, "has_lines": True})
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery(Entry):
    """One query that somebody keeps. Stays in the journal: the warehouse has no use for it."""

    query_id: str = _name()
    title: str = _line()
    description: str | None = _text(LONGEST_REASON)
    sql: str = field(metadata={"longest": 20_000, "has_lines": True})
    is_shared: bool = False
    is_withdrawn: bool = False


E = TypeVar("E", bound=Entry)

TABLES: Final[Mapping[type[Entry], str]] = {
    Decision: "journal_decisions",
    Review: "journal_reviews",
    Feedback: "journal_feedback",
    Action: "journal_actions",
    Improvement: "journal_improvements",
    Annotation: "journal_annotations",
    FreezeException: "journal_freeze_exceptions",
    SavedQuery: "journal_saved_queries",
}
"""Table of each kind of entry, by the same name in the journal and in schema raw."""

LANDED: Final = tuple(kind for kind in TABLES if kind is not SavedQuery)
"""Kinds that the warehouse gets a copy of."""


def decision_id(deployment_id: str, subject_kind: str, subject: str) -> str:
    """Return the identity of the one decision there is on this link, whoever judges it."""
    return str(uuid5(_LINKS, "\n".join((deployment_id, subject_kind, subject))))


def identity_of(kind: type[Entry]) -> str:
    """Return the name of the field that is the entry's identity: its first."""
    return fields(kind)[0].name


def types_of(kind: type[Entry]) -> Mapping[str, tuple[type, bool]]:
    """Return the type of each field, and whether it may be None."""
    return _TYPES[kind]


def _type(hint: Any) -> tuple[type, bool]:
    if isinstance(hint, UnionType):
        [plain] = [part for part in get_args(hint) if part is not type(None)]
        return plain, True
    return (tuple, False) if get_args(hint) else (hint, False)


_TYPES: Final = {kind: {name: _type(hint) for name, hint in get_type_hints(kind).items()} for kind in TABLES}


def checked(entry: E) -> E:
    """Return `entry` as it is kept: line ends as one kind, blanks at the ends off, nothing written as None.

    A character that no database keeps becomes a visible mark. Raises `EntryRefused` in one sentence.
    """
    types = types_of(type(entry))
    kept = {
        each.name: _checked(getattr(entry, each.name), *types[each.name], each.name, each.metadata)
        for each in fields(entry)
    }
    whole = replace(entry, **kept)
    for rule in _RULES.get(type(whole), ()):
        complaint = rule(whole)
        if complaint:
            raise EntryRefused(f"{complaint} Nothing was saved.")
    return whole


def _checked(value: Any, kind: type, may_be_none: bool, name: str, rules: Mapping[str, Any]) -> Any:
    if kind is tuple:
        return _texts(value, name, rules)
    if isinstance(value, str) and kind is str:
        value = written(value, name, rules) or None
    if value is None:
        if may_be_none:
            return None
        raise EntryRefused(f"The {said(name)} is missing. Fill it in and save again; nothing was saved.")
    is_fitting = type(value) is kind or (kind is date and isinstance(value, date) and not isinstance(value, datetime))
    if not is_fitting:
        raise EntryRefused(f"The {said(name)} must be a {_said_types[kind]}. Nothing was saved.")
    _refuse_out_of_range(value, name, rules)
    return value


def written(text: str, name: str, rules: Mapping[str, Any]) -> str:
    """Return a text as it is kept; refused, not cut, when it is too long."""
    text = _UNWRITABLE.sub(_MARK, _LINE_ENDS.sub("\n", text))
    text = text.strip() if rules.get("has_lines") else " ".join(text.split())
    if len(text) > rules["longest"]:
        raise EntryRefused(
            f"The {said(name)} has {len(text):,} characters; at most {rules['longest']:,} are kept. "
            "Shorten it and save again; nothing was saved and nothing was cut."
        )
    return text


def _texts(values: Any, name: str, rules: Mapping[str, Any]) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(text for value in values if (text := written(value, name, rules))))
    if len(kept) > rules["most"]:
        raise EntryRefused(f"There are {len(kept)} {said(name)}; at most {rules['most']} are kept. Nothing was saved.")
    return kept


def _refuse_out_of_range(value: Any, name: str, rules: Mapping[str, Any]) -> None:
    if "choices" in rules and value not in rules["choices"]:
        raise EntryRefused(f"The {said(name)} must be one of {', '.join(rules['choices'])}. Nothing was saved.")
    if "lowest" in rules and not rules["lowest"] <= value <= rules["highest"]:
        raise EntryRefused(
            f"The {said(name)} must be a whole number from {rules['lowest']} to {rules['highest']}. Nothing was saved."
        )
    if isinstance(value, date) and not _FIRST_DAY <= value <= _LAST_DAY:
        raise EntryRefused(f"The {said(name)} must lie between 1970 and 2199. Nothing was saved.")


def said(name: str) -> str:
    """Return a field's name as people say it: reviewed_on is the day reviewed."""
    words = name.removeprefix("is_").removeprefix("has_").replace("_", " ")
    return f"day {words.removesuffix(' on')}" if words.endswith(" on") else words


_said_types: Final[Mapping[type, str]] = {str: "text", int: "whole number", bool: "yes or a no", date: "day"}


def _reason_given(entry: Any) -> str | None:
    if entry.verdict != "withdrawn" and not entry.reason:
        return f"Say why the link is {entry.verdict}: others will read it."
    return None


def _review_dated(entry: Any) -> str | None:
    return "A review that is done needs its day." if entry.state == "done" and entry.reviewed_on is None else None


def _adjustment_explained(entry: Any) -> str | None:
    return "Say why the score is adjusted." if entry.score_adjustment and not entry.adjustment_reason else None


def _dropped_is_closed(entry: Any) -> str | None:
    return "An action that was dropped needs the day it was." if entry.is_dropped and entry.closed_on is None else None


def _closed_after_start(entry: Any) -> str | None:
    if entry.closed_on is not None and entry.closed_on < entry.starts_on:
        return "The improvement ends before it begins."
    return None


def _exception_has_days(entry: Any) -> str | None:
    return "The exception ends before it begins." if entry.until_on <= entry.from_on else None


_RULES: Final[Mapping[type[Entry], tuple[Callable[[Any], str | None], ...]]] = {
    Decision: (_reason_given,),
    Review: (_review_dated, _adjustment_explained),
    Action: (_dropped_is_closed,),
    Improvement: (_closed_after_start,),
    FreezeException: (_exception_has_days,),
}
