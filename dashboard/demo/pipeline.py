"""What the delivery pipeline of a service wrote down: deployments by quarter, and a test report for each release and phase."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

from dashboard.demo.chance import Dice
from dashboard.demo.desk import Desk, line_of
from dashboard.demo.diary import Failure
from dashboard.demo.organisation import Component
from dashboard.demo.releases import Release
from dashboard.demo.repository import Tag
from dashboard.demo.workdays import HOUR, MINUTE

PIPELINE = "harbour-pipeline"
_HEADER = ("service", "version", "sha", "environment", "started_at", "finished_at", "result", "by", "deployment_id", "is_rollback")
_BY_HAND_SHARE = 0.12
_RETRIED_SHARE = 0.05
_PHASES = (("regression", 4.0, 1.0), ("user acceptance", 2.5, 1.6), ("performance", 1.5, 0.5))
"""Phase, hours before the release, and how much more often than usual a test of it fails."""


@dataclass(frozen=True, slots=True)
class _Deployment:
    """One line of the file. Moments are seconds since 1970."""

    version: str
    sha: str
    environment: str
    started: int
    seconds: int
    result: str
    by: str
    name: str
    is_rollback: bool = False

    def fields(self, service: str) -> tuple[str, ...]:
        ended = instant_text(self.started + self.seconds)
        return (service, self.version, self.sha, self.environment, instant_text(self.started), ended, self.result, self.by, self.name,
                "true" if self.is_rollback else "false")  # fmt: skip


def instant_text(moment: int) -> str:
    """An instant as pipelines write it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def deployments(desk: Desk, tags: Sequence[Tag], end: int) -> dict[str, str]:
    """The files of deployments, one for each quarter: every candidate to staging, every release to staging and production.

    Of what was over before `end`; a rollback that is still to come is not told of its deployment either.
    """
    quarters: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for deployment in _told(desk, tags, end):
        if deployment.started + deployment.seconds < end:
            quarters[_quarter(deployment.started)].append((deployment.started, deployment.fields(desk.service.name)))
    for moment, fields in _spoilt(desk):
        if moment < end:
            quarters[_quarter(moment)].append((moment, fields))
    return {f"deployments/{desk.service.name}-{quarter}.csv": _csv(sorted(rows)) for quarter, rows in quarters.items()}


def _told(desk: Desk, tags: Sequence[Tag], end: int) -> Iterator[_Deployment]:
    releases = releases_by_tag(desk)
    newest: dict[str, Tag] = {}
    for tag in tags:
        release = releases.get(tag.name)
        if release is not None:
            line = line_of(release.version)
            yield from _of_release(desk, tag, release, newest.get(line) or newest.get(""), end)
            newest |= {line: tag, "": tag}
        elif re.fullmatch(_candidates(desk), tag.name):
            dice = desk.dice(f"deployment/{tag.name}")
            result = "failed" if dice.happens(0.08) else "succeeded"
            yield _Deployment(tag.name, tag.sha, "staging", tag.moment + dice.whole(40, 160), dice.whole(120, 400), result, PIPELINE,
                              f"{tag.name}/staging")  # fmt: skip


def _of_release(desk: Desk, tag: Tag, release: Release, before: Tag | None, end: int) -> Iterator[_Deployment]:
    """To staging as soon as the commit stands, by its id; to production as soon as the tag does."""
    dice, failure = desk.dice(f"deployment/{tag.name}"), desk.diary.failure_of(release)
    yield _Deployment("", tag.sha, "staging", tag.moment - dice.whole(700, 800), dice.whole(150, 380), "succeeded", PIPELINE,
                      f"{tag.name}/staging")  # fmt: skip
    by = desk.manager.name if dice.happens(_BY_HAND_SHARE) else PIPELINE
    started, seconds = tag.moment + dice.whole(20, 100), dice.whole(60, 190)
    if failure is None and dice.happens(_RETRIED_SHARE):
        yield _Deployment(tag.name, tag.sha, "production", started, seconds, "failed", by, f"{tag.name}/production/1")
        started += seconds + dice.whole(30, 90)
    undone = _undone_at(desk, failure)
    is_undone = before is not None and undone is not None and undone < end
    result = "rolled back" if is_undone else "succeeded"
    yield _Deployment(tag.name, tag.sha, "production", started, seconds, result, by, f"{tag.name}/production")
    if before is not None and undone is not None:
        yield _Deployment(before.name, before.sha, "production", undone, dice.whole(60, 190), "succeeded", desk.manager.name,
                          f"{tag.name}/rollback", is_rollback=True)  # fmt: skip


