"""What people at Harbour write: subjects, messages and lines of files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from dashboard.demo.chance import Dice
from dashboard.demo.organisation import KeyStyle, Person, Texts


def fill(pattern: str, noun: str) -> str:
    """A subject about a noun: `{a}` stands for it with its article, `{s}` for its plural."""
    return pattern.replace("{a}", with_article(noun)).replace("{s}", plural(noun))


def with_article(noun: str) -> str:
    return f"{'an' if noun[0].lower() in 'aeio' else 'a'} {noun}"


def plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    return f"{noun}s"


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, as in a branch's name."""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())


def day_of(moment: int) -> str:
    """The day in UTC, as 20260131."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y%m%d")


def message(
    title: str,
    *,
    key: str | None,
    style: KeyStyle,
    request: int | None,
    paragraphs: Iterable[str],
    trailers: Iterable[str],
) -> str:
    """A commit message: subject, paragraphs, trailers, with the issue's key where this service puts it."""
    subject = f"{key}: {title}" if key and style == "prefix" else title
    subject += f" ({key})" if key and style == "suffix" else ""
    subject += f" (#{request})" if request else ""
    last = [f"Refs: {key}", *trailers] if key and style == "body" else list(trailers)
    return "\n\n".join(part for part in (subject, *paragraphs, "\n".join(last)) if part) + "\n"


def trailer(name: str, person: Person) -> str:
    return f"{name}: {person.name} <{person.email}>"


def line(dice: Dice, texts: Texts, suffix: str) -> bytes:
    """One line of a file of that kind; of a picture, bytes that are no text."""
    if suffix == "png":
        return b"\x89PNG\r\n\x1a\n\x00" + bytes(dice.whole(0, 255) for _ in range(dice.whole(200, 900)))
    pattern = dice.pick(texts.lines.get(suffix, texts.lines["md"]))
    filled = (
        pattern.replace("{a}", dice.pick_early(texts.words))
        .replace("{b}", dice.pick(texts.words))
        .replace("{c}", dice.pick(texts.verbs))
    )
    return f"{filled}\n".encode()
