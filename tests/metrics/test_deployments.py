"""Deployment frequency and gaps: counts over a known exposure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from metrics.measure import measure
from tests.support.raw_rows import Facts


def _three_releases() -> Facts:
    return (
        Facts().service()
        .commit("a", at="2026-01-01", shipped_in="1.0.0")
        .commit("b", at="2026-01-02", shipped_in="1.1.0")
        .commit("c", at="2026-01-03", shipped_in="1.2.0")
        .tag("v1.0.0", on="a", at="2026-01-05 12:00")
        .tag("v1.1.0", on="b", at="2026-01-15 12:00")
        .tag("v1.2.0", on="c", at="2026-03-10 12:00")
        .source("payments", read_at="2026-03-31 23:00", newest_at="2026-03-31 12:00")
    )  # fmt: skip


def test_frequency_counts_deployments_over_weeks_of_exposure(tmp_path: Path) -> None:
    """
    exposed from 5 January (first release) to 31 March (last sync)
    month      deployments   exposed days    per week
    January    2             27 (5 to 31)    2 / (27/7) = 0.5185
    February   0             28              0, an observed one
    March      1             31              0.2258
    April      -             none            no value
    """
    with _three_releases().publish(tmp_path) as snapshot:
        months = measure(
            snapshot, "deployment_frequency", grain="month", since=date(2026, 1, 1), until=date(2026, 5, 1)
        ).to_dict("records")

    assert [month["sample_size"] for month in months] == [2, 0, 1, 0]
    assert [month["value"] for month in months[:3]] == pytest.approx([2 * 7 / 27, 0, 7 / 31])
    assert months[3]["value"] != months[3]["value"]
    assert "Nothing was observed" in months[3]["reason"]
    assert months[1]["low"] == 0
    assert months[1]["high"] > 0


def test_a_period_before_the_first_release_is_not_a_zero(tmp_path: Path) -> None:
    with _three_releases().publish(tmp_path) as snapshot:
        [row] = measure(snapshot, "deployment_frequency", since=date(2025, 11, 1), until=date(2026, 1, 5)).to_dict(
            "records"
        )

    assert row["value"] != row["value"]
    assert row["reason"]


def test_without_a_window_the_range_ends_with_the_newest_record(tmp_path: Path) -> None:
    """5 January to 31 March are 86 days: 3 deployments / (86/7) weeks."""
    with _three_releases().publish(tmp_path) as snapshot:
        [row] = measure(snapshot, "deployment_frequency").to_dict("records")

    assert row["value"] == pytest.approx(3 * 7 / 86)
    assert row["period_start"].date() == date(2026, 1, 5)


def test_candidates_ignored_tags_and_imports_are_no_deployments(tmp_path: Path) -> None:
    """
    v1.0.0      counts
    v1.1.0-rc1  a candidate
    nightly     ignored
    v0.1.0      an import: a deployment that cannot be placed
    """
    facts = (
        Facts().service()
        .commit("a", at="2026-01-01", shipped_in="1.0.0")
        .tag("v0.1.0", on="a", at="2026-01-02", is_import_dated=True)
        .tag("v1.0.0", on="a", at="2026-01-05")
        .tag("v1.1.0-rc1", on="a", at="2026-01-06")
        .tag("nightly", on="a", at="2026-01-07", ignored="names no version")
    )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        [row] = measure(snapshot, "deployment_frequency").to_dict("records")
        rows = snapshot.query("select subject, is_counted, left_out_because from metric.deployment_frequency_rows()")

    assert row["sample_size"] == 1
    assert sorted(rows.itertuples(index=False, name=None))[0] == (
        "payments/0.1.0", False, "its release carries the date of an import",
    )  # fmt: skip
    assert len(rows) == 2


def test_a_version_tagged_in_two_repositories_is_one_deployment_when_the_last_tag_comes(tmp_path: Path) -> None:
    facts = (
        Facts().service("shop", repositories=["front", "back"])
        .commit("f", at="2026-01-01", shipped_in="2.0.0", repository="front")
        .commit("b", at="2026-01-02", shipped_in="2.0.0", repository="back")
        .tag("v2.0.0", on="f", at="2026-01-05", repository="front")
        .tag("v2.0.0", on="b", at="2026-01-08", repository="back")
    )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        [release] = snapshot.query("from releases").to_dict("records")
        [row] = measure(snapshot, "deployment_frequency").to_dict("records")
        lead = snapshot.query("select lead_time_hours from commits order by repository desc")[
            "lead_time_hours"
        ].tolist()

    assert (release["release_id"], str(release["released_at"].date()), release["repository"]) == (
        "shop/2.0.0", "2026-01-08", "back",
    )  # fmt: skip
    assert release["first_shipped_commit_count"] == 2
    assert row["sample_size"] == 1
    assert lead == [7 * 24, 6 * 24]


def test_one_repository_of_two_services_has_releases_and_commits_of_each(tmp_path: Path) -> None:
    facts = Facts().service("api", repositories=["mono"]).service("web", repositories=["mono"])
    facts.commit("a", at="2026-01-01", shipped_in={"api": "1.0.0", "web": "3.0.0"})
    facts.tag("api-1.0.0", on="a", at="2026-01-02", service="api").tag(
        "web-3.0.0", on="a", at="2026-01-04", service="web"
    )
    with facts.publish(tmp_path) as snapshot:
        by_service = measure(snapshot, "change_lead_time", breakdown="service")
        [whole] = measure(snapshot, "change_lead_time").to_dict("records")

    assert list(zip(by_service["group_name"], by_service["value"], strict=True)) == [("api", 24.0), ("web", 72.0)]
    assert whole["sample_size"] == 2


def test_the_gap_is_the_services_own_and_the_first_deployment_has_none(tmp_path: Path) -> None:
    """Gaps of 10 and 54 days: median 32, sample of 2; the first is left out."""
    with _three_releases().publish(tmp_path) as snapshot:
        [row] = measure(snapshot, "deployment_gap").to_dict("records")
        left_out = snapshot.query(
            "select subject, left_out_because from metric.deployment_gap_rows() where not is_counted"
        )

    assert (row["value"], row["sample_size"]) == (32.0, 2)
    assert left_out.values.tolist() == [["payments/1.0.0", "the first deployment of its service"]]


def test_a_service_without_a_deployment_in_the_window_shows_its_zero(tmp_path: Path) -> None:
    facts = _three_releases().service("ledger").source("ledger", read_at="2026-03-31")
    facts.commit("l", at="2026-01-01", shipped_in="1.0.0").tag("v1.0.0", on="l", at="2026-01-10")
    with facts.publish(tmp_path) as snapshot:
        march = measure(
            snapshot, "deployment_frequency", breakdown="service", since=date(2026, 3, 1), until=date(2026, 4, 1)
        )

    assert list(zip(march["group_name"], march["sample_size"], strict=True)) == [("ledger", 0), ("payments", 1)]
    assert march["value"].tolist() == pytest.approx([0, 7 / 31])


def test_candidates_after_the_first_are_respins(tmp_path: Path) -> None:
    """
    release   candidates      respins
    1.0.0     rc1, rc2, rc3   2
    1.1.0     rc1             0
    1.2.0     none            left out          median of 2 and 0 = 1
    """
    facts = Facts().service().commit("a", at="2026-01-01", shipped_in="1.0.0")
    for version, day in (("1.0.0", 10), ("1.1.0", 20), ("1.2.0", 28)):
        facts.tag(f"v{version}", on="a", at=f"2026-01-{day}")
    for candidate, day in (("1.0.0-rc1", 5), ("1.0.0-rc2", 6), ("1.0.0-rc3", 7), ("1.1.0-rc1", 15)):
        facts.tag(f"v{candidate}", on="a", at=f"2026-01-{day:02d}")
    with facts.publish(tmp_path) as snapshot:
        [row] = measure(snapshot, "candidate_respins").to_dict("records")
        counts = snapshot.query("select candidate_count from releases where not is_candidate order by version")

    assert (row["value"], row["sample_size"]) == (1.0, 2)
    assert counts["candidate_count"].tolist() == [3, 1, 0]
