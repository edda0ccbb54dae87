"""The sentences an overview opens with: what the numbers say, without claiming more than they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components import numbers
from dashboard.components.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from metrics.reading.scorecard import Reading


def pace(frequency: Reading, *, service: str | None, service_count: int) -> str:
    """How much was shipped, and how often."""
    who = plain(service) if service else numbers.count(service_count, "service")
    if frequency.value is None:
        return f"{who} shipped nothing that can be placed in this period."
    shipped = f"{who} shipped **{numbers.count(frequency.sample_size, 'release')}**"
    if frequency.is_few:
        return f"{shipped} in this period, too few to speak of a pace."
    often = numbers.amount(frequency.value, "per week")
    between = numbers.interval(frequency.low, frequency.high, "per week", beside=frequency.value)
    return f"{shipped}, **{often}** (95 %: {between.rpartition(' per ')[0] or between})."


def waiting(median: Reading, p85: Reading) -> str:
    """How long changes took to reach users."""
    if median.value is None or median.is_few:
        return "Too few changes were shipped to tell how long they take."
    half = (
        f"Half of {median.sample_size:,} changes reached a release within **{numbers.amount(median.value, 'hours')}**"
    )
    if p85.value is None:
        return f"{half}."
    return f"{half}, 85 of 100 within **{numbers.amount(p85.value, 'hours')}**."


def failing(rate: Reading, *, sources: str = "git") -> str:
    """How many releases failed, as far as the sources tell."""
    if rate.value is None:
        return "No release has been watched for failures long enough to judge."
    failed = round(rate.value * rate.sample_size)
    of = f"{failed} of {numbers.count(rate.sample_size, 'watched release')} failed, as far as {sources} can tell"
    if rate.is_few:
        return f"{of}; too few for a rate."
    between = numbers.interval(rate.low, rate.high, "share", beside=rate.value)
    return f"**{of}**: {numbers.amount(rate.value, 'share')} (95 %: {between})."


def changing(judged_count: int, signals: Mapping[str, str]) -> str:
    """What the process behaviour charts say: of how many metrics, and which signal, with their words."""
    if judged_count == 0:
        return "There are too few periods to tell change from ordinary variation."
    if not signals:
        whose = "The one metric that can be judged" if judged_count == 1 else f"None of {judged_count} metrics"
        return f"{whose} shows {'no' if judged_count == 1 else 'a'} change beyond its ordinary variation."
    listed = "; ".join(f"{label}, {words}" for label, words in signals.items())
    return f"Changed beyond ordinary variation: {listed}."


def deploying(services_by_evidence: Mapping[str, int]) -> str:
    """What stands for a deployment: how many services have which evidence, by the words of main.services.deployments_from."""
    fed = services_by_evidence.get("deployment feed", 0)
    rest = {evidence: found for evidence, found in services_by_evidence.items() if evidence != "deployment feed" and found}
    if not rest:
        return "Deployments are those that the deployment feed tells of." if fed else "No service has been deployed yet."
    stand_in = {"release tags": "a release's tag", "jira versions": "the release date of a Jira version"}
    standing = " or ".join(stand_in[evidence] for evidence in sorted(rest, reverse=True))
    if not fed:
        return f"With no deployment feed, {standing} stands for its deployment."
    whose = numbers.count(sum(rest.values()), "service")
    return f"The deployment feed tells of {numbers.count(fed, 'service')}; for {whose} without one, {standing} stands for a deployment."
