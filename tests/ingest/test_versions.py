"""Tags as projects write them, and the version each one names."""

import pytest

from ingest.versions import parse_tag


@pytest.mark.parametrize(
    ("tag", "version", "line"),
    [
        ("1.2.3", "1.2.3", "1.2"),
        ("v1.2.3", "1.2.3", "1.2"),
        ("V1.2.3", "1.2.3", "1.2"),
        ("release-1.2.3", "1.2.3", "1.2"),
        ("rel/1.2.3", "1.2.3", "1.2"),
        ("payments-1.2.3", "1.2.3", "1.2"),
        ("payments@1.2.3", "1.2.3", "1.2"),
        ("1.2.3.Final", "1.2.3", "1.2"),
        ("2.3.0.GA", "2.3.0", "2.3"),
        ("1.2.3+build.5", "1.2.3", "1.2"),
        ("1.2", "1.2", "1.2"),
        ("v1.2.3.4", "1.2.3.4", "1.2"),
        ("REL_12_1", "12.1", "12.1"),
        ("curl-7_88_0", "7.88.0", "7.88"),
        ("4.1.0.SP1", "4.1.0-sp1", "4.1"),
        ("OpenSSL_1_0_2k", "1.0.2-k", "1.0"),
        ("2024.01", "2024.1", None),
        ("2024.1.15", "2024.1.15", None),
        ("release-2024-01-15", "2024.1.15", None),
        ("20240115", "20240115", None),
    ],
)
def test_a_release_tag_names_its_version_and_line(tag, version, line):
    found = parse_tag(tag)
    assert (found.text, found.line, found.is_candidate) == (version, line, False)


@pytest.mark.parametrize(
    ("tag", "version", "release"),
    [
        ("v1.2.3-rc1", "1.2.3-rc1", "1.2.3"),
        ("v1.2.3-rc.1", "1.2.3-rc1", "1.2.3"),
        ("1.2.3.CR2", "1.2.3-cr2", "1.2.3"),
        ("1.2.3.Alpha1", "1.2.3-alpha1", "1.2.3"),
        ("3.0.0b2", "3.0.0-b2", "3.0.0"),
        ("v2.0.0-M1", "2.0.0-m1", "2.0.0"),
        ("1.2.3-SNAPSHOT", "1.2.3-snapshot", "1.2.3"),
        ("go1.21rc2", "1.21-rc2", "1.21"),
        ("rc/1.2.3", "1.2.3-rc", "1.2.3"),
        ("kafka-0.7.0-incubating-candidate-3", "0.7.0-incubating.candidate.3", "0.7.0"),
    ],
)
def test_a_pre_release_part_makes_a_candidate(tag, version, release):
    found = parse_tag(tag)
    assert (found.text, found.base, found.is_candidate) == (version, release, True)


@pytest.mark.parametrize(
    "tag", ["v1", "latest", "junio-gpg-pub", "v1.2.3-linux", "1.2.", "nightly-2024-01-05", "archive/1.2.3", "--all", ""]
)
def test_what_names_no_version_is_left_to_a_person(tag):
    assert parse_tag(tag) is None


def test_versions_sort_as_they_are_numbered_not_as_they_are_spelled():
    tags = [
        "1.9.0",
        "1.10.0-alpha1",
        "1.10.0-beta1",
        "1.10.0-rc1",
        "1.10.0-rc2",
        "1.10.0-rc10",
        "1.10.0",
        "1.10.0.SP1",
        "1.10.1",
    ]
    shuffled = [tags[i] for i in (8, 3, 0, 5, 7, 2, 6, 1, 4)]
    assert sorted(shuffled, key=lambda tag: parse_tag(tag).order) == tags


def test_one_point_two_is_one_point_two_point_zero():
    assert parse_tag("v1.2").order == parse_tag("release-1.2.0").order
