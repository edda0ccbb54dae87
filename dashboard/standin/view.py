"""What a Jira shows at one moment to one account: the world's records with their indexes. Never changed, only replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dashboard.standin.answers import Json
from dashboard.standin.as_of import issue_as_of, version_as_of
from dashboard.standin.instants import micros

KEY = re.compile(r"([A-Za-z][A-Za-z0-9_]*)-(\d+)")


@dataclass(eq=False, slots=True)
class Issue:
    """One issue with what it is found and sorted by."""

    number: int
    """Its id."""
    key: str
    place: tuple[int, int]
    """Its project's rank and its number within: the order of keys."""
    created: int
    """Microseconds since 1970, as `updated`."""
    updated: int
    record: Json
    histories: list[Json]
    texts: dict[object, str] = field(default_factory=dict)
    """What was rendered of it, by what was asked for."""
    entry_texts: dict[object, list[str]] = field(default_factory=dict)
    """Its rendered histories, by how they are worded."""

    @property
    def project(self) -> str:
        """The key of its project."""
        return str(self.record.get("project") or self.key.rpartition("-")[0])


@dataclass(frozen=True, slots=True)
class Project:
    """A project with its versions and components as they are shown."""

    number: str
    key: str
    name: str
    is_archived: bool
    record: Json
    versions: tuple[Json, ...]
    components: tuple[Json, ...]

    def version(self, name: object) -> Json | None:
        """Return the first version of that name."""
        return next((version for version in self.versions if version.get("name") == name), None)

    def component(self, name: object) -> Json | None:
        """Return the first component of that name."""
        return next((component for component in self.components if component.get("name") == name), None)


class View:
    """A world as it is shown: at an instant, without what is hidden."""

    def __init__(
        self, world: Json, *, at: int | None = None, hidden: Iterable[str] = (), hidden_projects: Iterable[str] = ()
    ) -> None:
        self.world = world
        self.at = at
        self.hidden = frozenset(hidden)
        self.hidden_projects = frozenset(hidden_projects)
        self.found: dict[object, tuple[list[Issue], list[tuple[int, ...]]]] = {}
        """Results of searches, each issue beside what it is sorted by."""
        self.texts: dict[object, str] = {}
        """Rendered parts that issues share."""

    @cached_property
    def people(self) -> dict[str, Json]:
        """People by id."""
        return {str(person["id"]): person for person in self.world.get("people") or ()}

    @cached_property
    def statuses(self) -> dict[str, Json]:
        """Statuses by name."""
        return {str(status.get("name")): status for status in reversed(self.world.get("statuses") or [])}

    @cached_property
    def projects(self) -> dict[str, Project]:
        """Projects by key, in the order of keys, archived ones included."""
        shown = [self._project(entry) for entry in self.world.get("projects") or ()]
        return {
            project.key: project
            for project in sorted(shown, key=lambda project: project.key)
            if project.key not in self.hidden_projects
        }

    def _project(self, entry: Json) -> Project:
        versions: Iterable[Json | None] = entry.get("versions") or ()
        if self.at is not None:
            versions = [version_as_of(version, self.at) for version in versions if version is not None]
        return Project(
            str(entry["id"]), entry["key"], entry.get("name") or entry["key"], bool(entry.get("archived")), entry,
            tuple(version for version in versions if version is not None), tuple(entry.get("components") or ()),
        )  # fmt: skip

    def project(self, wanted: str) -> Project | None:
        """Return a project by key or id."""
        return self.projects.get(wanted) or next(
            (project for project in self.projects.values() if project.number == wanted), None
        )

    @cached_property
    def _ranks(self) -> dict[str, int]:
        keys = sorted(str(entry["key"]) for entry in self.world.get("projects") or ())
        return {key: rank for rank, key in enumerate(keys, start=1)}

    @cached_property
    def issues(self) -> list[Issue]:
        """Every issue shown, in the order of the world."""
        names = {str(status.get("id")): str(status.get("name")) for status in self.world.get("statuses") or ()}
        shown = (self._issue(record, names) for record in self.world.get("issues") or ())
        return [issue for issue in shown if issue is not None and issue.project not in self.hidden_projects]

    def _issue(self, record: Json, names: Mapping[str, str]) -> Issue | None:
        if str(record["key"]) in self.hidden:
            return None
        then = record if self.at is None else issue_as_of(record, self.at, names)
        if then is None:
            return None
        key = str(then["key"])
        project, _, number = key.rpartition("-")
        created = micros(then.get("created")) or 0
        return Issue(
            int(then["id"]), key, (self._ranks.get(project, 0), int(number) if number.isdigit() else 0), created,
            micros(then.get("updated")) or created, then, list(then.get("histories") or ()),
        )  # fmt: skip

    @cached_property
    def by_number(self) -> dict[int, Issue]:
        """Issues by id."""
        return {issue.number: issue for issue in self.issues}

    @cached_property
    def by_key(self) -> dict[str, Issue]:
        """Issues by key, the keys they had before they moved included."""
        old = {}
        for issue in self.issues:
            for entry in issue.histories:
                for item in entry.get("items") or ():
                    if item.get("field") == "Key" and item.get("fromString"):
                        old[str(item["fromString"])] = issue
        return old | {issue.key: issue for issue in self.issues}

    @cached_property
    def by_project(self) -> dict[str, list[Issue]]:
        """Issues by the key of their project."""
        found: dict[str, list[Issue]] = {}
        for issue in self.issues:
            found.setdefault(issue.project, []).append(issue)
        return found

    @cached_property
    def children(self) -> dict[str, list[Issue]]:
        """Issues by the key of their parent."""
        found: dict[str, list[Issue]] = {}
        for issue in self.issues:
            if issue.record.get("parent"):
                found.setdefault(str(issue.record["parent"]), []).append(issue)
        return found

    @cached_property
    def links_to(self) -> dict[str, list[tuple[Json, Issue]]]:
        """Links by the key they point to, each with the issue it starts from."""
        found: dict[str, list[tuple[Json, Issue]]] = {}
        for issue in self.issues:
            for link in issue.record.get("links") or ():
                found.setdefault(str(link.get("outward")), []).append((link, issue))
        return found

    def issue(self, wanted: str) -> Issue | None:
        """Return an issue by id or key, whatever the key's case."""
        if wanted.isdigit():
            return self.by_number.get(int(wanted))
        return self.by_key.get(wanted) or self.by_key.get(wanted.upper())
