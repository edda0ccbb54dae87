"""Which version of an evaluation stands: provisional until the observation window closes, then frozen (METRICS 4, rule 3).

A frozen version stays as it was. When facts or definitions change the result later, the new one is frozen beside it under the
next number. Pure functions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from metrics.evaluation import Evaluation
from metrics.evaluation_facts import Judged
from metrics.settings import MetricSettings

RULES_VERSION: Final = 1
"""Version of the rules in evaluation.py and evaluation_dimensions.py; raise it when they judge the same facts otherwise."""
_SETTINGS_BEHIND: Final = (
    "time_zone", "observation_days", "hotfix_days", "late_window_share", "escaped_days", "proximity_hours", "scope_freeze",
    "scope_freeze_days", "short_notice_days", "incident_issue_types", "incident_priorities", "defect_issue_types",
    "caused_by_links", "lifecycle", "calendar",
)  # fmt: skip
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """The version under which today's evaluation of a release stands."""

    number: int
    is_frozen: bool
    is_new: bool
    """False when a frozen version already says the same."""
    digest: str


def standing(judged: Judged, frozen: Sequence[Mapping[str, object]]) -> Standing:
    """Return today's version. `frozen`: the frozen ones of the release, each with version_number and digest."""
    digest = digest_of(judged.evaluation)
    last = max(frozen, key=lambda version: int(str(version["version_number"])), default=None)
    number = int(str(last["version_number"])) if last else 0
    if last and last["digest"] == digest:
        return Standing(number, True, False, digest)
    is_final = judged.is_matured and judged.evaluation.score is not None
    return Standing(number + 1, is_final, True, digest)


def digest_of(found: Evaluation) -> str:
    """Return the digest of what an evaluation says: equal means that no number in it differs. Its wording is no part of it."""
    told = [
        _rounded(found.score), _rounded(found.coverage_share), [cap.name for cap in found.caps],
        [
            (
                share.dimension.name, share.dimension.state, _rounded(share.weight), _rounded(share.dimension.sub_score),
                [(part.name, part.state, _rounded(part.lost), _rounded(part.value)) for part in share.dimension.parts],
            )
            for share in found.shares
        ],
    ]  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _rounded(value: float | None) -> str:
    """Sums taken in another order differ in the last digits."""
    return "none" if value is None else f"{value + 0.0:.{_DIGITS}f}"


def settings_text(settings: MetricSettings) -> str:
    """Return the settings that change a score, such as 'stability = 30, schedule = 20'."""
    own = {name: f"{weight:g}" for name, weight in settings.evaluation.weights.items()}
    own |= {"unstated_severity": str(settings.evaluation.unstated_severity)}
    words = sorted(settings.evaluation.words().items(), key=lambda word: (word[1], word[0]))
    own["severity words"] = "; ".join(f"{word}: {place}" for word, place in words)
    behind = settings.as_texts()
    own |= {name: behind[name] for name in _SETTINGS_BEHIND}
    return ", ".join(f"{name} = {value}" for name, value in own.items())


def definition(settings: MetricSettings, known: Sequence[Mapping[str, object]]) -> tuple[str, bool]:
    """Return the version of the definition, such as 1.0, and whether it is a new one. `known`: rows of meta.evaluation_definitions.

    Before the dot the rules' version, behind it the revision that a setting made.
    """
    text = settings_text(settings)
    for row in known:
        if row["rules_version"] == RULES_VERSION and row["settings"] == text:
            return str(row["definition_version"]), False
    revision = sum(row["rules_version"] == RULES_VERSION for row in known)
    return f"{RULES_VERSION}.{revision}", True
