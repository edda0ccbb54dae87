"""`leadline init`: writes leadline.toml after testing what was said."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from dashboard.cli_jira import jira_block, toml_text
from dashboard.config import FILE_NAME
from ingest.errors import SettingsError
from ingest.git_mirror import Refs, is_address, open_mirror
from ingest.settings import Repository, single
from ingest.versions import parse_tag


def run_init(
    repositories: Sequence[str], folder: Path, *, force: bool, jira: str | None, projects: Sequence[str]
) -> None:
    """Write leadline.toml in `folder` after looking at each repository and at the Jira."""
    file = folder / FILE_NAME
    if file.exists() and not force:
        raise SettingsError(f"{file} is there already. Edit it, or replace it with --force.")
    if projects and not jira:
        raise click.UsageError("--project names projects of a Jira: give its address with --jira URL.")
    team = None
    if not repositories and not jira:
        repositories, team, jira = _ask()
    folder.mkdir(parents=True, exist_ok=True)
    console = Console(stderr=True)
    jira_text, keys = jira_block(jira, projects, folder, console) if jira else ("", ())
    own_keys = keys if len(repositories) == 1 else ()
    blocks = [_service_block(location, team, own_keys, folder.absolute(), console) for location in repositories]
    _refuse_doubles(blocks)
    file.write_text(_HEAD + "".join(text for _, text in blocks) + jira_text, encoding="utf-8")
    console.print(Text(f"Wrote {file}. Next: `leadline sync`, then `leadline serve`" + _where(folder)), soft_wrap=True)


_HEAD = """\
# Leadline's settings. Every setting with its default and unit is explained in leadline.example.toml.
data_dir = "data"      # snapshots and mirrors; relative to this file
time_zone = "UTC"      # days, weeks and months are cut here
"""


def _where(folder: Path) -> str:
    return "." if folder.resolve() == Path.cwd() else f" in {folder}."


def _ask() -> tuple[list[str], str | None, str | None]:
    if not sys.stdin.isatty():
        raise click.UsageError(
            "There is no terminal to ask on. Name what to read: leadline init --git PATH, or --jira URL"
        )
    repositories = [click.prompt("Git repository (path or address)")]
    while more := click.prompt("Another one (empty to go on)", default="", show_default=False):
        repositories.append(more)
    team = click.prompt("Team that owns them (may be empty)", default="", show_default=False)
    jira = click.prompt("Jira (address, may be empty)", default="", show_default=False)
    return repositories, team or None, jira or None


def _service_block(
    location: str, team: str | None, keys: Sequence[str], folder: Path, console: Console
) -> tuple[str, str]:
    """Return the service's name and its part of leadline.toml; raises when the repository cannot be read."""
    if not is_address(location):
        location = str(Path(location).expanduser().absolute())
    repository = single(location, folder, base=folder).repositories[0]
    refs = _look(repository, folder)
    _describe(repository, refs, console)
    lines = ["", "[[service]]", f"name = {toml_text(repository.name)}", f"repositories = [{toml_text(location)}]"]
    if team:
        lines.insert(3, f"team = {toml_text(team)}")
    if keys:
        lines.append(f"jira_projects = [{', '.join(map(toml_text, keys))}]")
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
