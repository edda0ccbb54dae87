"""Paths and contents of every kind: the counts are those of `git log --numstat --no-renames`, row by row."""

from collections import Counter

import pytest

from tests.ingest.hostile.harness import Canary, Truth, nothing_written_outside, read
from tests.support.git_repo import Entry, Repo

NAMES = [
    "plain.txt", "two words", "new\nline", "tab\there", "carriage\rreturn", 'quo"te', "single'quote", "back\\slash",
    "-dash", "--output=x", ":100644 100644 1 2 M", ":", "=>", "a => b", "{a => b}/c", "a/{x => y}", "100644 blob", "\x01\x1f",
    "\x1b[31mred", "bidi\u202egnp.exe", "zero\u200bwidth", "caf\u00e9", "cafe\u0301", "\U0001f680", "line\u2028sep",
    b"latin\xe9", b"\xff\xfe", b"overlong\xc0\xaf", b"surrogate\xed\xa0\x80", "a" * 255, "/".join(["deep"] * 200),
    "README", "readme", "ReadMe", "con", "aux.txt", "trailing.", "trailing ", " leading", "*", "?", "[a]", "%00", "%n",
    "1\t2\tx", "0" * 40, "commit " + "1" * 40, ".gitmodules-not", "x/.gitattributes-not", "=cmd()", "@SUM(A1)",
]  # fmt: skip


def a_blob(n):
    return "".join(f"{line}\n" for line in range(n))


def odd_names(repo):
    """Each is added, changed and taken away again, in commits of their own."""
    tip = repo.commit("add", files={name: a_blob(3) for name in NAMES})
    tip = repo.commit("change", parents=[tip], files={name: a_blob(2) + "x\ny\n" for name in NAMES})
    tip = repo.commit("delete half", parents=[tip], files=dict.fromkeys(NAMES[::2]))
    repo.commit("delete the rest", parents=[tip], files=dict.fromkeys(NAMES[1::2]), branch="main")


def contents(repo):
    """f goes through every kind of content, each to each of the next."""
    kinds = [
        "a\nb\n", "a\r\nb\r\n", "a\rb\r", "a\nb", "", "\n", b"\0\1\2", "text again\n", b"\xff\xfea\0b\0", b"caf\xe9\n",
        "a\0b\n", "x" * 300_000, "x\n" * 50_000, ("y\n" * 49_999) + "x\n", "a\nb\n", "\ufeffa\nb\n", "  a\n\tb \n",
        b"\0" * 9_000, "t" * 8_001 + "\0", "same\n", "same\n" * 2, "\x1a", "<<<<<<< HEAD\n=======\n>>>>>>>\n",
        Entry("100755", b"a\nb\n"), Entry("100644", b"a\nb\n"), Entry("100755", b"\0bin"), Entry("100644", b"\0bin"),
        Entry("120000", b"/etc/passwd"), Entry("120000", b"../../../outside"), Entry("100644", b"../../../outside"),
        Entry("120000", b"no\nnewline\n"), Entry("160000", b"1" * 40), Entry("160000", b"2" * 40), "file again\n",
        Entry("160000", b"2" * 40), None, Entry("120000", b""), Entry("100664", b"group\n"), Entry("100644", b"group\n"), None,
    ]  # fmt: skip
    parents = []
    for n, content in enumerate(kinds):
        parents = [repo.commit(str(n), parents=parents, files={"f": content})]
    repo.branch("main", parents[0])


def folders_and_files(repo):
    """A file becomes a folder of the same name and back; a folder becomes a link; a submodule lies in a folder."""
    parents = []
    for files in (
        {"x": "file\n"}, {"x": None, "x/y": "file\n"}, {"x/y": None, "x": Entry("120000", b"y")},
        {"x": None, "x/y/z": "file\n", "x/s": Entry("160000", b"1" * 40)}, {"x/y/z": None, "x/y": "file\n"},
        {"x/s": None, "x/s/a": "1\n"}, {"x.y": "1\n", "x-y": "1\n", "x0": "1\n"},
    ):  # fmt: skip
        parents = [repo.commit("c", parents=parents, files=files)]
    repo.branch("main", parents[0])


