"""The content of files as lines that know who they are, so that an edit can be merged, picked and reverted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Line = tuple[int, bytes]
"""A number unique in the repository, and the text."""
Files = dict[str, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Edit:
    """One hunk: lines of one file that go, and lines that come in their place."""

    path: str
    after: int
    """The line it stands behind; 0 = the start of the file."""
    removed: tuple[Line, ...]
    added: tuple[Line, ...]


def apply(files: Files, edits: Iterable[Edit]) -> set[str]:
    """Change `files` and return the paths touched.

    A hunk whose place is gone goes to the end of its file.
    """
    touched = set()
    for edit in edits:
        gone = {number for number, _ in edit.removed}
        kept = [line for line in files.get(edit.path, ()) if line[0] not in gone]
        here = {number: position for position, (number, _) in enumerate(kept, start=1)}
        place = here.get(edit.after, len(kept)) if edit.after else 0
        coming = [line for line in edit.added if line[0] not in here]
        _write(files, edit.path, (*kept[:place], *coming, *kept[place:]))
        touched.add(edit.path)
    return touched


def inverse(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that take these back."""
    return [Edit(edit.path, edit.after, edit.added, edit.removed) for edit in reversed(list(edits))]


def contents(files: Files, paths: Iterable[str]) -> Mapping[str, bytes | None]:
    """The bytes of each path; None for one that is no more."""
    return {path: _text(files[path]) if path in files else None for path in sorted(paths)}


def _write(files: Files, path: str, lines: tuple[Line, ...]) -> None:
    if lines:
        files[path] = lines
    else:
        files.pop(path, None)


def _text(lines: tuple[Line, ...]) -> bytes:
    return b"".join(text for _, text in lines)
