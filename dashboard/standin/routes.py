"""Which question goes where, and the questions that both kinds of Jira answer alike."""

from __future__ import annotations

import re
from collections.abc import Callable

from dashboard.standin import routes_cloud, routes_data_center
from dashboard.standin.answers import Answer, Json, Refused, answer_of, text_of
from dashboard.standin.asking import Ask, page_of, values
from dashboard.standin.fields import chosen
from dashboard.standin.histories import NEWEST, expanded
from dashboard.standin.instants import iso, micros_of
from dashboard.standin.render import expansions, names_and_schema
from dashboard.standin.view import Project

Handler = Callable[[Ask], Answer]

_API = re.compile(r"/rest/api/(2|3|latest)/(.+?)/?")
_PART = re.compile(r"(issue|project)/([^/]+)(/.+)?")
_MOST_VERSIONS = 50
_PERMISSIONS = ("BROWSE_PROJECTS", "VIEW_DEV_TOOLS", "EDIT_ISSUES", "ADMINISTER")


def server_info(ask: Ask) -> Answer:
    """What the server says of itself."""
    now = iso(micros_of(ask.now))
    told: Json = {"baseUrl": ask.render.base, "serverTime": now, "serverTitle": ask.view.world.get("title") or "Jira"}
    if ask.render.is_cloud:
        return answer_of({
            **told, "version": "1001.0.0-SNAPSHOT", "versionNumbers": [1001, 0, 0], "deploymentType": "Cloud",
            "buildNumber": 100300, "buildDate": "2026-01-12T04:00:00.000+0000", "scmInfo": "0" * 40,
            "defaultLocale": {"locale": "en_US"},
        })  # fmt: skip
    return answer_of({
        **told, "version": "9.12.15", "versionNumbers": [9, 12, 15], "deploymentType": "Server", "buildNumber": 9120015,
        "databaseBuildNumber": 9120015, "buildDate": "2024-10-21T00:00:00.000+0000", "scmInfo": "0" * 40,
    })  # fmt: skip


def myself(ask: Ask) -> Answer:
    """The account that asks."""
    person = ask.render.person(ask.view.world.get("account"))
    more: Json = {"locale": "en_US", "groups": {"size": 1, "items": []}, "applicationRoles": {"size": 1, "items": []}}
    return answer_of({**person, **more, **({} if ask.render.is_cloud else {"deleted": False})})


def my_permissions(ask: Ask) -> Answer:
    """Which permissions the account has."""
    wanted = ask.request.listed("permissions")
    if ask.render.is_cloud and not wanted:
        raise Refused(400, "The 'permissions' query parameter is required.")
    for name in ("projectKey", "projectId"):
        said = ask.request.one(name)
        if said is not None and ask.view.project(said) is None:
            raise Refused(404, f"No project could be found with key '{said}'.")
    unknown = [name for name in wanted or () if name not in _PERMISSIONS]
    if unknown:
        raise Refused(400, f"Unrecognized permission: {unknown[0]}")
    return answer_of({"permissions": {
        name: {"id": str(place), "key": name, "name": name.replace("_", " ").capitalize(), "type": "PROJECT",
               "description": "", "havePermission": name in ("BROWSE_PROJECTS", "VIEW_DEV_TOOLS")}
        for place, name in enumerate(wanted or _PERMISSIONS, start=10)
    }})  # fmt: skip


def link_types(ask: Ask) -> Answer:
    """The types of links."""
    entries = ask.view.world.get("link_types") or ()
    return answer_of({"issueLinkTypes": [ask.render.link_type(entry["name"]) for entry in entries]})


def projects(ask: Ask) -> Answer:
    """The projects that are shown; archived ones only when they are asked for."""
    has_archived = (ask.request.one("includeArchived") or "").lower() == "true" and not ask.render.is_cloud
    shown = [project for project in ask.view.projects.values() if has_archived or not project.is_archived]
    return values([ask.render.project(project) for project in shown])


def project(ask: Ask) -> Answer:
    """One project with its versions, components and types of issues."""
    found = ask.project()
    return answer_of({
        **ask.render.project(found),
        "description": "",
        "components": _components(ask, found),
        "versions": [ask.render.version_of(found, version) for version in found.versions],
        "issueTypes": [ask.render.issue_type(entry["name"]) for entry in ask.view.world.get("issue_types") or ()],
    })  # fmt: skip


