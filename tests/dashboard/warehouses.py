"""Published warehouses for the pages: full, hostile, without tags."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from metrics.settings import MetricSettings
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
    facts = Facts().service(HOSTILE[3], repositories=["quiet"]).service(HOSTILE[0], team=HOSTILE[1])
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
    facts.publish(data_dir, now=now)


def without_tags(data_dir: Path) -> None:
    """Commits and no tag."""
    now = datetime.now(UTC)
    facts = Facts().service("payments")
    facts.commit("only", at=_text(now - timedelta(days=2)), files={"a": (1, 0)})
    facts.source("payments", read_at=_text(now), newest_at=_text(now))
    facts.publish(data_dir, now=now)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
