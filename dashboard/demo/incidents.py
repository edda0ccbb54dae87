"""Incidents: what failed releases did to users, what other releases did, and what came from outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.demo import fields
from dashboard.demo.chance import Dice
from dashboard.demo.desk import Desk
from dashboard.demo.diary import Failure
from dashboard.demo.plans import Plans
from dashboard.demo.releases import Release
from dashboard.demo.tickets import Ticket
from dashboard.demo.workdays import DAY, HOUR, MINUTE

CAUSED_BY = "Problem/Incident"
_FROM_OUTSIDE = "Platform"
"""Component of trouble that no release brings."""
_FROM_OUTSIDE_A_WEEK = 0.12


@dataclass(slots=True)
class Trouble:
    """One incident to be. Moments are seconds since 1970."""

    opened: int
    resolved: int
    summary: str
    component: str
    severity: int
    """Place in the list of severities."""
    causes: tuple[str, ...] = ()
    """Keys of the issues that caused it, as somebody found out."""
    affects: str | None = None
    mended_in: str | None = None
    """Version that was made to end it."""


def troubles(desk: Desk, plans: Plans) -> list[Trouble]:
    """What hurt users, in the order of opening."""
    found = [*_of_failures(desk, plans), *_of_rollbacks(desk, plans), *_of_releases(desk, plans), *_from_outside(desk)]
    return sorted(found, key=lambda trouble: (trouble.opened, trouble.summary))


def incident_tickets(desk: Desk, plans: Plans, others: list[Ticket], records: dict[str, str]) -> list[Ticket]:
    """One ticket per trouble, while there are free numbers; those of `others` that caused one are linked to it.

    `records`: key of the change record by version name.
    """
    by_key = {ticket.key: ticket for ticket in others}
    tickets = []
    for trouble in troubles(desk, plans):
        number = desk.take_number(trouble.opened)
        if number is None:
            break
        ticket = _ticket(desk, number, trouble)
        found_out = ticket.moves[-1].moment + desk.dice(f"cause/{number}").whole(1, 30) * HOUR
        for key in (*trouble.causes, records.get(trouble.affects or "")):
            if key in by_key:
                by_key[key].links.append((found_out, CAUSED_BY, ticket.key))
        tickets.append(ticket)
    return tickets


def _of_failures(desk: Desk, plans: Plans) -> Iterator[Trouble]:
    """The releases whose culprit was reverted; now and then nobody opened an incident."""
    for failure in desk.diary.failures:
        release, dice = failure.release, desk.dice(f"failure/{plans.name_of(failure.release)}")
        if dice.happens(0.1):
            continue
        reverted = failure.reverted_at or release.moment + DAY
        opened = release.moment + max(int((reverted - release.moment) * (0.1 + 0.5 * dice.share())), 6 * MINUTE)
        repair = _repair(desk, failure)
        resolved = max(repair.moment if repair else reverted, opened) + dice.whole(5, 50) * MINUTE
        trouble = _trouble(desk, release, dice, opened, resolved)
        trouble.severity = dice.pick((0, 1, 1, 2))
        trouble.component = failure.culprit.component.name
        trouble.mended_in = plans.name_of(repair) if repair and repair.is_repair else None
        if desk.has_issue(failure.culprit) and dice.happens(0.8):
            trouble.causes = (failure.culprit.key or "",)
        elif dice.happens(0.7):
            trouble.affects = plans.name_of(release)
        yield trouble


def _repair(desk: Desk, failure: Failure) -> Release | None:
    """The release that brought the revert to users."""
    since = failure.reverted_at
    later = [release for release in desk.diary.releases if since is not None and release.moment >= since]
    own = [release for release in later if release.is_repair and release.version[:2] == failure.release.version[:2]]
    return next(iter(own or later), None)


def _of_rollbacks(desk: Desk, plans: Plans) -> Iterator[Trouble]:
    for bad, good in desk.diary.rollbacks:
        dice = desk.dice(f"rollback/{plans.name_of(good)}")
        opened = max(good.moment - dice.whole(40, 150) * MINUTE, bad.moment + 5 * MINUTE)
        trouble = _trouble(desk, bad, dice, opened, good.moment + dice.whole(5, 30) * MINUTE)
        trouble.severity, trouble.affects, trouble.mended_in = 0, plans.name_of(bad), plans.name_of(good)
        yield trouble


def _of_releases(desk: Desk, plans: Plans) -> Iterator[Trouble]:
    """Trouble that was mended without taking anything back: a setting, a restart, the next release."""
    told = {id(failure.release) for failure in desk.diary.failures} | {id(bad) for bad, _ in desk.diary.rollbacks}
    evenly = desk.dice("trouble")
    for release in desk.diary.releases:
        dice = desk.dice(f"trouble/{plans.name_of(release)}")
        is_due = evenly.falls_due("trouble", desk.phase(release.moment).incident_share)
        if id(release) in told or not is_due:
            continue
        opened = release.moment + min(max(int(dice.around(7) * HOUR), 10 * MINUTE), 60 * HOUR)
        trouble = _trouble(desk, release, dice, opened, opened + max(int(dice.around(5) * HOUR), 15 * MINUTE))
        shipped = [change for change in release.changes if desk.has_issue(change)]
        how = dice.share()
        if shipped and how < 0.45:
            culprit = dice.pick(shipped)
            trouble.causes, trouble.component = (culprit.key or "",), culprit.component.name
        elif how < 0.6:
            trouble.affects = plans.name_of(release)
        elif shipped:
            trouble.component = dice.pick(shipped).component.name
        yield trouble


def _from_outside(desk: Desk) -> Iterator[Trouble]:
    last = desk.diary.releases[-1].moment if desk.diary.releases else desk.start
    for week in range((last - desk.start) // (7 * DAY)):
        dice = desk.dice(f"outside/{week}")
        if dice.happens(_FROM_OUTSIDE_A_WEEK):
            opened = desk.on(week, dice.whole(0, 6), dice.share() * 24)
            summary = dice.pick(desk.organisation.tracker.supplier_trouble)
            yield Trouble(opened, opened + int(dice.around(3) * HOUR), summary, _FROM_OUTSIDE, dice.pick((1, 2, 2)))


def _trouble(desk: Desk, release: Release, dice: Dice, opened: int, resolved: int) -> Trouble:
    component = dice.pick(desk.service.components).name
    return Trouble(opened, resolved, dice.pick(desk.service.symptoms), component, dice.pick((1, 2, 2, 2)))


def _ticket(desk: Desk, number: int, trouble: Trouble) -> Ticket:
    tracker, dice = desk.organisation.tracker, desk.dice(f"incident/{number}")
    noticed = trouble.opened + dice.whole(2, 25) * MINUTE
    person, reporter = dice.pick_early(desk.team), dice.pick(desk.support)
    severity = tracker.severities[trouble.severity]
    ticket = Ticket(
        f"{desk.project}-{number}", number, "Incident", trouble.summary, noticed, reporter.account, "Open",
        ("Highest", "High", "Medium")[trouble.severity], components=(trouble.component,),
        affects_versions=(trouble.affects,) if trouble.affects else (),
        custom={fields.SEVERITY: fields.option(severity, 10200 + trouble.severity),
                fields.ACTUAL_START: fields.instant(trouble.opened)},
    )  # fmt: skip
    lasted = max(trouble.resolved - noticed, 6 * MINUTE)
    ticket.assign(noticed + lasted // 12, person.account, person.account)
    ticket.step(noticed + lasted // 12, person.account, "Investigating")
    ticket.step(noticed + lasted * 4 // 5, person.account, "Monitoring")
    if trouble.mended_in:
        ticket.plan(noticed + lasted // 2, desk.manager.account, trouble.mended_in)
    ticket.close(noticed + lasted, person.account, "Resolved")
    return ticket
