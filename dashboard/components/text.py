"""Text from git, Jira or people, made safe for elements that read Markdown."""

from __future__ import annotations

import re
import unicodedata

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Where an address begins (http://, www.) and where a mail address has its sign.
_ADDRESS = re.compile(r"(?<=http)(?=s?:)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_JOINED = "\u2060"
_LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
# Control (Cc), format (Cf: zero-width and bidi marks), surrogate (Cs), private use (Co: icon fonts) and unassigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def plain(text: object) -> str:
    """Return `text` so that Markdown shows it letter for letter, on one line.

    Every ASCII punctuation mark is escaped; characters that are not seen are dropped. What looks like an address
    would still become a link, escaped or not: an unseen word joiner in it prevents that. None is nothing.
    """
    return _PUNCTUATION.sub(r"\\\1", _ADDRESS.sub(_JOINED, visible(text)))


def visible(text: object) -> str:
    """Return `text` on one line without characters that are not seen, for elements that read no Markdown."""
    if text is None:
        return ""
    line = _LINE_BREAKS.sub(" ", str(text))
    return "".join(character for character in line if unicodedata.category(character) not in _UNSEEN)


def marked(text: str) -> str:
    """Return `text` with every character that is not seen shown as \N{REPLACEMENT CHARACTER}, but for line breaks and tabs.

    For what strangers hand to an editor: marks that turn the direction of writing make one thing look like another.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        character
        if character in "\n\t" or unicodedata.category(character) not in _UNSEEN
        else "\N{REPLACEMENT CHARACTER}"
        for character in lines
    )
