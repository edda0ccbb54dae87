"""Where a feed's files are: found without leaving what the user named, opened without trusting what lies there."""

import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.feed_columns import KINDS
from ingest.settings_feeds import FeedSettings
from ingest.text import one_line, printable

LARGEST_FILE_BYTES = 64 * 2**20
MOST_FILES = 20_000
_MOST_ENTRIES = 200_000
_DEEPEST = 20
_SETTLED_SECONDS = 2.0
_MISSING = (errno.ENOENT, errno.ENOTDIR)
_WILDCARDS = frozenset("*?[")
_TOKENS = re.compile(r"\[[!^]?[^\]/]+\]|.", re.DOTALL)


class FileRefused(Exception):
    """A file cannot be read as a whole; `str()` says why and what to do, after the file's name."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file of a feed."""

    path: Path
    """Its real place."""
    shown: str
    """Its path as the warehouse names it: relative to the folder of leadline.toml."""
    stamp: str
    """Size, times and number of the file: while they are equal its content is. Empty when it changed a moment ago."""


@dataclass(slots=True)
class Listing:
    """What lies where a feed is read from."""

    files: list[FoundFile] = field(default_factory=list)
    """In the order of their paths: of two rows with one identity the later file's wins."""
    troubles: list[str] = field(default_factory=list)
    """A sentence for each thing that was named and cannot be read."""
    notes: list[str] = field(default_factory=list)
    is_whole: bool = True
    """False when the folder could not be listed: then nothing tells whether a file is gone."""


class Place:
    """What the path of a feed names: one file, a folder, or what fits a pattern below a folder."""

    def __init__(self, feed: FeedSettings, base: Path) -> None:
        self._feed, self._base = feed, base
        named = Path(feed.path).expanduser()
        first = next((n for n, part in enumerate(named.parts) if _WILDCARDS & set(part)), None)
        self.root = base.joinpath(*named.parts[:first])
        """The folder or file before the first wildcard."""
        self._pattern = None if first is None else _regex(named.parts[first:])

    def covers(self, shown: str) -> bool:
        """Tell whether a file of that name would be read, were it there."""
        root = self.shown(self.root)
        if self._pattern is None and shown == root:
            return True
        inside = shown.removeprefix("" if root == "." else f"{root}/")
        return (inside != shown or root == ".") and self._fits(inside)

    def shown(self, path: Path) -> str:
        """Return a path as the warehouse names it."""
        return printable(os.path.relpath(path, self._base)).replace(os.sep, "/")

    def listing(self) -> Listing:
        """Return the files that are there, in order, and what is wrong."""
        found = Listing()
        try:
            mode = self.root.stat().st_mode
        except OSError as error:
            found.troubles.append(f"{self._feed.name}: {self._missing(error)}")
            found.is_whole = error.errno in _MISSING
            return found
        if stat.S_ISDIR(mode):
            self._list_folder(found)
        elif self._pattern is None:
            self._add(found, self.shown(self.root), self.root.resolve())
        else:
            found.troubles.append(f"{self._feed.name}: {self._feed.path} looks into {self.shown(self.root)}, which is no folder. "
                                  "Correct path in [[feed]].")  # fmt: skip
        found.files.sort(key=lambda file: file.shown)
        return found

    def _missing(self, error: OSError) -> str:
        if error.errno in _MISSING:
            return f"{self.shown(self.root)} does not exist. Correct path in [[feed]], or have the file written there."
        return f"{self.shown(self.root)} cannot be read ({error.strerror}). Correct its permissions."

    def _list_folder(self, found: Listing) -> None:
        root = self.root.resolve()
        begins, shown = len(str(root).rstrip(os.sep)) + 1, self.shown(self.root)
        try:
            for entry in _walk(root):
                inside = entry.path[begins:]
                if self._fits(inside):
                    # Folders that are links are not entered, so only a link itself can lead elsewhere.
                    real = Path(entry.path).resolve() if entry.is_symlink() else Path(entry.path)
                    self._add(found, printable(inside if shown == "." else f"{shown}/{inside}"), real, within=root)
                if len(found.files) > MOST_FILES:
                    raise FileRefused(f"{self._feed.path} names more than {MOST_FILES:,} files. Name fewer, or put several rows into one file.")
        except FileRefused as error:
            found.files.clear()
            found.is_whole = False
            found.troubles.append(f"{self._feed.name}: {error}")
        except OSError as error:
            found.is_whole = False
            found.troubles.append(f"{self._feed.name}: {self.shown(Path(error.filename or self.root))} cannot be read ({error.strerror}). "
                                  "Correct its permissions.")  # fmt: skip
        if not found.files and not found.troubles:
            found.notes.append(f"{self._feed.name}: no file fits {self._feed.path} yet. If there should be one, correct path in [[feed]].")

    def _fits(self, inside: str) -> bool:
        if self._pattern is not None:
            return self._pattern.fullmatch(inside) is not None
        return Path(inside).suffix.lower() in KINDS[self._feed.kind].suffixes

    def _add(self, found: Listing, shown: str, real: Path, within: Path | None = None) -> None:
        if within is not None and not real.is_relative_to(within):
            found.troubles.append(f"{self._feed.name}: {one_line(shown)} is a link that leads out of {self.shown(self.root)}, so it is "
                                  "not followed. Put the file itself there, or name its folder in a [[feed]] of its own.")  # fmt: skip
            return
        try:
            told = real.lstat()
        except OSError as error:
            found.troubles.append(f"{self._feed.name}: {one_line(shown)} cannot be read ({error.strerror}). Correct or remove it.")
            return
        if not stat.S_ISREG(told.st_mode):
            found.troubles.append(f"{self._feed.name}: {one_line(shown)} is no regular file, so it is not opened. Remove it from there.")
            return
        found.files.append(FoundFile(real, shown, _stamp(told)))


