"""Two services with a Jira project each, and months of releases and issues that chance made, to be reckoned twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests.support.raw_rows import Facts

FIRST = datetime(2026, 1, 1)
STATUSES = ("To Do", "In Progress", "In Review", "Testing", "Waiting", "Done", "Closed")
SERVICES = {"payments": "PAY", "web": "WEB"}


def text(at: datetime) -> str:
    """Return an instant as facts spell it."""
    return at.strftime("%Y-%m-%d %H:%M")


def company(seed: int, *, issue_count: int = 25, order: tuple[str, ...] = ("payments", "web")) -> Facts:
    """Return the facts that this seed makes. `order` is that in which the services' projects are landed; it changes no fact."""
    facts = Facts().service("payments", jira_projects=["PAY"], team="money").service("web", jira_projects=["WEB"])
    for service in order:
        _Project(facts, service, Random(f"{seed} {service}"), issue_count).add()
    for service in order:
        _links(facts, service, Random(f"{seed} links {service}"), issue_count)
    return facts


class _Project:
    def __init__(self, facts: Facts, service: str, dice: Random, issue_count: int) -> None:
        self.facts, self.service, self.dice = facts, service, dice
        self.key = SERVICES[service]
        self.keys = [f"{self.key}-{n}" for n in range(1, issue_count + 1)]
        self.versions: list[str] = []

    def add(self) -> None:
        at = FIRST
        numbers = [1, 0, 0]
        for _ in range(self.dice.randint(4, 8)):
            at += timedelta(minutes=self.dice.randint(60, 18 * 24 * 60))
            numbers = [1, numbers[1], numbers[2] + 1] if self.dice.random() < 0.5 else [1, numbers[1] + 1, 0]
            self._release(".".join(map(str, numbers)), at)
        self.facts.version("1.99.0", project=self.key)
        self.versions.append("1.99.0")
        for key in self.keys:
            self._issue(key)

    def _release(self, version: str, at: datetime) -> None:
        dice, names = self.dice, []
        for n in range(dice.randint(1, 3)):
            named = dice.sample(self.keys, dice.randint(0, 2))
            names.append(f"{self.service} {version} {n}")
            self.facts.commit(
                names[-1], at=text(at - timedelta(hours=dice.randint(1, 200))), shipped_in=version, repository=self.service,
                message=f"{' '.join(named)} work",
            )  # fmt: skip
        self.facts.tag(
            f"v{version}", on=names[-1], at=text(at), repository=self.service, is_import_dated=dice.random() < 0.1
        )
        if dice.random() < 0.85:
            self.facts.version(version, project=self.key, release_on=f"{at:%Y-%m-%d}", is_released=True)
            self.versions.append(version)

    def _issue(self, key: str) -> None:
        dice = self.dice
        at = FIRST + timedelta(minutes=dice.randint(0, 120 * 24 * 60))
        moves, end = self._moves(at)
        final = moves[-1][1] if moves else "To Do"
        is_over = final in ("Done", "Closed") and dice.random() < 0.7
        fix, fix_moves = self._fix(at)
        self.facts.issue(
            key, at=text(at), moves=moves, fix=fix, fix_moves=fix_moves,
            type=dice.choice(["Story", "Task", "Bug", "Bug", "Incident", "Incident", "Sub-task"]),
            priority=dice.choice(["Low", "High"]),
            affects=[dice.choice(self.versions)] if dice.random() < 0.2 else [],
            components=dice.sample(["api", "batch"], dice.choice([0, 0, 1, 1, 2])),
            history=dice.choice(["complete"] * 8 + ["unknown", "partial"]),
            status=final, resolved_at=text(end) if is_over else None,
            gone_at="2026-06-01" if dice.random() < 0.06 else None,
        )  # fmt: skip

    def _moves(self, at: datetime) -> tuple[list[tuple[str | None, str]], datetime]:
        moves: list[tuple[str | None, str]] = []
        for _ in range(self.dice.randint(0, 6)):
            at += timedelta(hours=self.dice.choice([0, 1, 5, 30, 100]))
            moves.append((text(at), self.dice.choice(STATUSES)))
        return moves, at

    def _fix(self, at: datetime) -> tuple[list[str], list[tuple[str, str]]]:
        """The versions at the end, and the moves that led there; a move may say again what is so."""
        dice, held, moves, seen = self.dice, set[str](), list[tuple[str, str]](), set[str]()
        held |= set(dice.sample(self.versions, dice.choice([0, 0, 1])))
        for _ in range(dice.randint(0, 4)):
            at += timedelta(hours=dice.choice([1, 20, 300]))
            version = dice.choice(self.versions)
            again = version in seen and dice.random() < 0.2
            adds = (version in held) == again
            held = held | {version} if adds else held - {version}
            moves.append((text(at), f"{'+' if adds else '-'}{version}"))
            seen.add(version)
        return sorted(held), moves


def _links(facts: Facts, service: str, dice: Random, issue_count: int) -> None:
    key = SERVICES[service]
    for incident in [i.key for i in facts.issues if i.type == "Incident" and i.project == key]:
        if dice.random() < 0.3:
            other = dice.choice([key, key, "PAY", "WEB"])
            facts.link(incident, "is caused by", f"{other}-{dice.randint(1, issue_count)}")
