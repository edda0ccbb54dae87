"""Which tags contain which commits, worked out over a history's graph in memory.

Each tag is one bit of an integer; bits flow from child to parent. One pass in date order settles
nearly every commit; the few edges that run against it (clock skew) are followed up until nothing
changes, so the answer is exact whatever the dates say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int64] | npt.NDArray[np.int32]
"""Numbers of commits; 32 bits hold them all."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Commits 0..n-1 of one repository and the edges between them."""

    size: int
    children: Indices
    """Child of each edge, edges ordered so that children mostly come before their parents."""
    parents: Indices
    first_parents: Indices
    """First parent of each commit, -1 for a root."""
    late: Indices
    """Numbers of the edges that break that order."""
    starts: Indices
    """Where each commit's own edges begin in `by_child`; one longer than there are commits."""
    by_child: Indices
    """Parents grouped by child."""


def build_graph(size: int, children: Indices, parents: Indices, positions: Indices, dates: Indices) -> Graph:
    """Return the graph of `size` commits; `dates` are seconds and only need to be roughly right."""
    rank = np.empty(size, np.int32)
    rank[np.argsort(-dates, kind="stable")] = np.arange(size, dtype=np.int32)
    order = np.argsort(rank[children], kind="stable")
    children, parents, positions = children[order], parents[order], positions[order]
    first_parents = np.full(size, -1, np.int32)
    is_first = positions == 0
    first_parents[children[is_first]] = parents[is_first]
    grouped = np.argsort(children, kind="stable")
    starts = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(children, minlength=size), out=starts[1:])
    late = np.flatnonzero(rank[children] > rank[parents])
    return Graph(size, children, parents, first_parents, late, starts, parents[grouped])


def containing_tips(graph: Graph, tips: Sequence[int]) -> list[int]:
    """Return for each commit an integer whose bit i says that `tips[i]` contains it."""
    bits = [0] * graph.size
    for number, tip in enumerate(tips):
        bits[tip] |= 1 << number
    for child, parent in zip(graph.children.tolist(), graph.parents.tolist(), strict=True):
        carried, has = bits[child], bits[parent]
        if has is not carried:  # Handing on the same object keeps long runs of one set cheap to tell apart.
            bits[parent] = carried if not has or has | carried == carried else has | carried
    _settle(graph, bits)
    return bits


def _settle(graph: Graph, bits: list[int]) -> None:
    if not len(graph.late):
        return
    starts, by_child = graph.starts.tolist(), graph.by_child.tolist()
    # The pass has already brought the bits over each late edge, but after its parent had handed on its own.
    changed = graph.parents[graph.late].tolist()
    while changed:
        child = changed.pop()
        for parent in by_child[starts[child] : starts[child + 1]]:
            if bits[child] | bits[parent] != bits[parent]:
                bits[parent] |= bits[child]
                changed.append(parent)


@dataclass(frozen=True, slots=True)
class Containment:
    """The distinct answers of `containing_tips`: few, however long the history is."""

    set_of_commit: Indices
    """Number of the commit's set in `members`; commits no tip contains have the empty set."""
    members: npt.NDArray[np.bool_]
    """One row per distinct set, one column per tip."""
    counts: Indices
    """Commits per distinct set."""
    newest: Indices
    """Newest commit date per distinct set."""

    def exclusive_count(self, tip: int, without: Sequence[int]) -> int:
        """Return how many commits `tip` contains that none of `without` does."""
        outside = ~self.members[:, without].any(axis=1)
        return int(self.counts[self.members[:, tip] & outside].sum())


def containment(graph: Graph, tips: Sequence[int], dates: Indices) -> Containment:
    """Return which of `tips` contain each commit, as distinct sets."""
    bits = containing_tips(graph, tips)
    numbers: dict[int, int] = {}
    _, first, same_object = np.unique(
        np.fromiter(map(id, bits), np.int64, len(bits)), return_index=True, return_inverse=True
    )
    set_of_object = np.array([numbers.setdefault(bits[at], len(numbers)) for at in first.tolist()], np.int64)
    set_of_commit = set_of_object[same_object]
    width = max(1, -(-len(tips) // 8))
    packed = b"".join(value.to_bytes(width, "little") for value in numbers)
    members = np.unpackbits(np.frombuffer(packed, np.uint8).reshape(-1, width), axis=1, bitorder="little")
    newest = np.full(len(numbers), np.iinfo(np.int64).min)
    np.maximum.at(newest, set_of_commit, dates)
    counts = np.bincount(set_of_commit, minlength=len(numbers))
    return Containment(set_of_commit, members[:, : len(tips)].astype(np.bool_), counts, newest)


def first_member(sets: Containment, order: Sequence[int]) -> Indices:
    """Return for each distinct set the first tip in `order` that is a member, -1 where none is."""
    if not order:
        return np.full(len(sets.members), -1, np.int64)
    ordered = sets.members[:, order]
    return np.where(ordered.any(axis=1), np.asarray(order)[ordered.argmax(axis=1)], -1)


def contained_commits(graph: Graph, tip: int) -> Indices:
    """Return the commits that `tip` contains, itself among them."""
    reached = [False] * graph.size
    _mark(graph.starts.tolist(), graph.by_child.tolist(), [tip], [True] * graph.size, True, reached, False, True)
    return np.flatnonzero(np.array(reached, np.bool_))


def first_containing(graph: Graph, tips: Sequence[int]) -> Indices:
    """Return for each commit the number of the first of `tips` that contains it, -1 where none does.

    What one tip contains stays marked, so that the next walks only over what it adds: however many tips there are, each
    commit is seen once.
    """
    marks, everybody = [-1] * graph.size, [True] * graph.size
    starts, by_child = graph.starts.tolist(), graph.by_child.tolist()
    for number, tip in enumerate(tips):
        _mark(starts, by_child, [tip], everybody, True, marks, -1, number)
    return np.array(marks, np.int64)


def arrivals(graph: Graph, tip_of_commit: Indices, tips: Sequence[int]) -> Indices:
    """Return for each commit the one on its tip's first-parent line that brought it there, -1 without a tip.

    `tip_of_commit` numbers the tip (in `tips`) that each commit belongs to, as `first_member` gives it.
    """
    arrived = [-1] * graph.size
    owner, first_parents = tip_of_commit.tolist(), graph.first_parents.tolist()
    starts, by_child = graph.starts.tolist(), graph.by_child.tolist()
    for number, tip in enumerate(tips):
        line, commit = [], tip
        while commit >= 0 and owner[commit] == number and arrived[commit] < 0:
            arrived[commit] = commit
            line.append(commit)
            commit = first_parents[commit]
        for brought_by in reversed(line):
            if starts[brought_by + 1] - starts[brought_by] > 1:
                waiting = by_child[starts[brought_by] : starts[brought_by + 1]]
                _mark(starts, by_child, waiting, owner, number, arrived, -1, brought_by)
    return np.array(arrived, np.int64)


def _mark(
    starts: list[int], by_child: list[int], waiting: list[int], owner: list[Any], number: Any,
    marks: list[Any], unmarked: Any, mark: Any,
) -> None:  # fmt: skip
    """Mark the unmarked commits of owner `number` that can be reached from those waiting, over such commits alone."""
    while waiting:
        commit = waiting.pop()
        while marks[commit] == unmarked and owner[commit] == number:
            marks[commit] = mark
            first, last = starts[commit], starts[commit + 1]
            if last - first != 1:
                waiting.extend(by_child[first:last])
                break
            commit = by_child[first]  # Most commits have one parent; a list of one would cost more than the walk.
