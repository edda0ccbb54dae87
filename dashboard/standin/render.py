"""The records of a view as one kind of Jira sends them, as JSON text."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from dashboard.standin import render_cloud, render_data_center
from dashboard.standin.answers import Json, text_of
from dashboard.standin.fields import custom_field, system_fields
from dashboard.standin.instants import as_sent
from dashboard.standin.view import Issue, Project, View

_CATEGORIES = {
    "new": (2, "new", "blue-gray", "To Do"), "indeterminate": (4, "indeterminate", "yellow", "In Progress"),
    "done": (3, "done", "green", "Done"),
}  # fmt: skip
_NO_CATEGORY = (1, "undefined", "medium-gray", "No Category")
_EMPTY: dict[str, str] = {
    "workratio": "-1", "lastViewed": "null", "timespent": "null",
    "votes": '{"votes":0,"hasVoted":false}', "watches": '{"watchCount":0,"isWatching":false}',
}  # fmt: skip


class Renderer:
    """Words the records of one view for one kind of Jira and one version of its interface, "2" or "3"."""

    def __init__(self, view: View, kind: str, version: str, base: str) -> None:
        self.view = view
        self.dialect: Any = render_cloud if kind == "cloud" else render_data_center
        self.is_cloud = kind == "cloud"
        self.version = version
        self.base = base
        self.api = f"{base}/rest/api/{version}"
        self.custom = {str(entry["id"]): entry for entry in view.world.get("fields") or ()}
        self._fields: dict[str, Callable[[Issue], str]] = self._by_field()

    def _kept(self, what: str, name: object, make: Callable[[], object]) -> str:
        """Return a part that many issues share, rendered once."""
        place = (self.dialect.NAME, self.version, what, name)
        text = self.view.texts.get(place)
        if text is None:
            text = self.view.texts[place] = text_of(make())
        return text

    # What a site has

    def fields(self) -> list[Json]:
        """The list of fields."""
        entries = [*system_fields(), *(custom_field(entry) for entry in self.custom.values())]
        return [self.dialect.field(entry) for entry in entries]

    def person(self, number: object) -> Json:
        """An account; one that the world does not know is inactive."""
        entry = self.view.people.get(str(number)) or {"id": str(number), "active": False}
        found: Json = self.dialect.person(self.base, entry)
        return found

    def status(self, name: str) -> Json:
        """A status with its category."""
        entry = self.view.statuses.get(name) or {
            "id": str(900_000 + zlib.crc32(name.encode("utf-8", "replace")) % 90_000)
        }
        number, key, colour, label = _CATEGORIES.get(str(entry.get("category")), _NO_CATEGORY)
        return {
            "self": f"{self.api}/status/{entry['id']}", "description": "", "iconUrl": f"{self.base}/images/icons/status.png",
            "name": name, "id": str(entry["id"]),
            "statusCategory": {
                "self": f"{self.api}/statuscategory/{number}", "id": number, "key": key, "colorName": colour, "name": label,
            },
        }  # fmt: skip

    def statuses(self) -> list[Json]:
        """Every status, those of equal names each with its own id."""
        found = []
        for entry in self.view.world.get("statuses") or ():
            number, key, colour, label = _CATEGORIES.get(str(entry.get("category")), _NO_CATEGORY)
            category = {"self": f"{self.api}/statuscategory/{number}", "id": number, "key": key, "colorName": colour,
                        "name": label}  # fmt: skip
            found.append({**self.status(str(entry.get("name"))), "id": str(entry["id"]), "statusCategory": category,
                          "self": f"{self.api}/status/{entry['id']}"})  # fmt: skip
        return found

    def named(self, what: str, name: str) -> Json:
        """A priority or resolution, by its name."""
        names = [str(entry) for entry in self.view.world.get({"priority": "priorities"}.get(what, "resolutions")) or ()]
        first = 1 if what == "priority" else 10_000
        number = str(first + (names.index(name) if name in names else len(names)))
        icon = {"iconUrl": f"{self.base}/images/icons/priority.svg"} if what == "priority" else {"description": ""}
        return {"self": f"{self.api}/{what}/{number}", "id": number, "name": name, **icon}

    def issue_type(self, name: str) -> Json:
        """A type of issues."""
        entries = list(self.view.world.get("issue_types") or ())
        place = next((place for place, entry in enumerate(entries) if entry.get("name") == name), len(entries))
        is_subtask = bool(entries[place].get("subtask")) if place < len(entries) else False
        number = str(10_001 + place)
        found: Json = {"self": f"{self.api}/issuetype/{number}", "id": number, "description": "", "name": name,
                       "iconUrl": f"{self.base}/images/icons/issuetype.svg", "subtask": is_subtask}  # fmt: skip
        return {**found, "hierarchyLevel": -1 if is_subtask else 0} if self.is_cloud else found

    def link_type(self, name: str) -> Json:
        """A type of links with the words for both of its ends."""
        entries = list(self.view.world.get("link_types") or ())
        place = next((place for place, entry in enumerate(entries) if entry.get("name") == name), len(entries))
        entry = entries[place] if place < len(entries) else {}
        return {
            "id": str(10_100 + place), "name": name, "inward": entry.get("inward", name), "outward": entry.get("outward", name),
            "self": f"{self.api}/issueLinkType/{10_100 + place}",
        }  # fmt: skip

    def project(self, project: Project) -> Json:
        """A project as issues and lists name it."""
        found: Json = {
            "expand": "description,lead,issueTypes,url,projectKeys", "self": f"{self.api}/project/{project.number}",
            "id": project.number, "key": project.key, "name": project.name, "projectTypeKey": "software",
            "avatarUrls": {"48x48": f"{self.base}/secure/projectavatar?pid={project.number}"},
        }  # fmt: skip
        if project.is_archived:
            found["archived"] = True
        return {**found, "simplified": False, "style": "classic", "isPrivate": False} if self.is_cloud else found

    def version_of(self, project: Project, version: Json) -> Json:
        """A version of a project."""
        found: Json = {
            "self": f"{self.api}/version/{version['id']}", "id": str(version["id"]), "name": version.get("name"),
            "description": version.get("description") or "",
            "archived": bool(version.get("archived")), "released": bool(version.get("released")),
        }  # fmt: skip
        if version.get("start"):
            found["startDate"] = version["start"]
        if version.get("release"):
            found["releaseDate"] = version["release"]
            if not found["released"]:
                found["overdue"] = False
        number: object = int(project.number) if project.number.isdigit() else project.number
        return {**found, "projectId": number}

    def component(self, project: Project, component: Json) -> Json:
        """A component of a project."""
        return {"self": f"{self.api}/component/{component['id']}", "id": str(component["id"]), "name": component.get("name"),
                "isAssigneeTypeValid": False, "project": project.key}  # fmt: skip

    # One issue

    def issue(self, issue: Issue, fields: tuple[str, ...]) -> str:
        """An issue with the fields asked for, as JSON; kept, because the same fields are asked for again."""
        place = (self.dialect.NAME, self.version, fields)
        text = issue.texts.get(place)
        if text is None:
            text = issue.texts[place] = self._issue(issue, fields)
        return text

    def _issue(self, issue: Issue, fields: tuple[str, ...]) -> str:
        if fields in ((), ("id",)):
            return f'{{"id":"{issue.number}"}}'
        head = (
            '{"expand":"operations,versionedRepresentations,editmeta,changelog,renderedFields",'
            f'"id":"{issue.number}","self":"{self.api}/issue/{issue.number}","key":{text_of(issue.key)}'
        )
        parts = [
            f'"{name}":{value}'
            for name in fields
            if name not in ("id", "key") and (value := self._value(issue, name)) is not None
        ]
        if all(name in ("id", "key") for name in fields):
            return head + "}"
        return head + ',"fields":{' + ",".join(parts) + "}}"

    def _value(self, issue: Issue, name: str) -> str | None:
        make = self._fields.get(name)
        if make is not None:
            return make(issue)
        if name == "parent":
            return self._parent(issue)
        return self._custom(issue, name) if name in self.custom else _EMPTY.get(name)

    def _by_field(self) -> dict[str, Callable[[Issue], str]]:
        def plain(member: str) -> Callable[[Issue], str]:
            return lambda issue: text_of(issue.record.get(member))

        def moment(member: str) -> Callable[[Issue], str]:
            return lambda issue: text_of(as_sent(issue.record.get(member)))

        def long(member: str) -> Callable[[Issue], str]:
            return lambda issue: text_of(self.dialect.long_text(issue.record.get(member), self.version))

        def who(member: str) -> Callable[[Issue], str]:
            return lambda issue: self.person_text(issue.record.get(member))

        return {
            "summary": plain("summary"), "duedate": plain("due"), "labels": lambda issue: text_of(issue.record.get("labels") or []),
            "created": moment("created"), "updated": moment("updated"), "resolutiondate": moment("resolved"),
            "description": long("description"), "environment": long("environment"),
            "reporter": who("reporter"), "assignee": who("assignee"), "creator": who("creator"),
            "status": lambda issue: self._name(issue, "status", self.status),
            "issuetype": lambda issue: self._name(issue, "type", self.issue_type),
            "priority": lambda issue: self._name(issue, "priority", lambda name: self.named("priority", name)),
            "resolution": lambda issue: self._name(issue, "resolution", lambda name: self.named("resolution", name)),
            "project": self._project_text, "components": self._components,
            "fixVersions": lambda issue: self._versions(issue, "fix_versions"),
            "versions": lambda issue: self._versions(issue, "affects_versions"),
            "issuelinks": self._links, "subtasks": self._subtasks, "comment": self._comments,
        }  # fmt: skip

    def person_text(self, number: object) -> str:
        """An account as JSON; null for nobody."""
        return "null" if number is None else self._kept("person", number, lambda: self.person(number))

    def _name(self, issue: Issue, member: str, make: Callable[[str], Json]) -> str:
        name = issue.record.get(member)
        return "null" if name is None else self._kept(member, name, lambda: make(str(name)))

    def _project_text(self, issue: Issue) -> str:
        project = self.view.projects.get(issue.project)
        return "null" if project is None else self._kept("project", project.key, lambda: self.project(project))

    def _versions(self, issue: Issue, member: str) -> str:
        project = self.view.projects.get(issue.project)
        found = []
        for name in issue.record.get(member) or ():
            version = project.version(name) if project else None
            if project and version is not None:
                found.append(self._kept("version", version["id"], lambda: self.version_of(project, version)))  # noqa: B023 - called at once
        return f"[{','.join(found)}]"

    def _components(self, issue: Issue) -> str:
        project = self.view.projects.get(issue.project)
        found = [project.component(name) for name in issue.record.get("components") or ()] if project else []
        return text_of([self.component(project, entry) for entry in found if project and entry is not None])

    def brief(self, issue: Issue) -> Json:
        """An issue as another one names it."""
        record = issue.record
        return {
            "id": str(issue.number), "key": issue.key, "self": f"{self.api}/issue/{issue.number}",
            "fields": {
                "summary": record.get("summary"),
                "status": self.status(str(record["status"])) if record.get("status") is not None else None,
                "priority": self.named("priority", str(record["priority"])) if record.get("priority") is not None else None,
                "issuetype": self.issue_type(str(record["type"])) if record.get("type") is not None else None,
            },
        }  # fmt: skip

    def _parent(self, issue: Issue) -> str | None:
        parent = self.view.issue(str(issue.record.get("parent") or ""))
        is_sent = parent is not None and (self.is_cloud or self._is_subtask(issue))
        return text_of(self.brief(parent)) if parent is not None and is_sent else None

    def _is_subtask(self, issue: Issue) -> bool:
        return bool(self.issue_type(str(issue.record.get("type")))["subtask"])

    def _subtasks(self, issue: Issue) -> str:
        children = self.view.children.get(issue.key, ())
        return text_of([self.brief(child) for child in children if self._is_subtask(child)])

    def _links(self, issue: Issue) -> str:
        outward = [(link, self.view.issue(str(link.get("outward")))) for link in issue.record.get("links") or ()]
        ends = [("outwardIssue", link, other) for link, other in outward if other is not None]
        ends += [("inwardIssue", link, other) for link, other in self.view.links_to.get(issue.key, ())]
        return text_of([
            {"id": str(link["id"]), "self": f"{self.api}/issueLink/{link['id']}", "type": self.link_type(str(link.get("type"))),
             end: self.brief(other)}
            for end, link, other in ends
        ])  # fmt: skip

    def _comments(self, issue: Issue) -> str:
        comments = [
            {"self": f"{self.api}/issue/{issue.number}/comment/{entry['id']}", "id": str(entry["id"]),
             "author": self.person(entry.get("author")), "updateAuthor": self.person(entry.get("author")),
             "body": self.dialect.long_text(entry.get("body"), self.version),
             "created": as_sent(entry.get("created")), "updated": as_sent(entry.get("updated", entry.get("created")))}
            for entry in issue.record.get("comments") or ()
        ]  # fmt: skip
        return text_of({"comments": comments, "maxResults": len(comments), "total": len(comments), "startAt": 0})

    def _custom(self, issue: Issue, name: str) -> str:
        entry = self.custom[name]
        value = (issue.record.get("custom") or {}).get(name)
        kind = str(entry.get("custom") or "")
        if kind.endswith(":gh-sprint"):
            return text_of(self.dialect.sprints(value))
        if kind.endswith(":gh-epic-link") and value is None and not self.is_cloud and not self._is_subtask(issue):
            return text_of(issue.record.get("parent"))
        if kind.endswith(":textarea"):
            return text_of(self.dialect.long_text(value, self.version))
        if entry.get("type") == "user" and isinstance(value, str):
            return self.person_text(value)
        return text_of(self._with_accounts(value))

    def _with_accounts(self, value: Any) -> Any:
        """Return a value with every account in it worded as this kind of Jira does."""
        if isinstance(value, list):
            return [self._with_accounts(item) for item in value]
        if not isinstance(value, dict):
            return value
        number = value.get("person") or ("displayName" in value and (value.get("accountId") or value.get("name")))
        if number and str(number) in self.view.people:
            return self.person(number)
        return {name: self._with_accounts(item) for name, item in value.items()}


def names_and_schema(fields: Iterable[Json], wanted: tuple[str, ...], expand: Iterable[str]) -> Json:
    """Return what `expand=names,schema` adds to an answer."""
    listed = [entry for entry in fields if entry["id"] in wanted]
    found: Json = {}
    if "names" in expand:
        found["names"] = {entry["id"]: entry["name"] for entry in listed}
    if "schema" in expand:
        found["schema"] = {entry["id"]: entry.get("schema", {}) for entry in listed}
    return found


def expansions(said: str | Iterable[str] | None) -> frozenset[str]:
    """Return the parts of an `expand`, a text with commas or a list."""
    texts = [said] if isinstance(said, str) else list(said or ())
    return frozenset(part for text in texts for part in re.split(r"[,\s]+", text) if part)
