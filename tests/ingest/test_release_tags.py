"""Which tags of a repository are releases of the service."""

from ingest.release_tags import TagFact, classify

DAY = 86_400
START = 1_700_000_000


def a_tag(name, *, day, commit=None, kind="commit", committed_day=None):
    ordinal = (day if commit is None else commit) if kind == "commit" else None
    committed = START + (day if committed_day is None else committed_day) * DAY
    return TagFact(1, name, kind, ordinal, START + day * DAY, committed)


def reasons(tags, release_tags=None):
    return {tag.fact.tag_name: tag.reason_ignored for tag in classify(tags, "shop", release_tags)}


def test_a_tag_of_a_tree_and_a_tag_without_a_version_are_ignored_with_their_reasons():
    assert reasons([a_tag("v1.0.0", day=1), a_tag("v1.1.0", day=2, kind="tree"), a_tag("latest", day=3)]) == {
        "v1.0.0": None,
        "v1.1.0": "points at a tree, not at a commit",
        "latest": "names no version by the well-known patterns",
    }


def test_a_pattern_of_the_settings_overrides_the_well_known_ones():
    found = classify(
        [a_tag("v1.0.0", day=1), a_tag("ship_7", day=2), a_tag("xship_8", day=3)], "shop", r"ship_(?P<version>\d+)"
    )
    assert [(tag.fact.tag_name, tag.version, tag.reason_ignored) for tag in found] == [
        ("v1.0.0", "", "does not match release_tags of service shop"),
        ("ship_7", "7", None),
        ("xship_8", "", "does not match release_tags of service shop"),
    ]


def test_two_tags_of_one_version_are_one_release_named_by_the_earlier():
    assert reasons(
        [a_tag("v1.0.0", day=1, commit=5), a_tag("release-1.0.0", day=2, commit=5), a_tag("1.0", day=3, commit=6)]
    ) == {
        "v1.0.0": None,
        "release-1.0.0": "names version 1.0.0, which tag v1.0.0 names on the same commit",
        "1.0": "names version 1.0.0, which tag v1.0.0 names on another commit",
    }


def test_three_tags_on_three_commits_in_one_instant_are_dated_by_an_import():
    """
    Tag      instant   commit
    v1.0.0   day 9     1        import
    v1.1.0   day 9     2        import
    v1.2.0   day 9     3        import
    v1.3.0   day 12    4        its own date
    """
    tags = [a_tag(f"v1.{n}.0", day=9, commit=n + 1, committed_day=n) for n in range(3)] + [
        a_tag("v1.3.0", day=12, commit=4)
    ]
    assert [tag.is_import_dated for tag in classify(tags, "shop", None)] == [True, True, True, False]


def test_three_names_for_one_commit_are_no_import():
    tags = [a_tag(name, day=9, commit=1) for name in ("v1.0.0", "v1.0.0-rc1", "v1.0.1")]
    assert not any(tag.is_import_dated for tag in classify(tags, "shop", None))


def test_another_product_released_beside_is_left_out_with_its_name():
    """Shop's own versions run from day 0 to 9; widget-0.1 to 0.4 fall between them."""
    own = [a_tag(f"v1.{n}.0", day=n) for n in range(10)]
    other = [a_tag(f"widget-0.{n}.0", day=n, commit=90 + n) for n in range(1, 5)]
    found = reasons(own + other)
    assert all(found[tag.tag_name] is None for tag in own)
    assert {found[tag.tag_name] for tag in other} == {
        "names a version of 'widget', which is released beside this service's own versions"
    }


def test_an_older_naming_habit_is_not_another_product():
    """widget-0.1 to 0.4 come before v1.0: the same product, renamed."""
    tags = [a_tag(f"widget-0.{n}.0", day=n) for n in range(1, 5)] + [a_tag(f"v1.{n}.0", day=10 + n) for n in range(5)]
    assert set(reasons(tags).values()) == {None}


def test_a_number_behind_a_dash_is_a_candidate_where_it_comes_before_its_release():
    """
    Tag      day           tag      day
    1.0.0-0  1             2.0.0    1
    1.0.0-1  2             2.0.0-1  2      a revision, so no candidate
    1.0.0    3
    """
    before = classify([a_tag("1.0.0-0", day=1), a_tag("1.0.0-1", day=2), a_tag("1.0.0", day=3)], "shop", None)
    after = classify([a_tag("2.0.0", day=1), a_tag("2.0.0-1", day=2)], "shop", None)
    assert [(tag.version, tag.is_candidate) for tag in before] == [
        ("1.0.0-0", True),
        ("1.0.0-1", True),
        ("1.0.0", False),
    ]
    assert [(tag.version, tag.is_candidate) for tag in after] == [("2.0.0", False), ("2.0.0-p1", False)]


def test_releases_come_in_the_order_of_tag_date_then_committer_date_then_name():
    tags = [
        a_tag("v3.0.0", day=5, commit=1, committed_day=4),
        a_tag("v2.0.0", day=5, commit=2, committed_day=3),
        a_tag("v1.1.0", day=5, commit=3, committed_day=3),
        a_tag("v9.0.0", day=1, commit=4),
    ]
    assert [tag.fact.tag_name for tag in classify(tags, "shop", None)] == ["v9.0.0", "v1.1.0", "v2.0.0", "v3.0.0"]
