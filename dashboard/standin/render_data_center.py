"""What only Jira Data Center words so: users by name and key, wiki text, sprints as the text of an object."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from dashboard.standin.answers import Json

NAME = "data-center"


def person(base: str, entry: Json) -> Json:
    """Return a user."""
    return {
        "self": f"{base}/rest/api/2/user?username={entry['id']}",
        "name": entry["id"],
        "key": entry["id"],
        **({"emailAddress": entry["email"]} if entry.get("email") else {}),
        "avatarUrls": {
            "48x48": f"{base}/secure/useravatar?avatarId=10122",
            "16x16": f"{base}/secure/useravatar?size=xsmall&avatarId=10122",
        },
        "displayName": entry.get("name") or entry["id"],
        "active": entry.get("active", True),
        "timeZone": entry.get("zone") or "UTC",
    }


def long_text(value: object, version: str) -> object:
    """Return a long text as it was typed; of a document, its words."""
    if isinstance(value, dict):
        return "\n".join(_words(value))
    return value


def _words(node: object) -> Iterator[str]:
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting += reversed(found)
        elif isinstance(found, dict):
            if isinstance(found.get("text"), str):
                yield found["text"]
            waiting.append(found.get("content"))


def sprints(value: object) -> object:
    """Return the sprints of an issue as texts, whichever way the world states them."""
    if not isinstance(value, list):
        return value
    return [_sprint_text(entry) if isinstance(entry, dict) else entry for entry in value]


def _sprint_text(sprint: Json) -> str:
    told = {
        "id": sprint.get("id"),
        "rapidViewId": sprint.get("boardId", 1),
        "state": str(sprint.get("state") or "FUTURE").upper(),
        "name": sprint.get("name"),
        "startDate": sprint.get("startDate"),
        "endDate": sprint.get("endDate"),
        "completeDate": sprint.get("completeDate"),
        "sequence": sprint.get("id"),
        "goal": sprint.get("goal"),
    }
    parts = ",".join(f"{name}={'<null>' if value is None else value}" for name, value in told.items())
    return f"com.atlassian.greenhopper.service.sprint.Sprint@{zlib.crc32(parts.encode('utf-8', 'replace')):x}[{parts}]"


def field(entry: Json) -> Json:
    """Return a field's entry of the list of fields."""
    if str(entry.get("schema", {}).get("custom", "")).endswith(":gh-sprint"):
        return {**entry, "schema": {**entry["schema"], "items": "string"}}
    return entry
