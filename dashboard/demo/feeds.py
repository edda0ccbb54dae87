"""The demo's feeds: what its pipeline, its test runners, its board and its calendar write into files, told from the same story."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from dashboard.demo.desk import Desk
from dashboard.demo.paperwork import approvals, freezes, runsheets
from dashboard.demo.pipeline import PIPELINE, deployments, test_reports
from dashboard.demo.repository import Tag

SETTINGS = f"""\
# What the pipeline, the test runners, the change board and the calendar of {{service}} write down.
[[feed]]
kind = "deployments"
path = "feeds/deployments/*.csv"
pipelines = ["{PIPELINE}"]

[[feed]]
kind = "tests"
path = "feeds/tests"

[[feed]]
kind = "approvals"
path = "feeds/approvals.jsonl"

[[feed]]
kind = "runsheet"
path = "feeds/runsheets/*.csv"

[[feed]]
kind = "freezes"
path = "feeds/freezes.ics"
"""
"""For leadline.toml; relative to its folder."""


def write_feeds(folder: Path, desks: Sequence[Desk], tags: Mapping[str, Sequence[Tag]], end: int) -> None:
    """Write the feeds of the services that have some into `folder`, as they are at `end`, and nothing that is there already.

    `tags`: those in the repository of each service. A file of a later day holds what it held and more.
    """
    files: dict[str, str] = {}
    for desk in desks:
        if desk.service.has_feeds:
            files |= deployments(desk, tags[desk.service.name], end)
            files |= test_reports(desk, tags[desk.service.name])
            files |= approvals(desk, end)
            files |= runsheets(desk, end)
    if files:
        files["freezes.ics"] = freezes(desks[0])
    for name, content in files.items():
        _write(folder / name, content.encode())
    _remove_others(folder, set(files))


def _write(file: Path, content: bytes) -> None:
    if file.exists() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_name(f".{file.name}")
    scratch.write_bytes(content)
    scratch.replace(file)


def _remove_others(folder: Path, kept: set[str]) -> None:
    """Runsheets of releases that have come and gone, and what an older program wrote."""
    for file in sorted(folder.rglob("*")) if folder.exists() else ():
        if file.is_file() and file.relative_to(folder).as_posix() not in kept:
            file.unlink()
    for place in sorted(folder.rglob("*"), reverse=True) if folder.exists() else ():
        if place.is_dir() and not any(place.iterdir()):
            shutil.rmtree(place)
