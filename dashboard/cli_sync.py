"""`leadline sync` and `leadline build`."""

import itertools
import re
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import duckdb
from rich.console import Console
from rich.text import Text

from dashboard import config
from dashboard.cli import PARTLY
from dashboard.cli_progress import listener
from dashboard.config import Config
from ingest.errors import IngestError
from ingest.line_counts import count_all
from ingest.sync import Models, Outcome, rebuild, sync
from ingest.tables import Furniture
from metrics import build, definitions
from metrics.settings import MetricSettings

_INTERVAL = re.compile(r"(\d+)\s*([smh])")
_SECONDS = {"s": 1, "m": 60, "h": 3600}


def models(settings: MetricSettings, progress: build.Progress | None = None) -> Models:
    """Return what makes the derived tables with these settings. `progress` is told each step as it begins."""

    def run(con: duckdb.DuckDBPyConnection, now: datetime) -> None:
        build.build(con, settings, now=now, progress=progress)

    return Models(run, definitions.fingerprint(settings), Furniture(build.furnish, definitions.shape()))


def sync_history(settings: Config, console: Console, *, full: bool = False, only: Sequence[str] = ()) -> Outcome:
    """Bring the warehouse up to date but for line counts; progress goes to `console`."""
    with listener(console) as progress:
        return sync(
            settings.sources,
            models(settings.metrics),
            now=datetime.now(UTC),
            progress=progress,
            full=full,
            only=only,
        )


def count_lines(settings: Config, console: Console) -> Outcome:
    """Count the lines that are not counted yet; progress goes to `console`."""
    with listener(console) as progress:
        return count_all(settings.sources, models(settings.metrics), now=datetime.now(UTC), progress=progress)


def run_sync(config_file: Path | None, *, full: bool, only: Sequence[str], every: str | None) -> None:
    """Sync once, or for ever; leaves with the exit code of DESIGN 4."""
    seconds = _interval(every) if every else None
    settings = config.load(config_file)
    if seconds is None:
        sys.exit(_sync_once(settings, full=full, only=only))
    while True:
        began = time.monotonic()
        try:
            _sync_once(settings, full=full, only=only)
        except IngestError as error:
            click.echo(f"leadline: {error}", err=True)
        full = False
        time.sleep(max(0.0, seconds - (time.monotonic() - began)))


def _sync_once(settings: Config, *, full: bool, only: Sequence[str]) -> int:
    console = Console(stderr=True)
    began = time.monotonic()
    outcome = sync_history(settings, console, full=full, only=only)
    say(outcome)
    if outcome.is_total_failure:
        return 1
    counted = count_lines(settings, console)
    say(counted)
    _say_end(console, outcome, counted, time.monotonic() - began, settings)
    return PARTLY if outcome.failures or counted.failures else 0


def say(outcome: Outcome) -> None:
    """Print what failed and what should be known, a sentence a line, each once."""
    for sentence in dict.fromkeys((*outcome.notes, *outcome.failures.values())):
        click.echo(f"leadline: {sentence}", err=True)


def _say_end(console: Console, outcome: Outcome, counted: Outcome, seconds: float, settings: Config) -> None:
    published = counted.published or outcome.published
    if published is None:
        console.print(Text(f"Nothing new in {outcome.asked} sources ({seconds:.1f} s)."))
        return
    console.print(Text(
        f"Published {published.name}: {_brought(outcome, settings)} from {outcome.asked} sources "
        f"({seconds:.1f} s). The warehouse is {settings.sources.data_dir / 'warehouse.duckdb'}."
    ), soft_wrap=True)  # fmt: skip


def _brought(outcome: Outcome, settings: Config) -> str:
    parts = [f"{outcome.new_commit_count:,} new commits"] if settings.sources.repositories else []
    if settings.sources.jiras:
        parts.append(f"{outcome.new_issue_count:,} new and {outcome.changed_issue_count:,} changed issues")
    if settings.sources.feeds:
        parts.append(f"{outcome.feed_row_count:,} rows of feeds")
    return ", ".join(parts)


def _interval(text: str) -> int:
    match = _INTERVAL.fullmatch(text.strip())
    if match is None or int(match.group(1)) < 1:
        raise click.BadParameter(
            f"{text!r} is no interval. Expected a number with s, m or h, such as 15m.", param_hint="--every"
        )
    return int(match.group(1)) * _SECONDS[match.group(2)]


def run_build(config_file: Path | None, *, with_steps: bool = False) -> None:
    """Make lineage and models again, with what people typed, and publish; leaves with the exit code of DESIGN 4."""
    settings = config.load(config_file)
    console = Console(stderr=True)
    progress = _steps_told() if with_steps else None
    with console.status("Building models"):
        outcome = rebuild(settings.sources, models(settings.metrics, progress), now=datetime.now(UTC))
    say(outcome)
    assert outcome.published is not None
    console.print(
        Text(f"Published {outcome.published.name}, built with the settings of {settings.file}."), soft_wrap=True
    )
    sys.exit(PARTLY if outcome.failures else 0)


def _steps_told() -> build.Progress:
    """Print each step with its place among all as it begins, for a program that follows: 12/96 releases."""
    begun = itertools.count(1)

    def tell(step: str) -> None:
        click.echo(f"{next(begun)}/{build.step_count()} {step}")
        sys.stdout.flush()

    return tell
