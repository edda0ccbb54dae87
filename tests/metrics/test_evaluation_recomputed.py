"""The evaluation score over random facts, through a real build, against an independent reckoning in plain Python."""

from __future__ import annotations

import random
import statistics
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from metrics.settings import MetricSettings
from metrics.settings_evaluation import EvaluationSettings
from metrics.snapshot import Snapshot
from tests.support.raw_rows import ANN, BOB, Facts, instant

START, KNOWN = date(2025, 1, 6), "2026-06-01"
SEVERITY = {"SEV1": 1, "2 - Major": 2, "minor": 3, "Low": 4, "odd word": None, None: None}


def day(number: float) -> str:
    return (instant(START.isoformat()) + timedelta(days=number)).strftime("%Y-%m-%d %H:%M")


def random_facts(seed: int) -> Facts:
    """A year of releases with plans, scope, incidents, candidates, reviews and answers, each of them now and then absent."""
    dice = random.Random(seed)
    facts = Facts().service("pay", jira_projects=["PAY"]).project("PAY").source("pay", read_at=KNOWN)
    at, issue = 0.0, 0
    for number in range(12):
        version, start = f"1.{number // 6}.{number % 6}", at
        at += dice.choice((3, 9, 20, 40))
        planned = at - dice.choice((-4, 0, 0, 2, 6, 30))
        if dice.random() < 0.8:
            moved = [(day(planned - 1), day(planned + 1)[:10], False)] * (dice.random() < 0.3)
            facts.version(
                version, start_on=day(start)[:10], release_on=day(at)[:10], is_released=True,
                snapshots=[(day(start - 30), day(planned)[:10], False), *moved, (day(at + 1), day(at)[:10], True)],
            )  # fmt: skip
            for _ in range(dice.randint(0, 4)):
                issue += 1
                moves = [(day(start - 20 + dice.randint(0, 25)), f"+{version}")]
                moves += [(day(at - 0.1), f"-{version}")] * (dice.random() < 0.3)
                facts.issue(f"PAY-{issue}", at=day(start - 25), fix_moves=moves, moves=[(day(at - 0.5), "Done")])
            for _ in range(dice.choice((0, 0, 1, 2))):
                issue += 1
                opened, took = at + dice.random() * 5, dice.choice((0.02, 0.5, 4, 20, None))
                ended = [(day(opened + took), "Done")] if took else []
                facts.issue(f"PAY-{issue}", type="Incident", at=day(opened), affects=version, moves=ended,
                            severity=dice.choice(list(SEVERITY)), resolved_at=day(opened + took) if took else None)  # fmt: skip
            for _ in range(dice.choice((0, 0, 1, 3))):
                issue += 1
                facts.issue(f"PAY-{issue}", type="Bug", at=day(at + dice.random() * 20), affects=version)
        for piece in range(dice.randint(1, 4)):
            facts.commit(f"{version}/{piece}", at=day(start + dice.random() * (at - start - 0.5)), shipped_in=version,
                         committer=dice.choice((ANN, BOB)))  # fmt: skip
        for candidate in range(dice.choice((0, 1, 1, 2, 5))):
            facts.tag(f"v{version}-rc{candidate}", on=f"{version}/0", at=day(at - 0.3 + candidate / 50))
        facts.tag(f"v{version}", on=f"{version}/0", at=day(at))
        if dice.random() < 0.6:
            facts.row("raw.journal_reviews", review_id=version, release_id=f"pay/{version}", service="pay", state="done",
                      reviewed_on=day(at + dice.choice((5, 20, 60)))[:10], has_published_notes=dice.choice((True, False, None)))  # fmt: skip
        for answer in range(dice.choice((0, 0, 1, 4))):
            facts.row("raw.journal_feedback", feedback_id=f"{version}/{answer}", release_id=f"pay/{version}", service="pay",
                      satisfaction=dice.randint(1, 5))  # fmt: skip
    return facts


