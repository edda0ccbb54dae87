"""The sentences that pages open with: what changed, how sure that is, what to doubt. None claims more than the numbers do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dashboard.components import numbers
from dashboard.components.text import plain
from metrics.catalog import METRICS
from metrics.reading import comparison

if TYPE_CHECKING:
    from metrics.reading.certainty import Certainty, Doubts
    from metrics.reading.scorecard import Reading
    from metrics.reading.signal import Signal

_VERDICTS: Final = {"better": "got better", "worse": "got worse", "changed": "changed"}
_NAMED: Final = 4


def changed(
    frequency: Reading,
    judged_count: int,
    signals: Mapping[str, Signal],
    *,
    service: str | None,
    service_count: int,
    release_count: int,
) -> str:
    """What was shipped, and what changed beyond its ordinary variation. `signals`: by metric id, of the newest period."""
    return f"{_shipped(frequency, service, service_count, release_count)}; {_beyond(judged_count, signals)}."


def _shipped(frequency: Reading, service: str | None, service_count: int, release_count: int) -> str:
    """Releases, and deployments where these are as many no more: one may be deployed again, or without a time."""
    who = plain(service) if service else numbers.count(service_count, "service")
    if frequency.value is None:
        return f"{who} shipped nothing that can be placed in this period"
    shipped = f"{who} shipped **{numbers.count(release_count, 'release')}**"
    deployments = frequency.sample_size
    return shipped if deployments == release_count else f"{shipped}, **{numbers.count(deployments, 'deployment')}**"


def _beyond(judged_count: int, signals: Mapping[str, Signal]) -> str:
    if judged_count == 0:
        return "there are too few periods to tell change from ordinary variation"
    if not signals:
        none = (
            "the one metric that can be judged did not change"
            if judged_count == 1
            else f"none of {judged_count} metrics changed"
        )
        return f"{none} beyond ordinary variation"
    worst_first = sorted(signals.items(), key=lambda pair: _rank(pair[1]))
    said = [f"**{METRICS[name].label}** {_VERDICTS[told.verdict]} ({told.words})" for name, told in worst_first]
    return f"beyond ordinary variation, {_listed(said, 'more')}"


def _rank(told: Signal) -> int:
    """Worse first: that is what somebody must look at."""
    return ("worse", "changed", "better").index(told.verdict)


def sure(found: Certainty) -> str:
    """How much stands behind the delivery metrics."""
    total = found.count
    if found.solid_count == 0 and not found.thin:
        return f"None of {total} delivery metrics has five cases, so no number here is sure."
    who = (
        f"All {total} delivery metrics stand"
        if found.solid_count == total
        else f"{found.solid_count} of {total} delivery metrics {_stand(found.solid_count)}"
    )
    parts = [f"{who} on 20 cases or more"]
    if found.thin:
        parts.append(
            f"{_labels(found.thin)} {_stand(len(found.thin))} on fewer, enough for an interval and not for a trend"
        )
    if found.few:
        parts.append(f"{_labels(found.few)} {_have(len(found.few))} too few for a number")
    if found.absent:
        parts.append(f"{_labels(found.absent)} {_have(len(found.absent))} none")
    return f"{'; '.join(parts)}{_widest(found.widest)}."


def _widest(one: Reading | None) -> str:
    if one is None or one.value is None:
        return ""
    metric = METRICS[one.metric_id]
    between = numbers.interval(one.low, one.high, metric.unit, beside=one.value)
    return f"; the least sure is **{metric.label}**, {numbers.amount(one.value, metric.unit)} (95 %: {between})"


def doubt(found: Doubts) -> str:
    """What speaks against the numbers, gravest first."""
    said = [
        *_each(found.failed_sources, "source", "could not be read at the last sync"),
        *(["the data are old"] if found.is_stale else []),
        *(
            [f"only {numbers.amount(found.linked_share, 'share')} of the work is linked"]
            if found.linked_share is not None
            else []
        ),
        *(["failures are only those that git shows: no incident is read"] if not found.has_incidents else []),
        *(["a release's tag stands for a deployment that no feed tells of"] if found.tags_are_deployments else []),
        *([f"the values of {_labels(found.provisional)} may still change"] if found.provisional else []),
        *([f"{numbers.count(found.audit_count, 'audit')} found doubtful rows"] if found.audit_count else []),
    ]
    if not said:
        return "Nothing speaks against these numbers: every source was read, and no audit found a doubtful row."
    return f"To doubt: {'; '.join(said[:_NAMED])}."


def _each(names: Sequence[str], noun: str, what: str) -> list[str]:
    if not names:
        return []
    listed = _listed([f"**{plain(name)}**" for name in names], "more")
    return [f"{noun if len(names) == 1 else noun + 's'} {listed} {what}"]


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


def is_apart(found: Mapping[str, Reading]) -> bool:
    """Whether any two groups differ by more than their intervals."""
    return bool(comparison.apart(found))


def apart(found: Mapping[str, Reading], *, is_short: bool = False) -> str:
    """Which groups differ by more than their intervals. There is no order among the others."""
    enough = [one for one in found.values() if one.value is not None and not one.is_few]
    if len(enough) < 2:
        return "Fewer than two of them have cases enough to be compared."
    if all(one.low is None for one in enough):
        return "These are counts of what is there, no estimates, so they carry no interval."
    pairs = comparison.apart(found)
    if not pairs:
        return "No two of them differ by more than their intervals, so they have no order."
    said = [_below(lows, highs) for highs, lows in _by_highs(pairs).items()]
    listed = "; ".join(said[:_NAMED]) + (f"; and {len(said) - _NAMED} more such" if len(said) > _NAMED else "")
    if is_short:
        return f"{listed}, by more than their intervals."
    return f"By more than their intervals, {listed}. Any other difference may be chance."


def _by_highs(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, ...], list[str]]:
    """The groups that lie below the same others, by those others."""
    above: dict[str, list[str]] = {}
    for low, high in pairs:
        above.setdefault(low, []).append(high)
    found: dict[tuple[str, ...], list[str]] = {}
    for low, highs in above.items():
        found.setdefault(tuple(highs), []).append(low)
    return found


def _below(lows: Sequence[str], highs: Sequence[str]) -> str:
    who = _listed([f"**{plain(low)}**" for low in lows], "more")
    return f"{who} {'lies' if len(lows) == 1 else 'lie'} below {_listed([plain(high) for high in highs], 'more')}"


def _labels(ids: Sequence[str]) -> str:
    return _listed([f"**{METRICS[name].label}**" for name in ids], "more")


def _listed(said: Sequence[str], more: str) -> str:
    """a, b and c; of many the first four and how many more."""
    shown = list(said[:_NAMED])
    if len(said) > _NAMED:
        shown.append(f"{len(said) - _NAMED} {more}")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _stand(count: int) -> str:
    return "stands" if count == 1 else "stand"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