def renames_and_copies(repo):
    """--no-renames: a move is all of it gone and all of it new."""
    a = repo.commit("a", files={"old.txt": a_blob(30), "dir/one": a_blob(5)})
    b = repo.commit("move", parents=[a], files={"old.txt": None, "new.txt": a_blob(30)})
    c = repo.commit("move and change", parents=[b], files={"new.txt": None, "newer.txt": a_blob(31)})
    d = repo.commit("copy", parents=[c], files={"copy.txt": a_blob(31)})
    repo.commit("case only", parents=[d], files={"copy.txt": None, "COPY.txt": a_blob(31)}, branch="main")


def attributes_inside(repo):
    """A repository's own .gitattributes count nowhere: every line is counted, whatever they say."""
    attributes = "*.gen -diff\n*.txt binary\n*.utf16 working-tree-encoding=UTF-16\n* diff=evil\n[attr]x -text\n"
    a = repo.commit("a", files={".gitattributes": attributes, "a.gen": a_blob(3), "b.txt": a_blob(4), "c.dat": b"\0"})
    repo.commit("b", parents=[a], files={"a.gen": a_blob(5), "b.txt": a_blob(1), "sub/.gitattributes": "* binary\n", "sub/x": "1\n"}, branch="main")  # fmt: skip


def whitespace(repo):
    """Line ends, blanks and blank lines are changes like any other."""
    a = repo.commit("a", files={"f": "one\ntwo\n\nthree\n", "g": "no end"})
    b = repo.commit("crlf", parents=[a], files={"f": "one\r\ntwo\r\n\r\nthree\r\n"})
    c = repo.commit("blanks", parents=[b], files={"f": "one \r\ntwo\t\r\n\r\n\r\nthree\r\n"})
    repo.commit("end", parents=[c], files={"g": "no end\n"}, branch="main")


def the_same_change_twice(repo):
    """One pair of contents in two places, on two branches, and back again."""
    a = repo.commit("a", files={"f": "1\n", "g": "1\n"})
    b = repo.commit("b", parents=[a], files={"f": "2\n", "g": "2\n"})
    c = repo.commit("c", parents=[a], files={"f": "2\n", "h": "2\n"})
    d = repo.commit("back", parents=[b], files={"f": "1\n", "g": "1\n"})
    repo.commit("merge", parents=[d, c], files={"h": "2\n"}, branch="main")


def a_file_that_bears_a_program(repo):
    """A tree that would overwrite the repository's own hooks, and names that leave the work tree."""
    repo.commit("x", files={".git/hooks/post-checkout": "#!/bin/sh\n", "../up": "1\n", ".GIT/config": "x\n", "a/./b": "1\n",
                            "a/../b": "1\n", ".git": "gitdir: /etc\n"}, branch="main")  # fmt: skip


def many_files(repo):
    """20,000 paths in one commit, half of them changed by the next."""
    content = {f"d{n % 100}/f{n}": f"{n % 500}\n" for n in range(20_000)}
    a = repo.commit("all", files=content)
    repo.commit(
        "half",
        parents=[a],
        files={path: f"{n % 300}\nmore\n" for n, path in enumerate(content) if n % 2},
        branch="main",
    )


CASES = [
    odd_names, contents, folders_and_files, renames_and_copies, attributes_inside, whitespace, the_same_change_twice,
    a_file_that_bears_a_program, many_files,
]  # fmt: skip


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    root = tmp_path_factory.mktemp("paths")
    repos = {case.__name__: Repo(root / case.__name__) for case in CASES}
    for case in CASES:
        case(repos[case.__name__])
    with nothing_written_outside(root, root / "data"):
        return repos, read(root / "data", {name: repo.path for name, repo in repos.items()})


