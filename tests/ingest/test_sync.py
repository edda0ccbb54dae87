"""Whole syncs of real repositories: what lands, what a second sync adds, what a move changes."""

import random
import shutil
from datetime import timedelta

import pytest

from ingest.errors import SettingsError
from ingest.settings import Repository, Service, SourceSettings
from tests.support.git_repo import ADA, START, Repo
from tests.support.synced import NOW, facts, published, rows, run_sync, settings_for

GRACE = "Grace Hopper <grace@example.org>"


@pytest.fixture
def shop(tmp_path):
    """
    c1 - c2 - c4 - merge    main; c1 v1.0.0, merge v1.1.0 (annotated), rc on c4
           \\     /
            c3 --           c3 reverts c1
    """
    repo = Repo(tmp_path / "shop")
    c1 = repo.commit("PAY-1 begin\n\nReviewed-by: Grace Hopper <grace@example.org>\n", files={"a.txt": "1\n2\n"})
    c2 = repo.commit(
        "No key", parents=[c1], files={"a.txt": "1\n2\n3\n", "b.bin": b"\0\1"}, committer=GRACE, tz="-0330"
    )
    c3 = repo.commit(f"Revert\n\nThis reverts commit {c1}.\n", parents=[c2], files={"a.txt": None})
    c4 = repo.commit("PAY-2, PAY-3: more (UTF-8)", parents=[c2], files={"c/d.txt": "x\n"}, authored=START - 90)
    merge = repo.commit("Merge c3", parents=[c4, c3], files={})
    repo.branch("main", merge)
    repo.tag("v1.0.0", c1)
    repo.tag("v1.1.0-rc1", c4, date=START + 50_000)
    repo.tag("v1.1.0", merge, date=START + 90_000, tagger=GRACE, tz="+0200", message="All of it\n")
    return repo


def test_every_field_is_what_git_itself_says(shop, tmp_path):
    data = tmp_path / "data"
    run_sync(settings_for(data, shop.path))

    told = shop.git_bytes(
        "log", "--all", "-z", "--date=raw", "--format=%H%x00%an%x00%ae%x00%cn%x00%ce%x00%ad%x00%cd%x00%B"
    )
    fields = told.decode().split("\0")[:-1]
    expected = {tuple(fields[n : n + 8]) for n in range(0, len(fields), 8)}
    landed = {
        (sha, an, ae, cn, ce, f"{at} {zone(atz)}", f"{ct} {zone(ctz)}", message)
        for _, sha, an, ae, cn, ce, at, atz, ct, ctz, _, _, message, _ in facts(data)["commits"]
    }
    assert landed == expected


def zone(minutes):
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


def test_keys_trailers_reverts_and_parents_are_read_from_the_messages(shop, tmp_path):
    data = tmp_path / "data"
    run_sync(settings_for(data, shop.path))
    found = facts(data)
    subjects = {sha: message.split("\n")[0] for _, sha, *_, message, _ in found["commits"]}
    assert sorted((subjects[sha], key) for sha, key in found["keys"]) == [
        ("No key", "") for _ in ()
    ] + [("PAY-1 begin", "PAY-1"), ("PAY-2, PAY-3: more (UTF-8)", "PAY-2"), ("PAY-2, PAY-3: more (UTF-8)", "PAY-3"),
         ("PAY-2, PAY-3: more (UTF-8)", "UTF-8")]  # fmt: skip
    assert [(subjects[sha], name, value) for sha, name, value in found["trailers"]] == [
        ("PAY-1 begin", "reviewed-by", GRACE)
    ]
    assert [(subjects[sha], subjects[reverted]) for sha, _, reverted in found["reverts"]] == [("Revert", "PAY-1 begin")]
    assert sorted((subjects[child], subjects[parent], nth) for child, parent, nth in found["edges"] if child != parent)[:2] == [
        ("Merge c3", "PAY-2, PAY-3: more (UTF-8)", 0), ("Merge c3", "Revert", 1),
    ]  # fmt: skip


