"""Tags of every kind, and refs that move, vanish and come back between syncs."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.ingest.hostile.harness import NOW, Truth, assert_one_sentence, read
from tests.support.git_repo import START, Repo

LATIN = b"v1.0.0-caf\xe9".decode("utf-8", "surrogateescape")


@pytest.fixture(scope="module")
def tagged(tmp_path_factory):
    """
    a - b - c    main; every tag is on b unless it says otherwise. b's committer date is START + 7,200.
    """
    repo = Repo(tmp_path_factory.mktemp("tags") / "source")
    a = repo.commit("a", files={"f": "1\n"})
    b = repo.commit("b", parents=[a], files={"f": "2\n"}, tz="-0330")
    c = repo.commit("c", parents=[b], files={"f": "3\n"}, branch="main")
    only_tagged = repo.commit("on no branch", parents=[a], files={"g": "1\n"})
    repo.tag("light", b)
    repo.tag("annotated", b, date=START + 90_000, tz="+0530", message="All of it\n\nmore\n")
    repo.tag("before-its-commit", c, date=START - 86_400)
    repo.tag("on-no-branch", only_tagged)
    inner = repo.tag("inner", b, date=START + 1, message="inner\n")
    middle = repo.tag("middle", inner, date=START + 2, target_type="tag", message="middle\n")
    repo.tag("of-tags", middle, date=START + 3, target_type="tag", message="outer\n")
    repo.tag("of-a-blob", repo.blob("key\n"), date=START, target_type="blob")
    repo.tag("light-blob", repo.blob("key\n"))
    repo.tag("of-a-tree", repo.tree({"f": "1\n"}), date=START, target_type="tree")
    repo.tag("says-blob-is-commit", b, date=START, target_type="blob")
    repo.tag("says-commit-is-blob", repo.blob("key\n"), date=START, target_type="commit")
    repo.tag("no-tagger", b, date=START, tagger=None, message="old style\n")
    for name, line in ODD_TAGGERS.items():
        body = b"object %s\ntype commit\ntag %s\n%s\n\nodd\n" % (b.encode(), name.encode(), line)
        repo.ref(f"refs/tags/{name}", repo.raw_object("tag", body))
    repo.ref("refs/tags/no-message", repo.raw_object("tag", f"object {b}\ntype commit\ntag x\n".encode()))
    repo.ref(
        "refs/tags/two-objects", repo.raw_object("tag", f"object {b}\ntype commit\ntag x\nobject {a}\n\nm\n".encode())
    )
    for name in (LATIN, "v1.0.0-\u202e\u200b", "v1.0.0", "1.0.0", "release-1.0.0", "rel/1.0.0", "--all", "v9.9.9"):
        repo.tag(name, b)
    return repo, read(repo.path.parent / "data", {"tags": repo.path}), {"a": a, "b": b, "c": c, "x": only_tagged}


ODD_TAGGERS = {
    "tagger-empty": b"tagger ",
    "tagger-without-date": b"tagger Ada <ada@example.org>",
    "tagger-without-address": b"tagger Ada 1700000000 +0000",
    "tagger-latin1": b"tagger J\xf8rgen <j@x> 1700000000 +0000",
    "tagger-before-1970": b"tagger Ada <a@x> -86400 +0000",
    "tagger-too-far": b"tagger Ada <a@x> 99999999999999 +0000",
    "tagger-of-20-digits": b"tagger Ada <a@x> 99999999999999999999 +0000",
    "tagger-odd-zone": b"tagger Ada <a@x> 1700000000 +9999",
    "tagger-zone-of-5-digits": b"tagger Ada <a@x> 1700000000 +51800",
    "tagger-twice": b"tagger Ada <a@x> 1700000000 +0000\ntagger Eve <e@x> 1600000000 +0000",
}


def test_every_tag_is_a_row_and_every_commit_behind_one_is_landed(tagged):
    repo, found, _ = tagged
    names = repo.git("for-each-ref", "--format=%(refname:strip=2)", "refs/tags").splitlines()
    assert len(found.tags("tags")) == len(names) == 33
    for name in ("says-blob-is-commit", "says-commit-is-blob"):  # git itself stops at these
        repo.delete_ref(f"refs/tags/{name}")
    found.assert_has("tags", Truth.of(repo))


@pytest.mark.parametrize(("name", "commit"), [
    ("light", "b"), ("annotated", "b"), ("before-its-commit", "c"), ("on-no-branch", "x"), ("of-tags", "b"),
    ("middle", "b"), ("no-tagger", "b"), ("says-blob-is-commit", "b"), ("two-objects", "b"), ("--all", "b"),
    ("v1.0.0-caf\u00e9", "b"), ("v1.0.0-\u202e\u200b", "b"), ("no-message", "b"),
])  # fmt: skip
def test_a_tag_ends_at_its_commit_through_any_number_of_tags(tagged, name, commit):
    _, found, shas = tagged
    tag = found.tags("tags")[name]
    assert (tag["target_type"], tag["target_sha"]) == ("commit", shas[commit])
    assert (
        found.one("select lower(hex(sha)) from raw.git_commits where commit_id = $id", id=tag["commit_id"])
        == shas[commit]
    )


@pytest.mark.parametrize(("name", "kind"), [
    ("of-a-blob", "blob"), ("light-blob", "blob"), ("of-a-tree", "tree"), ("says-commit-is-blob", "blob"),
])  # fmt: skip
def test_a_tag_of_something_else_is_kept_and_is_no_release(tagged, name, kind):
    _, found, _ = tagged
    tag = found.tags("tags")[name]
    assert (tag["target_type"], tag["commit_id"]) == (kind, None)
    assert found.one("select reason_ignored from raw.git_service_tags where tag_name = $name", name=name) == (
        f"points at a {kind}, not at a commit"
    )


@pytest.mark.parametrize(("name", "epoch", "minutes"), [
    ("light", START + 7_200, -210),
    ("annotated", START + 90_000, 330),
    ("before-its-commit", START - 86_400, 0),
    ("of-tags", START + 3, 0),
    ("no-tagger", START + 7_200, -210),
    ("tagger-empty", START + 7_200, -210),
    ("tagger-without-date", START + 7_200, -210),
    ("tagger-without-address", START + 7_200, -210),
    ("tagger-before-1970", -86_400, 0),
    ("tagger-too-far", START + 7_200, -210),
    ("tagger-of-20-digits", START + 7_200, -210),
    ("tagger-odd-zone", 1_700_000_000, 6_039),
    ("tagger-zone-of-5-digits", 1_700_000_000, None),
    ("tagger-twice", 1_700_000_000, 0),
])  # fmt: skip
def test_a_tag_is_dated_by_its_tagger_else_by_its_commit(tagged, name, epoch, minutes):
    """A date that no calendar of four-digit years holds is no date."""
    _, found, _ = tagged
    tag = found.tags("tags")[name]
    assert (tag["tagged_epoch"], tag["tagged_tz_minutes"]) == (epoch, minutes)


@pytest.mark.parametrize(("name", "person"), [
    ("annotated", ("Ada Lovelace", "ada@example.org")), ("tagger-latin1", ("J\u00f8rgen", "j@x")),
    ("tagger-twice", ("Ada", "a@x")), ("no-tagger", None), ("light", None), ("tagger-empty", None),
])  # fmt: skip
def test_the_tagger_is_a_person_when_git_names_one(tagged, name, person):
    _, found, _ = tagged
    rows = found.rows(
        "select name, email from raw.git_people where person_id = $id", id=found.tags("tags")[name]["tagger_id"]
    )
    assert rows == ([person] if person else [])


def test_tags_that_name_one_version_are_one_release(tagged):
    """v1.0.0, 1.0.0, release-1.0.0 and rel/1.0.0 are all on b with one date: the first by name counts."""
    _, found, _ = tagged
    rows = dict(found.rows("select tag_name, reason_ignored from raw.git_service_tags"))
    assert rows["1.0.0"] is None
    for name in ("v1.0.0", "release-1.0.0", "rel/1.0.0"):
        assert rows[name] == "names version 1.0.0, which tag 1.0.0 names on the same commit"


@pytest.fixture(scope="module")
def impossible(tmp_path_factory):
    root = tmp_path_factory.mktemp("impossible")
    repos = {}
    for name, target in {
        "an option": "--output=/tmp/x", "a rev": "HEAD", "two words": "a b", "blank": "", "short": "1234567",
        "a folder up": "../../x", "capitals": "A" * 40, "a range": f"^{'1' * 40}", "a null": "0" * 40,
    }.items():  # fmt: skip
        for kind in ("commit", "tag"):
            repo = repos[f"{name} as {kind}"] = Repo(root / f"{name} {kind}")
            repo.commit("a", branch="main")
            repo.ref("refs/tags/v1.0.0", repo.raw_object("tag", f"object {target}\ntype {kind}\ntag x\n\nm\n".encode()))
    deep = repos["51 deep"] = Repo(root / "deep")
    target, kind = deep.commit("a", branch="main"), "commit"
    for n in range(52):
        target, kind = deep.tag("v1.0.0", target, date=START + n, target_type=kind), "tag"
    good = repos["good"] = Repo(root / "good")
    good.tag("v1.0.0", good.commit("a", branch="main"), date=START)
    found = read(root / "data", {name: repo.path for name, repo in repos.items()})
    found.assert_has("good", Truth.of(good))
    return found


def test_a_tag_that_points_at_no_object_id_is_refused_by_name(impossible):
    """The id in a tag object is text that somebody wrote: it is never handed to git as it is."""
    assert len(impossible.outcome.failures) == 19
    for name, sentence in impossible.outcome.failures.items():
        assert_one_sentence(sentence)
        assert ("more than 50 deep" if name == "51 deep" else "what tag v1.0.0 points at is missing") in sentence


# Two syncs with something between them.


def the_start(repo):
    """
    a - b - c    main
     \\ d         topic; v1.0.0 on b, v1.1.0 on c
    """
    a = repo.commit("a", files={"f": "1\n"})
    b = repo.commit("b", parents=[a], files={"f": "2\n"})
    c = repo.commit("c", parents=[b], files={"f": "3\n"}, branch="main")
    d = repo.commit("d", parents=[a], files={"g": "1\n"}, branch="topic")
    repo.tag("v1.0.0", b, date=START + 50_000)
    repo.tag("v1.1.0", c, date=START + 60_000)
    return {"a": a, "b": b, "c": c, "d": d}


def nothing(repo, shas):
    return []


def new_commit(repo, shas):
    repo.commit("e", parents=[shas["c"]], files={"f": "5\n"}, branch="main")


def force_push(repo, shas):
    """main is rewritten from b on: c is on no branch, but v1.1.0 still holds it."""
    repo.commit("c again", parents=[shas["b"]], files={"f": "33\n"}, branch="main")


def force_push_and_prune(repo, shas):
    """Nothing holds c any more, and git has thrown it away."""
    repo.delete_ref("refs/tags/v1.1.0")
    repo.commit("c again", parents=[shas["b"]], files={"f": "33\n"}, branch="main")
    repo.git("-c", "gc.reflogExpire=now", "gc", "--prune=now", "--quiet")


def branch_deleted(repo, shas):
    repo.delete_ref("refs/heads/topic")


def tag_deleted(repo, shas):
    repo.delete_ref("refs/tags/v1.1.0")


def tag_moved(repo, shas):
    repo.tag("v1.1.0", shas["b"], date=START + 70_000)


def tag_replaced_by_a_light_one(repo, shas):
    repo.tag("v1.1.0", shas["c"])


def all_deleted(repo, shas):
    for name in ("refs/heads/main", "refs/heads/topic", "refs/tags/v1.0.0", "refs/tags/v1.1.0"):
        repo.delete_ref(name)


def another_root_merged(repo, shas):
    x = repo.commit("x", files={"x": "1\n"})
    repo.commit("merge", parents=[shas["c"], x], files={"x": "1\n"}, branch="main")


def default_branch_changed(repo, shas):
    repo.head("topic")


def packed(repo, shas):
    repo.git("pack-refs", "--all")
    repo.git("repack", "-adq")


def old_commit_found_again(repo, shas):
    """A commit older than all, on a branch of its own that starts at the root."""
    repo.commit("old", parents=[shas["a"]], committed=1, files={"o": "1\n"}, branch="old")


CHANGES = [
    nothing, new_commit, force_push, force_push_and_prune, branch_deleted, tag_deleted, tag_moved,
    tag_replaced_by_a_light_one, all_deleted, another_root_merged, default_branch_changed, packed, old_commit_found_again,
]  # fmt: skip
LATER = NOW + timedelta(days=1)


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    root = tmp_path_factory.mktemp("moves")
    formats = {"sha1": CHANGES, "sha256": [all_deleted, force_push]}
    repos = {f"{change.__name__} {kind}": Repo(root / f"{change.__name__}-{kind}", object_format=kind)
             for kind, changes in formats.items() for change in changes}  # fmt: skip
    shas = {name: the_start(repo) for name, repo in repos.items()}
    truths = {name: Truth.of(repo) for name, repo in repos.items()}
    sources = {name: repo.path for name, repo in repos.items()}
    first = read(root / "data", sources)
    for name, repo in repos.items():
        globals()[name.split()[0]](repo, shas[name])
    second = read(root / "data", sources, now=LATER)
    truth_now = {name: Truth.of(repo) for name, repo in repos.items()}
    fresh = read(root / "fresh", {name: repo.path for name, repo in repos.items() if not name.startswith("all_")})
    return repos, truths, truth_now, first, second, fresh


NAMES = [*(f"{change.__name__} sha1" for change in CHANGES), "force_push sha256", "all_deleted sha256"]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_there_and_what_is_there_now_are_both_landed_once(moved, name):
    _, before, now, _, second, _ = moved
    assert not second.outcome.failures
    assert not second.counted.failures
    assert second.shas(name) == Counter({*before[name].parents, *now[name].parents})
    parents = {**before[name].parents, **now[name].parents}
    assert second.parents(name) == {sha: found for sha, found in parents.items() if found}
    assert second.file_changes(name) == before[name].changes | now[name].changes


LINEAGE = [
    """select tag_name, version, line, kind, date_rank, first_shipped_commit_count, scope_commit_count
    from raw.git_service_tags where service = $name order by tag_name""",
    """select lower(hex(sha)), tag_name from raw.git_first_shipped as shipped join raw.git_commits using (commit_id)
    join raw.git_service_tags as tag on tag.service_tag_id = first_tag_id where shipped.service = $name order by 1""",
    """select lower(hex(sha)) from raw.git_branch_commits join raw.git_commits using (commit_id)
    join raw.git_repositories as r on r.repository_id = git_commits.repository_id where repository = $name order by 1""",
]


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("all_")])
def test_tags_and_lineage_are_those_of_a_warehouse_made_from_the_start(moved, name):
    _, _, _, _, second, fresh = moved
    columns = ("tag_name", "target_sha", "tagged_epoch", "subject", "is_annotated")
    assert [[tag[column] for column in columns] for _, tag in sorted(second.tags(name).items())] == [
        [tag[column] for column in columns] for _, tag in sorted(fresh.tags(name).items())
    ]
    for sql in LINEAGE:
        assert second.rows(sql, name=name) == fresh.rows(sql, name=name)


@pytest.mark.parametrize(("name", "ref", "history"), [
    ("tag_moved sha1", "refs/tags/v1.1.0", [(NOW, LATER), (LATER, None)]),
    ("tag_deleted sha1", "refs/tags/v1.1.0", [(NOW, LATER)]),
    ("tag_replaced_by_a_light_one sha1", "refs/tags/v1.1.0", [(NOW, LATER), (LATER, None)]),
    ("branch_deleted sha1", "refs/heads/topic", [(NOW, LATER)]),
    ("force_push sha1", "refs/heads/main", [(NOW, LATER), (LATER, None)]),
    ("packed sha1", "refs/heads/main", [(NOW, None)]),
    ("all_deleted sha1", "refs/heads/main", [(NOW, LATER)]),
    ("nothing sha1", "refs/tags/v1.0.0", [(NOW, None)]),
])  # fmt: skip
def test_each_place_a_ref_pointed_at_is_kept_with_its_time(moved, name, ref, history):
    _, _, _, _, second, _ = moved
    assert second.rows(
        "select first_seen_at, gone_at from raw.git_refs join raw.git_repositories using (repository_id) "
        "where repository = $name and ref_name = $ref order by 1", name=name, ref=ref,
    ) == history  # fmt: skip


def test_a_third_sync_with_nothing_new_publishes_nothing(moved):
    repos, *_ = moved
    third = read(next(iter(repos.values())).path.parent / "data", {name: repo.path for name, repo in repos.items()})
    assert (third.outcome.published, third.counted.published) == (None, None)


def test_a_full_sync_in_which_one_source_fails_keeps_what_was_known_of_it(tmp_path):
    """
    first sync     one, two
    sync --full    one; two has lost its objects: its five rows stay as they were
    """
    one, two = Repo(tmp_path / "one"), Repo(tmp_path / "two")
    the_start(one)
    the_start(two)
    truth = Truth.of(two)
    sources = {"one": one.path, "two": two.path}
    read(tmp_path / "data", sources)
    tip = two.git("rev-parse", "main")
    (two.git_dir / "objects" / tip[:2] / tip[2:]).unlink()

    found = read(tmp_path / "data", sources, full=True)

    assert list(found.outcome.failures) == ["two"]
    assert found.shas("two") == Counter(truth.parents.keys())
    assert found.file_changes("two") == truth.changes
    found.assert_has("one", Truth.of(one))


def test_a_full_sync_gives_the_same_rows_as_the_first(tmp_path):
    repo = Repo(tmp_path / "one")
    the_start(repo)
    read(tmp_path / "data", {"one": repo.path}).assert_has("one", Truth.of(repo))
    again = read(tmp_path / "data", {"one": repo.path}, full=True)
    again.assert_has("one", Truth.of(repo))
    assert again.outcome.new_commit_count == 4


def test_another_repository_at_the_same_place_is_told_from_the_old_one(tmp_path):
    """The folder now holds a repository with SHA-256 ids: no row can be in both."""
    Repo(tmp_path / "one").commit("a", branch="main")
    other = Repo(tmp_path / "other")
    other.commit("b", branch="main")
    sources = {"one": tmp_path / "one", "other": other.path}
    read(tmp_path / "data", sources)
    (tmp_path / "one").rename(tmp_path / "away")
    new = Repo(tmp_path / "one", object_format="sha256")
    new.commit("new", branch="main")

    found = read(tmp_path / "data", sources)

    assert_one_sentence(found.outcome.failures["one"])
    assert "sync --full" in found.outcome.failures["one"]
    read(tmp_path / "data", sources, full=True).assert_has("one", Truth.of(new))
