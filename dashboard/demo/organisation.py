"""The demo organisation's script as it stands in data/demo/organisation.toml, read into records."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

Integration = Literal["merge", "squash", "rebase"]
Branching = Literal["train", "trunk"]
Backports = Literal["merge-up", "cherry-pick"]
KeyStyle = Literal["prefix", "suffix", "body"]
DoneWhen = Literal["tested", "released"]
Table = dict[str, Any]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class DemoError(Exception):
    """The demo organisation could not be made."""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    team: str
    zone: ZoneInfo

    @property
    def account(self) -> str:
        """Id of the account in Jira."""
        return self.email.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Phase:
    """How a service works from one week on, until its next phase. Keys and units as in organisation.toml."""

    from_week: int
    changes_per_week: float
    branch_days: float
    release_every_weeks: int
    release_days: tuple[int, ...]
    """Days of the week, 0 = Monday."""
    candidates: float
    candidate_gap_days: float
    patch_every_days: float
    failed_share: float
    backed_out_share: float
    repair_days: float
    promised_days: int
    incident_share: float
    reopened_share: float
    blocked_share: float
    slipped_share: float
    replanned_share: float
    standard_share: float


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens once."""

    week: int
    day: int
    what: str
    name: str
    hours: int


@dataclass(frozen=True, slots=True)
class OddVersion:
    """A version in Jira that is no release: without a number, doubled, or never tagged."""

    name: str
    week: int
    release_week: int | None
    is_released: bool


@dataclass(frozen=True, slots=True)
class Epic:
    name: str
    component: str
    weeks: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Component:
    name: str
    paths: tuple[str, ...]
    nouns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    team: str
    product: str
    jira_project: str
    integration: Integration
    branching: Branching
    backports: Backports
    key_style: KeyStyle
    first_version: tuple[int, int, int]
    tag: str
    candidate_tag: str
    release_tags: str | None
    linked_share: float
    reviewed_share: float
    libraries: tuple[str, ...]
    imported_versions: tuple[str, ...]
    keeps_nightly_tags: bool
    has_feeds: bool
    """Its pipeline, its test runners and its board write down what they do."""
    extra_file: str | None
    """Pattern of a file that some changes add beside the code: a migration, a picture."""
    phases: tuple[Phase, ...]
    events: tuple[Event, ...]
    components: tuple[Component, ...]
    subjects: dict[str, tuple[str, ...]]
    version_name: str
    short_versions: bool
    plans_ahead_days: int
    done_when: DoneWhen
    symptoms: tuple[str, ...]
    odd_versions: tuple[OddVersion, ...]
    epics: tuple[Epic, ...]


@dataclass(frozen=True, slots=True)
class Tracker:
    """The Jira of the organisation; as in organisation.toml."""

    title: str
    first_change_number: int
    dangling_share: float
    priorities: tuple[str, ...]
    severities: tuple[str, ...]
    resolutions: tuple[str, ...]
    statuses: tuple[tuple[str, str], ...]
    """Name and Jira's category."""
    issue_types: tuple[str, ...]
    subtask_type: str
    links: tuple[tuple[str, str, str], ...]
    steps: tuple[str, ...]
    requests: tuple[str, ...]
    doubtful_bugs: tuple[str, ...]
    supplier_trouble: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Freeze:
    """A window of every year in which services must not change."""

    name: str
    from_month_day: str
    days: int
    services: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Texts:
    follow_up: tuple[str, ...]
    reason: tuple[str, ...]
    regret: tuple[str, ...]
    lines: dict[str, tuple[str, ...]]
    """Per file suffix: lines that a file of it is made of."""
    words: tuple[str, ...]
    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    weeks: int
    time_zone: str
    quiet_days: frozenset[str]
    people: tuple[Person, ...]
    services: tuple[Service, ...]
    texts: Texts
    tracker: Tracker
    freezes: tuple[Freeze, ...]

    def team(self, name: str) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.team == name)


