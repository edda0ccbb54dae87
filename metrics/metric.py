"""What a metric is: the form of each entry of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

Direction = Literal["up", "down", "none"]
Aggregate = Literal[
    "median", "p85", "share", "weekly_rate", "weekly_flow", "maximum", "total", "load", "load_share", "ratio",
]  # fmt: skip
Grain = Literal["day", "week", "month", "quarter", "year", "all"]
Breakdown = Literal[
    "all", "service", "team", "product", "repository", "line", "kind", "category", "step", "component", "environment",
]  # fmt: skip

GRAINS: Final[tuple[str, ...]] = ("day", "week", "month", "quarter", "year", "all")
BREAKDOWNS: Final[tuple[str, ...]] = (
    "all", "service", "team", "product", "repository", "line", "kind", "category", "step", "component", "environment",
)  # fmt: skip
"""Every way to break a number down. A metric has those that its rows tell (metrics.breakdowns)."""

DELIVERY: Final = "Delivery (DORA)"
FLOW: Final = "Flow"
PLANNING: Final = "Planning"
CHANGE: Final = "Change enablement"
QUALITY: Final = "Quality"
REVIEW: Final = "Review and improvement"
TRUST: Final = "Trust"

_THEN: Final = "to leadline.toml, then run leadline sync."

NEEDED_SOURCES: Final = {
    "jira": f"No Jira is read, which would tell it: add [[jira]] {_THEN}",
    "deployments": f"No deployment feed is read, which would tell it: add a [[feed]] of the kind deployments {_THEN}",
    "tests": f"No results of tests are read, which would tell it: add a [[feed]] of the kind tests {_THEN}",
    "freezes": f"No freeze is recorded, which would tell it: add [[freeze]], or a [[feed]] of the kind freezes, {_THEN}",
    "jira|incidents": "No Jira and no feed of incidents is read, which would tell it: add [[jira]], or a [[feed]] of the kind"
    f" incidents, {_THEN}",
    "people": "Nobody has typed a review, an answer, an action or an improvement yet.",
}
"""What a metric says whose kind of source was never read, by the kinds of main.sources_read; | stands for or."""

DEPLOYMENT_SETTINGS: Final = ("time_zone", "production_environments")
"""Settings that say what a production deployment is, and of which day."""

FAILURE_SETTINGS: Final = (
    "production_environments", "lifecycle", "incident_issue_types", "incident_priorities", "caused_by_links",
)  # fmt: skip
"""Settings that say what an incident is, what caused it and when it was over."""

DEFECT_SETTINGS: Final = (
    "incident_issue_types", "incident_priorities", "security_issue_types", "security_labels", "defect_issue_types",
)  # fmt: skip
"""Settings that say what a defect is: what is no incident and no security work."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of the dictionary. Its id is its file, its SQL name and its URL parameter."""

    id: str
    label: str
    unit: str
    """hours, days, working hours, working days, minutes, share (0 to 1), per week, or count."""
    direction: Direction
    """Which way is better."""
    meaning: str
    formula: str
    source: str
    """Who defines it."""
    version: int
    """Raised when the definition changes; a setting that changes the number raises the revision behind it."""
    block: str
    aggregate: Aggregate
    noun: str
    """What the sample size counts, in the plural."""
    nothing: str
    """The reason a period without any row gives."""
    needs: tuple[str, ...] = ("git",)
    """Kinds of source it cannot do without."""
    limits: str | None = None
    """What it cannot see with the sources at hand, and which source would add it."""
    settings: tuple[str, ...] = ("time_zone",)
    """Settings that change its number."""
    companion_of: str | None = None
    """The metric it is shown beside; None for one of its own."""
    rows: str = ""
    """Query whose rows it counts, when not its own."""
    only: str = ""
    """What its rows are asked for, where several metrics share a query: it stands for {only} there."""
    is_working: bool = False
    """It tells the time between the two ends of the query's clock in working time."""

    @property
    def query(self) -> str:
        """Name of the query that returns its population rows."""
        return self.rows or self.id

    @property
    def is_as_of(self) -> bool:
        """It counts what is there at the end of a period, which stands in every period that it outlasts."""
        return self.aggregate in ("load", "load_share")

    @property
    def is_share_of_rows(self) -> bool:
        """Its sample size is the denominator of its value: not so for a median that is measured in shares."""
        return self.aggregate in ("share", "load_share")

    @property
    def templates(self) -> tuple[str, ...]:
        """Names of the aggregates that its macros are made of, its own aside."""
        if self.is_working:
            return ("rows_working", "frame")
        shared = ("per_week",) if self.aggregate in ("weekly_rate", "weekly_flow") else ()
        return ("rows_as_of", "events", "frame") if self.is_as_of else ("rows", "frame", *shared)


def p85_of(metric: Metric) -> Metric:
    """Return the 85th percentile that stands beside a median."""
    return replace(
        metric,
        id=f"{metric.id}_p85",
        label=f"{metric.label}, 85th percentile",
        meaning=f"85 of 100 took no longer. Stands beside the median: {metric.meaning[0].lower()}{metric.meaning[1:]}",
        formula=metric.formula.replace("median of", "85th percentile of", 1),
        aggregate="p85",
        companion_of=metric.companion_of or metric.id,
        rows=metric.query,
    )


def working_of(metric: Metric) -> Metric:
    """Return the working time that stands beside an elapsed one; its query has a clock: clock_from_at and clock_until_at."""
    return replace(
        metric,
        id=f"{metric.id}_working",
        label=f"{metric.label}, working time",
        meaning="Without nights, weekends, holidays and days off. Stands beside the elapsed time:"
        f" {metric.meaning[0].lower()}{metric.meaning[1:]}",
        unit=f"working {metric.unit}",
        formula=f"{metric.formula}; in working {metric.unit} of the calendar of the settings",
        source="ours, beside the elapsed time",
        settings=(*metric.settings, "calendar"),
        companion_of=metric.id,
        rows=metric.query,
        is_working=True,
    )
