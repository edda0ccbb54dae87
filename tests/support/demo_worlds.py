"""Reads the world of a demo folder, and compares two of different days."""

import json
from pathlib import Path
from typing import Any

World = dict[str, Any]

_NEVER_CHANGES = (
    "id", "project", "type", "summary", "description", "created", "reporter", "creator", "parent", "priority", "labels",
    "affects_versions", "components",
)  # fmt: skip


def read_world(folder: Path) -> World:
    world: World = json.loads((folder / "jira" / "world.json").read_text(encoding="utf-8"))
    return world


def issues_of(world: World) -> dict[str, World]:
    """By key."""
    return {issue["key"]: issue for issue in world["issues"]}


def versions_of(world: World) -> dict[str, World]:
    """By id."""
    return {version["id"]: version for project in world["projects"] for version in project["versions"]}


def promised(version: World) -> list[str | None]:
    """The release dates that it had, in order, and the one it has."""
    return [*(past["release"] for past in version.get("past", ())), version.get("release")]


def assert_only_grown(before: World, after: World, *, since: str) -> None:
    """Nothing that was told is untold, and nothing new claims to be from before the day `since`."""
    earlier, later = issues_of(before), issues_of(after)
    for key, issue in earlier.items():
        grown = later[key]
        assert {name: grown.get(name) for name in _NEVER_CHANGES} == {name: issue.get(name) for name in _NEVER_CHANGES}
        for name in ("histories", "links"):
            assert grown.get(name, [])[: len(issue.get(name, []))] == issue.get(name, [])
    assert all(later[key]["created"] >= since for key in later.keys() - earlier.keys())
    for version_id, version in versions_of(before).items():
        grown = versions_of(after)[version_id]
        assert (grown["name"], grown["created"]) == (version["name"], version["created"])
        assert promised(grown)[: len(promised(version))] == promised(version)
