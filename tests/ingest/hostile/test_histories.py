"""Histories of every shape: all of them are read whole, or refused because they are not."""

import random
import zlib
from collections import Counter

import pytest

from tests.ingest.hostile.harness import Truth, assert_one_sentence, read
from tests.support.git_repo import START, Repo


def unborn_head(repo):
    """HEAD names main, which has no commit; the work is on another branch."""
    repo.commit("a", branch="develop")


def unborn_head_and_a_tag(repo):
    repo.tag("v1.0.0", repo.commit("a"))


def detached_head(repo):
    """HEAD is on a commit that no branch or tag reaches: it is nobody's history."""
    a = repo.commit("a", branch="main")
    repo.head(repo.commit("lost", parents=[a]))


def head_names_a_tag(repo):
    repo.tag("v1.0.0", repo.commit("a", branch="main"))
    (repo.git_dir / "HEAD").write_text("ref: refs/tags/v1.0.0\n")


def branch_named_in_latin1(repo):
    name = b"caf\xe9".decode("utf-8", "surrogateescape")
    repo.commit("a", branch=name)
    repo.head(name)


def only_a_blob_is_tagged(repo):
    repo.tag("key", repo.blob("a key\n"), date=START, target_type="blob")


def several_roots(repo):
    """
    a   b   c      three roots
     \\ |  /
       d           main
    """
    repo.commit("d", parents=[repo.commit(root, files={root: root}) for root in "abc"], branch="main")


def octopus_of_66(repo):
    base = repo.commit("base", files={"f": "0\n"})
    arms = [repo.commit(f"arm {n}", parents=[base], files={f"f{n}": f"{n}\n"}) for n in range(66)]
    repo.commit("octopus", parents=arms, branch="main")


def repeated_parent(repo):
    """The same parent twice, and a parent that is its own grandparent's child."""
    a = repo.commit("a", files={"f": "1\n"})
    b = repo.commit("b", parents=[a, a], files={"f": "2\n"})
    repo.commit("c", parents=[b, a, b], files={"f": "3\n"}, branch="main")


def commit_older_than_its_parent(repo):
    """Every clock is wrong: each commit is a year older than its parent."""
    tip = repo.commit("0", committed=START + 10**9)
    for n in range(1, 30):
        tip = repo.commit(str(n), parents=[tip], committed=START + 10**9 - n * 31_536_000, files={"f": str(n)})
        repo.tag(f"v1.{n}.0", tip, date=START + 10**9 - n * 31_536_000)
    repo.branch("main", tip)


def crossing_merges(repo):
    """
    a - b - m1 - m3    each merge has the other line's commit as a parent;
     \\   X    X        none is counted twice
       c - m2 - m4
    """
    a = repo.commit("a", files={"x": "1\n", "y": "1\n"})
    b, c = repo.commit("b", parents=[a], files={"x": "2\n"}), repo.commit("c", parents=[a], files={"y": "2\n"})
    m1 = repo.commit("m1", parents=[b, c], files={"y": "2\n"})
    m2 = repo.commit("m2", parents=[c, b], files={"x": "2\n"})
    repo.commit("m3", parents=[m1, m2], branch="main")
    repo.commit("m4", parents=[m2, m1], branch="other")


def cherry_picks_and_reverts(repo):
    """
    a - fix - revert - revert of the revert    main
     \\ fix (picked: another id, same text)     line
    """
    a = repo.commit("a", files={"f": "1\n"})
    fix = repo.commit("PAY-1 fix", parents=[a], files={"f": "2\n"}, authored=START)
    revert = repo.commit(f'Revert "PAY-1 fix"\n\nThis reverts commit {fix}.\n', parents=[fix], files={"f": "1\n"})
    repo.commit(f'Revert "Revert "PAY-1 fix""\n\nThis reverts commit {revert[:12]}.\n', parents=[revert],
                files={"f": "2\n"}, branch="main")  # fmt: skip
    repo.commit(f"PAY-1 fix\n\n(cherry picked from commit {fix})\n", parents=[a], files={"f": "2\n"}, authored=START,
                branch="line")  # fmt: skip


