"""The items of changelogs -> the columns that say which field changed, from what, to what.

A Jira has few fields and few statuses: most items were told before, word for word, and are read once.
"""

from dataclasses import dataclass, field
from typing import Any

from ingest.jira_fields import FieldMap, JsonObject
from ingest.jira_people import People
from ingest.jira_values import key_of, line, option

_PARTS = ("field", "fieldId", "from", "fromString", "to", "toString")
_MOST_KNOWN = 10_000
_MOST_KINDS = 1_000
_SHORT = 100

Columns = tuple[str | None, str | None, str | None, str | None, str | None, str | None]
"""field, field_id, from_value, from_text, to_value, to_text."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A field as changelog items name it."""

    name: str | None
    field_id: str | None
    is_key: bool
    """It holds the issue's key: the issue was moved."""
    is_person: bool
    is_body: bool


@dataclass(slots=True)
class Items:
    """Reads the changelog items of one Jira."""

    fields: FieldMap
    people: People
    bodies: bool
    _known: dict[tuple[Any, ...], Columns] = field(default_factory=dict)
    _kinds: dict[tuple[Any, ...], _Kind] = field(default_factory=dict)

    def read(self, item: JsonObject, keys: set[str]) -> Columns:
        """Return the columns of one item; keys that the issue had are added to `keys`."""
        told = tuple(map(item.get, _PARTS))
        try:
            known = self._known.get(told)
        except TypeError:  # A value of it is a list or an object.
            return self._new(told, self._kind(told[:2]), keys)
        if known is not None:
            return known
        kind = self._kind(told[:2])
        columns = self._new(told, kind, keys)
        if not kind.is_key and all(part is None or (isinstance(part, str) and len(part) <= _SHORT) for part in told):
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[told] = columns
        return columns

    def _new(self, told: tuple[Any, ...], kind: _Kind, keys: set[str]) -> Columns:
        _, _, before, text_before, after, text_after = told
        if kind.is_key:
            keys.update(key for text in (text_before, text_after) if (key := key_of(text)))
        if kind.is_person and self.people.are_pseudonyms:
            from_value, to_value = self.people.pseudonyms(before), self.people.pseudonyms(after)
            return kind.name, kind.field_id, from_value, from_value, to_value, to_value
        if kind.is_body and not self.bodies:
            return kind.name, kind.field_id, None, None, None, None
        return kind.name, kind.field_id, _value(before), line(text_before), _value(after), line(text_after)

    def _kind(self, told: tuple[Any, ...]) -> _Kind:
        try:
            known = self._kinds.get(told)
        except TypeError:  # A list or an object where a name should be: read as none.
            return self._new_kind(*told)
        if known is None:
            known = self._new_kind(*told)
            if len(self._kinds) < _MOST_KINDS:
                self._kinds[told] = known
        return known

    def _new_kind(self, name: object, field_id: object) -> _Kind:
        name, field_id = line(name), line(field_id)
        is_person, is_body = self.fields.is_person(field_id, name), self.fields.is_body(field_id, name)
        return _Kind(name, field_id, name == "Key", is_person, is_body)


def _value(value: object) -> str | None:
    if isinstance(value, str):
        return line(value)
    if isinstance(value, bool) or value is None:
        return None
    return line(str(value)) if isinstance(value, int) else option(value)