def test_an_annotated_tag_has_its_tagger_s_date_and_a_bare_one_its_commit_s(shop, tmp_path):
    data = tmp_path / "data"
    run_sync(settings_for(data, shop.path))
    assert rows(
        data, "select tag_name, is_annotated, tagged_epoch, tagged_tz_minutes, subject from raw.git_tags order by 1"
    ) == [
        ("v1.0.0", False, START + 3600, 0, None),
        ("v1.1.0", True, START + 90_000, 120, "All of it"),
        ("v1.1.0-rc1", True, START + 50_000, 0, "release"),
    ]


def test_a_second_sync_publishes_nothing_and_a_full_one_lands_the_same(shop, tmp_path):
    settings = settings_for(tmp_path / "data", shop.path)
    run_sync(settings, counted=True)
    first, number = facts(settings.data_dir), published(settings.data_dir).name

    again = run_sync(settings, counted=True)
    assert (again.published, again.new_commit_count, published(settings.data_dir).name) == (None, 0, number)

    run_sync(settings, counted=True, full=True)
    assert facts(settings.data_dir) == first


def test_a_moved_and_a_deleted_tag_and_a_force_push_are_recorded_and_lineage_follows(shop, tmp_path):
    """v1.0.0 moves from c1 to c2, v1.1.0 goes; main is pushed back to c2: c3, c4 and the merge stay known."""
    settings = settings_for(tmp_path / "data", shop.path)
    run_sync(settings)
    c2 = shop.git("rev-parse", "main~2")
    shop.tag("v1.0.0", c2)
    shop.delete_ref("refs/tags/v1.1.0")
    shop.delete_ref("refs/tags/v1.1.0-rc1")
    shop.branch("main", c2)

    later = NOW + timedelta(hours=1)
    outcome = run_sync(settings, now=later)

    assert outcome.new_commit_count == 0
    data = settings.data_dir
    assert rows(data, "select count(*) from raw.git_commits") == [(5,)]
    assert rows(data, "select tag_name, first_shipped_commit_count from raw.git_service_tags") == [("v1.0.0", 2)]
    assert rows(data, "select count(*) from raw.git_branch_commits") == [(2,)]
    moves = rows(
        data,
        "select ref_name, gone_at = $later from raw.git_refs where gone_at is not null order by 1",
        {"later": later},
    )
    assert moves == [(f"refs/{name}", True) for name in ("heads/main", "tags/v1.0.0", "tags/v1.1.0", "tags/v1.1.0-rc1")]


def test_syncing_step_by_step_ends_where_one_sync_from_the_start_does(tmp_path):
    """A random history grows, merges, is tagged, re-tagged and force-pushed between syncs."""
    choose = random.Random(7)
    repo = Repo(tmp_path / "grown")
    stepwise = settings_for(tmp_path / "stepwise", repo.path)
    made = [repo.commit("seed PAY-1", files={"f": "0\n"})]
    tags = []
    for step in range(12):
        for _ in range(choose.randint(1, 6)):
            parents = choose.sample(made, k=min(len(made), choose.choice([1, 1, 1, 2])))
            reverts = f"\n\nThis reverts commit {choose.choice(made)}." if choose.random() < 0.2 else ""
            made.append(repo.commit(f"change PAY-{len(made)}{reverts}", parents=parents,
                                    files={f"f{choose.randint(0, 3)}": f"{len(made)}\n" * choose.randint(1, 3)},
                                    committed=START + choose.randint(0, 500) * 3600))  # fmt: skip
        repo.branch(choose.choice(["main", "next"]), choose.choice(made[-3:]))
        tags.append(f"v1.{step}.0")
        repo.tag(choose.choice(tags), choose.choice(made), date=START + step * 100_000)
        run_sync(stepwise, counted=True)

    reached = set(repo.git("rev-list", "--branches", "--tags").split())
    run_sync(settings_for(tmp_path / "at-once", repo.path), counted=True)
    grown, fresh = facts(tmp_path / "stepwise"), facts(tmp_path / "at-once")

    assert {sha for _, sha, *_ in fresh["commits"]} == reached
    assert reached <= {sha for _, sha, *_ in grown["commits"]}
    for name in ("tags", "service_tags", "first_shipped", "default_branch", "refs"):
        assert grown[name] == fresh[name], name
    for name in ("commits", "edges", "trailers", "keys", "files"):
        assert set(fresh[name]) <= set(grown[name]), name
        assert len(set(grown[name])) == len(grown[name]), name