def one_commit_on_many_refs(repo):
    tip = repo.commit("a", files={"f": "1\n"})
    for n in range(300):
        repo.branch(f"team/{n}", tip)
        repo.tag(f"v1.0.{n}", tip)


def commits_without_a_change(repo):
    """Empty commits, one with its parent's tree, one with the empty tree, one that empties it."""
    a = repo.commit("empty root")
    b = repo.commit("files", parents=[a], files={"f": "1\n"})
    c = repo.commit("nothing", parents=[b])
    repo.commit("all gone", parents=[c], files={"f": None}, branch="main")


def packed_and_loose(repo):
    """Half of the history is in a pack with a multi-pack index and bitmap, half loose; refs packed and loose."""
    tip = repo.commit("0", files={"f": "0\n"}, branch="main")
    repo.tag("v1.0.0", tip, date=START)
    for n in range(20):
        tip = repo.commit(str(n), parents=[tip], files={"f": f"{n}\n" * n}, branch="main")
    repo.git("repack", "-adq", "--write-bitmap-index")
    repo.git("multi-pack-index", "write")
    repo.git("pack-refs", "--all")
    for n in range(20):
        tip = repo.commit(str(n), parents=[tip], files={"g": f"{n}\n" * n}, branch="main")
    repo.tag("v1.1.0", tip, date=START)


def refs_of_other_kinds(repo):
    """Notes, stash, pull requests, remotes: none of them is history of ours."""
    a = repo.commit("a", branch="main")
    for name in ("refs/notes/commits", "refs/stash", "refs/pull/7/head", "refs/remotes/origin/x", "refs/keep/1",
                 "refs/heads2/x", "FETCH_HEAD", "ORIG_HEAD"):  # fmt: skip
        repo.ref(name, repo.commit(name, parents=[a]))


WHOLE = [
    unborn_head, unborn_head_and_a_tag, detached_head, head_names_a_tag, branch_named_in_latin1, only_a_blob_is_tagged,
    several_roots, octopus_of_66, repeated_parent, commit_older_than_its_parent, crossing_merges,
    cherry_picks_and_reverts, one_commit_on_many_refs, commits_without_a_change, packed_and_loose, refs_of_other_kinds,
]  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    root = tmp_path_factory.mktemp("whole")
    repos = {make.__name__: Repo(root / make.__name__) for make in WHOLE}
    for make in WHOLE:
        make(repos[make.__name__])
    repos["sha256"] = Repo(root / "sha256", object_format="sha256")
    cherry_picks_and_reverts(repos["sha256"])
    return read(root / "data", {name: repo.path for name, repo in repos.items()}), repos


@pytest.mark.parametrize("name", [*(make.__name__ for make in WHOLE), "sha256"])
def test_a_history_of_this_shape_is_read_whole(whole, name):
    found, repos = whole
    found.assert_has(name, Truth.of(repos[name]))
    tags = repos[name].git("for-each-ref", "--format=%(refname)", "refs/tags").splitlines()
    assert {f"refs/tags/{tag}" for tag in found.tags(name)} == set(tags)


@pytest.mark.parametrize(("name", "expected"), [
    ("unborn_head", None), ("detached_head", None), ("head_names_a_tag", None), ("branch_named_in_latin1", "caf\u00e9"),
    ("several_roots", "main"),
])  # fmt: skip
def test_the_default_branch_is_the_one_head_names_if_it_is_there(whole, name, expected):
    found, _ = whole
    assert found.one("select default_branch from raw.git_repositories where repository = $name", name=name) == expected


