"""The changelogs of issues as one kind of Jira sends them, as JSON text."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dashboard.standin.answers import Json, text_of
from dashboard.standin.instants import as_epoch, as_sent, micros
from dashboard.standin.render import Renderer
from dashboard.standin.view import Issue

NEWEST = 100
"""So many entries an expanded changelog of Cloud holds."""
_FIELD_IDS = {
    "Fix Version": "fixVersions", "Version": "versions", "Component": "components", "Key": "issuekey", "Link": "issuelinks",
    "Parent": "parent", "Comment": "comment",
}  # fmt: skip

Place = tuple[int, int, int]
"""When an entry was made, in microseconds since 1970, the id of its issue, and its own."""


def expanded(render: Renderer, issue: Issue, keep: int | None) -> str:
    """Return a changelog as an issue carries it: on Cloud the newest first, at most `keep` entries."""
    entries = entry_texts(render, issue)
    total = len(entries)
    if render.is_cloud:
        entries = entries[::-1][:keep]
    elif keep is not None:
        entries = entries[max(0, total - keep) :]
    limit = keep if keep is not None and keep < total else max(total, keep or 0)
    return f'{{"startAt":0,"maxResults":{limit},"total":{total},"histories":[{",".join(entries)}]}}'


def entry_texts(render: Renderer, issue: Issue, *, is_epoch: bool = False) -> list[str]:
    """Return every entry of an issue's changelog, on Cloud the oldest first, on Data Center as the world has them."""
    style = (render.is_cloud, render.version, is_epoch)
    texts = issue.entry_texts.get(style)
    if texts is None:
        texts = [
            entry_text(render, entry, entry.get("items") or (), is_epoch=is_epoch) for entry in ordered(render, issue)
        ]
        issue.entry_texts[style] = texts
    return texts


def ordered(render: Renderer, issue: Issue) -> list[Json]:
    """Return the entries of an issue in the order in which they are sent."""
    return sorted(issue.histories, key=lambda entry: place_of(issue, entry)) if render.is_cloud else issue.histories


def place_of(issue: Issue, entry: Json) -> Place:
    """Return what an entry is sorted by among those of several issues."""
    number = str(entry.get("id"))
    return micros(entry.get("created")) or 0, issue.number, int(number) if number.isdigit() else 0


def entry_text(render: Renderer, entry: Json, items: Sequence[Json], *, is_epoch: bool) -> str:
    """Return one entry with the items given."""
    author = f'"author":{render.person_text(entry["author"])},' if entry.get("author") is not None else ""
    created = as_epoch(entry.get("created")) if is_epoch else as_sent(entry.get("created"))
    told = ",".join(_item_text(render, item) for item in items)
    return f'{{"id":{text_of(str(entry.get("id")))},{author}"created":{text_of(created)},"items":[{told}]}}'


def _item_text(render: Renderer, item: Json) -> str:
    told: Json = {"field": item.get("field"), "fieldtype": item.get("fieldtype") or "jira"}
    if render.is_cloud:
        told["fieldId"] = field_id(item)
    for name in ("from", "fromString", "to", "toString"):
        told[name] = item.get(name)
    return text_of(told)


def field_id(item: Json) -> str:
    """Return the id of the field that an item tells of."""
    name = str(item.get("field"))
    return str(item.get("field_id") or _FIELD_IDS.get(name, name))


def of_fields(entry: Json, wanted: Collection[str]) -> list[Json]:
    """Return the items of an entry that tell of the fields wanted."""
    return [item for item in entry.get("items") or () if field_id(item) in wanted]