def _undone_at(desk: Desk, failure: Failure | None) -> int | None:
    """When production went back: after the first release of the bad quarter that was mended by a revert, before the repair came."""
    worst = max(phase.failed_share for phase in desk.service.phases)
    bad = (other for other in desk.diary.failures if desk.phase(other.release.moment).failed_share == worst)
    first = next((other for other in bad if other.reverted_at is not None), None)
    if failure is None or failure is not first or failure.reverted_at is None:
        return None
    return failure.release.moment + (failure.reverted_at - failure.release.moment) * 3 // 4


def _spoilt(desk: Desk) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Lines that somebody wrote by hand: an instant that is none, a result nobody knows, a service that is misspelt."""
    name, person = desk.service.name, desk.manager.name
    for week, started, result, service in (
        (58, "after lunch", "succeeded", name), (61, None, "partly", name), (70, None, "succeeded", name.replace("y", "", 1)),
    ):  # fmt: skip
        moment = desk.on(week, 2, 15)
        told = started or instant_text(moment)
        yield moment, (service, f"hand-{week}", "", "staging", told, "", result, person, f"by-hand-{week}", "false")


def releases_by_tag(desk: Desk) -> dict[str, Release]:
    """The final releases of the story by the names of their tags."""
    return {tag_name(desk, release): release for release in desk.diary.releases}


def tag_name(desk: Desk, release: Release) -> str:
    """The tag of a release."""
    return desk.service.tag.format(version=".".join(str(number) for number in release.version))


def _candidates(desk: Desk) -> str:
    text = desk.service.candidate_tag.format(version="VERSION", number="NUMBER")
    return re.escape(text).replace("VERSION", r"\d+\.\d+\.\d+").replace("NUMBER", r"\d+")


def _quarter(moment: int) -> str:
    day = datetime.fromtimestamp(moment, UTC)
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _csv(rows: list[tuple[int, tuple[str, ...]]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADER)
    writer.writerows(fields for _, fields in rows)
    return out.getvalue()


def test_reports(desk: Desk, tags: Sequence[Tag]) -> dict[str, str]:
    """A JUnit report for each release and phase; a patch is tested for regressions alone. One report tells no release."""
    releases, files = releases_by_tag(desk), {}
    for tag in tags:
        release = releases.get(tag.name)
        for phase, hours, failing in _PHASES if release is not None and release.version[2] == 0 else _PHASES[:1]:
            if release is not None:
                folder = f"tests/{desk.service.name}/{tag.name}/{phase.replace(' ', '-')}"
                share = (0.002 + 0.06 * desk.phase(tag.moment).failed_share) * failing
                ran = tag.moment - int(hours * HOUR)
                files[f"{folder}/TEST-{desk.service.name}.xml"] = _report(desk, desk.dice(f"tests/{tag.name}/{phase}"), ran, share)
    lost = desk.dice("tests/lost")
    files[f"tests/{desk.service.name}/smoke/TEST-{desk.service.name}.xml"] = _report(desk, lost, desk.on(60, 1), 0.0)
    return files


test_reports.__test__ = False  # type: ignore[attr-defined]


def _report(desk: Desk, dice: Dice, ran: int, failing: float) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for component in desk.service.components:
        lines += _suite(desk, component, dice, ran, failing)
        ran += dice.whole(1, 9) * MINUTE
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(desk: Desk, component: Component, dice: Dice, ran: int, failing: float) -> list[str]:
    cases = []
    for noun in component.nouns:
        for about in ("is kept", "is shown", "can be changed", "is refused when it is wrong"):
            name = quoteattr(f"{noun} {about}")
            inner = "<failure/>" if dice.happens(failing) else "<skipped/>" if dice.happens(0.02) else ""
            cases.append(f"<testcase name={name}>{inner}</testcase>" if inner else f"<testcase name={name}/>")
    begin = f'<testsuite name={quoteattr(component.name)} tests="{len(cases)}" timestamp="{instant_text(ran)}">'
    return [begin, *cases, "</testsuite>"]