def read_bytes(file: FoundFile) -> bytes:
    """Return the content of a file. Raises `FileRefused` for one that is too large, or no longer a regular file."""
    try:
        # Without O_NONBLOCK a pipe that took the file's place would hold the sync up for ever.
        descriptor = os.open(file.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        raise FileRefused(f"cannot be read ({error.strerror}). Correct its permissions.") from error
    with open(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FileRefused("is no regular file, so it is not read. Remove it from there.")
        data = opened.read(LARGEST_FILE_BYTES + 1)
    if len(data) > LARGEST_FILE_BYTES:
        raise FileRefused(f"is larger than {LARGEST_FILE_BYTES // 2**20} MiB, the most that is read of one file. Split it.")
    return data


def _stamp(told: os.stat_result) -> str:
    # Written again within one tick of the clock, a file may look as it did.
    if time.time() - max(told.st_mtime, told.st_ctime) < _SETTLED_SECONDS:
        return ""
    return f"{told.st_size}.{told.st_mtime_ns}.{told.st_ctime_ns}.{told.st_ino}"


def _walk(root: Path) -> Iterator[os.DirEntry[str]]:
    """Every entry below `root` that is no folder, but for hidden ones; linked folders are not entered."""
    waiting, seen = [(root, 0)], 0
    while waiting:
        folder, depth = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                seen += 1
                if seen > _MOST_ENTRIES:
                    raise FileRefused(f"{one_line(str(root.name))} holds more than {_MOST_ENTRIES:,} entries. Name a smaller folder.")
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if depth < _DEEPEST:
                        waiting.append((Path(entry.path), depth + 1))
                elif not entry.is_dir():
                    yield entry


def _regex(parts: tuple[str, ...]) -> re.Pattern[str]:
    """The pattern for paths below the root; ** stands for any number of folders, * and ? for no slash."""
    pieces = []
    for n, part in enumerate(parts):
        is_last = n == len(parts) - 1
        if part == "**":
            pieces.append(r".*" if is_last else r"(?:[^/]+/)*")
        else:
            pieces.append("".join(map(_regex_of, _TOKENS.findall(part))) + ("" if is_last else "/"))
    return re.compile("".join(pieces), re.DOTALL)


def _regex_of(token: str) -> str:
    if token == "*":
        return "[^/]*"
    if token == "?":
        return "[^/]"
    if len(token) > 2 and token[0] == "[":
        inner = re.sub(r"[\\\[\]&|~]", r"\\\g<0>", token[1:-1])
        return f"(?!/)[^{inner[1:]}]" if inner[0] in "!^" else f"[{inner}]"
    return re.escape(token)
