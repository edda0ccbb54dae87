"""Made-up worlds for the stand-in Jira, from a seed, and what a warehouse has to hold of them, worked out from the world alone."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

World = dict[str, Any]
Row = tuple[Any, ...]

BEGIN = datetime(2025, 3, 3, 8, tzinfo=UTC)
STATUSES = (("1", "To Do", "new"), ("3", "In Progress", "indeterminate"), ("4", "评审中", "indeterminate"), ("5", "Done", "done"))
PEOPLE = ("ada", "grace", "mary")
_WORDS = ("refund", "ledger", "<b>bold</b>", "![x](http://x.example/a.png)", "=1+1", "naïve", "日本", "\u202eright", "tab\there")


def random_world(seed: int, *, projects: Mapping[str, int], longest_history: int = 130) -> World:
    """Return a world with so many issues per project key; a few have histories longer than servers send in a search."""
    dice = random.Random(seed)
    world: World = {
        "title": f"World {seed}", "account": "ada",
        "people": [{"id": name, "name": name.title(), "email": f"{name}@jira.example", "zone": "Europe/Lisbon", "active": True}
                   for name in PEOPLE],
        "fields": [
            {"id": "customfield_10010", "name": "Severity", "type": "option",
             "custom": "com.atlassian.jira.plugin.system.customfieldtypes:select"},
            {"id": "customfield_10011", "name": "Team colour", "type": "string",
             "custom": "com.atlassian.jira.plugin.system.customfieldtypes:textfield"},
        ],
        "statuses": [{"id": number, "name": name, "category": category} for number, name, category in STATUSES],
        "priorities": ["Highest", "High", "Medium"], "resolutions": ["Done", "Won't Do"],
        "issue_types": [{"name": "Story", "subtask": False}, {"name": "Bug", "subtask": False},
                        {"name": "Incident", "subtask": False}, {"name": "Sub-task", "subtask": True}],
        "link_types": [{"name": "Problem/Incident", "inward": "is caused by", "outward": "causes"}],
        "projects": [], "issues": [],
    }  # fmt: skip
    numbers = iter(range(10_000, 10_000_000))
    for key, count in projects.items():
        world["projects"].append(_project(next(numbers), key, numbers))
        world["issues"] += [_issue(dice, world, key, number + 1, numbers, longest_history) for number in range(count)]
    _link(dice, world["issues"], numbers)
    return world


def _project(project_id: int, key: str, numbers: Any) -> dict[str, Any]:
    versions = [
        {"id": next(numbers), "name": f"1.{minor}.0", "start": f"2025-0{minor + 3}-01", "release": f"2025-0{minor + 4}-01",
         "released": minor < 2, "archived": False}
        for minor in range(4)
    ]  # fmt: skip
    components = [{"id": next(numbers), "name": "api"}, {"id": next(numbers), "name": "web"}]
    return {"id": project_id, "key": key, "name": f"Project {key}", "archived": False, "components": components,
            "versions": versions}  # fmt: skip


def _issue(dice: random.Random, world: World, key: str, number: int, numbers: Any, longest: int) -> dict[str, Any]:
    created = BEGIN + timedelta(minutes=dice.randrange(60 * 24 * 200))
    length = longest if number % 40 == 0 else dice.choice((0, 0, 1, 2, 3, 5, 9))
    histories, status, updated = _histories(dice, created, length, numbers)
    kind = dice.choice(("Story", "Story", "Bug", "Incident"))
    return {
        "id": next(numbers), "key": f"{key}-{number}", "project": key, "type": kind, "status": status[1],
        "priority": dice.choice(("Highest", "High", "Medium")), "resolution": "Done" if status[2] == "done" else None,
        "summary": f"{dice.choice(_WORDS)} {dice.choice(_WORDS)} {number}", "description": "A body that nobody asked for.",
        "created": created.isoformat(), "updated": updated.isoformat(),
        "resolved": updated.isoformat() if status[2] == "done" else None,
        "reporter": dice.choice(PEOPLE), "assignee": dice.choice((*PEOPLE, None)), "creator": "ada",
        "labels": dice.sample(("a", "b", "c"), dice.randrange(3)),
        "fix_versions": dice.sample([f"1.{minor}.0" for minor in range(4)], dice.randrange(3)),
        "affects_versions": ["1.0.0"] if kind == "Bug" else [], "components": dice.sample(("api", "web"), dice.randrange(3)),
        "custom": {"customfield_10010": {"value": "Severity 1", "id": "1"} if kind == "Incident" else None,
                   "customfield_10011": dice.choice((None, "teal"))},
        "links": [], "comments": [], "histories": histories,
    }  # fmt: skip


def _histories(
    dice: random.Random, created: datetime, length: int, numbers: Any
) -> tuple[list[dict[str, Any]], Sequence[str], datetime]:
    now, status, entries = created, STATUSES[0], []
    for _ in range(length):
        now += timedelta(minutes=dice.randrange(1, 2_000))
        following = dice.choice(STATUSES)
        items = [{"field": "status", "fieldtype": "jira", "field_id": "status", "from": status[0], "fromString": status[1],
                  "to": following[0], "toString": following[1]}]  # fmt: skip
        if dice.random() < 0.2:
            items.append({"field": "labels", "fieldtype": "jira", "field_id": "labels", "from": None, "fromString": "",
                          "to": None, "toString": "a"})  # fmt: skip
        entries.append({"id": next(numbers), "author": dice.choice(PEOPLE), "created": now.isoformat(), "items": items})
        status = following
    return entries, status, now


def _link(dice: random.Random, issues: list[dict[str, Any]], numbers: Any) -> None:
    for issue in issues:
        if issue["type"] == "Incident" and len(issues) > 1:
            other = dice.choice([found for found in issues if found is not issue])
            other["links"].append({"id": next(numbers), "type": "Problem/Incident", "outward": issue["key"]})


def expected(world: World) -> dict[str, list[Row]]:
    """Return what must land of a world that is shown whole: issues, transitions, links and versions, sorted."""
    version_ids = {(project["key"], version["name"]): version["id"] for project in world["projects"]
                   for version in project["versions"]}  # fmt: skip
    statuses = {status["name"]: status["id"] for status in world["statuses"]}
    issues, transitions, links = [], [], []
    for issue in world["issues"]:
        fixes = sorted(version_ids[issue["project"], name] for name in issue["fix_versions"])
        issues.append((
            issue["id"], issue["key"], issue["summary"], issue["type"], statuses[issue["status"]], issue["status"],
            issue["priority"], issue["resolution"], (issue["custom"]["customfield_10010"] or {}).get("value"),
            _at(issue["created"]), _at(issue["updated"]), _at(issue["resolved"]), issue["reporter"], issue["assignee"],
            sorted(issue["labels"]), fixes, "complete", len(issue["histories"]), None,
        ))  # fmt: skip
        for entry in issue["histories"]:
            transitions += [
                (issue["id"], entry["id"], place, _at(entry["created"]), entry["author"], item["field"], item["from"],
                 item["fromString"] or None, item["to"], item["toString"] or None)
                for place, item in enumerate(entry["items"])
            ]  # fmt: skip
        for link in issue["links"]:
            links += [(link["id"], issue["key"], "outward", "causes", link["outward"]),
                      (link["id"], link["outward"], "inward", "is caused by", issue["key"])]  # fmt: skip
    versions = [
        (version["id"], version["name"], version["start"], version["release"], version["released"])
        for project in world["projects"]
        for version in project["versions"]
    ]
    found = {"issues": issues, "transitions": transitions, "links": links, "versions": versions}
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
