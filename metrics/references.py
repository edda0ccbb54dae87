"""What others published about a metric, as dated lines to look at ours beside."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("references.toml")


@dataclass(frozen=True, slots=True)
class Line:
    """What one group of answers reported."""

    value: float
    """In the metric's unit; where the group reported a span, its far end."""
    share: float
    """Part of all answers that the group holds, 0 to 1."""
    short: str
    """1 day"""
    words: str
    """less than one day"""


@dataclass(frozen=True, slots=True)
class Reference:
    """What one report says of one metric."""

    publisher: str
    year: int
    title: str
    note: str
    unit: str
    lines: tuple[Line, ...]
    """In the order of the report, which need not be that of the values."""

    @property
    def name(self) -> str:
        return f"{self.publisher} {self.year}"


def reference(metric_id: str) -> Reference | None:
    """Return the newest that was published about a metric; None when nothing was."""
    return _read().get(metric_id)


@cache
def _read() -> Mapping[str, Reference]:
    reports = tomllib.loads(FILE.read_text(encoding="utf-8"))["report"]
    found: dict[str, Reference] = {}
    for report in sorted(reports, key=lambda report: int(report["year"])):
        about = (report["publisher"], report["year"], report["title"], report["note"])
        for figure in report["figure"]:
            lines = tuple(Line(**line) for line in figure["values"])
            found[figure["metric"]] = Reference(*about, figure["unit"], lines)
    return found
