"""What people of the demo typed into the journal: reviews, answers, actions, the register, remarks, decisions, a permission."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dashboard.demo import fields
from dashboard.demo.desk import Desk
from dashboard.demo.organisation import Freeze
from dashboard.demo.releases import Release
from dashboard.demo.workdays import HOUR, WEEK

if TYPE_CHECKING:
    from ingest.journal import Action, Annotation, Decision, Feedback, FreezeException, Improvement, Review

    Entry = Action | Annotation | Decision | Feedback | FreezeException | Improvement | Review

_FIRST_REVIEWED_WEEK: Final = 52
"""Harbour began to review its releases when they began to fail."""
_ONE_IN: Final = {"storefront": 6}
"""Who releases every other day reviews one release in so many."""
_LAST_LINKED: Final = timedelta(hours=60)
_PLATFORM: Final = "Platform"
_WENT_WELL: Final = ("The rehearsal on Monday paid off.", "Support knew before users did.", "Small changes, small risk.")
_TO_CHANGE: Final = ("Freeze the scope two days earlier.", "The runbook was out of date.", "Too many changes came in at the end.")
_CAUSES: Final = ("late change", "test missing", "configuration", "third party", "unclear scope")
_TITLES: Final = ("Bring the runbook up to date", "Add a test for the rejected case", "Move the cut-off to Wednesday", "Alert on the queue's length")
_PRAISE: Final = ("Nobody called, which says it all.", "Clear notes, thank you.", "Faster than before.")
_BLAME: Final = ("Two evenings on the phone.", "We learned of it from users.", "The notes came after the release.")


@dataclass(frozen=True, slots=True)
class Typed:
    """One entry, by whom and when."""

    entry: Entry
    by: str
    at: datetime


def type_story(desks: Sequence[Desk], world: dict[str, Any], freezes: Sequence[Freeze], data_dir: Path, today: date) -> int:
    """Write into the journal of `data_dir` what people had typed before `today`; return how many entries that are.

    The same story types the same; a later day adds to it, and what somebody else wrote over an entry stays.
    """
    from ingest.journal import Journal

    journal = Journal.of(data_dir)
    told = [one for desk in desks for one in _of_service(desk, world, freezes, today)]
    known = {
        (kind, _identity(last.entry)): last for kind in {type(one.entry) for one in told} for last in journal.latest(kind)
    }
    for one in told:
        last = known.get((type(one.entry), _identity(one.entry)))
        if last is None or (last.written_by == one.by and last.entry != one.entry):
            journal.save(one.entry, over=last.revision if last else 0, by=one.by, at=one.at)
    return len(told)


def _identity(entry: Any) -> str:
    return str(getattr(entry, next(iter(entry.__dataclass_fields__))))


def _of_service(desk: Desk, world: dict[str, Any], freezes: Sequence[Freeze], today: date) -> Iterator[Typed]:
    for release in desk.diary.releases:
        is_reviewed = release.version[2] == 0 and release.version[1] % _ONE_IN.get(desk.service.name, 1) == 0
        if is_reviewed and (release.moment - desk.start) // WEEK >= _FIRST_REVIEWED_WEEK:
            yield from _after_release(desk, release, today)
    yield from _register(desk, today)
    yield from _remarks(desk, today)
    yield from _decisions(desk, world, today)
    if desk.service.name == "payments":
        yield from _permission(desk, freezes, today)


def _name(desk: Desk, release: Release) -> str:
    return f"{desk.service.name}/{'.'.join(map(str, release.version))}"


def _at(day: date, hour: int = 15) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def _is_bad(desk: Desk, release: Release) -> bool:
    return desk.diary.failure_of(release) is not None or any(bad is release for bad, _ in desk.diary.rollbacks)


def _after_release(desk: Desk, release: Release, today: date) -> Iterator[Typed]:
    """A review two to three weeks after it, now and then late or forgotten; what others said of it; what came of that."""
    from ingest.journal import Review

    name, dice, is_bad = _name(desk, release), desk.dice(f"review/{release.version}"), _is_bad(desk, release)
    yield from _answers(desk, release, is_bad, today)
    days = dice.whole(8, 20) + (16 if dice.happens(0.15) else 0)
    day = desk.working_day(desk.day(release.moment) + timedelta(days=days))
    if dice.happens(0.12) or day >= today:
        return
    planning, quality, deployment = (dice.pick((1, 2, 2, 3) if is_bad else (3, 4, 4, 5)) for _ in range(3))
    review = Review(
        review_id=f"demo/{name}", release_id=name, service=desk.service.name, state="done", reviewed_on=day,
        objective=f"Bring {numbered(len(release.changes), 'change')} to users without trouble.", is_objective_met=not is_bad,
        planning_rating=planning, quality_rating=quality, deployment_rating=deployment, went_well=dice.pick(_WENT_WELL),
        to_change=dice.pick(_TO_CHANGE), causes=(dice.pick(_CAUSES),) if is_bad else (), has_published_notes=dice.happens(0.8), **_adjustment(desk, release, is_bad),
    )  # fmt: skip
    yield Typed(review, desk.manager.name, _at(day))
    if is_bad or dice.happens(0.6):
        yield _action(desk, review, day, today)


def _adjustment(desk: Desk, release: Release, is_bad: bool) -> dict[str, Any]:
    """Now and then the reviewer finds that a failure weighs less than its score says."""
    if not is_bad or not desk.dice(f"adjustment/{release.version}").happens(0.5):
        return {}
    return {"score_adjustment": 4, "adjustment_reason": "It was found and mended before most users were awake."}


def numbered(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else noun + 's'}"


def _action(desk: Desk, review: Review, day: date, today: date) -> Typed:
    from ingest.journal import Action

    dice = desk.dice(f"action/{review.release_id}")
    due = desk.working_day(day + timedelta(days=21))
    closed = desk.working_day(due - timedelta(days=dice.whole(3, 12)) if dice.happens(0.7) else due + timedelta(days=dice.whole(2, 15)))
    action = Action(
        action_id=f"demo/{review.release_id}", review_id=review.review_id, service=desk.service.name, title=dice.pick(_TITLES),
        owner=dice.pick(desk.team).name, due_on=due, closed_on=closed if closed < today else None,
    )  # fmt: skip
    return Typed(action, desk.manager.name, _at(closed if closed < today else day, 16))


def _answers(desk: Desk, release: Release, is_bad: bool, today: date) -> Iterator[Typed]:
    from ingest.journal import Feedback

    name, dice = _name(desk, release), desk.dice(f"answers/{release.version}")
    for number in range(dice.whole(0, 2)):
        person = dice.pick(desk.support)
        day = desk.working_day(desk.day(release.moment) + timedelta(days=dice.whole(2, 9)))
        score = dice.pick((1, 2, 2, 3)) if is_bad else dice.pick((3, 4, 4, 5))
        answer = Feedback(
            feedback_id=f"demo/{name}/{number}", release_id=name, service=desk.service.name, satisfaction=score, role="support",
            words=dice.pick(_BLAME if score < 3 else _PRAISE), given_on=day,
        )  # fmt: skip
        if day < today:
            yield Typed(answer, person.name, _at(day, 11))


_IMPROVEMENTS: Final = {
    "payments": ("candidate_respins", 65, 77, "Trains need three candidates before one is good.", "Smaller changes, tested before the train is cut."),
    "ledger": ("late_change_share", 60, None, "Half of a release arrives in its last days.", "Freeze the scope two days earlier."),
}


def _register(desk: Desk, today: date) -> Iterator[Typed]:
    from ingest.journal import Improvement

    told = _IMPROVEMENTS.get(desk.service.name)
    if told is None:
        return
    metric_id, begins, ends, problem, idea = told
    starts_on, closed_on = desk.day(desk.on(begins)), desk.day(desk.on(ends)) if ends else None
    entry = Improvement(
        improvement_id=f"demo/{desk.service.name}", service=desk.service.name, problem=problem, idea=idea,
        owner=desk.manager.name, metric_id=metric_id, starts_on=starts_on,
    )  # fmt: skip
    if closed_on and closed_on < today:
        yield Typed(replace(entry, closed_on=closed_on), desk.manager.name, _at(closed_on))
    elif starts_on < today:
        yield Typed(entry, desk.manager.name, _at(starts_on))


_REMARKS: Final = {
    "payments": (
        (52, None, "The move to the new acquirer begins.", False),
        (65, None, "Trains leave every week and take what is ready.", True),
    ),
    "storefront": (
        (52, None, "The checkout is being rewritten.", False),
        (65, "change_lead_time", "Small changes go out on the day they are ready.", True),
    ),
}
"""Week, metric, words, and whether the process changed with it."""


def _remarks(desk: Desk, today: date) -> Iterator[Typed]:
    from ingest.journal import Annotation

    for week, metric_id, words, is_change in _REMARKS.get(desk.service.name, ()):
        day = desk.day(desk.on(week))
        entry = Annotation(
            annotation_id=f"demo/{desk.service.name}/{week}", noted_on=day, service=desk.service.name, metric_id=metric_id,
            words=words, is_process_change=is_change,
        )  # fmt: skip
        if day < today:
            yield Typed(entry, desk.manager.name, _at(day, 9))


def _decisions(desk: Desk, world: dict[str, Any], today: date) -> Iterator[Typed]:
    """Two incidents that only their nearness to a release explains: of the last, one was its fault, the other was not."""
    from ingest.journal import Decision, decision_id

    explained = {link["outward"] for issue in world["issues"] for link in issue.get("links", ())}
    near = [
        (issue, release)
        for issue in world["issues"]
        if issue["key"] not in explained and (release := _near(desk, issue)) is not None
    ]
    verdicts = (("rejected", "The certificate of a supplier had run out."), ("confirmed", "The new limit was set in this release."))
    for (issue, release), (verdict, reason) in zip(reversed(near[-2:]), verdicts, strict=False):
        name, day = _name(desk, release), _opened(issue).date() + timedelta(days=2)
        deployment, subject = f"{name}@production", f"jira/{issue['id']}"
        decision = Decision(
            decision_id=decision_id(deployment, "incident", subject), deployment_id=deployment, release_id=name,
            subject_kind="incident", subject=subject, verdict=verdict, reason=reason,
        )  # fmt: skip
        if day < today and desk.service.name == "storefront":
            yield Typed(decision, desk.manager.name, _at(day, 10))


def _near(desk: Desk, issue: dict[str, Any]) -> Release | None:
    """The release soon after which an incident was opened that names neither cause nor version."""
    is_ours = issue["project"] == desk.project and issue["type"] == "Incident"
    if not is_ours or issue.get("affects_versions") or issue.get("fix_versions") or issue["components"] == [_PLATFORM]:
        return None
    opened = _opened(issue)
    release = desk.newest_release(int(opened.timestamp()))
    is_near = release is not None and opened.timestamp() - release.moment <= _LAST_LINKED.total_seconds()
    return release if is_near else None


def _opened(issue: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(issue["custom"][fields.ACTUAL_START])


def _permission(desk: Desk, freezes: Sequence[Freeze], today: date) -> Iterator[Typed]:
    """The first repair that came out inside a freeze had been allowed."""
    from ingest.journal import FreezeException

    for release in desk.diary.releases:
        day = desk.day(release.moment)
        freeze = next((one for one in freezes if _holds(one, day, desk.service.name)), None)
        if freeze is not None and day < today:
            entry = FreezeException(
                exception_id=f"demo/{_name(desk, release)}", freeze_name=f"{freeze.name} {day.year}", service=desk.service.name,
                version=".".join(map(str, release.version)), from_on=day, until_on=day + timedelta(days=1),
                reason="Users could not pay; the board agreed by telephone.",
            )  # fmt: skip
            yield Typed(entry, desk.board.name, datetime.fromtimestamp(release.moment - 2 * HOUR, UTC))
            return


def _holds(freeze: Freeze, day: date, service: str) -> bool:
    month, first = (int(part) for part in freeze.from_month_day.split("-"))
    starts = date(day.year, month, first)
    return (not freeze.services or service in freeze.services) and starts <= day < starts + timedelta(days=freeze.days)
