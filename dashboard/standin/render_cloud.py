"""What only Jira Cloud words so: accounts by accountId, documents for long texts, sprints as objects."""

from __future__ import annotations

import re

from dashboard.standin.answers import Json

NAME = "cloud"
_PARTS = re.compile(
    r"(?:^|,)(id|rapidViewId|state|name|goal|startDate|endDate|completeDate|activatedDate|sequence)="
)  # fmt: skip


def person(base: str, entry: Json) -> Json:
    """Return an account."""
    return {
        "self": f"{base}/rest/api/3/user?accountId={entry['id']}",
        "accountId": entry["id"],
        **({"emailAddress": entry["email"]} if entry.get("email") else {}),
        "avatarUrls": {"48x48": f"{base}/avatar/48.png", "16x16": f"{base}/avatar/16.png"},
        "displayName": entry.get("name") or entry["id"],
        "active": entry.get("active", True),
        "timeZone": entry.get("zone") or "UTC",
        "accountType": "atlassian",
    }


def long_text(value: object, version: str) -> object:
    """Return a long text: a document in version 3, as it was typed in version 2."""
    if value is None or isinstance(value, dict):
        return value
    return str(value) if version == "2" else document(str(value))


def document(text: str) -> Json:
    """Return a text in the Atlassian Document Format, a paragraph per block of lines."""
    return {"type": "doc", "version": 1, "content": [_paragraph(block) for block in re.split(r"\n{2,}", text) if block]}


def _paragraph(block: str) -> Json:
    content: list[Json] = []
    for line in block.split("\n"):
        if content:
            content.append({"type": "hardBreak"})
        if line:
            content.append({"type": "text", "text": line})
    return {"type": "paragraph", "content": content}


def sprints(value: object) -> object:
    """Return the sprints of an issue as objects, whichever way the world states them."""
    if not isinstance(value, list):
        return value
    return [_sprint_of(entry) if isinstance(entry, str) else entry for entry in value]


def _sprint_of(text: str) -> Json:
    inner = text[text.find("[") + 1 :].removesuffix("]")
    parts = _PARTS.split(inner)
    found: Json = {name: value for name, value in zip(parts[1::2], parts[2::2], strict=True) if value != "<null>"}
    if found.get("id", "").isdigit():
        found["id"] = int(found["id"])
    if "state" in found:
        found["state"] = found["state"].lower()
    board = found.pop("rapidViewId", "")
    if board.isdigit():
        found["boardId"] = int(board)
    found.pop("sequence", None)
    return found


def field(entry: Json) -> Json:
    """Return a field's entry of the list of fields."""
    return {**entry, "key": entry["id"]}
