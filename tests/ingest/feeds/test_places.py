"""Where files are found: folders, patterns, and what is not followed, opened or read."""

import os
import socket

import pytest

from ingest import feed_places
from ingest.feed_places import FileRefused, Place, read_bytes
from ingest.settings_feeds import FeedSettings


def place(base, path, kind="deployments"):
    return Place(FeedSettings(kind, path, "f"), base)


def found(base, path, kind="deployments"):
    listing = place(base, path, kind).listing()
    return [file.shown for file in listing.files], listing.troubles, listing.notes


@pytest.fixture
def tree(tmp_path):
    base = tmp_path / "base"
    for name in ("a.csv", "b.CSV", "c.json", "d.txt", "e.xml", ".hidden.csv", "in/a.csv", "in/deep/er/z.csv", ".git/x.csv", "[1].csv"):
        file = base / "feeds" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    return base


@pytest.mark.parametrize(
    ("path", "kind", "names"),
    [
        ("feeds/a.csv", "deployments", ["a.csv"]),
        ("feeds/d.txt", "deployments", ["d.txt"]),
        ("feeds", "deployments", ["[1].csv", "a.csv", "b.CSV", "c.json", "in/a.csv", "in/deep/er/z.csv"]),
        ("feeds", "tests", ["[1].csv", "a.csv", "b.CSV", "c.json", "e.xml", "in/a.csv", "in/deep/er/z.csv"]),
        ("feeds", "freezes", []),
        ("feeds/*.csv", "deployments", ["[1].csv", "a.csv"]),
        ("feeds/?.csv", "deployments", ["a.csv"]),
        ("feeds/[!a].json", "deployments", ["c.json"]),
        ("feeds/[a-c].*", "deployments", ["a.csv", "b.CSV", "c.json"]),
        ("feeds/[[]1].csv", "deployments", ["[1].csv"]),
        ("feeds/**/*.csv", "deployments", ["[1].csv", "a.csv", "in/a.csv", "in/deep/er/z.csv"]),
        ("feeds/*/a.csv", "deployments", ["in/a.csv"]),
        ("feeds/in/**", "deployments", ["in/a.csv", "in/deep/er/z.csv"]),
        ("feeds/[", "deployments", []),
    ],
)
def test_a_path_is_a_file_a_folder_or_a_pattern(tree, path, kind, names):
    shown, troubles, _ = found(tree, path, kind)
    assert (shown, troubles) == ([f"feeds/{name}" for name in names], [])
    assert all(place(tree, path, kind).covers(name) for name in shown)


def test_names_are_relative_to_the_settings_also_outside_of_their_folder(tree):
    (tree / "elsewhere").mkdir()
    assert found(tree / "elsewhere", "../feeds/in/*.csv")[0] == ["../feeds/in/a.csv"]
    assert place(tree / "elsewhere", "../feeds/in/*.csv").covers("../feeds/in/b.csv")
    assert not place(tree, "feeds/in/*.csv").covers("feeds/a.csv")
    assert not place(tree, "feeds/in").covers("feeds/inn/a.csv")


def test_nothing_there_is_a_trouble_and_nothing_there_yet_is_a_note(tree):
    assert found(tree, "nowhere/*.csv")[1] == ["f: nowhere does not exist. Correct path in [[feed]], or have the file written there."]
    assert found(tree, "feeds/none-*.csv")[1:] == ([], ["f: no file fits feeds/none-*.csv yet. If there should be one, correct path in [[feed]]."])
    assert found(tree, "feeds/a.csv/*.csv")[1] == ["f: feeds/a.csv/*.csv looks into feeds/a.csv, which is no folder. Correct path in [[feed]]."]


def test_links_are_followed_inside_the_folder_and_never_out_of_it(tree):
    (tree / "feeds" / "inside.csv").symlink_to("in/a.csv")
    (tree / "feeds" / "outside.csv").symlink_to("/etc/passwd")
    (tree / "feeds" / "device.csv").symlink_to("/dev/zero")
    (tree / "feeds" / "nowhere.csv").symlink_to("gone")
    (tree / "feeds" / "loop").symlink_to(".")
    shown, troubles, _ = found(tree, "feeds/*.csv")
    assert shown == ["feeds/[1].csv", "feeds/a.csv", "feeds/inside.csv"]
    assert [sentence.split(" is ")[0] for sentence in troubles[:1]] == ["f: feeds/device.csv"]
    assert "is a link that leads out of feeds, so it is not followed" in troubles[0]
    assert "f: feeds/nowhere.csv cannot be read" in troubles[1]
    assert "f: feeds/outside.csv is a link that leads out of feeds" in troubles[2]
    assert found(tree, "feeds/**/a.csv")[0] == ["feeds/a.csv", "feeds/in/a.csv"]


def test_a_folder_that_is_itself_a_link_may_be_named(tree):
    (tree / "linked").symlink_to("feeds/in")
    assert found(tree, "linked") == (["linked/a.csv", "linked/deep/er/z.csv"], [], [])
    assert read_bytes(place(tree, "linked").listing().files[0]) == b"x"


def test_pipes_sockets_and_devices_are_not_opened(tree):
    os.mkfifo(tree / "feeds" / "in" / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tree / "feeds" / "in" / "s.csv"))
    shown, troubles, _ = found(tree, "feeds/in")
    assert shown == ["feeds/in/a.csv", "feeds/in/deep/er/z.csv"]
    assert [sentence for sentence in troubles if "is no regular file, so it is not opened" in sentence] == troubles
    assert len(troubles) == 2
    assert "is no regular file" in found(tree, "/dev/null")[1][0]


def test_a_pipe_that_took_a_file_s_place_holds_nothing_up(tree):
    [file] = place(tree, "feeds/a.csv").listing().files
    file.path.unlink()
    os.mkfifo(file.path)
    with pytest.raises(FileRefused, match="is no regular file"):
        read_bytes(file)


def test_what_is_too_large_or_too_much_is_refused_with_the_limit(tree, monkeypatch):
    monkeypatch.setattr(feed_places, "LARGEST_FILE_BYTES", 3 * 2**20)
    (tree / "feeds" / "a.csv").write_bytes(b"x" * (3 * 2**20 + 1))
    [file] = place(tree, "feeds/a.csv").listing().files
    with pytest.raises(FileRefused, match="is larger than 3 MiB, the most that is read of one file"):
        read_bytes(file)
    monkeypatch.setattr(feed_places, "MOST_FILES", 2)
    assert found(tree, "feeds") == ([], ["f: feeds names more than 2 files. Name fewer, or put several rows into one file."], [])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_named(tree):
    (tree / "feeds" / "in").chmod(0)
    try:
        assert "f: feeds/in cannot be read (Permission denied). Correct its permissions." in found(tree, "feeds")[1]
    finally:
        (tree / "feeds" / "in").chmod(0o755)


def test_a_stamp_differs_when_a_file_does_and_is_empty_while_it_may_still_change(tree):
    file = tree / "feeds" / "a.csv"
    assert place(tree, "feeds/a.csv").listing().files[0].stamp == ""
    os.utime(file, (1, 1))
    # The time of the change itself cannot be set back; only waiting would settle it.
    assert place(tree, "feeds/a.csv").listing().files[0].stamp == ""