def test_commits_on_no_default_branch_are_told_from_those_on_it(whole):
    """crossing_merges: main has a, b, c, m1, m2, m3 of 7; detached_head has no default branch."""
    found, _ = whole
    on_default = dict(found.rows("select repository, count(*) from raw.git_branch_commits "
                                 "join raw.git_repositories using (repository_id) group by all"))  # fmt: skip
    assert on_default["crossing_merges"] == 6
    assert "detached_head" not in on_default
    assert on_default["branch_named_in_latin1"] == 1


@pytest.mark.parametrize("name", ["cherry_picks_and_reverts", "sha256"])
def test_a_revert_of_a_revert_names_the_revert_by_the_beginning_of_its_id(whole, name):
    """The fix is reverted by one commit, which is reverted by one; the cherry-pick reverts nothing."""
    found, repos = whole
    fix, revert = (repos[name].git("rev-parse", f"main~{n}") for n in (2, 1))
    reverted = found.rows(
        "select lower(hex(reverting.sha)), lower(hex(reverted.sha)) from raw.git_reverts "
        "join raw.git_commits as reverting using (commit_id) "
        "join raw.git_commits as reverted on reverted.commit_id = reverted_id "
        "join raw.git_repositories as repository on repository.repository_id = reverting.repository_id "
        "where repository = $name", name=name,
    )  # fmt: skip
    assert Counter(reverted) == Counter([(revert, fix), (repos[name].git("rev-parse", "main"), revert)])


def test_three_hundred_tags_on_one_commit_ship_it_once(whole):
    found, _ = whole
    counts = found.rows("select sum(first_shipped_commit_count), count(*) from raw.git_service_tags "
                        "where service = 'one_commit_on_many_refs' and reason_ignored is null")  # fmt: skip
    assert counts == [(1, 300)]


# Histories with something missing: refused, and the others are read.


def loose(repo, sha):
    return repo.git_dir / "objects" / sha[:2] / sha[2:]


def a_line(repo):
    """
    a - b - c    main; v1.0.0 annotated on b
    """
    a = repo.commit("a", files={"f": "1\n", "sub/g": "g1\n"})
    b = repo.commit("b", parents=[a], files={"f": "2\n"})
    repo.tag("v1.0.0", b, date=START)
    return a, b, repo.commit("c", parents=[b], files={"sub/g": "g2\n"}, branch="main")


def missing_tip(repo):
    loose(repo, a_line(repo)[2]).unlink()


def missing_parent(repo):
    loose(repo, a_line(repo)[0]).unlink()


def missing_tag_object(repo):
    a_line(repo)
    loose(repo, repo.git("rev-parse", "refs/tags/v1.0.0")).unlink()


def tag_of_a_missing_commit(repo):
    a_line(repo)
    repo.tag("v2.0.0", "1" * 40, date=START)


def empty_ref_file(repo):
    """What a power cut leaves."""
    a_line(repo)
    repo.ref("refs/heads/topic", "")


def junk_ref_file(repo):
    a_line(repo)
    repo.ref("refs/heads/topic", "not an id")


def empty_object_file(repo):
    loose(repo, a_line(repo)[0]).write_bytes(b"")


def object_that_is_no_zlib(repo):
    loose(repo, a_line(repo)[1]).write_bytes(b"junk")


def object_with_a_lying_size(repo):
    loose(repo, a_line(repo)[1]).write_bytes(zlib.compress(b"commit 999999\0tree"))


def object_of_an_unknown_kind(repo):
    loose(repo, a_line(repo)[1]).write_bytes(zlib.compress(b"comet 4\0tree"))


def ends_in_the_middle(repo):
    """The commit has neither parent line nor author: it ends after half a tree's id."""
    a_line(repo)
    repo.branch("topic", repo.raw_commit(b"tree 4b825dc642cb6eb9"))


