"""The catalogue's entries of quality assurance: where defects are found, what was tested, which security work is open."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from metrics.metric import DEFECT_SETTINGS, QUALITY, Metric

_REMOVAL = Metric(
    id="defect_removal_efficiency",
    label="Defect removal efficiency",
    unit="share",
    direction="up",
    meaning="The part of a release's defects that were found before it shipped.",
    formula="defects found before their release shipped / (those + defects that affect it and were reported within 30 days, a"
    " setting, after); a defect that names no shipped version is of the release it was fixed in",
    source="ours, after Capers Jones",
    version=1,
    block=QUALITY,
    aggregate="share",
    noun="defects",
    nothing="No defect is known of a release of this period.",
    needs=("jira",),
    limits="Defects that are mended without an issue are not known, so the part found before is a lower end.",
    settings=("time_zone", "escaped_days", *DEFECT_SETTINGS),
)

_SHIFT_LEFT = replace(
    _REMOVAL,
    id="shift_left_share",
    label="Found before production",
    meaning="The part of the defects and security issues that were found before what they affect was in production.",
    formula="defects and security issues none of whose affected versions was in production when they were reported / those that"
    " name a version that they affect or are fixed in",
    source="ours",
    noun="issues",
    nothing="No defect or security issue was reported in this period.",
    limits="An issue that names only the version it is fixed in counts as found before production, as people name the affected"
    " one of what users met; one that names neither is left out.",
    settings=("time_zone", "production_environments", *DEFECT_SETTINGS),
)

_SECURITY_DEBT = replace(
    _REMOVAL,
    id="security_debt_at_ship",
    label="Security debt at ship",
    unit="count",
    direction="down",
    meaning="How many security issues were open when their service last shipped; ask for them by category, their severity.",
    formula="security issues of a service that were open at its last release to production before the end of the period",
    source="ours",
    aggregate="load",
    nothing="No service had shipped with an open security issue by then.",
    limits="An issue that was opened and done between two releases was never shipped with. Severity, else priority, is that of now.",
    settings=("time_zone", "lifecycle", "production_environments", *DEFECT_SETTINGS),
)

_SECURITY_DEBT_AGE = replace(
    _SECURITY_DEBT,
    id="security_debt_age",
    label="Age of the security debt at ship",
    unit="days",
    meaning="How old the security issues were that were open when a release shipped.",
    formula="median of (shipped - reported) over the releases of the window and the security issues that were open then",
    aggregate="median",
    noun="open issues at releases",
    nothing="No release of this period shipped with an open security issue.",
    companion_of="security_debt_at_ship",
)

_TEST_PASS_RATE = Metric(
    id="test_pass_rate",
    label="Test pass rate",
    unit="share",
    direction="up",
    meaning="The part of the tests executed for a release that had passed when it shipped.",
    formula="median over the releases of passed / executed; of each suite the last run before the release came to production"
    " counts, skipped tests are not executed",
    source="ours",
    version=1,
    block=QUALITY,
    aggregate="median",
    noun="releases",
    nothing="No release came to production in this period.",
    needs=("tests",),
    limits="Only tests that a feed tells of are known.",
    settings=("time_zone", "production_environments"),
)


def _of_phase(phase: str) -> Metric:
    return replace(
        _TEST_PASS_RATE,
        id=f"test_pass_rate_{phase.replace(' ', '_')}",
        label=f"Test pass rate: {phase}",
        meaning=f"The part of the {phase} tests executed for a release that had passed when it shipped.",
        companion_of="test_pass_rate",
        rows="test_pass_rate",
        only=phase,
    )


BY_ASSURANCE: Final = (
    _REMOVAL,
    _SHIFT_LEFT,
    _SECURITY_DEBT,
    _SECURITY_DEBT_AGE,
    _TEST_PASS_RATE,
    _of_phase("regression"),
    _of_phase("user acceptance"),
    _of_phase("performance"),
)
"""The metrics of what is found before users find it."""
