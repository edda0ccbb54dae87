"""Lineage over small drawn histories and, for any history, against a plain walk of the graph."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.git_graph import build_graph, containing_tips, first_containing
from ingest.git_lineage import lineage
from ingest.release_tags import TagFact, classify

HOUR = 3600


def a_graph(parents, dates=None):
    """`parents[i]` are the parents of commit i; dates fall with the number unless given."""
    edges = [(child, parent, nth) for child, kin in enumerate(parents) for nth, parent in enumerate(kin)]
    children, fathers, positions = (
        (np.array(column, np.int64) for column in zip(*edges, strict=True)) if edges else [np.empty(0, np.int64)] * 3
    )
    when = np.array(dates if dates is not None else [(len(parents) - i) * HOUR for i in range(len(parents))], np.int64)
    return build_graph(len(parents), children, fathers, positions, when), when


def ancestors(parents, tip):
    seen, waiting = set(), [tip]
    while waiting:
        commit = waiting.pop()
        if commit not in seen:
            seen.add(commit)
            waiting.extend(parents[commit])
    return seen


def of(parents, tags, dates=None):
    """Lineage of `tags` = {name: commit}, dated in the order given."""
    graph, when = a_graph(parents, dates)
    facts = [
        TagFact(1, name, "commit", commit, 10**9 + n, int(when[commit]))
        for n, (name, commit) in enumerate(tags.items())
    ]
    releases = [tag for tag in classify(facts, "shop", None) if tag.reason_ignored is None]
    found = lineage(graph, when, releases)
    names = [tag.fact.tag_name for tag in releases]
    return found, dict(zip(names, found.tags, strict=True)), names


MAINTAINED = [[1], [2], [3], [], [6], [6], [2]]
"""
3 - 2 - 1 - 0        main:  3 v1.0.0, 1 v1.1.0, 0 v2.0.0
     \\
      6 - 5           1.0.x: 6 v1.0.1, 5 v1.0.2
       \\
        4             4 is unreleased
