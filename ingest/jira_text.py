"""Texts of Jira made plain: Atlassian Document Format and wiki markup, and characters that no table should hold."""

import re
from collections.abc import Iterator
from typing import Any

LONGEST_TEXT = 65_536
"""Characters kept of a body; the rest is cut."""
LONGEST_LINE = 4_000
"""Characters kept of any other text."""
_MOST_NODES = 50_000
_BLOCKS = {
    "paragraph", "heading", "listItem", "codeBlock", "blockquote", "rule", "tableRow", "panel", "mediaSingle",
    "taskItem", "decisionItem", "expand", "nestedExpand",
}  # fmt: skip
_UNFIT = re.compile("[\ud800-\udfff\x00]")
_MACRO = re.compile(r"\{(?:html|code|noformat|quote|panel|color|anchor|toc|excerpt)(?::[^{}\n]{0,200})?\}")
_LINK = re.compile(r"\[([^\[\]|\n]{0,500})\|[^\[\]\n]{0,2000}\]")
_HEADING = re.compile(r"(?m)^h[1-6]\.\s+")


def fit(text: str, limit: int = LONGEST_LINE) -> str:
    """Return `text` as a table can hold it: pairs of surrogates joined, lone ones and NUL replaced, cut at `limit`."""
    if not text.isprintable() and _UNFIT.search(text):
        joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = joined.replace("\x00", "�")
    return text if len(text) <= limit else text[: limit - 1] + "…"


def body(value: object) -> str | None:
    """Return a description or comment as plain text, whichever of its two forms Jira sent; None when it is empty."""
    if isinstance(value, dict):
        text = "".join(_document(value))
    elif isinstance(value, str):
        text = _HEADING.sub("", _LINK.sub(r"\1", _MACRO.sub("", value[: 4 * LONGEST_TEXT])))
    else:
        return None
    return fit(re.sub(r"\n{3,}", "\n\n", text).strip(), LONGEST_TEXT) or None


def _document(root: dict[str, Any]) -> Iterator[str]:
    """The text of an ADF document, however deep; stops at a limit of nodes and of characters."""
    waiting: list[object] = [root]
    nodes = size = 0
    while waiting and nodes < _MOST_NODES and size < LONGEST_TEXT:
        node = waiting.pop()
        nodes += 1
        if isinstance(node, str):
            size += len(node)
            yield node
        elif isinstance(node, dict):
            content = node.get("content")
            if node.get("type") in _BLOCKS:
                waiting.append("\n")
            if isinstance(content, list):
                waiting.extend(reversed(content[:_MOST_NODES]))
            waiting.append(_own_text(node))


def _own_text(node: dict[str, Any]) -> str:
    if node.get("type") == "hardBreak":
        return "\n"
    if isinstance(node.get("text"), str):
        return str(node["text"])
    attributes = node.get("attrs")
    shown = attributes.get("text") or attributes.get("shortName") if isinstance(attributes, dict) else None
    return shown if isinstance(shown, str) else ""
