"""Published warehouses for the pages: full, hostile, without tags."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from metrics.settings import Freeze, MetricSettings
from tests.support.raw_rows import ANN, BOB, Facts

HOSTILE = (
    "![x](http://beacon.invalid/a.png)",
    "<img src=http://beacon.invalid/b.png> <script>fetch('http://beacon.invalid/c')</script>",
    "[link](http://beacon.invalid/d) **bold** _under_ ~struck~ `code` $x^2$",
    ":material/home: :red[red] :orange-badge[badge] # head",
    "rtl \u202egnp.exe\u202c zero\u200bwidth tab\there",
    '=HYPERLINK("http://beacon.invalid/e")',
)


def full(data_dir: Path, *, now: datetime | None = None, releases: int = 40) -> None:
    """Two services with weekly releases up to a few days before `now`, candidates, a revert and an ignored tag."""
    now = now or datetime.now(UTC)
    facts = Facts()
    for service in ("payments", "ledger"):
        facts.service(service, team="money")
        _history(facts, service, now, releases)
        facts.source(service, read_at=_text(now), newest_at=_text(now - timedelta(days=3)))
        facts.tag("nightly", on=f"{service}-0-0", at=_text(now - timedelta(days=90)), ignored="names no version")
    facts.publish(data_dir, MetricSettings(), now=now)


def _history(facts: Facts, service: str, now: datetime, releases: int) -> None:
    for number in range(releases):
        released = now - timedelta(days=7 * (releases - number) - 3)
        version = f"1.{number // 4}.{number % 4}"
        for index in range(6):
            name = f"{service}-{number}-{index}"
            facts.commit(
                name,
                at=_text(released - timedelta(days=2 + index * (1 + number % 5))),
                shipped_in=version,
                message=f"PAY-{number * 6 + index} Change {name}",
                author=ANN,
                committer=BOB if index % 2 else ANN,
                reverts=f"{service}-{number - 1}-0" if index == 3 and number % 10 == 9 else (),
                files={f"src/{index}.py": (10 + index, index)},
            )
        if number % 4 == 0:
            facts.tag(f"v{version}-rc1", on=f"{service}-{number}-1", at=_text(released - timedelta(days=1)))
        previous = f"1.{(number - 1) // 4}.{(number - 1) % 4}" if number else None
        facts.tag(f"v{version}", on=f"{service}-{number}-0", at=_text(released), predecessor=previous)


def hostile(data_dir: Path) -> None:
    """Every text that git could bring is an attack; each must be shown letter for letter."""
    now = datetime.now(UTC)
    facts = Facts().service(HOSTILE[3], repositories=["quiet"])
    facts.service(HOSTILE[0], team=HOSTILE[1], jira_projects=["PAY"])
    for number in range(8):
        version = f"1.0.{number}"
        released = now - timedelta(days=7 * (8 - number))
        for index, text in enumerate(HOSTILE):
            facts.commit(
                f"{number}-{index}",
                at=_text(released - timedelta(days=1 + index)),
                shipped_in=version,
                message=text,
                author=(text, "a@example.com"),
                files={"a": (1, 1)},
            )
        facts.tag(
            f"v{version}", on=f"{number}-0", at=_text(released), subject=HOSTILE[1], line=HOSTILE[2], version=version
        )
    for text in HOSTILE:
        facts.tag(text, on="0-0", at=_text(now - timedelta(days=30)), version="0", ignored=text)
    facts.source(HOSTILE[0], read_at=_text(now), newest_at=_text(now), state="failed", message=HOSTILE[1])
    soon = (now + timedelta(days=2)).date()
    for number, text in enumerate(HOSTILE):
        facts.version(f"{text} {number + 2}.0", project="PAY", release_on=soon.isoformat())
        facts.status(text, "indeterminate").issue(
            f"PAY-{number + 1}",
            at=_text(now - timedelta(days=9)),
            fix=f"{text} {number + 2}.0",
            summary=text,
            status=text,
            type=text,
        )
        facts.maps_version(HOSTILE[0], f"{text} {number + 2}.0", f"{number + 2}.0.0")
    frozen = tuple(Freeze(text, soon, soon + timedelta(days=3), (), text) for text in HOSTILE)
    facts.publish(data_dir, MetricSettings(freezes=frozen), now=now)


def evaluated(data_dir: Path) -> None:
    """
    1.0.0 to 1.0.5   weekly, one candidate each, all changes with a second pair of eyes; no plan, so coverage is 65 %
    1.0.4            an incident of severity 1 that is open; a reviewer adds 5 points
    1.0.5            came out three days ago: provisional
    """
    now = datetime.now(UTC)
    facts = (
        Facts()
        .service("payments", jira_projects=["PAY"])
        .project("PAY")
        .source("payments", read_at=f"{now:%Y-%m-%d %H:%M}")
    )
    for number in range(6):
        at = now - timedelta(days=7 * (5 - number) + 3)
        facts.commit(
            f"c{number}", at=f"{at - timedelta(days=3):%Y-%m-%d %H:%M}", shipped_in=f"1.0.{number}", committer=BOB
        )
        facts.tag(f"v1.0.{number}-rc1", on=f"c{number}", at=f"{at - timedelta(days=1):%Y-%m-%d %H:%M}")
        facts.tag(f"v1.0.{number}", on=f"c{number}", at=f"{at:%Y-%m-%d %H:%M}")
        if number == 4:
            facts.version("1.0.4", release_on=f"{at:%Y-%m-%d}", is_released=True)
            facts.issue("PAY-1", type="Incident", at=f"{at:%Y-%m-%d %H:%M}", affects="1.0.4", severity="SEV1")
    facts.row("raw.journal_reviews", review_id="r", release_id="payments/1.0.4", service="payments", state="done",
              reviewed_on=f"{now:%Y-%m-%d}", score_adjustment=5, adjustment_reason=HOSTILE[0])  # fmt: skip
    facts.publish(data_dir, now=now)


def planned(data_dir: Path, *, now: datetime | None = None, releases: int = 12) -> date:
    """The services of `full` and one without tags, with what Jira plans for them. Returns the day that all is told from.

    Counted from that day: payments 9.0.0 in 3 days (in a freeze of payments), ledger 9.0.0 overdue by 4 days, payments 8.0.0
    out 2 days later than planned, mobile-app planned in 3 and in 40 days, a freeze of all from 20 to 30 days on.
    """
    now = now or datetime.now(UTC)
    today = now.date()

    def on(days: int) -> str:
        return (today + timedelta(days=days)).isoformat()

    facts = Facts()
    for service, project in (("payments", "PAY"), ("ledger", "LED")):
        facts.service(service, team="money", jira_projects=[project])
        _history(facts, service, now, releases)
        facts.source(service, read_at=_text(now), newest_at=_text(now - timedelta(days=3)))
    facts.service("mobile-app", repositories=[], team="apps", jira_projects=["MOB"])
    for project in ("PAY", "LED", "MOB"):
        facts.project(project).source(f"jira/{project}", read_at=_text(now), newest_at=_text(now), kind="jira")
    facts.commit(
        "eight",
        at=_text(now - timedelta(days=8)),
        repository="payments",
        shipped_in="8.0.0",
        message="PAY-900 Do it",
        files={"a": (1, 0)},
    )
    facts.tag("v8.0.0", on="eight", at=_text(now - timedelta(days=5)), repository="payments", service="payments")
    facts.version("8.0.0", project="PAY", release_on=on(-7), is_released=True, snapshots=[(on(-60), on(-7), False)])
    facts.version(
        "Payments 9.0.0", project="PAY", release_on=on(3), start_on=on(-30),
        snapshots=[(on(-60), on(-20), False), (on(-40), on(-10), False), (on(-9), on(3), False)],
    )  # fmt: skip
    facts.version("9.0.0", project="LED", release_on=on(-4))
    facts.version("Mobile 2.0", project="MOB", release_on=on(3))
    facts.version("Mobile 2.1", project="MOB", release_on=on(40))
    facts.version("Some day", project="MOB").version("Mobile 3.0", project="MOB")
    facts.issue(
        "PAY-900", at=on(-30), fix="8.0.0", moves=[(on(-9), "In Progress"), (on(-6), "Done")], resolution="Done"
    )
    for number in range(1, 5):
        moves = [(on(-9), "In Progress"), (on(-6), "Done")] if number == 1 else [(on(-3), "In Progress")][: number - 1]
        facts.issue(f"PAY-90{number}", at=on(-30), fix="Payments 9.0.0", moves=moves, summary=f"Part {number}")
    freezes = (
        Freeze("Peak trade", today + timedelta(days=2), today + timedelta(days=5), ("payments",), "Sales week"),
        Freeze("Year end", today + timedelta(days=20), today + timedelta(days=31)),
    )
    facts.publish(data_dir, MetricSettings(freezes=freezes), now=now)
    return today


def without_tags(data_dir: Path) -> None:
    """Commits and no tag."""
    now = datetime.now(UTC)
    facts = Facts().service("payments")
    facts.commit("only", at=_text(now - timedelta(days=2)), files={"a": (1, 0)})
    facts.source("payments", read_at=_text(now), newest_at=_text(now))
    facts.publish(data_dir, now=now)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
