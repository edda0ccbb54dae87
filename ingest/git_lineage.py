"""For each tag of a service its release, line, predecessor, scope and the commits it shipped first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.git_graph import Containment, Graph, Indices, arrivals, containment, first_member
from ingest.release_tags import ServiceTag


@dataclass(frozen=True, slots=True)
class TagLineage:
    """What the graph says of one release or candidate. Numbers refer to the list of tags given."""

    line: str
    kind: str
    date_rank: int
    version_rank: int
    predecessor: int | None
    predecessor_found_by: str | None
    first_shipped_commit_count: int
    first_shipped_by_version_count: int | None
    scope_commit_count: int | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Lineage of one repository for one service."""

    tags: list[TagLineage]
    first_release: Indices
    """Per commit the number of the first release by date that contains it, -1 for none."""
    first_release_by_version: Indices
    first_of_any: Indices
    """Per commit the first release or candidate by date."""
    arrived: Indices
    """Per commit the commit that brought it to its first release's line, -1 when unreleased."""


def lineage(graph: Graph, dates: Indices, tags: Sequence[ServiceTag]) -> Lineage:
    """Return the lineage of `tags`, which are releases and candidates in date order.

    First shipped: a total order on release tags is given (tag date, committer date, name; or version);
    a commit belongs to the first tag in that order from which it is reachable.
    """
    tips = [_ordinal(tag) for tag in tags]
    sets = containment(graph, tips, dates)
    finals = [number for number, tag in enumerate(tags) if not tag.is_candidate]
    by_version = sorted(range(len(tags)), key=lambda number: tags[number].version_order)
    finals_by_version = [number for number in by_version if not tags[number].is_candidate]
    labels = [first_member(sets, order) for order in (finals, finals_by_version, list(range(len(tags))))]
    counts = [_counts(sets, label, len(tags)) for label in labels]
    kin = _Kin(tags, sets, finals)
    first_release = labels[0][sets.set_of_commit]
    return Lineage(
        tags=[_describe(number, tags, kin, counts, finals, by_version, finals_by_version, sets)
              for number in range(len(tags))],
        first_release=first_release,
        first_release_by_version=labels[1][sets.set_of_commit],
        first_of_any=labels[2][sets.set_of_commit],
        arrived=arrivals(graph, first_release, tips),
    )  # fmt: skip


def _ordinal(tag: ServiceTag) -> int:
    assert tag.fact.ordinal is not None
    return tag.fact.ordinal


def _counts(sets: Containment, label: Indices, tag_count: int) -> Indices:
    has_label = label >= 0
    return np.bincount(label[has_label], weights=sets.counts[has_label], minlength=tag_count).astype(np.int64)


def _describe(
    number: int, tags: Sequence[ServiceTag], kin: "_Kin", counts: list[Indices], finals: list[int],
    by_version: list[int], finals_by_version: list[int], sets: Containment,
) -> TagLineage:  # fmt: skip
    tag = tags[number]
    if tag.is_candidate:
        return TagLineage(
            kin.lines[number], "candidate", number, by_version.index(number), None, None,
            int(counts[2][number]), None, None,
        )  # fmt: skip
    predecessor, found_by = kin.predecessor(number)
    without = [] if predecessor is None else [predecessor]
    return TagLineage(
        kin.lines[number], _kind(tag), finals.index(number), finals_by_version.index(number), predecessor, found_by,
        int(counts[0][number]), int(counts[1][number]), sets.exclusive_count(number, without),
    )  # fmt: skip


def _kind(tag: ServiceTag) -> str:
    if not tag.numbers:
        return "other"
    if tag.is_calendar:
        return "calendar"
    is_plain = tag.version_order.split("~")[1].startswith("6")
    _, minor, *rest = (*tag.numbers, 0)
    return "patch" if any(rest) or not is_plain else "minor" if minor else "major"


class _Kin:
    """Lines and predecessors among the releases of one repository."""

    def __init__(self, tags: Sequence[ServiceTag], sets: Containment, finals: list[int]) -> None:
        self._tags, self._sets, self._finals = tags, sets, finals
        self._finals_in_order = np.array(finals, np.int64)
        self._set_of_tip = sets.set_of_commit[np.array([_ordinal(tag) for tag in tags], np.int64)]
        self._newest_first = np.argsort(-sets.newest, kind="stable")
        self.lines = self._all_lines()
        self._of_line: dict[str, list[int]] = defaultdict(list)
        for number in finals:
            self._of_line[self.lines[number]].append(number)

    def _contains(self, number: int, other: int) -> bool:
        return bool(self._sets.members[self._set_of_tip[other], number])

    def _all_lines(self) -> list[str]:
        lines = [tag.line or "" for tag in self._tags]
        ends: dict[str, int] = {}
        for number in self._finals:
            if not lines[number]:
                lines[number] = self._line_by_ancestry(number, ends)
                ends[lines[number]] = number
        for number, tag in enumerate(self._tags):
            lines[number] = lines[number] or self._line_of_candidate(tag, lines)
        return lines

    def _line_by_ancestry(self, number: int, ends: dict[str, int]) -> str:
        """The line whose last release this one contains, newest such first; else a line of its own."""
        for line, end in sorted(ends.items(), key=lambda item: -item[1]):
            if self._contains(number, end):
                return line
        return self._tags[number].version

    def _line_of_candidate(self, candidate: ServiceTag, lines: list[str]) -> str:
        base = candidate.version_order.split("~")[0]
        for number in self._finals:
            if self._tags[number].version_order.split("~")[0] == base:
                return lines[number]
        return candidate.candidate_of or candidate.version

    def predecessor(self, number: int) -> tuple[int | None, str | None]:
        """The release before it on its line; else the newest ancestor; else the nearest by merge base."""
        order = self._tags[number].version_order
        before = [other for other in self._of_line[self.lines[number]] if self._tags[other].version_order < order]
        if before:
            return max(before, key=lambda other: self._tags[other].version_order), "line"
        ancestor = self._newest_ancestor(number)
        nearest, is_nearer = self._by_merge_base(number, ancestor)
        if nearest is not None and (ancestor is None or is_nearer):
            return nearest, "merge base"
        return ancestor, None if ancestor is None else "ancestor"

    def _newest_ancestor(self, number: int) -> int | None:
        earlier = self._finals_in_order[: np.searchsorted(self._finals_in_order, number)]
        contained = earlier[self._sets.members[self._set_of_tip[earlier], number]]
        return int(contained[-1]) if len(contained) else None

    def _by_merge_base(self, number: int, ancestor: int | None) -> tuple[int | None, bool]:
        """The release made earlier that left the history latest, and whether later than `ancestor` did.

        Releases on the ancestor's own line do not compete with it.
        """
        earlier = np.zeros(len(self._tags), np.bool_)
        own_line = None if ancestor is None else self.lines[ancestor]
        earlier[[other for other in self._finals if other < number and self.lines[other] != own_line]] = True
        members = self._sets.members
        for distinct in self._newest_first:
            if not members[distinct, number]:
                continue
            if ancestor is not None and members[distinct, ancestor]:
                return None, False
            sharing = np.flatnonzero(members[distinct] & earlier)
            if len(sharing):
                return int(sharing[-1]), True
        return None, False