def _components(ask: Ask, found: Project) -> list[Json]:
    return [ask.render.component(found, component) for component in found.components]


def components(ask: Ask) -> Answer:
    """The components of a project."""
    return values(_components(ask, ask.project()))


def versions(ask: Ask) -> Answer:
    """The versions of a project in their own order."""
    found = ask.project()
    return values([ask.render.version_of(found, version) for version in found.versions])


def versions_paged(ask: Ask) -> Answer:
    """A page of the versions of a project in their own order."""
    found = ask.project()
    return page_of(ask, found.versions, lambda version: text_of(ask.render.version_of(found, version)), _MOST_VERSIONS)


def issue(ask: Ask) -> Answer:
    """One issue; with `expand=changelog` its history, whole on Data Center and the newest entries on Cloud."""
    found, render = ask.issue(), ask.render
    fields = chosen(ask.request.listed("fields"), ("*all",), render.custom)
    wanted = tuple(dict.fromkeys(("id", "key", *fields)))
    text = render.issue(found, wanted)
    expand = expansions(ask.request.listed("expand"))
    if "changelog" in expand:
        cut = ask.twist("truncated_changelog") or {}
        keep = int(cut["keep"]) if cut.get("everywhere") else NEWEST if render.is_cloud else None
        text = f'{text[:-1]},"changelog":{expanded(render, found, keep)}}}'
    more = names_and_schema(render.fields(), fields, expand)
    return Answer(f"{text[:-1]},{text_of(more)[1:]}" if more else text)


_COMMON: dict[str, Handler] = {
    "GET serverInfo": server_info, "GET myself": myself, "GET mypermissions": my_permissions,
    "GET field": lambda ask: values(ask.render.fields()), "GET status": lambda ask: values(ask.render.statuses()),
    "GET priority": lambda ask: values([ask.render.named("priority", name) for name in ask.view.world.get("priorities") or ()]),
    "GET resolution": lambda ask: values(
        [ask.render.named("resolution", name) for name in ask.view.world.get("resolutions") or ()]
    ),
    "GET issuetype": lambda ask: values(
        [ask.render.issue_type(entry["name"]) for entry in ask.view.world.get("issue_types") or ()]
    ),
    "GET issueLinkType": link_types, "GET project": projects, "GET project/*": project,
    "GET project/*/versions": versions, "GET project/*/version": versions_paged, "GET project/*/components": components,
    "GET issue/*": issue,
}  # fmt: skip
_CLOUD: dict[str, Handler] = {
    "GET search": routes_cloud.removed, "POST search": routes_cloud.removed,
    "GET search/jql": routes_cloud.search, "POST search/jql": routes_cloud.search,
    "POST search/approximate-count": routes_cloud.approximate_count,
    "POST changelog/bulkfetch": routes_cloud.bulk_changelogs, "GET issue/*/changelog": routes_cloud.changelog,
    "GET project/search": routes_cloud.projects_paged,
}  # fmt: skip
_DATA_CENTER: dict[str, Handler] = {"GET search": routes_data_center.search, "POST search": routes_data_center.search}
_ALL = {"cloud": _COMMON | _CLOUD, "data-center": _COMMON | _DATA_CENTER}


def version_of(kind: str, path: str) -> str | None:
    """Return the version of the interface that a path names, "2" or "3"; None when it names none that the kind has."""
    match = _API.fullmatch(path)
    if match is None or (match[1] == "3" and kind != "cloud"):
        return None
    return {"latest": "3" if kind == "cloud" else "2"}.get(match[1], match[1])


def route(kind: str, method: str, path: str) -> tuple[Handler, str]:
    """Return who answers a path below the context, and what the path names. Raises Refused when nobody does."""
    match = _API.fullmatch(path) if version_of(kind, path) else None
    if match is None:
        raise Refused(404, f"There is nothing at {path}.")
    name, part = match[2], ""
    routes = _ALL[kind]
    named = _PART.fullmatch(name)
    if named and not any(f"{verb} {name}" in routes for verb in ("GET", "POST")):
        name, part = f"{named[1]}/*{named[3] or ''}", named[2]
    if f"{method} {name}" in routes:
        return routes[f"{method} {name}"], part
    if any(f"{verb} {name}" in routes for verb in ("GET", "POST")):
        raise Refused(405, f"The method {method} is not allowed for {path}.")
    raise Refused(404, f"There is nothing at {path}.")
