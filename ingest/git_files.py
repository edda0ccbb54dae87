"""Which paths each commit changed, and how many lines: each distinct pair of contents is counted once.

While nearly every change is new, git counts the lines as it lists the changes. Where contents come again
and again it only lists them, and those never counted are counted apart: two synthetic flat trees hold the
contents before and after, and one diff of them counts every pair. It is git's own diff either way, so the
counts are those of `git log --numstat --no-renames`.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import ObjectsMissing
from ingest.git_client import Git
from ingest.git_text import decode

_PAIRS_AT_ONCE = 4_096


@dataclass(frozen=True, slots=True)
class Side:
    """Content on one side of a change, as a tree names it."""

    mode: bytes
    sha: bytes


@dataclass(frozen=True, slots=True)
class Pair:
    """Content before and after a change."""

    told: bytes
    """Modes and object ids as git tells them: before, after, before, after."""

    @property
    def before(self) -> Side | None:
        """None where there was nothing."""
        mode, _, sha, _ = self.told.split(b" ")
        return None if mode == _NOTHING else Side(mode, sha)

    @property
    def after(self) -> Side | None:
        """None where there is nothing any more."""
        _, mode, _, sha = self.told.split(b" ")
        return None if mode == _NOTHING else Side(mode, sha)

    @property
    def key(self) -> bytes:
        """16 bytes that name the pair in every repository and for ever."""
        mode, new_mode, sha, new_sha = self.told.split(b" ")
        before = b"-" if mode == _NOTHING else _kind(mode) + sha
        after = b"-" if new_mode == _NOTHING else _kind(new_mode) + new_sha
        return hashlib.blake2b(before + b"|" + after, digest_size=16).digest()

    @property
    def is_same_content(self) -> bool:
        """Only the mode changed."""
        mode, new_mode, sha, new_sha = self.told.split(b" ")
        return sha == new_sha and _NOTHING not in (mode, new_mode)


_NOTHING = b"000000"


@dataclass(frozen=True, slots=True)
class Changes:
    """What some commits changed: the three lists are parallel, one entry per commit and path."""

    commits: list[int]
    """Number of the commit in the list that was asked for."""
    paths: list[int]
    """Number in `distinct_paths`."""
    pairs: list[int]
    """Number in `distinct_pairs`."""
    kinds: list[str]
    """A added, M modified, D deleted, T type changed."""
    distinct_paths: list[str]
    distinct_pairs: list[Pair]
    counts: dict[int, "LineCount"]
    """By number in `distinct_pairs`, of those that were counted while they were listed."""


@dataclass(frozen=True, slots=True)
class LineCount:
    """Lines added and deleted between the contents of a pair; None for binary or missing content."""

    additions: int | None
    deletions: int | None
    is_binary: bool | None
    """None when a content is missing from the repository."""


_UNKNOWN = LineCount(None, None, None)
_SAME = LineCount(0, 0, False)
_BINARY = LineCount(None, None, True)


@dataclass(frozen=True, slots=True)
class Part:
    """What git says of some commits, each against its only parent."""

    printed: bytes
    is_counted: bool
    """The lines of every change are told too."""
    untold: int = 0
    """Commits that cannot be told: their trees are missing or damaged."""


def read_part(git: Git, shas: Sequence[str], *, counted: bool) -> Part:
    """Return what these commits changed, with the lines if `counted` and if no content is missing."""
    if counted:
        try:
            return Part(_list_changes(git, shas, "--numstat"), True)
        except ObjectsMissing:
            pass
    printed, untold = _told_changes(git, shas)
    return Part(printed, False, untold)


def changes_in(part: Part, shas: Sequence[str]) -> Changes:
    """Return the changes that git has told of these commits."""
    asked = {sha.encode(): number for number, sha in enumerate(shas)}
    paths: dict[bytes, int] = {}
    pairs: dict[bytes, int] = {}
    of_commit: dict[bytes, int] = {}
    found = Changes([], [], [], [], [], [], {})
    commit = -1
    tokens = iter(part.printed.split(b"\0"))
    for token in tokens:
        if token[:1] == b":":
            path = next(tokens)
            pair = of_commit[path] = pairs.setdefault(token[1:-2], len(pairs))
            found.commits.append(commit)
            found.paths.append(paths.setdefault(path, len(paths)))
            found.pairs.append(pair)
            found.kinds.append(_STATUSES[token[-1:]])
        elif b"\t" in token:
            additions, deletions, path = token.split(b"\t", 2)
            found.counts[of_commit[path]] = _line_count(additions, deletions)
        elif token:
            commit, of_commit = asked[token], {}
    found.distinct_paths.extend(decode(path)[0] for path in paths)
    found.distinct_pairs.extend(map(Pair, pairs))
    return found


def _line_count(additions: bytes, deletions: bytes) -> LineCount:
    return _BINARY if additions == b"-" else LineCount(int(additions), int(deletions), False)


def _list_changes(git: Git, shas: Sequence[str], *options: str) -> bytes:
    return git.output(
        "diff-tree", "--stdin", "--root", "-r", "-z", "--raw", *options, "--no-renames", "--no-abbrev", "--no-ext-diff",
        "--no-textconv", stdin="".join(f"{sha}\n" for sha in shas).encode(),
    )  # fmt: skip


def _told_changes(git: Git, shas: Sequence[str]) -> tuple[bytes, int]:
    """What git prints of these commits; those that cannot be told are found by halving and left out."""
    try:
        return _list_changes(git, shas), 0
    except ObjectsMissing:
        if len(shas) == 1:
            return b"", 1
    half = len(shas) // 2
    (first, lost), (second, lost_too) = _told_changes(git, shas[:half]), _told_changes(git, shas[half:])
    return first + second, lost + lost_too


_STATUSES = {letter.encode(): letter for letter in "AMDT"}


def _kind(mode: bytes) -> bytes:
    """What makes a difference to the counts: a file, a link or a submodule; not whether it may be run."""
    return mode[:2]


def count_lines(
    git: Git, pairs: Sequence[Pair], workers: int, done: Callable[[int], None]
) -> tuple[list[LineCount], int]:
    """Return a count per pair and how many pairs lack a content; `done` hears how many more are counted."""
    for left_by_a_crash in git.directory.glob("counting-*"):
        shutil.rmtree(left_by_a_crash, ignore_errors=True)
    slices = [pairs[start : start + _PAIRS_AT_ONCE] for start in range(0, len(pairs), _PAIRS_AT_ONCE)]
    with tempfile.TemporaryDirectory(dir=git.directory, prefix="counting-") as folder:

        def count(part: Sequence[Pair]) -> list[LineCount]:
            counted = _count_slice(git, part, Path(folder))
            done(len(part))
            return counted

        with ThreadPoolExecutor(workers) as pool:
            counts = [line_count for part in pool.map(count, slices) for line_count in part]
    return counts, sum(line_count.is_binary is None for line_count in counts)


def _count_slice(git: Git, pairs: Sequence[Pair], objects: Path) -> list[LineCount]:
    numbered = dict(enumerate(pairs))
    try:
        counts = _diff(git, numbered, objects)
    except ObjectsMissing:
        incomplete = _incomplete(git, pairs)
        counts = _diff_what_can_be_read(git, {n: pair for n, pair in numbered.items() if n not in incomplete}, objects)
    return [counts.get(number, _UNKNOWN) for number in numbered]


def _diff_what_can_be_read(git: Git, pairs: dict[int, Pair], objects: Path) -> dict[int, LineCount]:
    """Count these pairs but for those with a damaged content, found by halving."""
    try:
        return _diff(git, pairs, objects)
    except ObjectsMissing:
        if len(pairs) == 1:
            return {}
    numbers = list(pairs)
    halves = (numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :])
    left, right = (_diff_what_can_be_read(git, {n: pairs[n] for n in half}, objects) for half in halves)
    return left | right


def _incomplete(git: Git, pairs: Sequence[Pair]) -> set[int]:
    wanted = {side.sha for pair in pairs for side in (pair.before, pair.after) if side and _kind(side.mode) != b"16"}
    printed = git.output("cat-file", "--batch-check", "--buffer", stdin=b"\n".join(sorted(wanted)) + b"\n")
    missing = {line.split()[0] for line in printed.splitlines() if line.endswith(b" missing")}
    return {
        number
        for number, pair in enumerate(pairs)
        if any(side and side.sha in missing for side in (pair.before, pair.after))
    }


def _diff(git: Git, pairs: dict[int, Pair], objects: Path) -> dict[int, LineCount]:
    trees = [_tree(git, [(n, side) for n, pair in pairs.items() if (side := _of(pair, nth))], objects)
             for nth in (0, 1)]  # fmt: skip
    printed = git.output(
        "diff-tree", "-r", "-z", "--numstat", "--no-renames", "--no-ext-diff", "--no-textconv", *trees, objects=objects
    )
    counts = dict.fromkeys(pairs, _SAME)
    for entry in printed.split(b"\0")[:-1]:
        additions, deletions, number = entry.split(b"\t")
        counted = _line_count(additions, deletions)
        counts[int(number)] = _SAME if pairs[int(number)].is_same_content and not counted.is_binary else counted
    return counts


def _of(pair: Pair, nth: int) -> Side | None:
    """The side that goes into a tree; content that stays the same is diffed with nothing, to learn if it is binary."""
    if nth:
        return pair.after
    return None if pair.is_same_content else pair.before


def _tree(git: Git, sides: Sequence[tuple[int, Side]], objects: Path) -> str:
    entries = b"".join(
        b"%s %s %s\t%08d\0" % (_tree_mode(side.mode), b"commit" if _kind(side.mode) == b"16" else b"blob", side.sha, n)
        for n, side in sides
    )
    return git.output("mktree", "-z", "--missing", stdin=entries, objects=objects).decode().strip()


def _tree_mode(mode: bytes) -> bytes:
    return {b"12": b"120000", b"16": b"160000"}.get(_kind(mode), b"100644")
