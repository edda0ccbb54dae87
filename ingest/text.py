"""Text from outside, made safe for one line of a terminal, of a log, or for a statement."""

import re
import unicodedata
from pathlib import Path

_CREDENTIALS = re.compile(r"(?<=://)[^/\s@]+@")


def without_credentials(text: str) -> str:
    """Return `text` with any user and password in an address taken out."""
    return _CREDENTIALS.sub("", text)


def printable(text: str) -> str:
    """Return `text` with bytes that were no UTF-8 (kept as surrogates) read as Latin-1, fit to be stored."""
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def one_line(text: str, limit: int = 240) -> str:
    """Return `text` on one line: no control, format or bidi characters, no credentials, cut at `limit`."""
    kept = "".join(
        " " if character in "\r\n\t" else character
        for character in text
        if character in "\r\n\t" or not unicodedata.category(character).startswith("C")
    )
    line = " ".join(without_credentials(kept).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def for_sql(path: Path) -> str:
    """Return a path as it stands between the quotes of a statement that binds no values, such as ATTACH."""
    return str(path).replace("'", "''")
