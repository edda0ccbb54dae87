"""The settings of the evaluation score: [evaluation] of leadline.toml."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from metrics.errors import MetricSettingsError
from metrics.nearest import nearest

DIMENSIONS: Final = ("stability", "schedule", "scope", "recovery", "risk", "governance")
"""The dimensions of the score in the order of METRICS 4. Each is also the setting of its weight."""
SEVERITIES: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """What the evaluation score reckons with: METRICS 4 has the weights, the words of severity are ours."""

    stability: float = 30
    schedule: float = 20
    scope: float = 15
    recovery: float = 15
    risk: float = 10
    governance: float = 10
    severity_1: tuple[str, ...] = (
        "1", "S1", "SEV1", "SEV-1", "SEV 1", "P1", "Severity 1", "1 - Critical", "1 - High", "Critical", "Blocker", "Highest",
    )  # fmt: skip
    severity_2: tuple[str, ...] = (
        "2", "S2", "SEV2", "SEV-2", "SEV 2", "P2", "Severity 2", "2 - Major", "2 - High", "2 - Medium", "Major", "High",
    )  # fmt: skip
    severity_3: tuple[str, ...] = (
        "3", "S3", "SEV3", "SEV-3", "SEV 3", "P3", "Severity 3", "3 - Minor", "3 - Moderate", "3 - Low", "Minor", "Moderate",
        "Medium",
    )  # fmt: skip
    severity_4: tuple[str, ...] = (
        "4", "S4", "SEV4", "SEV-4", "SEV 4", "P4", "Severity 4", "4 - Low", "Low", "Lowest", "Trivial", "Cosmetic",
    )  # fmt: skip
    unstated_severity: int = 2
    """What a failure counts as whose severity nobody told, or in a word that no list has."""

    @property
    def weights(self) -> dict[str, float]:
        """The weights by dimension; they need not add up to 100."""
        return {name: float(getattr(self, name)) for name in DIMENSIONS}

    def words(self) -> dict[str, int]:
        """Severity by word, in lower case with one blank between words."""
        return {folded(word): place for place in SEVERITIES for word in getattr(self, f"severity_{place}")}

    def as_value_rows(self) -> list[tuple[str, str]]:
        """The words of severity as rows of meta.setting_values."""
        return [(f"severity_{place}", word) for place in SEVERITIES for word in getattr(self, f"severity_{place}")]


KEYS: Final = frozenset(field.name for field in fields(EvaluationSettings))
"""What [evaluation] understands."""


def folded(word: str) -> str:
    """Return a word of severity as it is compared: in lower case, with one blank between words."""
    return " ".join(word.lower().split())


def from_table(table: Mapping[str, object]) -> EvaluationSettings:
    """Settings from the table [evaluation]; what it does not name keeps its default."""
    given: dict[str, Any] = {name: _checked(name, value) for name, value in table.items()}
    settings = EvaluationSettings(**given)
    _refuse_two_meanings(settings)
    if not sum(settings.weights.values()):
        raise MetricSettingsError("[evaluation] gives every dimension the weight 0; give one of them more.")
    return settings


def _checked(name: str, value: object) -> float | int | tuple[str, ...]:
    if name not in KEYS:
        raise MetricSettingsError(f"Unknown setting '{name}' in [evaluation].{nearest(name, sorted(KEYS))}")
    if name in DIMENSIONS:
        return _weight(name, value)
    if name == "unstated_severity":
        if isinstance(value, bool) or value not in SEVERITIES:
            raise MetricSettingsError(f"[evaluation] unstated_severity must be 1, 2, 3 or 4, not {value!r}.")
        return int(str(value))
    if not isinstance(value, list | tuple) or not all(isinstance(word, str) and word.strip() for word in value):
        raise MetricSettingsError(f'[evaluation] {name} must be a list of words such as ["Critical"], not {value!r}.')
    return tuple(dict.fromkeys(value))


def _weight(name: str, value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(float(str(value))) or not 0 <= float(str(value)) <= 100:
        raise MetricSettingsError(f"[evaluation] {name} must be a weight between 0 (left out) and 100, not {value!r}.")
    return float(str(value))


def _refuse_two_meanings(settings: EvaluationSettings) -> None:
    seen: dict[str, int] = {}
    for name, word in settings.as_value_rows():
        place = int(name[-1])
        if seen.setdefault(folded(word), place) != place:
            raise MetricSettingsError(
                f"[evaluation] puts the severity '{word}' in severity_{seen[folded(word)]} and in {name};"
                " name it in one of them."
            )