class Reckoned:
    """METRICS 4 once more, from the models' rows, in another manner: one number after the other, by the book."""

    def __init__(self, snapshot: Snapshot, weights: dict[str, float]) -> None:
        self.weights = weights
        self.releases = self._rows(snapshot, "from releases where not is_candidate")
        self.failures = self._rows(snapshot, "from failures")
        self.deployments = self._rows(snapshot, "from deployments")
        self.plans = {row["release_id"]: row for row in self._rows(snapshot, "from release_plans")}
        self.changes = self._rows(snapshot, "from changes")
        self.reviews = self._rows(snapshot, "from raw.journal_reviews")
        self.answers = self._rows(snapshot, "from raw.journal_feedback")
        self.escaped = {
            row["subject"]: row for row in self._rows(snapshot, "from metric.escaped_defects_rows()") if "no Jira version" not in (row["left_out_because"] or "")
        }  # fmt: skip

    @staticmethod
    def _rows(snapshot: Snapshot, sql: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = snapshot.arrow(sql).to_pylist()
        return rows

    def before(self, release: dict[str, Any]) -> list[dict[str, Any]]:
        """No release here has a predecessor of another line, so the line's own by date."""
        earlier = [
            r for r in self.releases if r["line"] == release["line"] and r["released_at"] < release["released_at"]
        ]
        return sorted(earlier, key=lambda r: r["released_at"])[-8:]

    def stability(self, release: dict[str, Any]) -> float | None:
        mine = [f for f in self.failures if f["release_id"] == release["release_id"] and f["confidence"] == "confirmed"]
        told = [SEVERITY[f["severity"]] for f in mine]
        lost = sum({1: 50, 2: 25, 3: 10, 4: 0}[s] for s in told if s)
        if None in told:
            lost = max(lost, 25)
        counts = [self.escaped[r["release_id"]] for r in self.before(release) if r["release_id"] in self.escaped]
        whole = [row["amount"] for row in counts if row["is_counted"]]
        own = self.escaped.get(release["release_id"])
        if own and len(whole) >= 5 and own["amount"] > self.percentile(whole, 85):
            lost += 10
        return max(0, 100 - lost)

    @staticmethod
    def percentile(values: list[float], share: int) -> float:
        if len(values) == 1:
            return values[0]
        return statistics.quantiles(values, n=100, method="inclusive")[share - 1]

    def schedule(self, release: dict[str, Any]) -> float | None:
        plan = self.plans.get(release["release_id"], {})
        if plan.get("slip_days") is None:
            return None
        slip, limit = max(0, plan["slip_days"]), max(14, (plan["planned_days"] or 0) / 4)
        return max(0, (limit - min(slip, limit)) / limit * 100 - 5 * (plan["short_notice_replan_count"] or 0))

    def scope(self, release: dict[str, Any]) -> float | None:
        plan = self.plans.get(release["release_id"], {})
        if not plan.get("committed_count"):
            return None
        n = plan["committed_count"]
        moved = (plan["added_count"] + plan["removed_count"]) / n
        return 70 * plan["committed_shipped_count"] / n + 30 * (1 - min(1, moved / 0.4))

    def recovery(self, release: dict[str, Any]) -> float | str | None:
        mine = [f for f in self.failures if f["release_id"] == release["release_id"] and f["confidence"] == "confirmed"]
        if not mine:
            return "not applicable"
        if any(f["restored_at"] is None for f in mine):
            return 0
        [deployment] = [d for d in self.deployments if d["release_id"] == release["release_id"]]
        hours = (deployment["restored_at"] - deployment["deployed_at"]).total_seconds() / 3600
        return 100 if hours <= 1 else 75 if hours <= 24 else 40 if hours <= 168 else 10

    def risk(self, release: dict[str, Any]) -> float | None:
        known = []
        if release["candidate_count"]:
            known.append({1: 100, 2: 75, 3: 50}.get(release["candidate_count"], 20))
        late = [
            c["is_late"] for c in self.changes if c["release_id"] == release["release_id"] and c["is_late"] is not None
        ]
        if late:
            known.append(100 - 100 * sum(late) / len(late))
        other = [r["lead_time_median_hours"] for r in self.before(release) if r["lead_time_median_hours"] is not None]
        own = release["lead_time_median_hours"]
        if own is not None and len(other) >= 5:
            known.append(100 * sum(1 if o > own else 0.5 if o == own else 0 for o in other) / len(other))
        return statistics.mean(known) if known else None

    def governance(self, release: dict[str, Any]) -> float | None:
        known: list[float] = []
        mine = [r for r in self.reviews if r["release_id"] == release["release_id"]]
        due = release["matures_at"].date()
        left = 10
        while left:
            due += timedelta(days=1)
            left -= due.isoweekday() <= 5
        first = min((r["reviewed_on"] for r in self.reviews), default=None)
        if first is not None and due >= first:
            if mine:
                known.append(100 if mine[0]["reviewed_on"] <= due else 0)
            elif instant(KNOWN).date() > due:
                known.append(0)
        changes = [c for c in self.changes if c["release_id"] == release["release_id"]]
        if changes:
            known.append(100 * sum(c["has_second_person"] for c in changes) / len(changes))
        if mine and mine[0]["has_published_notes"] is not None:
            known.append(100.0 * mine[0]["has_published_notes"])
        answers = [a["satisfaction"] for a in self.answers if a["release_id"] == release["release_id"]]
        if answers:
            known.append(20 * statistics.median(answers))
        return statistics.mean(known) if known else None

    def score(self, release: dict[str, Any]) -> tuple[dict[str, Any], float, float | None]:
        """Sub-scores, coverage and score."""
        subs = {name: getattr(self, name)(release) for name in self.weights}
        coverage = sum(w for name, w in self.weights.items() if subs[name] is not None) / sum(self.weights.values())
        there = {name: sub for name, sub in subs.items() if isinstance(sub, int | float)}
        if coverage < 0.6 - 1e-9:
            return subs, coverage, None
        score = sum(self.weights[n] * sub for n, sub in there.items()) / sum(self.weights[n] for n in there)
        mine = [f for f in self.failures if f["release_id"] == release["release_id"] and f["confidence"] == "confirmed"]
        if any(SEVERITY[f["severity"]] == 1 for f in mine) or any(f["rung"] == "rollback" for f in mine):
            score = min(score, 59)
        if any(f["restored_at"] is None for f in mine):
            score = min(score, 69)
        return subs, coverage, score


@pytest.mark.parametrize("seed", [1, 2])
def test_the_score_agrees_with_an_independent_reckoning(seed: int, tmp_path: Path) -> None:
    """Every release, sub-score by sub-score; points lost and score add up to 100; the range holds the score."""
    settings = MetricSettings(evaluation=EvaluationSettings(stability=30 + seed, risk=0.5 * seed))
    with random_facts(seed).publish(tmp_path, settings, now=instant(KNOWN)) as snapshot:
        reckoned = Reckoned(snapshot, settings.evaluation.weights)
        found = {
            row["release_id"]: row for row in snapshot.arrow("from release_evaluations where is_current").to_pylist()
        }
        parts = snapshot.arrow("from release_evaluation_parts order by release_id, position").to_pylist()

    assert len(found) == 12
    scored = 0
    for release in reckoned.releases:
        name = release["release_id"]
        subs, coverage, score = reckoned.score(release)
        mine = [row for row in parts if row["release_id"] == name]
        told = {
            row["dimension"]: row["sub_score"] for row in mine if row["part"] is None and row["dimension"] != "caps"
        }
        expected = {n: None if isinstance(sub, str) else sub for n, sub in subs.items()}
        assert told == {n: sub if sub is None else pytest.approx(sub) for n, sub in expected.items()}, name
        assert found[name]["coverage_share"] == pytest.approx(coverage)
        assert found[name]["score"] == (None if score is None else pytest.approx(score)), name
        if score is not None:
            scored += 1
            lost = sum(row["points_lost"] for row in mine if row["part"] is not None)
            assert found[name]["score"] + lost == pytest.approx(100)
            assert found[name]["low_by_weights"] <= found[name]["score"] <= found[name]["high_by_weights"]
    assert scored >= 8
