"""What `leadline init` and `leadline doctor` ask a Jira, and how they say it."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from ingest.errors import SettingsError
from ingest.jira_client import JiraClient, connect
from ingest.jira_project import Project, project_of
from ingest.jira_source import category
from ingest.jira_sync import pages_folder
from ingest.jira_values import named
from ingest.settings_jira import JiraSettings, checked_url, projects_of
from ingest.text import one_line
from metrics.lifecycle import STEPS, default_step

SAMPLE_COUNT = 5


def jira_block(url: str, keys: Sequence[str], folder: Path, console: Console) -> tuple[str, tuple[str, ...]]:
    """Test the connection, show what the account sees, and return the part of leadline.toml and the projects' keys."""
    settings = JiraSettings(checked_url(url, "--jira"), projects=projects_of(keys, "--project"))
    with closing(connect(settings, pages=pages_folder(folder / "data", settings.name))) as client:
        projects = chosen_projects(client, settings)
        _say(console, f"{settings.url} is {server(client)}; signed in as {one_line(str(client.account), 80)}.")
        for project in projects[:20]:
            count = client.count(project.key, None)
            shown = "issues it may see" if count is None else f"{count:,} issues it may see"
            _say(console, f"{project.key}: {one_line(project.name or '', 60)}, {shown}")
        if len(projects) > 20:
            _say(console, f"... and {len(projects) - 20} more projects")
        for line in samples(client, projects):
            _say(console, f"  {line}")
        statuses = found_statuses(client.statuses())
    text = _toml_of(settings, statuses)
    for line in unmapped_lines(statuses):
        _say(console, line)
    return text, settings.projects


def server(client: JiraClient) -> str:
    """Return which kind of Jira it is, in words."""
    kind = "Jira Cloud" if client.kind == "cloud" else f"Jira Data Center {one_line(str(client.version or ''), 20)}"
    title = one_line(str(client.title or ""), 60)
    return f"{kind.strip()} ({title})" if title else kind.strip()


def chosen_projects(client: JiraClient, settings: JiraSettings) -> list[Project]:
    """Return the projects that the settings name, else all that are shown; raises for one that is not shown."""
    shown = {found.key: found for entry in client.projects() if (found := project_of(entry)) is not None}
    missing = [key for key in settings.projects if key not in shown]
    if missing or not shown:
        listed = ", ".join(sorted(shown)[:8]) or "none"
        what = f"no project {missing[0]}" if missing else "no project"
        raise SettingsError(
            f"{settings.url} shows {what} to {one_line(str(client.account), 80)} (shown: {listed}). Correct the key, "
            "or give that account permission to browse it."
        )
    return [shown[key] for key in settings.projects] or [shown[key] for key in sorted(shown)]


def samples(client: JiraClient, projects: Iterable[Project]) -> list[str]:
    """Return one printable line for each of the first issues."""
    wanted = ["summary", "status", "issuetype"]
    found = (issue for project in projects for issue in client.sample(project.key, wanted))
    return [_sample(issue) for issue in islice(found, SAMPLE_COUNT)]


def _sample(issue: Mapping[str, Any]) -> str:
    fields = issue.get("fields")
    fields = fields if isinstance(fields, dict) else {}
    words = [str(issue.get("key")), *(named(fields.get(name)) or "" for name in ("issuetype", "status"))]
    return (
        " ".join(one_line(word, 40) for word in words if word) + f": {one_line(str(fields.get('summary') or ''), 90)}"
    )


def found_statuses(statuses: Iterable[Mapping[str, Any]]) -> dict[str, str | None]:
    """Return the step that is proposed for each status's name; None for what neither name nor category tells."""
    return {name: default_step(name, category(status))[0] for status in statuses if (name := named(status)) is not None}


def unmapped_lines(statuses: Mapping[str, str | None]) -> list[str]:
    """Say how many statuses got a step, and which got none."""
    open_ones = [one_line(name, 60) for name, step in statuses.items() if step is None]
    lines = [f"{len(statuses) - len(open_ones)} of {len(statuses)} statuses are mapped to a step of the lifecycle."]
    return lines + ([f"Without a step: {', '.join(open_ones[:20])}. Put them into [lifecycle]."] if open_ones else [])


def _toml_of(settings: JiraSettings, statuses: Mapping[str, str | None]) -> str:
    lines = ["", "[[jira]]", f"url = {toml_text(settings.url)}"]
    lines.append(
        f"projects = [{', '.join(map(toml_text, settings.projects))}]" if settings.projects else
        "# projects = [\"PAY\"]   # left out: every project the account may see"
    )  # fmt: skip
    lines += ["", "# Which step each status belongs to, as proposed; correct what is wrong.", "[lifecycle]"]
    for step in STEPS:
        names = sorted(name for name, found in statuses.items() if found == step)
        lines.append(f"{step} = [{', '.join(map(toml_text, names))}]")
    open_ones = sorted(name for name, found in statuses.items() if found is None)
    lines += [f"# Without a step: {toml_text(name)}" for name in open_ones]
    return "\n".join(lines) + "\n"


def toml_text(text: str) -> str:
    """Return `text` as a TOML string."""
    escaped = "".join(
        f"\\u{ord(character):04x}" if ord(character) < 32 or ord(character) == 127 else character
        for character in text.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{escaped}"'


def _say(console: Console, line: str) -> None:
    console.print(Text(line), soft_wrap=True)
