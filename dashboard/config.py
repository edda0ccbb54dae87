"""Finds and checks leadline.toml, and joins what ingest and metrics read from it."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dashboard import dashboard_settings
from dashboard.dashboard_settings import DashboardSettings
from ingest import settings as sources
from ingest.errors import SettingsError
from ingest.text import one_line
from metrics import settings as meanings
from metrics import settings_calendar, settings_evaluation
from metrics.errors import MetricSettingsError
from metrics.lifecycle import STEPS
from metrics.sandbox import limits

FILE_NAME = "leadline.toml"
CONFIG_VARIABLE = "LEADLINE_CONFIG"
DATA_VARIABLE = "LEADLINE_DATA_DIR"
JOURNAL_VARIABLE = "LEADLINE_JOURNAL_URL"


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one run."""

    file: Path | None
    """None when the settings were made up on the spot, as `leadline try` does."""
    found_by: str
    """How the file was found: --config, LEADLINE_CONFIG, or a folder."""
    sources: sources.SourceSettings
    metrics: meanings.MetricSettings
    data_dir_from: str
    """Where the data folder's path comes from."""
    sql: limits.Limits = field(default_factory=limits.Limits)
    """What one query of an analyst may take."""
    dashboard: DashboardSettings = field(default_factory=DashboardSettings)


def load(option: Path | None = None) -> Config:
    """Return the settings of the file named by `option`, by LEADLINE_CONFIG, or found upwards from here.

    Raises `SettingsError` in one sentence for a file that is missing or wrong.
    """
    file, found_by = _find(option)
    table = _read(file)
    where = _shown(file)
    _refuse_unknown(table, where)
    source_settings = sources.from_mapping(table, base=file.parent.resolve(), where=where)
    data_dir_from = f"data_dir in {where}" if "data_dir" in table else "default"
    if DATA_VARIABLE in os.environ:
        source_settings = _moved(source_settings, Path(os.environ[DATA_VARIABLE]))
        data_dir_from = DATA_VARIABLE
    if os.environ.get(JOURNAL_VARIABLE):
        source_settings = replace(source_settings, journal_url=os.environ[JOURNAL_VARIABLE])
    return Config(
        file,
        found_by,
        source_settings,
        _metric_settings(table, where),
        data_dir_from,
        _sql_limits(table, where),
        _page_settings(table, where),
    )


def for_one_repository(location: str, data_dir: Path) -> Config:
    """Return settings for a single repository, with defaults for everything else."""
    found = sources.single(location, data_dir, base=Path.cwd())
    return Config(None, "none", found, meanings.MetricSettings(), "--dir")


def _moved(settings: sources.SourceSettings, data_dir: Path) -> sources.SourceSettings:
    return replace(settings, data_dir=data_dir.expanduser().absolute())


def _find(option: Path | None) -> tuple[Path, str]:
    if option is not None:
        return _existing(option, "--config"), "--config"
    if os.environ.get(CONFIG_VARIABLE):
        return _existing(Path(os.environ[CONFIG_VARIABLE]), CONFIG_VARIABLE), CONFIG_VARIABLE
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME, "the working folder" if folder == here else "a folder above"
    raise SettingsError(
        f"No {FILE_NAME} in {here} or above it. Run `leadline init` here, name one with --config, "
        "or try a repository without settings: `leadline try PATH`."
    )


def _existing(path: Path, named_by: str) -> Path:
    file = path / FILE_NAME if path.is_dir() else path
    if not file.is_file():
        raise SettingsError(f"{file}, named by {named_by}, does not exist. Check the path, or run `leadline init`.")
    return file


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{_shown(file)} is not valid TOML: {error}. Correct that line, then run again.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{_shown(file)} cannot be read ({error}). Check its permissions and encoding.") from error


def _shown(file: Path) -> str:
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(file)


def _refuse_unknown(table: Mapping[str, Any], where: str) -> None:
    top = {name for name in sources.KEYS if name and "." not in name} | {*sources.KEYS[""], "time_zone", "metrics"}
    for name in table:
        names = top | {"lifecycle", "freeze", "evaluation", "sql", "dashboard", "calendar"}
        _check(name, names, f"{where}: unknown setting {name!r}")
    metric_tables = (
        ("metrics", frozenset(meanings.KEYS)),
        ("lifecycle", frozenset(STEPS)),
        ("evaluation", settings_evaluation.KEYS),
        ("sql", frozenset(limits.KEYS)),
        ("dashboard", dashboard_settings.KEYS),
        ("calendar", settings_calendar.KEYS),
    )
    for section, known in (*((name, sources.KEYS[name]) for name in ("git", "people", "journal")), *metric_tables):
        _check_keys(table.get(section), known, f"{where}: unknown setting {{!r}} in [{section}]")
    for section, known in (
        *((name, sources.KEYS[name]) for name in ("service", "jira", "feed")),
        ("freeze", meanings.FREEZE_KEYS),
    ):
        for entry in table[section] if isinstance(table.get(section), list) else []:
            _check_keys(entry, known, f"{where}: unknown setting {{!r}} in [[{section}]]")
            if section == "jira" and isinstance(entry, dict):
                known_uses = sources.KEYS["jira.fields"]
                _check_keys(entry.get("fields"), known_uses, f"{where}: unknown use {{!r}} in [jira.fields]")


def _check_keys(table: object, known: frozenset[str], complaint: str) -> None:
    for name in table if isinstance(table, dict) else ():
        _check(name, known, complaint.format(name))


def _check(name: str, known: set[str] | frozenset[str], complaint: str) -> None:
    if name in known:
        return
    nearest = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    hint = f"Did you mean {nearest[0]!r}?" if nearest else f"Known: {', '.join(sorted(known))}."
    raise SettingsError(f"{one_line(complaint)}. {hint}")


def _metric_settings(table: Mapping[str, Any], where: str) -> meanings.MetricSettings:
    zone, section = table.get("time_zone", "UTC"), table.get("metrics", {})
    if not isinstance(zone, str) or not isinstance(section, dict):
        raise SettingsError(f"{where}: time_zone must be a text and [metrics] a table.")
    try:
        return meanings.from_mapping(section, time_zone=zone, **_meanings_of(table, where))
    except MetricSettingsError as error:
        raise SettingsError(f"{where}: {error}") from error


def _sql_limits(table: Mapping[str, Any], where: str) -> limits.Limits:
    section = table.get("sql", {})
    if not isinstance(section, dict):
        raise SettingsError(f"{where}: 'sql' must be a table. Write [sql] on a line of its own.")
    try:
        return limits.from_mapping(section)
    except MetricSettingsError as error:
        raise SettingsError(f"{where}: {error}") from error


def _page_settings(table: Mapping[str, Any], where: str) -> DashboardSettings:
    try:
        return dashboard_settings.from_mapping(table.get("dashboard", {}))
    except MetricSettingsError as error:
        raise SettingsError(f"{where}: {error}") from error


def _meanings_of(table: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The tables beside [metrics] that change a number."""
    tables: dict[str, Any] = {name: table.get(name, {}) for name in ("lifecycle", "evaluation", "calendar")}
    for name, found in tables.items():
        if not isinstance(found, dict):
            raise SettingsError(f"{where}: '{name}' must be a table. Write [{name}] on a line of its own.")
    freezes = table.get("freeze", [])
    if not isinstance(freezes, list) or not all(isinstance(entry, dict) for entry in freezes):
        raise SettingsError(f"{where}: 'freeze' must be a list of tables. Write each freeze under [[freeze]].")
    return {**tables, "freezes": freezes}
