"""Services with their Jira projects, and months of releases and issues that chance made, to be reckoned twice.

One company holds many services, so that one build tries many worlds. What chance may do here is what the metrics tell apart:
imports, doubtful dates, candidates, rollbacks, reverts and their reverts, merges, reviews, moves there and back, histories that
are not known, issues that are gone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests.support.random_deployments import add_deployments
from tests.support.random_feeds import add_feeds
from tests.support.raw_rows import ANN, BOB, Facts

FIRST = datetime(2026, 1, 1)
LAST = datetime(2026, 7, 1)
READ_AT = "2026-07-01 11:00"
STATUSES = ("Open", "To Do", "In Progress", "In Review", "Testing", "Waiting", "Limbo", "Done", "Closed", "Rejected")
TYPES = ("Story", "Task", "Bug", "Bug", "Incident", "Incident", "Sub-task", "Change", "Change", "Vulnerability", "Technical debt", "Spike")
IMPROVED = (
    "flow_velocity", "flow_velocity", "deployment_frequency", "flow_time", "flow_time_working", "flow_load", "flow_efficiency",
    "linkage_coverage", "backed_out_change_rate", "late_change_share", "change_lead_time", "flow_distribution", "no_such_metric",
)  # fmt: skip
ANN_AT_HOME = ("Ann Author", "ann@home.example")
WEB_FORM = ("GitHub", "noreply@github.com")


def text(at: datetime) -> str:
    """Return an instant as facts spell it."""
    return at.strftime("%Y-%m-%d %H:%M")


def company(seed: int, *, services: int = 10, issues: int = 25, backwards: bool = False) -> Facts:
    """Return the facts that this seed makes. `backwards` lands the services in the other order and changes no fact."""
    facts = Facts()
    facts.status("Open", "new").status("Limbo", None).status("Rejected", "done")
    names = [(f"service {chr(97 + n)}", f"P{chr(65 + n)}") for n in range(services)]
    for n, (name, key) in enumerate(names):
        facts.service(name, jira_projects=[key], team=[None, "red", "blue"][n % 3], product=["shop", None][n % 2],
                      repositories=[] if n % 9 == 8 else None)  # fmt: skip
    for name, key in reversed(names) if backwards else names:
        _Service(facts, name, key, Random(f"{seed} {name}"), issues).add()
    for name, key in reversed(names) if backwards else names:
        _links(facts, key, [key for _, key in names], Random(f"{seed} links {name}"), issues)
        if name in {member for member, _ in facts.members}:
            facts.source(name, read_at=READ_AT, newest_at=text(FIRST + timedelta(days=Random(f"{seed} {name} read").randint(1, 180))))
    add_feeds(facts, seed, FIRST)
    _add_register(facts, names, Random(f"{seed} register"))
    add_deployments(facts, seed, LAST)
    return facts


def _add_register(facts: Facts, names: list[tuple[str, str]], dice: Random) -> None:
    """Improvements of every other service and of all, some closed; a metric that there is not makes a verdict impossible."""
    of_all = [None] * 4
    for number, service in enumerate([*(name for name, _ in names[::2]), *of_all]):
        starts = FIRST + timedelta(days=dice.randint(50, 140))
        facts.row(
            "raw.journal_improvements", improvement_id=f"improvement {number}", service=service, revision=1,
            starts_on=f"{starts:%Y-%m-%d}", metric_id=dice.choice(IMPROVED),
            closed_on=f"{starts + timedelta(days=dice.randint(20, 60)):%Y-%m-%d}" if dice.random() < 0.8 else None,
        )  # fmt: skip


class _Service:
    def __init__(self, facts: Facts, name: str, key: str, dice: Random, issue_count: int) -> None:
        self.facts, self.name, self.key, self.dice = facts, name, key, dice
        self.keys = [f"{key}-{n}" for n in range(1, issue_count + 1)]
        self.has_tags = name in {member for member, _ in facts.members}
        self.has_gaps = dice.random() < 0.5
        self.versions: list[str] = []
        self.commits: list[str] = []
        self.tagged: list[str] = []

    def add(self) -> None:
        # Some services release until the day of the sync, so that what is not over yet has its rows as well.
        at, numbers = FIRST + timedelta(days=self.dice.choice([0, 70, 125])), [1, 0, 0]
        for n in range(self.dice.randint(4, 9)):
            at += timedelta(minutes=self.dice.randint(60, 16 * 24 * 60))
            if at > LAST:
                break
            roll = self.dice.random()
            numbers = (
                [numbers[0], numbers[1], numbers[2] + 1] if roll < 0.5 else [numbers[0], numbers[1] + 1, 0] if roll < 0.9
                else [numbers[0] + 1, 0, 0]
            )  # fmt: skip
            if self.has_tags:
                self._release(n, ".".join(map(str, numbers)), at)
            else:
                self._version(".".join(map(str, numbers)), at, is_released=self.dice.random() < 0.8)
        self._version("9.99.0", None, is_released=False)
        for n in range(3 if self.has_tags else 0):
            self._commit(f"{self.name} waits {n}", at + timedelta(hours=n + 1), None, is_on_default_branch=self.dice.random() < 0.7)
        for key in self.keys:
            self._issue(key)

    def _release(self, number: int, version: str, at: datetime) -> None:
        dice, names = self.dice, []
        for n in range(dice.randint(1, 4)):
            names.append(f"{self.name} {version} {n}")
            self._commit(names[-1], at - timedelta(minutes=dice.randint(-60, 12_000)), version, arrives_with=names)
        for n in range(dice.choice([0, 0, 1, 3])):
            self.facts.tag(f"v{version}-rc{n + 1}", on=names[-1], at=text(at - timedelta(hours=9 - n)), repository=self.name)
        rolls_back = len(set(self.tagged)) > 1 and dice.random() < 0.12
        self.tagged.append(dice.choice(self.tagged[:-1]) if rolls_back else names[-1])
        self.facts.tag(
            f"v{version}", on=self.tagged[-1], at="2099-01-01" if dice.random() < 0.04 else text(at), repository=self.name,
            is_import_dated=dice.random() < 0.08,
        )  # fmt: skip
        if dice.random() < 0.85:
            self._version(version, at, is_released=True)

    def _version(self, version: str, at: datetime | None, *, is_released: bool) -> None:
        dice = self.dice
        seen = sorted(dice.sample(range(2, 60), dice.choice([0, 1, 2, 3])), reverse=True)
        around = at or FIRST + timedelta(days=200)
        snapshots = [
            (text(around - timedelta(days=before, minutes=dice.randint(0, 900))),
             f"{around + timedelta(days=dice.choice([-9, -1, 0, 2, 20])):%Y-%m-%d}", False) for before in seen
        ]  # fmt: skip
        planned = at or (around if dice.random() < 0.6 else None)
        self.facts.version(
            version, project=self.key, release_on=planned and f"{planned:%Y-%m-%d}", is_released=is_released, snapshots=snapshots,
            start_on=f"{around - timedelta(days=dice.choice([8, 40])):%Y-%m-%d}" if dice.random() < 0.7 else None,
        )  # fmt: skip
        self.versions.append(version)
        if at and dice.random() < 0.6:
            self._people_say(f"{self.name}/{version}", at)

    def _people_say(self, release_id: str, at: datetime) -> None:
        """A review, answers and actions of a release."""
        dice, on = self.dice, lambda least, most: f"{at + timedelta(days=dice.randint(least, most)):%Y-%m-%d}"
        self.facts.row(
            "raw.journal_reviews", review_id=f"review {release_id}", release_id=release_id, service=self.name,
            state=dice.choice(["done", "done", "draft"]), reviewed_on=on(1, 45),
        )  # fmt: skip
        for n in range(dice.randint(0, 2)):
            self.facts.row(
                "raw.journal_feedback", feedback_id=f"answer {n} {release_id}", release_id=release_id, service=self.name,
                satisfaction=dice.randint(1, 5), given_on=on(0, 20),
            )  # fmt: skip
            closed = on(5, 60) if dice.random() < 0.6 else None
            self.facts.row(
                "raw.journal_actions", action_id=f"action {n} {release_id}", service=self.name, closed_on=closed,
                due_on=on(10, 90) if dice.random() < 0.9 else None, is_dropped=closed is not None and dice.random() < 0.2,
                issue_key=dice.choice([None, dice.choice(self.keys)]),
            )  # fmt: skip

    def _commit(
        self, name: str, at: datetime, version: str | None, *, arrives_with: list[str] | None = None, is_on_default_branch: bool = True
    ) -> None:
        dice = self.dice
        told = dice.sample(self.keys, dice.choice([0, 0, 1, 1, 2])) + ([f"{self.key}-999"] if dice.random() < 0.1 else [])
        self.facts.commit(
            name, at=0 if dice.random() < 0.04 else text(at), shipped_in=version, repository=self.name,
            authored_at=0 if dice.random() < 0.04 else text(at - timedelta(minutes=dice.choice([0, 90, 9_000]))),
            message=f"{' '.join(told)} work", author=dice.choice([ANN, BOB]), is_on_default_branch=is_on_default_branch,
            files=dict.fromkeys(dice.sample(["a.py", "b.py", "c.py", "d.py"], dice.choice([0, 1, 2])), (1, 1)),
            committer=dice.choice([None, None, ANN, ANN_AT_HOME, BOB, WEB_FORM]),
            parents=("p", "q") if dice.random() < 0.15 else ("p",),
            arrived_by=dice.choice(arrives_with) if arrives_with and dice.random() < 0.4 else None,
            trailers=dice.choice([[], [], [("reviewed-by", "Bob Builder <bob@example.com>")], [("signed-off-by", "Ann Author")]]),
            reverts=dice.choice(self.commits) if self.commits and dice.random() < 0.12 else (),
        )  # fmt: skip
        self.commits.append(name)

    def _issue(self, key: str) -> None:
        dice = self.dice
        at = FIRST + timedelta(minutes=dice.randint(0, 150 * 24 * 60))
        first = dice.choice(["To Do", "Open"])
        moves, end = self._moves(at)
        final = moves[-1][1] if moves else first
        is_over = final in ("Done", "Closed", "Rejected") and dice.random() < 0.7
        fix, fix_moves = self._fix(at)
        self.facts.issue(
            key, at=text(at), first=first, moves=moves, fix=fix, fix_moves=fix_moves, type=dice.choice(TYPES),
            priority=dice.choice(["Low", "High", "Blocker"]), severity=dice.choice([None, "S1", "S3"]),
            affects=[dice.choice(self.versions)] if dice.random() < 0.25 else [],
            components=dice.sample(["api", "batch"], dice.choice([0, 0, 1, 1, 2])),
            labels=dice.choice([[], [], [], ["security"], ["tech-debt", "x"]]),
            history=dice.choice(["complete"] * 8 + ["unknown", "partial"]) if self.has_gaps else "complete",
            status=final, resolved_at=text(end) if is_over else None,
            resolution=dice.choice([None, "Fixed", "Duplicate"]) if is_over else None,
            started_at=text(at - timedelta(hours=3)) if dice.random() < 0.2 else None,
            change_type=dice.choice([None, "Normal", "Emergency"]), assignee=dice.choice([None, "boss", "ann"]),
            gone_at="2026-06-01" if dice.random() < 0.06 else None,
        )  # fmt: skip
        if dice.random() < 0.2:
            self.facts.approval(
                key, dice.choice(["approved", "declined", "pending"]), asked_at=text(at), decided_at=text(at + timedelta(hours=5))
            )

    def _moves(self, at: datetime) -> tuple[list[tuple[str | None, str]], datetime]:
        moves: list[tuple[str | None, str]] = []
        for _ in range(self.dice.randint(0, 6)):
            at += timedelta(hours=self.dice.choice([0, 1, 5, 30, 100]))
            moves.append((text(at), self.dice.choice(STATUSES)))
        if not self.has_gaps and self.dice.random() < 0.6:
            at += timedelta(hours=self.dice.randint(1, 300))
            moves.append((text(at), "Done"))
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


def _links(facts: Facts, key: str, keys: list[str], dice: Random, issue_count: int) -> None:
    for incident in [i.key for i in facts.issues if i.type == "Incident" and i.project == key]:
        if dice.random() < 0.3:
            other = dice.choice([key, key, *keys])
            facts.link(incident, "is caused by", f"{other}-{dice.randint(1, issue_count)}")