@pytest.mark.parametrize("seed", range(6))
def test_first_shipped_counts_equal_git_rev_list_on_a_random_history(tmp_path, seed):
    choose = random.Random(seed)
    repo = Repo(tmp_path / "random")
    made = [repo.commit("seed")]
    for _ in range(60):
        parents = choose.sample(made[-12:], k=min(len(made), choose.choice([1, 1, 1, 2, 3])))
        made.append(repo.commit("change", parents=parents))
    repo.branch("main", made[-1])
    picked = choose.sample(range(len(made)), k=9)
    for n, commit in enumerate(picked):
        repo.tag(f"v{choose.randint(1, 3)}.{n}.0", made[commit], date=START + 10_000_000 + n)
    data = tmp_path / "data"
    run_sync(settings_for(data, repo.path))

    landed = rows(data, "select tag_name, first_shipped_commit_count from raw.git_service_tags order by date_rank")
    assert len(landed) == 9
    for n, (tag, count) in enumerate(landed):
        earlier = [f"^refs/tags/{name}" for name, _ in landed[:n]]
        assert count == int(repo.git("rev-list", "--count", f"refs/tags/{tag}", *earlier)), tag


def test_one_source_that_fails_leaves_the_others_and_is_named(shop, tmp_path):
    other = Repo(tmp_path / "other")
    other.branch("main", other.commit("there"))
    settings = settings_for(tmp_path / "data", shop.path, other.path)
    run_sync(settings)
    gone = shutil.move(other.path, tmp_path / "elsewhere")
    shop.branch("next", shop.commit("one more", parents=[shop.git("rev-parse", "main")]))

    outcome = run_sync(settings)

    assert list(outcome.failures) == ["other"]
    assert "does not exist. Check the path" in outcome.failures["other"]
    data = settings.data_dir
    assert rows(data, "select count(*) from raw.git_commits") == [(7,)]
    assert rows(data, "select source, state, last_success_at is not null from meta.sources order by 1") == [
        ("other", "failed", True), ("shop", "ok", True),
    ]  # fmt: skip

    shutil.move(gone, other.path)
    assert run_sync(settings).failures == {}
    assert rows(data, "select distinct state from meta.sources") == [("ok",)]


def test_when_every_first_sync_fails_nothing_is_published(tmp_path):
    outcome = run_sync(settings_for(tmp_path / "data", tmp_path / "nowhere"))
    assert outcome.is_total_failure
    assert not (tmp_path / "data" / "warehouse" / "CURRENT").exists()


def test_new_release_tags_change_the_lineage_without_asking_the_source_again(shop, tmp_path):
    settings = settings_for(tmp_path / "data", shop.path)
    run_sync(settings)
    changed = settings_for(settings.data_dir, shop.path, release_tags=r"v1\.0\.\d")
    assert run_sync(changed).published is not None
    assert rows(settings.data_dir, "select tag_name, reason_ignored from raw.git_service_tags order by 1") == [
        ("v1.0.0", None),
        ("v1.1.0", "does not match release_tags of service shop"),
        ("v1.1.0-rc1", "does not match release_tags of service shop"),
    ]
    assert run_sync(changed).published is None