def script_path() -> Path:
    """Where organisation.toml is: in the checkout, or carried by the installed package."""
    package = Path(__file__).resolve().parent.parent
    places = (package.parent / "data" / "demo", package / "_data" / "demo")
    for place in places:
        if (place / "organisation.toml").is_file():
            return place / "organisation.toml"
    raise DemoError("The demo's script organisation.toml is not part of this installation. Install Leadline again.")


def read_organisation(path: Path) -> Organisation:
    script = tomllib.loads(path.read_text(encoding="utf-8"))
    return Organisation(
        name=script["name"],
        weeks=script["weeks"],
        time_zone=script["time_zone"],
        quiet_days=frozenset(script["quiet_days"]),
        people=tuple(_person(table) for table in script["person"]),
        services=tuple(_service(table) for table in script["service"]),
        texts=_texts(script["texts"]),
        tracker=_tracker(script["tracker"]),
        freezes=tuple(Freeze(**{**table, "services": tuple(table["services"])}) for table in script["freeze"]),
    )


def _tracker(table: Table) -> Tracker:
    lists = {name: tuple(value) for name, value in table.items() if isinstance(value, list)}
    pairs = {name: tuple(tuple(entry) for entry in table[name]) for name in ("statuses", "links")}
    return Tracker(**{**table, **lists, **pairs})


def _person(table: Table) -> Person:
    return Person(table["name"], table["email"], table["team"], ZoneInfo(table["zone"]))


def _service(table: Table) -> Service:
    major, minor, patch = (int(part) for part in table["first_version"].split("."))
    return Service(
        first_version=(major, minor, patch),
        release_tags=table.get("release_tags"),
        libraries=tuple(table["libraries"]),
        imported_versions=tuple(table.get("imported_versions", ())),
        keeps_nightly_tags=table.get("keeps_nightly_tags", False),
        has_feeds=table.get("has_feeds", False),
        extra_file=table.get("extra_file"),
        phases=tuple(_phase(phase) for phase in table["phase"]),
        events=tuple(_event(event) for event in table.get("event", ())),
        components=tuple(_component(component, table) for component in table["component"]),
        subjects={kind: tuple(subjects) for kind, subjects in table["subjects"].items()},
        symptoms=tuple(table["symptoms"]),
        odd_versions=tuple(_odd_version(version) for version in table.get("odd_version", ())),
        epics=tuple(_epic(epic) for epic in table.get("epic", ())),
        **{name: table[name] for name in _AS_THEY_STAND},
    )


_AS_THEY_STAND = (
    "name", "team", "product", "jira_project", "integration", "branching", "backports", "key_style", "tag",
    "candidate_tag", "linked_share", "reviewed_share", "version_name", "short_versions", "plans_ahead_days", "done_when",
)  # fmt: skip


def _phase(table: Table) -> Phase:
    days = tuple(DAYS.index(day) for day in table["release_days"])
    return Phase(**{**table, "release_days": days})


def _event(table: Table) -> Event:
    return Event(
        week=table["week"],
        day=DAYS.index(table["day"]),
        what=table["what"],
        name=table.get("name", ""),
        hours=table.get("hours", 0),
    )


def _odd_version(table: Table) -> OddVersion:
    return OddVersion(table["name"], table["week"], table.get("release_week"), table.get("is_released", False))


def _epic(table: Table) -> Epic:
    first, last = table["weeks"]
    return Epic(table["name"], table["component"], (first, last))


def _component(table: Table, service: Table) -> Component:
    folder, suffix = service["source_folder"], service["source_suffix"]
    paths = tuple(f"{folder}/{table['name']}/{file}.{suffix}" for file in table["files"])
    return Component(table["name"], paths, tuple(table["nouns"]))


def _texts(table: Table) -> Texts:
    lines = table["lines"]
    return Texts(
        follow_up=tuple(table["follow_up"]),
        reason=tuple(table["reason"]),
        regret=tuple(table["regret"]),
        lines={suffix: tuple(lines[suffix]) for suffix in lines if suffix not in ("words", "verbs")},
        words=tuple(lines["words"]),
        verbs=tuple(lines["verbs"]),
    )
