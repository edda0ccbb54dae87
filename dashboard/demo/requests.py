"""Issues without code: requests that were declined, done by hand or never touched, doubtful bugs, and epics."""

from __future__ import annotations

from dashboard.demo import texts
from dashboard.demo.chance import Dice
from dashboard.demo.desk import Desk
from dashboard.demo.plans import Plans
from dashboard.demo.tickets import Ticket
from dashboard.demo.workdays import DAY, WEEK

_PARKED_UNTIL = 14 * WEEK
"""The old workflow that had the status Parked was given up then."""


def request_tickets(desk: Desk, plans: Plans) -> list[Ticket]:
    """One ticket for each skipped number that is not free."""
    return [_request(desk, plans, number, moment) for number, moment in desk.skipped if desk.is_request(number)]


def _request(desk: Desk, plans: Plans, number: int, moment: int) -> Ticket:
    dice = desk.dice(f"request/{number}")
    component = dice.pick(desk.service.components)
    reporter = dice.pick((*desk.support, *desk.team))
    noun, fate = dice.pick(component.nouns), dice.share()
    created = desk.soon(moment - int(dice.share() * 2 * DAY), reporter, dice)
    is_bug = 0.36 <= fate < 0.52
    tracker = desk.organisation.tracker
    ticket = Ticket(
        f"{desk.project}-{number}", number, "Bug" if is_bug else dice.pick(("Task", "Story", "Improvement")),
        texts.fill(dice.pick(tracker.doubtful_bugs if is_bug else tracker.requests), noun), created, reporter.account,
        "Backlog", dice.pick(("Medium", "Low", "Low", "Lowest")), components=(component.name,),
    )  # fmt: skip
    if is_bug:
        _doubt(desk, ticket, dice)
    elif fate < 0.36:
        _decline(desk, plans, ticket, dice)
    elif fate < 0.84:
        _do_by_hand(desk, ticket, dice)
    elif created < desk.start + _PARKED_UNTIL and fate > 0.9:
        ticket.step(created + 3 * DAY, desk.manager.account, "Parked")
    return ticket


def _decline(desk: Desk, plans: Plans, ticket: Ticket, dice: Dice) -> None:
    """Said no to at once, or first planned and then dropped from its version."""
    manager = desk.manager
    decided = desk.soon(ticket.created + int(dice.around(8) * DAY), manager, dice)
    meant = plans.next_main(decided)
    if meant and meant.begun and desk.service.plans_ahead_days >= 28 and dice.happens(0.35):
        ticket.step(decided, manager.account, "To Do")
        ticket.plan(decided, manager.account, meant.name)
        dropped = max(meant.begun - int(dice.share() * 4 * DAY), decided + DAY)
        ticket.plan(dropped, manager.account, None, meant.name)
        decided = dropped + DAY
    ticket.close(decided, manager.account, resolution=dice.pick(("Won't Do", "Won't Do", "Duplicate")))


def _doubt(desk: Desk, ticket: Ticket, dice: Dice) -> None:
    person = dice.pick_early(desk.team)
    looked = desk.soon(ticket.created + int(dice.around(1.5) * DAY), person, dice)
    ticket.step(looked, desk.manager.account, "To Do")
    ticket.assign(looked, desk.manager.account, person.account)
    begun = ticket.step(desk.soon(looked + int(dice.around(1) * DAY), person, dice), person.account, "In Progress")
    closed = desk.soon(begun + int(dice.around(0.5) * DAY), person, dice)
    ticket.close(closed, person.account, resolution=dice.pick(("Cannot Reproduce", "Duplicate", "Done")))


def _do_by_hand(desk: Desk, ticket: Ticket, dice: Dice) -> None:
    person = dice.pick_early(desk.team)
    accepted = desk.soon(ticket.created + int(dice.around(5) * DAY), desk.manager, dice)
    ticket.step(accepted, desk.manager.account, "To Do")
    begun = desk.soon(accepted + int(dice.around(4) * DAY), person, dice)
    ticket.assign(begun, person.account, person.account)
    begun = ticket.step(begun, person.account, "In Progress")
    ticket.close(desk.soon(begun + int(dice.around(1.5) * DAY), person, dice), person.account)


def epic_tickets(desk: Desk) -> tuple[list[Ticket], dict[str, list[tuple[int, int, str]]]]:
    """The epics, and per component from when until when which key is the parent of its stories."""
    tickets: list[Ticket] = []
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for place, epic in enumerate(desk.service.epics):
        number = desk.organisation.tracker.first_change_number - 100 + place
        begins, ends = desk.on(epic.weeks[0], 1), desk.on(epic.weeks[1], 3, 15)
        ticket = Ticket(f"{desk.project}-{number}", number, "Epic", epic.name, begins - 10 * DAY,
                        desk.manager.account, "Backlog", "High", components=(epic.component,))  # fmt: skip
        ticket.step(begins - 3 * DAY, desk.manager.account, "To Do")
        ticket.assign(begins, desk.manager.account, desk.manager.account)
        ticket.step(begins, desk.manager.account, "In Progress")
        ticket.close(ends, desk.manager.account)
        spans.setdefault(epic.component, []).append((begins, ends, ticket.key))
        tickets.append(ticket)
    return tickets, spans
