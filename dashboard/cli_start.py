"""`leadline demo`, `try`, `init` and `serve`: the ways in."""

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
from dashboard.cli_sync import count_lines, sync_history
from dashboard.config import FILE_NAME, Config
from ingest.errors import IngestError, SettingsError
from ingest.git_mirror import Refs, is_address, open_mirror
from ingest.settings import Repository, single
from ingest.versions import parse_tag


def run_demo(folder: Path | None, *, is_served: bool, server: dict[str, Any]) -> None:
    """Make the demo organisation in `folder`, sync it, and serve it unless told not to."""
    from dashboard.demo import make_repositories

    if is_served:
        _check_address(server)
    console = Console(stderr=True)
    folder = (folder or _cache("demo")).absolute()
    console.print(Text(f"Making the demo organisation in {folder}"), soft_wrap=True)
    file = make_repositories(folder, today=datetime.now(UTC).date(), progress=lambda line: console.print(Text(line)))
    _sync_and_serve(config.load(file), console, is_served=is_served, server=server)


def run_try(location: str, folder: Path | None, *, is_served: bool, server: dict[str, Any]) -> None:
    """Sync one repository into a scratch folder, and serve it unless told not to."""
    if is_served:
        _check_address(server)
    identity = location if is_address(location) else str(Path(location).expanduser().resolve())
    name = re.sub(r"[^A-Za-z0-9]+", "-", Path(identity).name).strip("-") or "repository"
    scratch = folder or _cache("try") / f"{name}-{hashlib.sha256(identity.encode()).hexdigest()[:10]}"
    console = Console(stderr=True)
    console.print(Text(f"Reading {location} into {scratch}"), soft_wrap=True)
    settings = config.for_one_repository(location, scratch.absolute())
    _sync_and_serve(settings, console, is_served=is_served, server=server)


def run_serve(config_file: Path | None, *, server: dict[str, Any]) -> None:
    """Serve the warehouse of the settings."""
    _serve(config.load(config_file), server)


def _cache(name: str) -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "leadline" / name


def _check_address(server: dict[str, Any]) -> None:
    """Find out that the port is taken before the work is done, not after."""
    from dashboard.server import check_host, check_port

    check_host(server["host"], insecure=server["insecure"])
    check_port(server["host"], server["port"])


def _sync_and_serve(settings: Config, console: Console, *, is_served: bool, server: dict[str, Any]) -> None:
    outcome = sync_history(settings, console)
    for sentence in outcome.failures.values():
        click.echo(f"leadline: {sentence}", err=True)
    if outcome.is_total_failure:
        sys.exit(1)
    if not is_served:
        failed = count_lines(settings, console).failures or outcome.failures
        console.print(Text(f"The warehouse is {settings.sources.data_dir / 'warehouse.duckdb'}."), soft_wrap=True)
        sys.exit(PARTLY if failed else 0)
    threading.Thread(target=_count_quietly, args=(settings,), daemon=True, name="line-counts").start()
    _serve(settings, server)


def _count_quietly(settings: Config) -> None:
    """Fill the line counts behind the served pages; the pages tell how far they are."""
    try:
        failures = count_lines(settings, Console(stderr=True, quiet=True)).failures
    except IngestError as error:
        failures = {"line counts": str(error)}
    for sentence in failures.values():
        click.echo(f"leadline: {sentence}", err=True)


def _serve(settings: Config, server: dict[str, Any]) -> None:
    from dashboard.server import serve

    serve(
        settings.sources.data_dir,
        host=server["host"],
        port=server["port"],
        open_browser=server["browser"],
        insecure=server["insecure"],
    )


def run_init(repositories: Sequence[str], folder: Path, *, force: bool) -> None:
    """Write leadline.toml in `folder` after looking at each repository."""
    file = folder / FILE_NAME
    if file.exists() and not force:
        raise SettingsError(f"{file} is there already. Edit it, or replace it with --force.")
    team = None
    if not repositories:
        repositories, team = _ask()
    folder.mkdir(parents=True, exist_ok=True)
    console = Console(stderr=True)
    blocks = [_service_block(location, team, folder.absolute(), console) for location in repositories]
    _refuse_doubles(blocks)
    file.write_text(_HEAD + "".join(text for _, text in blocks), encoding="utf-8")
    console.print(Text(f"Wrote {file}. Next: `leadline sync`, then `leadline serve`" + _where(folder)), soft_wrap=True)


_HEAD = """\
# Leadline's settings. Every setting with its default and unit is explained in leadline.example.toml.
data_dir = "data"      # snapshots and mirrors; relative to this file
time_zone = "UTC"      # days, weeks and months are cut here
"""


def _where(folder: Path) -> str:
    return "." if folder.resolve() == Path.cwd() else f" in {folder}."


def _ask() -> tuple[list[str], str | None]:
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask on. Name the repositories: leadline init --git PATH")
    repositories = [click.prompt("Git repository (path or address)")]
    while more := click.prompt("Another one (empty to go on)", default="", show_default=False):
        repositories.append(more)
    return repositories, click.prompt("Team that owns them (may be empty)", default="", show_default=False) or None


def _service_block(location: str, team: str | None, folder: Path, console: Console) -> tuple[str, str]:
    """Return the service's name and its part of leadline.toml; raises when the repository cannot be read."""
    if not is_address(location):
        location = str(Path(location).expanduser().absolute())
    repository = single(location, folder, base=folder).repositories[0]
    refs = _look(repository, folder)
    _describe(repository, refs, console)
    lines = ["", "[[service]]", f"name = {_toml(repository.name)}", f"repositories = [{_toml(location)}]"]
    if team:
        lines.insert(3, f"team = {_toml(team)}")
    return repository.name, "\n".join(lines) + "\n"


def _look(repository: Repository, folder: Path) -> Refs:
    mirrors = folder / "data" / "mirrors"
    mirrors.mkdir(parents=True, exist_ok=True)
    return open_mirror(mirrors, repository.name, repository.location, base=folder).refs(timeout=120)


def _describe(repository: Repository, refs: Refs, console: Console) -> None:
    tags = [ref.name.removeprefix("refs/tags/") for ref in refs.refs if ref.name.startswith("refs/tags/")]
    parsed = [(version, tag) for tag in tags if (version := parse_tag(tag)) is not None]
    versions = [tag for version, tag in sorted(parsed, key=lambda pair: pair[0].order)]
    found = f"{len(refs.refs) - len(tags)} branches, {len(tags)} tags, {len(versions)} of them versions"
    sample = f" such as {', '.join(versions[-5:])}" if versions else ""
    console.print(Text(f"{repository.name}: {found}{sample}".encode("utf-8", "replace").decode()), soft_wrap=True)
    if tags and not versions:
        console.print(Text(f"{repository.name}: no tag looks like a version; set release_tags for this service."))


def _refuse_doubles(blocks: Sequence[tuple[str, str]]) -> None:
    names = [name for name, _ in blocks]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(
                f"Two repositories are named {name!r}. Run `leadline init` with one of them and add the other to "
                f"{FILE_NAME} as a [[service]] with a name of its own."
            )


def _toml(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(character):04x}" if ord(character) < 32 else character
        for character in text.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{escaped}"'
