"""`leadline demo`, `try` and `serve`: the ways in."""

import hashlib
import os
import re
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from dashboard import config
from dashboard.cli import PARTLY
from dashboard.cli_sync import count_lines, say, sync_history
from dashboard.config import Config
from ingest.cache_folder import cache_folder
from ingest.errors import IngestError
from ingest.git_mirror import is_address


def run_demo(folder: Path | None, *, is_served: bool, server: dict[str, Any]) -> None:
    """Make the demo organisation in `folder`, sync it, and serve it unless told not to."""
    from dashboard.cli_look_back import remember_promises
    from dashboard.demo import make_organisation
    from dashboard.demo.answering import answering

    if is_served:
        _check_address(server)
    console = Console(stderr=True)
    folder, now = (folder or cache_folder() / "demo").absolute(), datetime.now(UTC)
    console.print(Text(f"Making the demo organisation in {folder}"), soft_wrap=True)
    demo = make_organisation(folder, today=now.date(), progress=lambda line: console.print(Text(line)))
    moment_count = remember_promises(demo, config.load(demo.settings).sources, now=now)
    if moment_count:
        console.print(Text(f"Jira: the versions as they were at {moment_count} moments, twice a week"))
    with answering(demo) as address:
        console.print(Text(f"Jira: a stand-in answers at {address}"))
        _sync_and_serve(config.load(demo.settings), console, is_served=is_served, server=server)


def run_try(location: str, folder: Path | None, *, is_served: bool, server: dict[str, Any]) -> None:
    """Sync one repository into a scratch folder, and serve it unless told not to."""
    if is_served:
        _check_address(server)
    identity = location if is_address(location) else str(Path(location).expanduser().resolve())
    name = re.sub(r"[^A-Za-z0-9]+", "-", Path(identity).name).strip("-") or "repository"
    scratch = folder or cache_folder() / "try" / f"{name}-{hashlib.sha256(identity.encode()).hexdigest()[:10]}"
    console = Console(stderr=True)
    console.print(Text(f"Reading {location} into {scratch}"), soft_wrap=True)
    settings = config.for_one_repository(location, scratch.absolute())
    again = ("try", location, "--dir", str(scratch.absolute()), "--no-serve")
    _sync_and_serve(settings, console, is_served=is_served, server=server, build_with=again)


def run_serve(config_file: Path | None, *, server: dict[str, Any]) -> None:
    """Serve the warehouse of the settings."""
    _serve(config.load(config_file), server)


def _check_address(server: dict[str, Any]) -> None:
    """Find out that the port is taken before the work is done, not after."""
    from dashboard.server import check_host, check_port

    check_host(server["host"], insecure=server["insecure"])
    check_port(server["host"], server["port"])


def _sync_and_serve(
    settings: Config, console: Console, *, is_served: bool, server: dict[str, Any], build_with: Sequence[str] = ()
) -> None:
    outcome = sync_history(settings, console)
    say(outcome)
    if outcome.is_total_failure:
        sys.exit(1)
    if not is_served:
        failed = count_lines(settings, console).failures or outcome.failures
        console.print(Text(f"The warehouse is {settings.sources.data_dir / 'warehouse.duckdb'}."), soft_wrap=True)
        sys.exit(PARTLY if failed else 0)
    threading.Thread(target=_count_quietly, args=(settings,), daemon=True, name="line-counts").start()
    _serve(settings, server, build_with)


def _count_quietly(settings: Config) -> None:
    """Fill the line counts behind the served pages; the pages tell how far they are."""
    try:
        failures = count_lines(settings, Console(stderr=True, quiet=True)).failures
    except IngestError as error:
        failures = {"line counts": str(error)}
    for sentence in failures.values():
        click.echo(f"leadline: {sentence}", err=True)


def _serve(settings: Config, server: dict[str, Any], build_with: Sequence[str] = ()) -> None:
    from dashboard.server import serve

    if settings.file is not None:
        build_with = ("build", "--config", str(settings.file.resolve()), "--steps")

    if settings.sources.journal_url:
        os.environ[config.JOURNAL_VARIABLE] = settings.sources.journal_url
    serve(
        settings.sources.data_dir,
        host=server["host"],
        port=server["port"],
        open_browser=server["browser"],
        insecure=server["insecure"],
        settings=settings.dashboard,
        sql=settings.sql,
        build_with=build_with,
    )
