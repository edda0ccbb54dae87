"""What feeds of deployments and incidents, and people, add to a company that chance made: failed and repeated deployments, versions that
no tag names, rollbacks that a feed tells, incidents with and without a cause, links confirmed, rejected and withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests.support.raw_rows import Facts, Tag, sha_of
from tests.support.reckoned_deployments import fed_rows


def add_deployments(facts: Facts, seed: int, last: datetime) -> None:
    """Give some services with tags a feed, which then alone tells what is in production; and every service incidents of one."""
    for number, (service, _, _, keys) in enumerate(facts.services):
        dice = Random(f"{seed} deployments {service}")
        tags = [tag for tag in facts.tags if tag.service == service and tag.candidate_of is None]
        if number % 3 == 1 and tags:
            _Pipeline(facts, service, dice, last).run(tags)
        for n in range(3):
            _incident(facts, service, keys[0], n, dice, last)
        for n in range(4):
            _decision(facts, service, keys[0], n, dice)


class _Pipeline:
    def __init__(self, facts: Facts, service: str, dice: Random, last: datetime) -> None:
        self.facts, self.service, self.dice, self.last, self.count = facts, service, dice, last, 0

    def run(self, tags: list[Tag]) -> None:
        at, waiting = datetime(2026, 1, 1), list[str]()
        for tag in tags:
            waiting += [commit.name for commit in self.facts.commits if commit.shipped_in.get(self.service) == tag.version]
            if self.dice.random() < 0.85:
                at = self._release(tag, at, waiting)
                waiting = []
        if self.dice.random() < 0.5:
            self._deploy("9.99.0", at + timedelta(hours=9))

    def _release(self, tag: Tag, at: datetime, commits: list[str]) -> datetime:
        """One version: perhaps first in staging, perhaps failed before, perhaps again, perhaps with something unknown after it."""
        dice, version = self.dice, str(tag.version)
        at = min(at + timedelta(minutes=dice.randint(60, 14 * 24 * 60)), self.last)
        if dice.random() < 0.3:
            self._deploy(version, at - timedelta(minutes=40), environment="staging")
        if dice.random() < 0.2:
            self._deploy(version, at - timedelta(minutes=20), result=dice.choice(["failed", "cancelled", "running"]))
        self._deploy(
            version, at, result=dice.choice(["succeeded"] * 8 + ["rolled_back"]), is_rollback=dice.random() < 0.1,
            brings=[name for name in commits if dice.random() < 0.9],
        )  # fmt: skip
        if dice.random() < 0.15:
            self._deploy(dice.choice([version, "77.7.7"]), at + timedelta(minutes=30))
        return at

    def _deploy(
        self, version: str, at: datetime, *, environment: str = "production", result: str = "succeeded", is_rollback: bool = False,
        brings: list[str] = (),  # type: ignore[assignment]
    ) -> None:  # fmt: skip
        self.count += 1
        self.facts.deployment(
            f"{self.service} {self.count:03}", at=_text(min(at, self.last)), version=f"v{version}", service=self.service,
            environment=environment, result=result, is_rollback=is_rollback, is_automated=self.dice.choice([None, True, False]),
            brings=tuple(brings),
        )  # fmt: skip


def _incident(facts: Facts, service: str, key: str, number: int, dice: Random, last: datetime) -> None:
    """An incident of a feed; some are called like one of Jira and only add its cause."""
    opened = min(datetime(2026, 1, 1) + timedelta(minutes=dice.randint(0, 170 * 24 * 60)), last)
    near = [row["finished_at"] for row in fed_rows(facts) if row["service"] == service]
    if near and dice.random() < 0.5:
        opened = min(dice.choice(near).replace(tzinfo=None) + timedelta(hours=dice.randint(-9, 90)), last)
    told = {row["incident_id"] for table, row in facts.rows if table == "raw.feed_incidents"}
    same = [issue.key for issue in facts.issues if issue.type == "Incident" and issue.project == key and issue.gone_at is None]
    same = [name for name in same if name not in told]
    is_over = dice.random() < 0.7
    facts.fed_incident(
        dice.choice(same) if same and dice.random() < 0.3 else f"{service} incident {number}", at=_text(opened), service=service,
        resolved_at=_text(opened + timedelta(hours=dice.randint(1, 200))) if is_over else None, severity=dice.choice(["S1", "S3"]),
        component=dice.choice([None, None, "api", "batch"]), caused_by=_cause(facts, service, dice),
    )  # fmt: skip


def _cause(facts: Facts, service: str, dice: Random) -> str | None:
    versions = [str(tag.version) for tag in facts.tags if tag.service == service and tag.candidate_of is None]
    told = [row["deployment_id"] for row in fed_rows(facts) if row["service"] == service]
    commits = [commit.name for commit in facts.commits if commit.repository == service]
    ways = [None, None, "nothing that is known", *(dice.choice(names) for names in (told, versions) if names)]
    ways += [f"v{dice.choice(versions)}"] if versions else []
    return dice.choice([*ways, *([sha_of(dice.choice(commits))] if commits else [])])


def _decision(facts: Facts, service: str, key: str, number: int, dice: Random) -> None:
    """What a person said of a deployment and something that may have come of it, once or twice."""
    told = {row["deployment_id"]: row["version"][1:] for row in fed_rows(facts) if row["service"] == service
            and (row["result"], row["environment"]) == ("succeeded", "production")}  # fmt: skip
    versions = {f"{service}/{tag.version}@production": str(tag.version) for tag in facts.tags
                if tag.service == service and tag.candidate_of is None}  # fmt: skip
    subjects, evident = _subjects(facts, service, key), _evident(facts, service, key, told or versions)
    if not (told or versions):
        return
    deployment_id, kind, subject = (
        dice.choice(evident) if evident and dice.random() < 0.7 else (dice.choice([*(told or versions)]), *dice.choice(subjects))
    )
    for n in range(dice.choice([1, 1, 2])):
        verdict = dice.choice(["confirmed", "rejected", "rejected", "withdrawn"])
        facts.decided(verdict, deployment_id, kind, subject, at=f"2026-06-0{n + 1}", decision_id=f"{service} {number} {n}")


def _subjects(facts: Facts, service: str, key: str) -> list[tuple[str, str]]:
    kinds = {"Incident": "incident", "Bug": "issue"}
    found = [(kinds[issue.type], issue.key) for issue in facts.issues if issue.type in kinds and issue.project == key]
    found += [("commit", sha_of(commit.name)) for commit in facts.commits if commit.repository == service and commit.reverts]
    return found + [("incident", f"{service} incident {number}") for number in range(3)]


def _evident(facts: Facts, service: str, key: str, deployments: dict[str, str]) -> list[tuple[str, str, str]]:
    """Pairs that a rung of the ladder may well name: a cause that a feed tells, an affected version, a revert."""
    found = [
        (one, "incident", str(row["incident_id"])) for table, row in facts.rows if table == "raw.feed_incidents" and row["caused_by"]
        for one, version in deployments.items() if row["service"] == service and row["caused_by"] in (one, version, f"v{version}")
    ]  # fmt: skip
    found += [
        (one, "incident", issue.key) for issue in facts.issues if issue.project == key and issue.type == "Incident"
        for one, version in deployments.items() if version in issue.affects
    ]  # fmt: skip
    shipped = {commit.name: commit.shipped_in.get(service) for commit in facts.commits}
    return found + [
        (one, "commit", sha_of(commit.name)) for commit in facts.commits if commit.repository == service
        for one, version in deployments.items() if any(shipped[name] == version for name in commit.reverts)
    ]  # fmt: skip


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")
