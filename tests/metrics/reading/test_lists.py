"""The lists that pages show, read from a real warehouse."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.reading import failure_links, quality, releases
from metrics.settings import MetricSettings
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts, sha_of


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """
    release   out on         first ships           beside it
    1.0.0     10 January     a, b                  candidate 1.0.0-rc1; the tag "stable" on the same commit is ignored
    1.1.0     10 February    c, which reverts a    so 1.0.0 failed and 1.1.0 mended it
    -         -              d reverts c           on the default branch, in no release yet
    """
    facts = Facts().service("payments").service("empty")
    facts.commit("a", at="2026-01-02", shipped_in="1.0.0", repository="payments", files={"x": (3, 1)})
    facts.commit("b", at="2026-01-05", shipped_in="1.0.0", repository="payments", files=None)
    facts.commit("c", at="2026-02-01", shipped_in="1.1.0", repository="payments", reverts="a", files={"x": (1, 3)})
    facts.commit("d", at="2026-06-20", repository="payments", reverts="c", files={"x": (3, 1)})
    facts.tag("v1.0.0-rc1", on="a", at="2026-01-08", repository="payments")
    facts.tag("v1.0.0", on="b", at="2026-01-10 23:30", repository="payments")
    facts.tag("v1.1.0", on="c", at="2026-02-10", repository="payments", predecessor="1.0.0")
    facts.tag("stable", on="b", at="2026-01-10", repository="payments", version="0", ignored="names no version")
    facts.source("payments", read_at="2026-07-01", newest_at="2026-06-20")
    facts.source("lost", read_at="2026-06-01", state="failed", message="It is gone.")
    return facts.publish(tmp_path_factory.mktemp("lists"), MetricSettings(time_zone="Europe/Berlin"))


def test_releases_come_newest_first_without_candidates(snapshot: Snapshot) -> None:
    found = releases.releases(snapshot)

    assert found["release_id"].tolist() == ["payments/1.1.0", "payments/1.0.0"]
    assert found["outcome"].tolist() == ["no failure known", "failed"]
    assert found["candidate_count"].tolist() == [0, 1]


def test_candidates_come_along_when_asked(snapshot: Snapshot) -> None:
    assert "payments/1.0.0-rc1" in releases.releases(snapshot, candidates=True)["release_id"].tolist()


def test_a_window_is_of_the_display_zone_and_half_open(snapshot: Snapshot) -> None:
    """1.0.0 came out on 10 January 23:30 UTC, which is 11 January in Berlin."""
    on_the_11th = releases.releases(snapshot, since=date(2026, 1, 11), until=date(2026, 1, 12))
    on_the_10th = releases.releases(snapshot, since=date(2026, 1, 10), until=date(2026, 1, 11))

    assert on_the_11th["version"].tolist() == ["1.0.0"]
    assert on_the_10th.empty


def test_a_release_knows_its_neighbours(snapshot: Snapshot) -> None:
    found = releases.release(snapshot, "payments/1.1.0")

    assert found is not None
    assert (found["predecessor_id"], found["predecessor_version"]) == ("payments/1.0.0", "1.0.0")
    assert found["next_release_id"] is None
    assert releases.release(snapshot, "payments/9.9.9") is None


def test_an_unknown_release_gets_the_nearest(snapshot: Snapshot) -> None:
    assert releases.nearest_releases(snapshot, "1.1.0")[0] == "payments/1.1.0"
    assert releases.nearest_releases(snapshot, "paymnts/1.0.0")[0] == "payments/1.0.0"
    assert releases.nearest_releases(snapshot, "'; drop table releases; --") == []


def test_the_commits_of_a_release_are_those_it_ships_first(snapshot: Snapshot) -> None:
    found = releases.release_commits(snapshot, "payments/1.0.0").set_index("sha")

    assert set(found.index) == {sha_of("a"), sha_of("b")}
    assert found.loc[sha_of("a"), "additions"] == 3
    assert found["additions"].isna()[sha_of("b")], "not counted yet is not zero"
    assert releases.release_commits(snapshot, "payments/1.1.0")["reverted_by_sha"].tolist() == [sha_of("d")]


def test_what_went_wrong_and_what_mended_it(snapshot: Snapshot) -> None:
    [failure] = failure_links.links_of(snapshot, "payments/1.0.0").to_dict("records")

    assert failure["rung"] == "revert"
    assert failure["restored_by_release_id"] == "payments/1.1.0"


def test_tags_on_the_same_commit_that_were_ignored_come_with_their_reason(snapshot: Snapshot) -> None:
    found = releases.release_tags(snapshot, "payments/1.0.0")

    assert found["tag_name"].tolist() == ["v1.0.0", "stable"]
    assert found["reason_ignored"].tolist()[1] == "names no version"


def test_a_revert_that_no_release_carries_yet_waits(snapshot: Snapshot) -> None:
    waiting = quality.waiting_reverts(snapshot)

    assert waiting["release_id"].tolist() == ["payments/1.1.0"]
    assert quality.waiting_reverts(snapshot, days=1).empty
    assert quality.unrepaired_failures(snapshot).empty


def test_failed_sources_come_first(snapshot: Snapshot) -> None:
    found = quality.sources(snapshot)

    assert found["source"].tolist() == ["lost", "payments"]
    assert found["commit_count"].tolist()[1] == 4


def test_line_counts_say_what_is_left(snapshot: Snapshot) -> None:
    assert quality.line_counts(snapshot) == (1, 4)


def test_ignored_tags_are_counted_by_service(snapshot: Snapshot) -> None:
    assert quality.tag_counts(snapshot, service="payments") == (4, 1)
    assert quality.ignored_tags(snapshot, service="empty").empty


def test_every_audit_can_be_opened_and_no_other_name_is_run(snapshot: Snapshot) -> None:
    for row in quality.audits(snapshot).to_dict("records"):
        assert len(quality.audit_rows(snapshot, row["audit"])) == row["row_count"]

    assert quality.audit_rows(snapshot, 'x" union select 1 --').empty


def test_the_extent_of_a_service_without_releases_is_unknown_in_time(snapshot: Snapshot) -> None:
    found = releases.extent(snapshot, service="empty")

    assert (found.release_count, found.first_at, found.last_at, found.last_release_id) == (0, None, None, None)


def test_the_extent_of_a_window_counts_its_releases(snapshot: Snapshot) -> None:
    found = releases.extent(snapshot, since=date(2026, 2, 1), until=date(2026, 3, 1))

    assert (found.release_count, found.service_count, found.last_release_id) == (1, 1, "payments/1.1.0")
    assert releases.extent(snapshot).release_count == 2