def test_two_services_can_share_a_repository_and_a_service_can_span_two(shop, tmp_path):
    ledger = Repo(tmp_path / "ledger")
    ledger.tag("v1.1.0", ledger.commit("ledger"))
    both = (Repository("shop", str(shop.path)), Repository("ledger", str(ledger.path)))
    services = (Service("suite", both), Service("shop", both[:1], release_tags=r"v1\.1\.0"))
    run_sync(SourceSettings(tmp_path / "data", tmp_path, services))
    counts = rows(
        tmp_path / "data",
        "select service, repository, tag_name, first_shipped_commit_count from raw.git_service_tags "
        "join raw.git_repositories using (repository_id) where reason_ignored is null and not is_candidate order by all",
    )
    assert counts == [
        ("shop", "shop", "v1.1.0", 5),
        ("suite", "ledger", "v1.1.0", 1),
        ("suite", "shop", "v1.0.0", 1),
        ("suite", "shop", "v1.1.0", 4),
    ]


def test_only_asks_the_sources_that_are_named(shop, tmp_path):
    other = Repo(tmp_path / "other")
    other.branch("main", other.commit("there"))
    settings = settings_for(tmp_path / "data", shop.path, other.path)
    run_sync(settings, only=["other"])
    assert rows(settings.data_dir, "select repository from raw.git_repositories") == [("other",)]
    with pytest.raises(SettingsError, match=r"'otter' names no service, repository, Jira project or feed\. Known: other, shop"):
        run_sync(settings, only=["otter"])


def test_many_repositories_land_side_by_side_without_loss(tmp_path):
    repos = [Repo(tmp_path / f"r{n}") for n in range(8)]
    for n, repo in enumerate(repos):
        tip = repo.commit(f"first of {n}", author=ADA)
        for _ in range(n):
            tip = repo.commit("next", parents=[tip], author=GRACE)
        repo.branch("main", tip)
    data = tmp_path / "data"
    run_sync(settings_for(data, *(repo.path for repo in repos)))
    assert rows(data, "select repository, commit_count from raw.git_repositories order by 1") == [
        (f"r{n}", n + 1) for n in range(8)
    ]
    assert rows(data, "select count(*), count(distinct commit_id) from raw.git_commits") == [(36, 36)]


def test_line_counts_are_those_of_git_log_numstat(tmp_path):
    """Additions, deletions, a rename, a binary file, a mode change, a link, a submodule and a file come back."""
    from tests.support.git_repo import Entry

    repo = Repo(tmp_path / "files")
    c1 = repo.commit(files={"a": "1\n2\n3\n", "bin": b"\0" * 40, "x": "run\n", "tab\tname": "t\n"})
    c2 = repo.commit(
        parents=[c1], files={"a": None, "moved": "1\n2\n3\n", "bin": b"\0" * 41, "x": Entry("100755", b"run\n")}
    )
    c3 = repo.commit(
        parents=[c2], files={"x": Entry("120000", b"moved"), "sub": Entry("160000", c1.encode()), "no newline": "z"}
    )
    c4 = repo.commit(
        parents=[c3], files={"a": "1\n2\n3\n", "sub": None, "bin": Entry("100755", b"\0" * 41), "x": "run\n"}
    )
    repo.branch("main", c4)
    data = tmp_path / "data"
    run_sync(settings_for(data, repo.path), counted=True)

    told = repo.git_bytes("log", "--all", "--no-merges", "--no-renames", "--numstat", "-z", "--format=%H").decode()
    expected, sha = [], ""
    for token in (part.lstrip("\n") for part in told.split("\0")):
        if "\t" in token:
            additions, deletions, path = token.split("\t", 2)
            expected.append((sha, path, *(None if count == "-" else int(count) for count in (additions, deletions))))
        elif token:
            sha = token
    landed = [(sha, path, additions, deletions) for sha, path, _, additions, deletions, _ in facts(data)["files"]]
    assert sorted(landed, key=repr) == sorted(expected, key=repr)
    assert rows(data, "select uncounted_commit_count from raw.git_repositories") == [(0,)]