def packed(repo):
    tip = a_line(repo)[2]
    for n in range(200):
        tip = repo.commit(f"message {n} " + "x" * n, parents=[tip], files={"f": f"{n}\n" * n}, branch="main")
    repo.git("repack", "-adq")
    repo.git("pack-refs", "--all")
    [pack] = (repo.git_dir / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    return pack


def pack_with_bytes_flipped(repo):
    pack = packed(repo)
    content, dice = bytearray(pack.read_bytes()), random.Random(3)
    for _ in range(40):
        content[dice.randrange(12, len(content) - 20)] ^= 0xFF
    pack.write_bytes(content)


def pack_cut_short(repo):
    pack = packed(repo)
    pack.write_bytes(pack.read_bytes()[: pack.stat().st_size // 2])


def pack_without_index(repo):
    pack = packed(repo)
    pack.with_suffix(".idx").unlink()


def pack_with_junk_index(repo):
    pack = packed(repo)
    index = pack.with_suffix(".idx")
    index.chmod(0o644)
    index.write_bytes(b"junk" * 300)


DAMAGED = [
    missing_tip, missing_parent, missing_tag_object, tag_of_a_missing_commit, empty_ref_file, junk_ref_file,
    empty_object_file, object_that_is_no_zlib, object_with_a_lying_size, object_of_an_unknown_kind, ends_in_the_middle,
    pack_with_bytes_flipped, pack_cut_short, pack_without_index, pack_with_junk_index,
]  # fmt: skip


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    root = tmp_path_factory.mktemp("damaged")
    for damage in DAMAGED:
        damage(Repo(root / damage.__name__))
    good = Repo(root / "good")
    a_line(good)
    found = read(root / "data", {name: root / name for name in (*(damage.__name__ for damage in DAMAGED), "good")})
    found.assert_has("good", Truth.of(good))
    return found


@pytest.mark.parametrize("name", [damage.__name__ for damage in DAMAGED])
def test_a_damaged_repository_is_refused_whole_and_says_what_to_do(damaged, name):
    sentence = damaged.outcome.failures[name]
    assert sentence.startswith(f"{name}: ")
    assert "git fsck" in sentence
    assert_one_sentence(sentence)
    assert not damaged.shas(name)
    assert not damaged.tags(name)


@pytest.mark.parametrize(("name", "said"), [
    ("missing_tip", "branch main"), ("missing_tag_object", "tag v1.0.0"), ("tag_of_a_missing_commit", "tag v2.0.0"),
    ("empty_ref_file", "branch topic"), ("junk_ref_file", "branch topic"),
])  # fmt: skip
def test_the_ref_that_leads_nowhere_is_named(damaged, name, said):
    assert said in damaged.outcome.failures[name]


# Histories whose contents are missing: commits are read whole, line counts as far as they go.


def missing_blob(repo):
    """The second content of f is gone: b (f 1 to 2) cannot be counted, a and c can."""
    a_line(repo)
    loose(repo, repo.git("rev-parse", "main:f")).unlink()
    return {("b", "f")}


def junk_blob(repo):
    """The same content is there, but is no object."""
    missing_blob(repo)
    loose(repo, repo.git("rev-parse", "main:f")).write_bytes(b"junk")
    return {("b", "f")}


def cut_blob(repo):
    """The same content is there by name, but it is cut in the middle of its data."""
    a_line(repo)
    place = loose(repo, repo.git("rev-parse", "main:f"))
    whole = zlib.compress(b"blob 2\0" + b"2\n")
    place.write_bytes(whole[:-6])
    return {("b", "f")}


def missing_subtree(repo):
    """The folder sub as c has it is gone: what c changed cannot be told."""
    a_line(repo)
    loose(repo, repo.git("rev-parse", "main:sub")).unlink()
    return {("c", None)}


def missing_tree(repo):
    """The tree of b is gone: neither b nor c can be compared."""
    a_line(repo)
    loose(repo, repo.git("rev-parse", "main~1^{tree}")).unlink()
    return {("b", None), ("c", None)}


INCOMPLETE = [missing_blob, junk_blob, cut_blob, missing_subtree, missing_tree]


@pytest.fixture(scope="module")
def incomplete(tmp_path_factory):
    root = tmp_path_factory.mktemp("incomplete")
    repos, truths, unknown = {}, {}, {}
    for make in INCOMPLETE:
        repo = repos[make.__name__] = Repo(root / make.__name__)
        a_line(other := Repo(root / "other" / make.__name__))
        truths[make.__name__] = Truth.of(other)
        unknown[make.__name__] = make(repo)
    for name, kind in (("blobless", "blob:none"), ("treeless", "tree:0")):
        origin = Repo(root / f"{name}-origin", bare=True)
        a_line(origin)
        truths[name] = Truth.of(origin)
        origin.git("config", "uploadpack.allowFilter", "true")
        repos[name] = Repo(root / name, bare=True)
        repos[name].git("fetch", "--quiet", f"--filter={kind}", f"file://{origin.path}", "+refs/*:refs/*")
    return read(root / "data", {name: repo.path for name, repo in repos.items()}), truths, unknown


@pytest.mark.parametrize("name", [*(make.__name__ for make in INCOMPLETE), "blobless", "treeless"])
def test_all_commits_are_read_though_contents_are_missing(incomplete, name):
    found, truths, _ = incomplete
    assert not found.outcome.failures
    assert found.shas(name) == Counter(truths[name].parents.keys())
    assert found.parents(name) == {sha: parents for sha, parents in truths[name].parents.items() if parents}


@pytest.mark.parametrize("name", [make.__name__ for make in INCOMPLETE])
def test_what_can_be_counted_is_counted_and_the_rest_is_unknown_not_zero(incomplete, name):
    found, truths, unknown = incomplete
    assert not found.counted.failures
    subjects = dict(
        found.rows("select lower(hex(sha)), message from raw.git_commits join raw.git_messages using (commit_id)")
    )
    expected = Counter({
        (sha, path, None, None) if (subjects[sha], path) in unknown[name] else (sha, path, additions, deletions): count
        for (sha, path, additions, deletions), count in truths[name].changes.items()
        if (subjects[sha], None) not in unknown[name]
    })  # fmt: skip
    assert found.file_changes(name) == expected
    [(note, left)] = found.rows(
        "select line_counts_note, uncounted_commit_count from raw.git_repositories where repository = $name", name=name
    )
    assert "missing" in note
    assert left == 0


@pytest.mark.parametrize("name", ["blobless", "treeless"])
def test_a_partial_clone_has_no_line_counts_and_says_why(incomplete, name):
    found, _, _ = incomplete
    assert name not in found.counted.failures
    assert all(change[2:] == (None, None) for change in found.file_changes(name))
    [(note, left)] = found.rows(
        "select line_counts_note, uncounted_commit_count from raw.git_repositories where repository = $name", name=name
    )
    assert "partial clone" in note
    assert left == 0


def test_a_tree_that_no_git_can_read_costs_only_its_own_commit(tmp_path):
    """
    a - b - c - d    the tree of d has an entry without a name: d's paths are unknown, those of a, b, c are not
    """
    repo = Repo(tmp_path / "source")
    _, _, c = a_line(repo)
    truth = Truth.of(repo)
    tree = repo.raw_object("tree", b"100644 \0" + b"\1" * 20)
    body = repo.git_bytes("cat-file", "commit", c).split(b"\n", 2)[2]
    d = repo.raw_commit(f"tree {tree}\nparent {c}\n".encode() + body)
    repo.branch("main", d)

    found = read(tmp_path / "data", {"one": repo.path})

    assert found.shas("one") == Counter([*truth.parents, d])
    assert found.file_changes("one") == truth.changes
    assert found.rows("select line_counts_note, uncounted_commit_count from raw.git_repositories") == [
        ("Some contents could not be counted: objects are missing from it.", 0)
    ]
