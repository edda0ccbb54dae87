"""[sql] of leadline.toml: how much one query may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from metrics.errors import MetricSettingsError
from metrics.nearest import nearest

TEXT_LIMIT: Final = 20_000
"""Characters of a statement."""
QUEUE: Final = 8
"""Queries that wait for a jail; the next one is told to come back."""
THREADS: Final = 2
"""Threads of one jail."""
GRACE_SECONDS: Final = 0.5
"""What a jail has beyond its time to say so itself, before it is killed."""


@dataclass(frozen=True, slots=True)
class Key:
    """One setting of [sql], with the values that make sense."""

    kind: type
    meaning: str
    unit: str
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take, and how many run at a time."""

    seconds: float = 5.0
    memory_mb: int = 512
    """What DuckDB may use. The process as a whole gets four times that as address space, and at least 1,536 MB."""
    rows: int = 1_000
    page_mb: int = 10
    export_mb: int = 200
    at_once: int = 2

    @property
    def address_space_bytes(self) -> int:
        return max(4 * self.memory_mb, 1_536) << 20

    @property
    def cpu_seconds(self) -> int:
        """Processor time that a jail cannot reach within its wall clock, so that it ends even if nobody watches it."""
        return int(THREADS * (self.seconds + GRACE_SECONDS)) + 1


KEYS: Final[Mapping[str, Key]] = {
    "seconds": Key(float, "How long one query may run.", "seconds", 0.1, 3_600),
    "memory_mb": Key(int, "Memory of one query.", "MB", 64, 65_536),
    "rows": Key(int, "Rows that the page shows of a result.", "rows", 1, 100_000),
    "page_mb": Key(int, "The most that the page takes of a result.", "MB", 1, 50),
    "export_mb": Key(int, "The largest download, and the largest result of the command line.", "MB", 1, 100_000),
    "at_once": Key(int, "Queries that run at the same time.", "queries", 1, 64),
}
"""What [sql] understands."""


def from_mapping(table: Mapping[str, object]) -> Limits:
    """The limits of the table [sql]; what it does not name keeps its default."""
    given: dict[str, Any] = {name: _checked(name, value) for name, value in table.items()}
    return Limits(**given)


def _checked(name: str, value: object) -> int | float:
    key = KEYS.get(name)
    if key is None:
        raise MetricSettingsError(f"Unknown setting '{name}' in [sql].{nearest(name, KEYS)}")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (key.kind is int and not isinstance(value, int)):
        expected = "a whole number" if key.kind is int else "a number"
        raise MetricSettingsError(f"[sql] {name} must be {expected} ({key.unit}), not {value!r}.")
    assert isinstance(value, int | float)
    if not key.lowest <= value <= key.highest:
        raise MetricSettingsError(
            f"[sql] {name} must be between {key.lowest:g} and {key.highest:g} ({key.unit}), not {value}."
        )
    return key.kind(value)  # type: ignore[no-any-return]
