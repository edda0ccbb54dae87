"""`leadline doctor`: what stands, what does not, and what to do about it."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboard import config
from dashboard.cli_doctor_feeds import feed_findings
from dashboard.cli_doctor_jira import jira_findings
from dashboard.cli_doctor_plans import plan_findings
from dashboard.config import Config
from ingest import git_client
from ingest.errors import IngestError
from ingest.git_mirror import is_partial, open_mirror
from ingest.settings import Repository
from metrics import snapshot
from metrics.errors import MetricsError
from metrics.sandbox import walls
from metrics.sandbox.service import Sandbox

_OLDEST_GIT = (2, 39)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_STALE_AFTER_HOURS = 48
_WALLS = {
    "limits": "of memory, time and files",
    "no new privileges": "Linux only",
    "files": "Landlock: Linux 5.13, switched on",
    "system calls": "seccomp: Linux on x86-64 or ARM 64",
    "network": "namespaces for users, or root",
    "user": "the snapshot must be readable for everybody when Leadline runs as root",
}
"""What each wall of a query needs."""
_MARKS = {"ok": "ok", "note": "note", "failed": "FAILED"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: str
    """ok, note (works, but read it) or failed."""
    sentence: str


def run_doctor(config_file: Path | None, *, is_json: bool) -> None:
    """Print every finding; leaves with 1 when one failed."""
    findings = list(_findings(config_file))
    if is_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        Console().print(_table(findings))
    sys.exit(1 if any(finding.state == "failed" for finding in findings) else 0)


def _table(findings: list[Finding]) -> Table:
    table = Table("What", "State", "Finding", box=None, pad_edge=False)
    for finding in findings:
        style = {"ok": "green", "note": "yellow", "failed": "bold red"}[finding.state]
        table.add_row(Text(finding.what), Text(_MARKS[finding.state], style=style), Text(finding.sentence))
    return table


def _findings(config_file: Path | None) -> Iterator[Finding]:
    yield Finding("Leadline", "ok", f"version {metadata.version('leadline')}, Python {sys.version.split()[0]}")
    yield _safely("git", _git)
    try:
        settings = config.load(config_file)
    except IngestError as error:
        yield Finding("settings", "failed", str(error))
        return
    yield from _of_settings(settings)


def _of_settings(settings: Config) -> Iterator[Finding]:
    yield Finding("settings", "ok", f"{settings.file}, found by {settings.found_by}")
    yield Finding("time zone", "ok", settings.metrics.time_zone)
    yield _safely("data folder", lambda: _data_folder(settings))
    for repository in settings.sources.repositories:
        yield _safely(f"repository {repository.name}", lambda r=repository: _repository(settings, r))  # type: ignore[misc]
    for what, state, sentence in (*jira_findings(settings), *plan_findings(settings)):
        yield Finding(what, state, sentence)
    for what, state, sentence in feed_findings(settings):
        yield Finding(what, state, sentence)
    warehouse = _safely("warehouse", lambda: _warehouse(settings))
    yield warehouse
    if warehouse.state != "failed":
        yield _safely("SQL", lambda: _sandbox(settings))
    yield _browser()


def _safely(what: str, look: Callable[[], tuple[str, str]]) -> Finding:
    try:
        return Finding(what, *look())
    except (IngestError, MetricsError) as error:
        return Finding(what, "failed", str(error))


def _git() -> tuple[str, str]:
    version = git_client.version()
    shown = ".".join(map(str, version))
    if version < _OLDEST_GIT:
        return "note", f"version {shown}; Leadline is tested with 2.39 and newer"
    return "ok", f"version {shown}"


def _data_folder(settings: Config) -> tuple[str, str]:
    folder = settings.sources.data_dir
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        return (
            "failed",
            f"{folder} ({settings.data_dir_from}) cannot be written. Correct the permissions of {existing}.",
        )
    free = shutil.disk_usage(existing).free / 1e9
    state = "note" if free < 1 else "ok"
    return state, f"{folder} ({settings.data_dir_from}) can be written, {free:,.1f} GB free"


def _repository(settings: Config, repository: Repository) -> tuple[str, str]:
    folder = settings.sources.data_dir / "mirrors"
    folder.mkdir(parents=True, exist_ok=True)
    mirror = open_mirror(folder, repository.name, repository.location, base=settings.sources.base)
    refs = mirror.refs(timeout=60).refs
    tags = sum(ref.name.startswith("refs/tags/") for ref in refs)
    answer = f"{mirror.location} answers: {len(refs) - tags:,} branches, {tags:,} tags"
    if is_partial(mirror):
        return "note", f"{answer}. It is a partial clone, so not every line count can be had."
    return ("ok", answer) if tags else ("note", f"{answer}. Without a release tag there is no release to report on.")


def _warehouse(settings: Config) -> tuple[str, str]:
    with snapshot.current(settings.sources.data_dir) as current:
        if current.warning:
            return "note", current.warning
        ages = current.query("select source, state, message, last_success_at from meta.sources order by source")
        as_of = current.as_of
        number = current.number
    failed = ages[ages["state"] != "ok"]
    if len(failed):
        return "note", f"snapshot {number}: {len(failed)} of {len(ages)} sources failed at the last sync"
    hours = (datetime.now(UTC) - as_of).total_seconds() / 3600 if as_of else None
    if hours is None:
        return "note", f"snapshot {number} has no source yet. Run `leadline sync`."
    if hours > _STALE_AFTER_HOURS:
        return (
            "note",
            f"snapshot {number} is {hours / 24:.0f} days old. Run `leadline sync`, or `leadline sync --every 15m`.",
        )
    return "ok", f"snapshot {number}, data as of {as_of:%Y-%m-%d %H:%M} UTC, {len(ages)} sources"


def _sandbox(settings: Config) -> tuple[str, str]:
    """Run the smallest query as an analyst's would run, and see what stood around it."""
    path = snapshot.locate(settings.sources.data_dir).path
    with Sandbox(settings.sql) as sandbox:
        standing = sandbox.run(path, "select 1").walls
    missing = [f"{name} ({_WALLS[name]})" for name in walls.NAMES if name not in standing]
    if not missing:
        return "ok", f"queries run in a process of their own, behind every wall: {', '.join(walls.NAMES)}"
    told = f"queries run in a process of their own with limits, but this host does not let it build: {', '.join(missing)}"
    return "note", f"{told}. DuckDB's own locks still hold there."


def _browser() -> Finding:
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        return Finding("browser", "note", "no Chromium on PATH; only the browser tests need one")
    return Finding("browser", "ok", found)
