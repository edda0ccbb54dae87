"""Which of a Jira's fields means what: found by name and schema, never by number, unless the settings say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.jira_text import fit
from ingest.jira_values import line

JsonObject = Mapping[str, Any]

_BY_KIND = {
    "gh-sprint": "sprint", "gh-epic-link": "epic_link", "sd-approvals": "approvals",
    "jpo-custom-field-parent": "epic_link",
}  # fmt: skip
_BY_NAME = {
    "severity": "severity", "incident severity": "severity", "bug severity": "severity", "severity level": "severity",
    "change type": "change_type",
    "change risk": "risk", "risk": "risk", "risk level": "risk",
    "planned start": "planned_start", "planned start date": "planned_start", "change start date": "planned_start",
    "planned end": "planned_end", "planned end date": "planned_end", "change completion date": "planned_end",
    "change end date": "planned_end",
    "actual start": "started", "actual start date": "started", "incident start": "started",
    "incident start time": "started", "impact start": "started",
    "approvals": "approvals",
}  # fmt: skip
_TYPES = {
    "planned_start": {"date", "datetime"}, "planned_end": {"date", "datetime"}, "started": {"date", "datetime"},
    "approvals": {"sd-approvals", "any", "array"},
}  # fmt: skip
_COLUMNS = frozenset({
    "summary", "issuetype", "status", "priority", "resolution", "environment", "created", "updated", "resolutiondate",
    "duedate", "reporter", "assignee", "creator", "parent", "labels", "fixVersions", "versions", "components",
    "issuelinks", "project",
})  # fmt: skip
_BODIES = frozenset({"description", "comment"})
# What changes by being looked at, repeats other columns, or is a body, a file or a time sheet.
_LEFT_OUT = frozenset({
    "attachment", "worklog", "subtasks", "votes", "watches", "watcher", "lastViewed", "workratio", "progress",
    "aggregateprogress", "aggregatetimeestimate", "aggregatetimeoriginalestimate", "aggregatetimespent", "thumbnail",
    "timetracking", "issuekey", "statusCategory", "statuscategorychangedate", "issuerestriction", "security",
})  # fmt: skip
_HELD = _COLUMNS | _BODIES | _LEFT_OUT
_LEFT_OUT_KINDS = ("textarea", "gh-lexo-rank", "devsummarycustomfield", "vulnerabilitydetails")
_BODY_NAMES = frozenset({"description", "comment"})
_PEOPLE_NAMES = frozenset({"assignee", "reporter", "creator", "watchers", "watcher"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one Jira as it is now."""

    field_id: str
    name: str | None
    schema_type: str | None
    custom_type: str | None
    used_as: str | None

    @property
    def is_person(self) -> bool:
        """Its values are accounts."""
        return self.schema_type in ("user", "array of user") or self.field_id in _PEOPLE_NAMES

    @property
    def is_body(self) -> bool:
        """Its values are long texts of people."""
        kind = self.custom_type or ""
        return self.field_id in _BODY_NAMES or kind.endswith("textarea")


@dataclass(frozen=True, slots=True)
class FieldMap:
    """What each field of a Jira is read as."""

    fields: tuple[Field, ...] = ()
    missing: tuple[str, ...] = ()
    """One sentence per field that the settings name and the Jira has not."""
    _by_use: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _people: frozenset[str] = frozenset()
    _bodies: frozenset[str] = frozenset()

    def ids_of(self, used_as: str) -> tuple[str, ...]:
        """The ids of the fields that are read as `used_as`; several when names are given twice."""
        return self._by_use.get(used_as, ())

    def is_person(self, field_id: str | None, name: str | None) -> bool:
        """Tell whether a changelog item of this field names people."""
        return _known(field_id, name, self._people, _PEOPLE_NAMES)

    def is_body(self, field_id: str | None, name: str | None) -> bool:
        """Tell whether a changelog item of this field holds a body."""
        return _known(field_id, name, self._bodies, _BODY_NAMES)

    def wanted(self, *, bodies: bool) -> list[str]:
        """The fields to ask for, in a fixed order."""
        used = {field_id for ids in self._by_use.values() for field_id in ids}
        custom = {found.field_id for found in self.fields if found.custom_type and is_kept(found)}
        return sorted(_COLUMNS | used | custom | (_BODIES if bodies else set()))

    def is_other(self, field_id: str) -> bool:
        """Tell whether no column holds the field, so that it is kept as JSON."""
        if field_id in _HELD or field_id in self._people or field_id in self._bodies:
            return False
        return not any(field_id in ids for ids in self._by_use.values())


def is_kept(found: Field) -> bool:
    """Tell whether a custom field is asked for: bodies, ranks and people are not."""
    kind = found.custom_type or ""
    return not (found.is_body or found.is_person or kind.endswith(_LEFT_OUT_KINDS))


def field_map(listed: Iterable[JsonObject], named: Sequence[tuple[str, str]] = ()) -> FieldMap:
    """Return the map of the fields that `/field` lists; `named` are the settings' (use, name) pairs."""
    plain = [found for entry in listed if (found := _field(entry)) is not None]
    by_settings = {use: _named_by_settings(plain, name) for use, name in named}
    missing = tuple(
        f"no field is named {fit(name, 60)!r}, which the settings read as {use}; nothing is read as {use}"
        for use, name in named
        if not by_settings[use]
    )
    uses = {field_id: use for use, ids in by_settings.items() for field_id in ids}
    told = [_with_use(found, uses, set(by_settings)) for found in plain]
    fields = tuple(sorted(told, key=lambda found: (len(found.field_id), found.field_id)))
    by_use: dict[str, tuple[str, ...]] = {}
    for found in fields:
        if found.used_as:
            by_use[found.used_as] = (*by_use.get(found.used_as, ()), found.field_id)
    people = [name for found in fields if found.is_person for name in (found.field_id, _folded(found.name))]
    bodies = [name for found in fields if found.is_body for name in (found.field_id, _folded(found.name))]
    return FieldMap(fields, missing, by_use, frozenset(people), frozenset(bodies))


def _field(entry: JsonObject) -> Field | None:
    field_id = line(entry.get("id"))
    if field_id is None:
        return None
    schema = entry.get("schema")
    schema = schema if isinstance(schema, dict) else {}
    kind = line(schema.get("type"))
    items = line(schema.get("items"))
    return Field(field_id, line(entry.get("name")), f"array of {items}" if kind == "array" and items else kind,
                 line(schema.get("custom")), None)  # fmt: skip


def _named_by_settings(fields: Sequence[Field], name: str) -> list[str]:
    return [found.field_id for found in fields if _folded(found.name) == _folded(name) or found.field_id == name]


def _with_use(found: Field, uses: Mapping[str, str], settled: set[str]) -> Field:
    use = uses.get(found.field_id)
    if use is None and found.custom_type:
        use = _BY_KIND.get(found.custom_type.rpartition(":")[2]) or _by_name(found)
        use = None if use in settled else use
    return Field(found.field_id, found.name, found.schema_type, found.custom_type, use)


def _by_name(found: Field) -> str | None:
    use = _BY_NAME.get(_folded(found.name))
    fitting = _TYPES.get(use or "")
    return use if fitting is None or (found.schema_type or "").partition(" ")[0] in fitting else None


def _known(field_id: str | None, name: str | None, custom: frozenset[str], own: frozenset[str]) -> bool:
    folded = _folded(name)
    return (field_id in custom if field_id else False) or folded in own or folded in custom


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().split())
