"""The settings that change a number: the table [metrics] of leadline.toml, and the display zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from zoneinfo import ZoneInfo

from metrics.errors import MetricSettingsError
from metrics.nearest import nearest


@dataclass(frozen=True, slots=True)
class Key:
    """One setting as leadline.toml spells it, with the values that make sense."""

    kind: type
    lowest: float
    highest: float
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class MetricSettings:
    """What a build reckons with. The defaults are ours; METRICS says why."""

    time_zone: str = "UTC"
    """Display zone: days, weeks and months begin at its midnight."""
    observation_days: int = 14
    """How long a deployment is watched for failures before its rate is final."""
    hotfix_days: int = 7
    """How soon after a release a repair counts as unplanned."""
    late_window_share: float = 0.2
    """The last part of a release's build window, in which a change is late."""

    def as_rows(self) -> list[tuple[str, str]]:
        """The settings as rows of meta.settings."""
        return [(field.name, str(getattr(self, field.name))) for field in fields(self)]


KEYS: Final[Mapping[str, Key]] = {
    "observation_days": Key(
        int, 1, 365, "days", "How long a deployment is watched for failures before its rate is final."
    ),
    "hotfix_days": Key(int, 1, 90, "days", "How soon after a release a repair counts as unplanned."),
    "late_window_share": Key(
        float, 0.01, 0.99, "share", "The last part of a release's build window, in which a change is late."
    ),
}
"""What [metrics] understands. `time_zone` stands at the top of leadline.toml, not in here."""


def from_mapping(table: Mapping[str, object], *, time_zone: str) -> MetricSettings:
    """Settings from the table [metrics]; what it does not name keeps its default."""
    given: dict[str, Any] = {name: _checked(name, value) for name, value in table.items()}
    return MetricSettings(time_zone=_known_zone(time_zone), **given)


def _checked(name: str, value: object) -> int | float:
    key = KEYS.get(name)
    if key is None:
        raise MetricSettingsError(f"Unknown setting '{name}' in [metrics].{nearest(name, KEYS)}")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (key.kind is int and not isinstance(value, int)):
        expected = "a whole number" if key.kind is int else "a number"
        raise MetricSettingsError(f"[metrics] {name} must be {expected} of {key.unit}, not {value!r}.")
    assert isinstance(value, int | float)
    if not key.lowest <= value <= key.highest:
        raise MetricSettingsError(
            f"[metrics] {name} must be between {key.lowest:g} and {key.highest:g} ({key.unit}), not {value}."
        )
    return key.kind(value)  # type: ignore[no-any-return]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise MetricSettingsError(
            f"time_zone '{name}' is not a zone of the IANA time zone database;"
            " write one such as 'Europe/Berlin' or 'UTC'."
        ) from error
    return name
