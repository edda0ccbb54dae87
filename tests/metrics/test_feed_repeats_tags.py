"""A feed that tells exactly what the tags tell changes no number: delivery and plans stand on deployments, whoever tells them."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

import duckdb
import pytest

from tests.support.raw_rows import ANN, BOB, Facts, instant

METRICS = (
    "change_lead_time", "change_lead_time_authored", "change_lead_time_issue", "deployment_frequency", "deployment_gap",
    "change_failure_rate", "change_failure_rate_upper", "failed_deployment_recovery_time", "deployment_rework_rate",
    "deployment_rework_rate_upper", "merge_to_release_wait", "request_lead_time", "incidents_caused_by_change",
    "incidents_caused_by_change_upper", "incident_free_release_rate", "escaped_defects", "backed_out_change_rate",
    "linkage_coverage", "segregation_of_duties", "security_debt_at_ship", "defect_removal_efficiency", "user_impact_minutes",
    "on_time_release_rate", "schedule_slip", "schedule_slip_replans", "slip_notice", "schedule_variance", "scope_change_rate",
    "commitment_reliability", "forecast_calibration", "open_blockers_at_ship", "review_timeliness", "late_change_share",
)  # fmt: skip
FIRST = datetime(2026, 1, 1)


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _shop(seed: int, *, is_fed: bool) -> Facts:
    """Two services of twelve releases: reverts, rollbacks to an earlier commit, patches, incidents, defects, issues and none."""
    facts = Facts()
    for name, key in (("payments", "PAY"), ("web", "WEB")):
        dice = Random(f"{seed} {name}")
        facts.service(name, jira_projects=[key])
        _service(facts, name, key, dice, is_fed=is_fed)
    facts.source("payments", read_at="2026-07-01").source("web", read_at="2026-07-01").source("cd", read_at="2026-07-01", kind="feed")
    return facts


def _service(facts: Facts, name: str, key: str, dice: Random, *, is_fed: bool) -> None:
    at, numbers, tips, made = FIRST, [1, 0, 0], list[str](), list[str]()
    for _ in range(12):
        at += timedelta(minutes=dice.randint(600, 14 * 24 * 60))
        numbers = [1, numbers[1], numbers[2] + 1] if dice.random() < 0.5 else [1, numbers[1] + 1, 0]
        version = ".".join(map(str, numbers))
        goes_back = len(set(tips)) > 1 and dice.random() < 0.2
        fresh = [] if goes_back else [f"{name} {version} {n}" for n in range(dice.randint(1, 3))]
        for commit in fresh:
            told = f"{key}-{dice.randint(1, 20)} " if dice.random() < 0.6 else ""
            facts.commit(
                commit, at=_text(at - timedelta(minutes=dice.randint(60, 9_000))), shipped_in=version, repository=name,
                message=f"{told}work", reverts=dice.choice(made) if made and dice.random() < 0.2 else (),
                author=dice.choice([ANN, BOB]), committer=dice.choice([ANN, BOB]),
            )  # fmt: skip
        made += fresh
        tips.append(dice.choice(tips[:-1]) if goes_back else fresh[-1])
        due = at + timedelta(days=Random(_text(at)).randint(-9, 9))
        facts.tag(f"v{version}", on=tips[-1], at=_text(at), repository=name).version(
            version, project=key, release_on=f"{at:%Y-%m-%d}", start_on="2026-01-01", is_released=True,
            snapshots=[("2025-12-01", f"{due:%Y-%m-%d}", False)],
        )  # fmt: skip
        if is_fed:
            facts.deployment(f"{name} {version}", at=_text(at), version=f"v{version}", service=name, brings=tuple(fresh))
    versions = [str(tag.version) for tag in facts.tags if tag.service == name]
    for number in range(1, 21):
        opened = FIRST + timedelta(minutes=dice.randint(0, 160 * 24 * 60))
        is_over = dice.random() < 0.5
        facts.issue(
            f"{key}-{number}", at=_text(opened), type=dice.choice(["Story", "Bug", "Incident", "Incident", "Security"]),
            priority=dice.choice(["High", "Low"]), affects=dice.sample(versions, dice.choice([0, 0, 1])),
            fix=dice.sample(versions, dice.choice([0, 1])), severity=dice.choice(["1", "3"]),
            moves=[(_text(opened + timedelta(hours=9)), "In Progress"), (_text(opened + timedelta(days=2)), "Done")] if is_over else (),
            components=dice.sample(["api", "batch"], dice.choice([0, 1])),
        )  # fmt: skip
    for incident in [issue.key for issue in facts.issues if issue.type == "Incident" and issue.project == key][:4]:
        facts.link(incident, "is caused by", f"{key}-{dice.randint(1, 20)}")


def _rows(facts: Facts) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect() as con:
        facts.build(con, now=instant("2026-07-01 12:00"))
        named = "replace(replace(subject, 'payments/', 'payments '), 'web/', 'web ')"
        return {
            metric_id: con.execute(
                f"select {named}, service, happened_at, line, kind, round(amount, 6), is_counted, is_provisional"
                f" from metric.{metric_id}_rows() order by all"
            ).fetchall()
            for metric_id in METRICS
        } | {"failures": con.execute("select release_id, rung, subject, restored_at, restored_by_release_id from failures order by all").fetchall()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_feed_that_repeats_the_tags_changes_no_row(seed: int) -> None:
    by_tags, by_feed = (_rows(_shop(seed, is_fed=is_fed)) for is_fed in (False, True))

    assert {rung for _, rung, *_ in by_tags["failures"]} >= {"rollback", "affects_version", "caused_by"}
    for metric_id, rows in by_tags.items():
        assert by_feed[metric_id] == rows, metric_id
