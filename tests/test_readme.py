"""The documents tell the truth: commands, targets, settings, variables, metrics and links that they name exist."""

import re
import tomllib
from pathlib import Path

import pytest

from dashboard import config, dashboard_settings
from dashboard.cli import cli
from dashboard.dashboard_settings import DashboardSettings
from metrics.catalog import METRICS
from metrics.sandbox.limits import KEYS as SQL_KEYS
from metrics.settings import KEYS as METRIC_KEYS
from metrics.settings import MetricSettings
from metrics.settings_calendar import KEYS as CALENDAR_KEYS
from metrics.settings_evaluation import KEYS as EVALUATION_KEYS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
EXAMPLE = ROOT / "data" / "leadline.example.toml"


def commands_named(text: str) -> set[str]:
    return set(re.findall(r"\bleadline ([a-z]+)\b(?!\.)", text))


def test_every_command_of_the_readme_exists_and_the_reverse() -> None:
    assert commands_named(README) == set(cli.commands)


def test_every_option_of_the_readme_s_table_exists() -> None:
    for line in re.findall(r"^\| `leadline ([^|]*)` \|", README, re.MULTILINE):
        command = cli.commands[line.split()[0]]
        known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        assert set(re.findall(r"--[a-z-]+", line)) <= known


def test_the_first_commands_of_the_readme_are_the_demo_and_the_tests() -> None:
    [first_block] = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[:1]

    assert re.findall(r"^make \w+", first_block, re.MULTILINE) == ["make demo", "make test"]


def test_every_make_target_that_is_named_exists_and_the_reverse() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))

    assert named == targets - {"help"}
    assert set(re.findall(r"`make ([a-z-]+)`", CONTRIBUTING)) <= targets


def test_every_metric_is_in_the_readme_s_table_with_its_unit_and_the_reverse() -> None:
    rows = dict(re.findall(r"^\| `([a-z_0-9]+)` \|[^|]*\| ([a-z0-9 ]+) \|$", README, re.MULTILINE))

    assert rows == {metric.id: metric.unit for metric in METRICS.values() if metric.companion_of is None} | {
        "deployment_gap": METRICS["deployment_gap"].unit
    }


def test_every_variable_that_the_program_reads_is_in_the_readme() -> None:
    sources = (
        path.read_text(encoding="utf-8")
        for layer in ("ingest", "metrics", "dashboard")
        for path in (ROOT / layer).rglob("*.py")
    )
    read = {name for text in sources for name in re.findall(r'"(LEADLINE_[A-Z_]+|XDG_[A-Z_]+)"', text)}

    assert read == set(re.findall(r"^\| `((?:LEADLINE|XDG)_[A-Z_]+)` \|", README, re.MULTILINE))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_within_the_project_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)\)", text) if "://" not in target]

    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_place_that_contributing_names_exists() -> None:
    places = re.findall(r"`((?:ingest|metrics|dashboard|tests|data)/[\w./*-]*)`", CONTRIBUTING)

    assert len(places) > 15
    assert [place for place in places if not list(ROOT.glob(place.rstrip("/")))] == []


def test_the_example_s_settings_are_read_and_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEADLINE_DATA_DIR", raising=False)
    loaded = config.load(EXAMPLE)

    assert loaded.metrics == MetricSettings()
    assert loaded.dashboard == DashboardSettings()
    assert loaded.sources.git == type(loaded.sources.git)()
    assert loaded.sql == type(loaded.sql)()
    assert loaded.sources.data_dir == EXAMPLE.parent / "data"


def test_the_example_names_every_setting() -> None:
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    known = {name: keys for name, keys in config.sources.KEYS.items() if name and "." not in name}

    assert set(example) == {"data_dir", "time_zone", "metrics", "evaluation", "sql", "dashboard", "calendar", *known}
    assert set(example["metrics"]) == set(METRIC_KEYS)
    assert set(example["evaluation"]) == EVALUATION_KEYS
    assert set(example["sql"]) == set(SQL_KEYS)
    assert set(example["dashboard"]) == dashboard_settings.KEYS
    assert set(example["calendar"]) == CALENDAR_KEYS
    assert set(example["git"]) == known["git"]
    assert {key for service in example["service"] for key in service} == known["service"]
    text = EXAMPLE.read_text(encoding="utf-8")
    for table in ("jira", "jira.fields", "people", "journal"):
        assert [key for key in config.sources.KEYS[table] if not re.search(rf"\b{key}\b", text)] == []


def test_the_lock_names_no_host_and_no_path() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert not re.search(r"://|--index|--find-links|--trusted|^\s*[^#\s]*/", lock, re.MULTILINE)
    assert re.findall(r"^(?:streamlit|duckdb|pandas|plotly)==(\d+\.\d+)", lock, re.MULTILINE) == [
        "2.0",
        "3.1",
        "7.1",
        "1.67",
    ]
    assert "\npytz==" in lock


def test_the_lock_pins_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        # What `make` installs; the driver of a database server is for those who have one.
        *(need for name in ("test", "lint", "build") for need in project["optional-dependencies"][name]),
    ]
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))

    assert {re.split(r"[<>=!~ ]", need)[0] for need in wanted} <= pinned


def test_the_changelog_knows_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert "## [Unreleased]" in CHANGELOG or f"## [{version}]" in CHANGELOG
