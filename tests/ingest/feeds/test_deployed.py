"""Which deployment brought each commit first: against git itself, incrementally, and whatever the order of the syncs."""

from datetime import timedelta

import pytest

from tests.support.feeds import DEPLOYMENTS, Shop
from tests.support.git_repo import Repo
from tests.support.synced import NOW, run_sync

FIRST = (
    "select deployment_id, environment, lower(hex(sha)) from raw.git_first_deployed join raw.git_commits using (commit_id)"
    " order by all"
)


class Line:
    """A trunk with merged branches, and what was deployed of it: sha or version, environment, day of May, result."""

    def __init__(self, shop):
        self.shop = shop
        self.repo = Repo(shop.folder / "shop")
        self.shas = [self.repo.commit("begin", committed=1_770_000_000)]
        self.rows = []

    def grow(self, *, merge=False):
        """One more commit on the trunk; with `merge` a branch of two that comes back to it."""
        tip = self.shas[-1]
        parents = [tip]
        if merge:
            side = self.repo.commit("side", parents=[self.repo.commit("branch", parents=[tip])])
            parents = [tip, side]
        self.shas.append(self.repo.commit("more", parents=parents))
        self.repo.branch("main", self.shas[-1])
        return self.shas[-1]

    def deploy(self, what, day, *, environment="production", result="succeeded"):
        version, sha = ("", what) if len(what) >= 7 and what.isalnum() else (what, "")
        at = f"2026-05-{day:02d}T12:00:00Z"
        self.rows.append(f"shop,{version},{sha},{environment},{at},{at},{result},ci,d{len(self.rows) + 1}\n")

    def sync(self, **options):
        self.shop.write("deployments.csv", DEPLOYMENTS + "".join(self.rows))
        run_sync(self.shop.settings, **options)
        return self.shop.rows(FIRST)

    def by_git(self, environment, *commits):
        """The same by `git rev-list`: what each deployment has that none before it had."""
        found, before = [], []
        for name, sha in commits:
            fresh = self.repo.git("rev-list", sha, *(f"^{earlier}" for earlier in before)).split()
            found += [(name, environment, commit) for commit in fresh]
            before.append(sha)
        return found


@pytest.fixture
def line(tmp_path):
    return Line(Shop(tmp_path).feed())


def test_first_deployments_are_those_of_git_rev_list(line):
    """
    d1 the third commit      production   1 May
    d2 v1.0.0, the fifth     production   3 May, though its tag is of later
    d3 the fourth            production   4 May: nothing new
    d4 the seventh           production   2 May, failed: brings nothing
    d5 the last, 8 digits    production   9 May, rolled back later
    d6 the fifth             Staging      2 May: of its own
    d7 a commit nobody has; d8 a version nobody has
    """
    shas = [line.shas[0], *(line.grow(merge=number % 2 == 0) for number in range(8))]
    line.repo.tag("v1.0.0", shas[4], date=1_790_000_000)
    line.deploy(shas[2], 1)
    line.deploy("1.0", 3)
    line.deploy(shas[3], 4)
    line.deploy(shas[6], 2, result="failed")
    line.deploy(shas[8][:8], 9, result="rolled_back")
    line.deploy(shas[4], 2, environment="Staging")
    line.deploy("f" * 40, 5)
    line.deploy("9.9", 6)
    found = line.sync()

    production = line.by_git("production", ("d1", shas[2]), ("d2", shas[4]), ("d3", shas[3]), ("d5", shas[8]))
    assert found == sorted(production + line.by_git("staging", ("d6", shas[4])))
    assert {row[0] for row in found} == {"d1", "d2", "d5", "d6"}
    assert line.shop.rows("select deployment_id, found_by from raw.git_deployed_commits order by 1") == [
        ("d1", "sha"), ("d2", "version"), ("d3", "sha"), ("d4", "sha"), ("d5", "sha"), ("d6", "sha"),
    ]  # fmt: skip


def test_a_side_branch_arrives_with_its_merge(line):
    first, merge = line.grow(), line.grow(merge=True)
    line.deploy(first, 1)
    line.deploy(merge, 2)
    line.sync()

    arrived = line.shop.rows(
        "select distinct deployment_id, lower(hex(arrival.sha)) from raw.git_first_deployed as first"
        " join raw.git_commits as arrival on arrival.commit_id = first.arrived_id where deployment_id = 'd2'"
    )
    assert arrived == [("d2", merge)]
    assert len(line.by_git("production", ("d1", first), ("d2", merge))) == 5


def test_what_a_later_sync_adds_is_what_one_sync_of_everything_finds(line, tmp_path):
    """A deployment that is told late, and before others; a tag made later; a version corrected. Then nothing new."""
    line.grow()
    line.deploy(line.shas[-1], 5)
    line.sync()
    line.grow(merge=True)
    line.deploy("2.0.0", 3)
    line.sync(now=NOW + timedelta(hours=1))
    line.repo.tag("v2.0.0", line.shas[1])
    line.rows[0] = line.rows[0].replace(line.shas[1], line.shas[2])
    grown = line.sync(now=NOW + timedelta(hours=2))
    again = line.sync(now=NOW + timedelta(hours=3), full=True)
    line.shop.data = tmp_path / "anew"
    anew = line.sync(now=NOW + timedelta(hours=4))

    assert grown == anew == again
    assert grown == sorted(line.by_git("production", ("d2", line.shas[1]), ("d1", line.shas[2])))


def test_a_feed_that_left_the_settings_leaves_no_deployed_commit(line):
    line.deploy(line.grow(), 1)
    assert len(line.sync()) == 2
    line.shop.feeds = ()
    line.sync(now=NOW + timedelta(hours=1))

    assert line.shop.rows("select 1 from raw.git_deployed_services union all select 1 from raw.feed_versions") == []
    assert line.shop.rows(FIRST) == []