"""
TAGS = {"v1.0.0": 3, "v1.0.1": 6, "v1.1.0": 1, "v1.0.2": 5, "v2.0.0": 0}


def test_each_commit_belongs_to_the_first_release_by_date_that_contains_it():
    """Commit 2 is in v1.0.1 (made second) and in v1.1.0 (made third): it was first shipped by v1.0.1."""
    found, tags, names = of(MAINTAINED, TAGS)
    assert [names[n] if n >= 0 else None for n in found.first_release] == [
        "v2.0.0", "v1.1.0", "v1.0.1", "v1.0.0", None, "v1.0.2", "v1.0.1",
    ]  # fmt: skip
    assert {name: tag.first_shipped_commit_count for name, tag in tags.items()} == {
        "v1.0.0": 1, "v1.0.1": 2, "v1.1.0": 1, "v1.0.2": 1, "v2.0.0": 1,
    }  # fmt: skip


def test_by_version_a_commit_belongs_to_the_lowest_version_that_contains_it():
    """v1.0.2 was made after v1.1.0, yet 1.0.2 < 1.1.0."""
    found, tags, names = of([[1], [2], []], {"v1.1.0": 1, "v1.0.2": 0})
    assert [names[n] for n in found.first_release] == ["v1.0.2", "v1.1.0", "v1.1.0"]
    assert [names[n] for n in found.first_release_by_version] == ["v1.0.2"] * 3
    assert tags["v1.0.2"].first_shipped_by_version_count == 3


def test_the_predecessor_is_the_one_before_on_the_line_else_the_newest_ancestor():
    _, tags, names = of(MAINTAINED, TAGS)
    before = {
        name: (tag.predecessor is not None and names[tag.predecessor], tag.predecessor_found_by)
        for name, tag in tags.items()
    }
    assert before == {
        "v1.0.0": (False, None),
        "v1.0.1": ("v1.0.0", "line"),
        "v1.1.0": ("v1.0.0", "ancestor"),
        "v1.0.2": ("v1.0.1", "line"),
        "v2.0.0": ("v1.1.0", "ancestor"),
    }


def test_where_releases_are_tagged_beside_the_trunk_the_merge_base_tells_the_predecessor():
    """
    5 - 4 - 3 - 2 - 1 - 0     trunk
     \\       \\       \\
      8       7       6       v1.0.0 = 8, v1.1.0 = 7, v1.2.0 = 6
    """
    _, tags, names = of([[1], [2], [3], [4], [5], [], [1], [3], [5]], {"v1.0.0": 8, "v1.1.0": 7, "v1.2.0": 6})
    assert names[tags["v1.2.0"].predecessor] == "v1.1.0"
    assert (tags["v1.2.0"].predecessor_found_by, tags["v1.2.0"].scope_commit_count) == ("merge base", 3)


def test_an_old_ancestor_gives_way_to_a_line_that_left_the_trunk_later():
    """v0.1.0 lies on the trunk itself; v1.0.0 left it after. v1.1.0 is compared with v1.0.0, not with v0.1.0."""
    _, tags, names = of([[1], [2], [3], [], [1], [2]], {"v0.1.0": 3, "v1.0.0": 5, "v1.1.0": 4})
    assert names[tags["v1.1.0"].predecessor] == "v1.0.0"


def test_a_candidate_ships_nothing_but_counts_what_was_in_no_tag_before_it():
    """3 v1.0.0 <- 2 v1.1.0-rc1 <- 1 v1.1.0-rc2 <- 0 v1.1.0"""
    found, tags, names = of([[1], [2], [3], []], {"v1.0.0": 3, "v1.1.0-rc1": 2, "v1.1.0-rc2": 1, "v1.1.0": 0})
    assert [names[n] for n in found.first_release] == ["v1.1.0", "v1.1.0", "v1.1.0", "v1.0.0"]
    assert (tags["v1.1.0-rc2"].first_shipped_commit_count, tags["v1.1.0"].first_shipped_commit_count) == (1, 3)
    assert (tags["v1.1.0-rc1"].kind, tags["v1.1.0-rc1"].line) == ("candidate", "1.1")


def test_dated_versions_get_their_line_by_ancestry():
    """
    3 - 2 - 0       2024.1 = 3, 2024.2 = 2, 2024.3 = 0 on one line
         \\
          1         2024.2.1 = 1, made after 2024.3: beside it, so a line of its own
    """
    _, tags, _ = of([[2], [2], [3], []], {"2024.1": 3, "2024.2": 2, "2024.3": 0, "2024.2.1": 1})
    assert {name: tag.line for name, tag in tags.items()} == {
        "2024.1": "2024.1", "2024.2": "2024.1", "2024.3": "2024.1", "2024.2.1": "2024.2.1",
    }  # fmt: skip


def test_a_commit_arrives_with_the_merge_that_brought_it_to_the_line():
    """
    5 - 4 - 1 - 0   first-parent line; 1 merges 2, 4 was made on the line
     \\     /
      3 - 2
    """
    found, _, _ = of([[1], [4, 2], [3], [5], [5], []], {"v1.0.0": 5, "v1.1.0": 0})
    assert found.arrived.tolist() == [0, 1, 1, 1, 4, 5]


def test_no_release_means_no_commit_is_shipped():
    found, tags, _ = of([[1], []], {})
    assert (tags, found.first_release.tolist(), found.arrived.tolist()) == ({}, [-1, -1], [-1, -1])


def histories(draw):
    size = draw(st.integers(1, 24))
    parents = [[]] + [
        draw(st.lists(st.integers(0, n - 1), max_size=3, unique=True) if n else st.just([])) for n in range(1, size)
    ]
    number = {n: size - 1 - n for n in range(size)}
    return [[number[p] for p in parents[size - 1 - n]] for n in range(size)]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_containment_equals_a_plain_walk_whatever_the_dates_say(data):
    parents = histories(data.draw)
    dates = data.draw(st.lists(st.integers(0, 9), min_size=len(parents), max_size=len(parents)))
    tips = data.draw(st.lists(st.integers(0, len(parents) - 1), max_size=5))
    graph, _ = a_graph(parents, dates)
    reached = [ancestors(parents, tip) for tip in tips]
    expected = [sum(1 << n for n, commits in enumerate(reached) if commit in commits) for commit in range(len(parents))]
    assert containing_tips(graph, tips) == expected


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_the_first_tip_that_contains_a_commit_is_that_of_a_plain_walk_in_order(data):
    parents = histories(data.draw)
    dates = data.draw(st.lists(st.integers(0, 9), min_size=len(parents), max_size=len(parents)))
    tips = data.draw(st.lists(st.integers(0, len(parents) - 1), max_size=8))
    graph, _ = a_graph(parents, dates)
    reached = [ancestors(parents, tip) for tip in tips]
    expected = [next((n for n, commits in enumerate(reached) if commit in commits), -1) for commit in range(len(parents))]
    assert first_containing(graph, tips).tolist() == expected


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_first_shipped_counts_are_what_no_earlier_release_has(data):
    parents = histories(data.draw)
    dates = data.draw(st.lists(st.integers(0, 9), min_size=len(parents), max_size=len(parents)))
    commits = data.draw(st.lists(st.integers(0, len(parents) - 1), min_size=1, max_size=5))
    found, tags, names = of(parents, {f"v1.{n}.0": commit for n, commit in enumerate(commits)}, dates)
    shipped: set[int] = set()
    for name, commit in zip(names, commits, strict=True):
        fresh = ancestors(parents, commit) - shipped
        assert tags[name].first_shipped_commit_count == len(fresh)
        assert {n for n, first in enumerate(found.first_release) if first >= 0 and names[first] == name} == fresh
        shipped |= fresh
    assert all((found.arrived[n] >= 0) == (found.first_release[n] >= 0) for n in range(len(parents)))