@pytest.mark.parametrize("name", [case.__name__ for case in CASES])
def test_paths_and_counts_are_git_s_own_row_by_row(counted, name):
    repos, found = counted
    found.assert_has(name, Truth.of(repos[name]))


@pytest.mark.parametrize(("name", "subject", "expected"), [
    ("whitespace", "crlf", {("f", 4, 4)}), ("whitespace", "end", {("g", 1, 1)}),
    ("renames_and_copies", "move", {("old.txt", 0, 30), ("new.txt", 30, 0)}),
    ("attributes_inside", "b", {("a.gen", 2, 0), ("b.txt", 0, 3), ("sub/.gitattributes", 1, 0), ("sub/x", 1, 0)}),
    ("contents", "6", {("f", None, None)}), ("contents", "28", {("f", 1, 1)}), ("contents", "31", {("f", 1, 2)}),
    ("contents", "25", {("f", None, None)}), ("contents", "23", {("f", 2, 3)}), ("contents", "24", {("f", 0, 0)}),
])  # fmt: skip
def test_the_counts_worked_by_hand(counted, name, subject, expected):
    """
    23: three lines of conflict marks become two        24: only the mode        25: text to binary
    28: a link's target is one line                     31: a submodule is one line, the link before it had two
    """
    repos, found = counted
    [sha] = [
        line.split()[0]
        for line in repos[name].git("log", "--format=%H %s").splitlines()
        if line.split(" ", 1)[1] == subject
    ]
    assert {change[1:] for change in found.file_changes(name) if change[0] == sha} == expected


def test_a_path_that_is_no_utf8_is_read_as_latin1_and_keeps_its_rows(counted):
    _, found = counted
    paths = Counter(path for _, path, _, _ in found.file_changes("odd_names").elements())
    assert paths["latin\u00e9"] == paths["caf\u00e9"] == 3


def test_nothing_of_a_tree_is_ever_checked_out(counted, tmp_path):
    """No file of any commit lies anywhere under the data folder."""
    _, found = counted
    names = {path.name for path in found.data_dir.rglob("*")}
    assert not names & {"post-checkout", "up", "readme", "plain.txt", ".gitattributes", ".gitmodules"}


def test_a_submodule_with_an_option_for_an_address_is_a_line_of_text(tmp_path):
    """Plain `git log --numstat` dies of these; here no .gitmodules is ever read as settings."""
    canary, repo = Canary(tmp_path), Repo(tmp_path / "source")
    modules = (
        f'[submodule "--upload-pack={canary}"]\n\tpath = -x\n\turl = --upload-pack={canary}\n\tupdate = !{canary}\n'
    )
    a = repo.commit("a", files={".gitmodules": modules, "-x": Entry("160000", b"3" * 40)})
    repo.commit("b", parents=[a], files={"-x": Entry("160000", b"4" * 40)}, branch="main")
    with nothing_written_outside(tmp_path, tmp_path / "data"):
        found = read(tmp_path / "data", {"one": repo.path})
    assert [change[1:] for change in sorted(found.file_changes("one"), key=lambda change: (change[0] != a, change[1]))] == [
        ("-x", 1, 0), (".gitmodules", 4, 0), ("-x", 1, 1)
    ]  # fmt: skip
    assert canary.is_silent


@pytest.mark.slow
def test_a_million_files_in_one_commit_are_read_whole(tmp_path):
    repo = Repo(tmp_path / "source")
    repo.commit("all", files={f"d{n // 1000}/f{n}": f"{n % 1000}\n" for n in range(1_000_000)}, branch="main")
    found = read(tmp_path / "data", {"one": repo.path})
    assert found.one("select count(*) from raw.git_file_changes") == 1_000_000
    assert (
        found.one("select sum(additions) from raw.git_file_changes join raw.git_blob_pairs using (pair_id)")
        == 1_000_000
    )
