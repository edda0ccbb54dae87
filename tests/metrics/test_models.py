"""The conformed tables: tags, releases, commits, services."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pandas as pd

from metrics.settings import MetricSettings
from tests.support.raw_rows import Facts, sha_of


def _rows(found: pd.DataFrame) -> list[list[object]]:
    """The rows with None for whatever is missing."""
    return [[None if pd.isna(value) else value for value in row] for row in found.astype(object).values.tolist()]


def test_each_tag_is_a_row_with_its_release_or_the_reason_it_has_none(tmp_path: Path) -> None:
    """
    v1.0.0    a release
    junk      ignored, with the reason of ingest
    tree      points at a tree: no commit
    orphan    its repository belongs to no service
    """
    facts = Facts().service().commit("a", at="2026-01-01", shipped_in="1.0.0", repository="payments")
    facts.tag("v1.0.0", on="a", at="2026-01-02", subject="First\u202e!")
    facts.tag("junk", on="a", at="2026-01-03", ignored="names no version")
    facts.tag("tree", on=None, at=None, ignored="points at a tree, not at a commit")
    facts.commit("o", at="2026-01-01", repository="elsewhere").tag(
        "orphan", on="o", at="2026-01-04", repository="elsewhere"
    )
    with facts.publish(tmp_path) as snapshot:
        tags = snapshot.query("select tag_name, sha, release_id, reason_ignored, subject from tags order by tag_name")
        commits = snapshot.query("select repository, service from commits order by repository")

    assert _rows(tags) == [
        ["junk", sha_of("a"), None, "names no version", None],
        ["orphan", sha_of("o"), None, "its repository belongs to no service", None],
        ["tree", None, None, "points at a tree, not at a commit", None],
        ["v1.0.0", sha_of("a"), "payments/1.0.0", None, "First\ufffd!"],
    ]
    assert _rows(commits) == [["elsewhere", None], ["payments", "payments"]]


def test_a_release_knows_its_line_candidates_predecessor_and_window(tmp_path: Path) -> None:
    """
    1.0.0   5 January   next of its line: 1.0.1 on 9 January, before the 14 days are over: matures on 9 January
    1.0.1   9 January   matures after 14 days, on 23 January; had rc1 and rc2, the first on 7 January
    1.1.0   20 January  another line: leaves the windows of 1.0 alone
    """
    facts = (
        Facts().service()
        .commit("a", at="2026-01-04", shipped_in="1.0.0")
        .commit("b", at="2026-01-06", shipped_in="1.0.1", candidate="1.0.1-rc1")
        .commit("c", at="2026-01-08", shipped_in="1.0.1", candidate="1.0.1-rc2")
        .commit("d", at="2026-01-10", shipped_in="1.1.0")
        .tag("v1.0.0", on="a", at="2026-01-05")
        .tag("v1.0.1-rc1", on="b", at="2026-01-07")
        .tag("v1.0.1-rc2", on="c", at="2026-01-08 12:00")
        .tag("v1.0.1", on="c", at="2026-01-09", predecessor="1.0.0")
        .tag("v1.1.0", on="d", at="2026-01-20", predecessor="1.0.1")
    )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        rows = snapshot.query("from releases where not is_candidate").set_index("version").to_dict("index")
        candidates = snapshot.query(
            "select release_id, candidate_of_id, kind from releases where is_candidate"
        ).values.tolist()
        first = snapshot.query("select subject, first_candidate_id from commits where first_candidate_id is not null")

    assert [str(rows[v]["matures_at"].date()) for v in ("1.0.0", "1.0.1", "1.1.0")] == [
        "2026-01-09",
        "2026-01-23",
        "2026-02-03",
    ]
    assert rows["1.0.0"]["next_release_id"] == "payments/1.0.1"
    assert (rows["1.0.1"]["predecessor_id"], rows["1.0.1"]["candidate_count"]) == ("payments/1.0.0", 2)
    assert str(rows["1.0.1"]["first_candidate_at"].date()) == "2026-01-07"
    assert rows["1.0.1"]["lead_time_median_hours"] == 48.0
    assert candidates == [
        ["payments/1.0.1-rc1", "payments/1.0.1", "candidate"],
        ["payments/1.0.1-rc2", "payments/1.0.1", "candidate"],
    ]
    assert first.values.tolist() == [["Do b", "payments/1.0.1-rc1"], ["Do c", "payments/1.0.1-rc2"]]


def test_release_commits_are_those_shipped_first(tmp_path: Path) -> None:
    facts = Facts().service()
    for name, version in (("a", "1.0.0"), ("b", "1.0.0"), ("c", "1.1.0"), ("open", None)):
        facts.commit(name, at="2026-01-01", shipped_in=version)
    facts.tag("v1.0.0", on="b", at="2026-01-02").tag("v1.1.0", on="c", at="2026-01-03")
    with facts.publish(tmp_path) as snapshot:
        counts = snapshot.query("""
            select release_id, count(*) as shipped, any_value(first_shipped_commit_count) as said
            from release_commits join releases using (release_id) group by release_id order by release_id
        """)

    assert counts.values.tolist() == [["payments/1.0.0", 2, 2], ["payments/1.1.0", 1, 1]]


def test_unreleased_work_on_a_side_branch_is_no_change_but_a_commit(tmp_path: Path) -> None:
    facts = (
        Facts().service().commit("main", at="2026-01-01").commit("side", at="2026-01-01", is_on_default_branch=False)
    )
    with facts.publish(tmp_path) as snapshot:
        assert snapshot.query("select title from changes")["title"].tolist() == ["Do main"]
        assert len(snapshot.query("from commits")) == 2


def test_a_service_is_observed_until_its_repositories_were_last_read(tmp_path: Path) -> None:
    facts = (
        Facts().service("old").service("new")
        .commit("a", at="2026-01-01", shipped_in="1.0.0", repository="old")
        .tag("v1.0.0", on="a", at="2026-01-02", repository="old")
        .source("old", read_at="2026-03-01", newest_at="2026-02-28").source("new", read_at="2026-06-01", newest_at="2100-01-01")
    )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        services = snapshot.query(
            "select service, release_count, strftime(observed_until, '%m') as month from services"
        )
        [rules] = snapshot.query("select strftime(newest_event_at, '%m') as newest, as_of from rules").to_dict(
            "records"
        )

    assert services.values.tolist() == [["new", 0, "06"], ["old", 1, "03"]]
    assert rules["newest"] == "02", "a date in the future is not believed"
    assert str(rules["as_of"].date()) == "2026-06-01"
    assert snapshot.as_of == rules["as_of"]


def test_settings_reach_the_models_as_rows(tmp_path: Path) -> None:
    given = MetricSettings(time_zone="Asia/Tokyo", observation_days=5, hotfix_days=3, late_window_share=0.25)
    with Facts().service().publish(tmp_path, given) as snapshot:
        [rules] = snapshot.query(
            "select time_zone, observation_days, hotfix_days, late_window_share from rules"
        ).values.tolist()
        rows = dict(snapshot.query("from meta.settings").values.tolist())

    assert rules == ["Asia/Tokyo", 5, 3, 0.25]
    told = {name: str(value) for name, value in asdict(given).items() if isinstance(value, str | int | float)}
    assert rows == told
    assert (rows["observation_days"], rows["late_window_share"], rows["escaped_days"]) == ("5", "0.25", "30")


def test_files_of_a_commit_and_keys_of_a_commit_are_lists_of_their_own(tmp_path: Path) -> None:
    facts = Facts().service(jira_projects=["PAY"])
    facts.commit("a", at="2026-01-01", message="PAY-1, UTF-8", files={"src/x.py": (2, 1), "logo.png": (None, None)})
    with facts.publish(tmp_path) as snapshot:
        files = snapshot.query("select path, additions, is_binary from commit_files order by path")
        keys = snapshot.query(
            "select sha, issue_key, is_known_project from issue_keys order by issue_key"
        ).values.tolist()

    assert files["path"].tolist() == ["logo.png", "src/x.py"]
    assert files["is_binary"].tolist() == [True, False]
    assert keys == [[sha_of("a"), "PAY-1", True], [sha_of("a"), "UTF-8", False]]
