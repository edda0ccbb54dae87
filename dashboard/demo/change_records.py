"""One change record per deployment: its kind, risk, window, approvals, and the steps of its plan as sub-tasks."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.demo import fields
from dashboard.demo.chance import Dice
from dashboard.demo.desk import Desk
from dashboard.demo.fields import Approval
from dashboard.demo.organisation import Person
from dashboard.demo.plans import Plans
from dashboard.demo.releases import Release
from dashboard.demo.tickets import Ticket
from dashboard.demo.workdays import DAY, HOUR, MINUTE

_PLACES = 6
"""Numbers kept for a record and its steps, so that each has the same whatever the others need."""
_KINDS = ("Standard", "Normal", "Emergency")
_RISKS = ("Low", "Medium", "High")


@dataclass(frozen=True, slots=True)
class _Record:
    """One deployment to be recorded. Moments are seconds since 1970."""

    desk: Desk
    release: Release
    version: str
    before: str
    """Name of the version that it replaces."""
    number: int
    kind: str
    risk: str
    dice: Dice
    is_failed: bool
    created: int


def record_tickets(desk: Desk, plans: Plans) -> tuple[list[Ticket], dict[str, str]]:
    """The change records with their sub-tasks, and the key of each record by the name of its version."""
    tickets, keys = [], {}
    failed = {id(failure.release) for failure in desk.diary.failures} | {id(bad) for bad, _ in desk.diary.rollbacks}
    before = "the old servers"
    for place, release in enumerate(desk.diary.releases):
        version = plans.name_of(release)
        record = _record(desk, plans, release, place, before, id(release) in failed)
        ticket = _ticket(record)
        keys[version], before = ticket.key, version
        tickets += [ticket, *_steps(record, ticket)]
    return tickets, keys


def _record(desk: Desk, plans: Plans, release: Release, place: int, before: str, is_failed: bool) -> _Record:
    version = plans.name_of(release)
    dice = desk.dice(f"change/{version}")
    kind = _kind(desk, release, dice)
    ahead = {"Emergency": dice.whole(25, 80) * MINUTE, "Standard": int(dice.around(1) * DAY)}
    created = release.moment - ahead.get(kind, int(dice.around(4) * DAY))
    number = desk.organisation.tracker.first_change_number + place * _PLACES
    return _Record(desk, release, version, before, number, kind, _risk(release, kind, dice), dice, is_failed, created)


def _kind(desk: Desk, release: Release, dice: Dice) -> str:
    if release.is_repair:
        return "Emergency"
    is_routine = release.version[2] > 0 or dice.happens(desk.phase(release.moment).standard_share)
    return "Standard" if is_routine else "Normal"


def _risk(release: Release, kind: str, dice: Dice) -> str:
    if kind == "Emergency" or release.version[1:] == (0, 0):
        return "High"
    return "Low" if kind == "Standard" else dice.pick(("Low", "Medium", "Medium", "Medium", "High"))


def _ticket(record: _Record) -> Ticket:
    desk, dice, manager = record.desk, record.dice, record.desk.manager
    window = record.release.moment - record.release.moment % (30 * MINUTE)
    ticket = Ticket(
        f"{desk.project}-{record.number}", record.number, "Change", f"Deploy {desk.service.name} {record.version}",
        record.created, manager.account, "Draft", "High" if record.kind == "Emergency" else "Medium",
        custom={
            fields.CHANGE_TYPE: fields.option(record.kind, 10300 + _KINDS.index(record.kind)),
            fields.CHANGE_RISK: fields.option(record.risk, 10400 + _RISKS.index(record.risk)),
            fields.PLANNED_START: fields.instant(window),
            fields.PLANNED_END: fields.instant(window + (2 if record.kind == "Normal" else 1) * HOUR),
        },
    )  # fmt: skip
    ticket.assign(record.created + MINUTE, manager.account, manager.account)
    _approve(record, ticket)
    starts = record.release.moment - dice.whole(4, 14) * MINUTE
    ticket.step(starts, manager.account, "Implementing")
    ends = record.release.moment + dice.whole(12, 55) * MINUTE
    if record.is_failed:
        ticket.close(ends, manager.account, "Failed", "Backed out")
    else:
        ticket.close(ends, manager.account, "Completed")
    return ticket


def _approve(record: _Record, ticket: Ticket) -> None:
    """The board approves what is not routine, one of it at once what cannot wait; a standard change is approved for good."""
    desk, dice, asked = record.desk, record.dice, record.created + 10 * MINUTE
    until = record.release.moment - 20 * MINUTE
    if record.kind == "Standard":
        ticket.step(asked, desk.manager.account, "Awaiting implementation")
        return
    ticket.step(asked, desk.manager.account, "Awaiting CAB approval")
    if record.kind == "Emergency":
        decided = min(asked + dice.whole(3, 20) * MINUTE, until)
    else:
        decided = min(desk.soon(asked + int(dice.around(0.9) * DAY), desk.board, dice), until)
    decided = max(decided, asked + MINUTE)
    approvers: tuple[Person, ...] = (desk.board,) if record.kind == "Emergency" else (desk.board, desk.team[0])
    name = "Emergency approval" if record.kind == "Emergency" else "Change advisory board"
    approval = Approval(desk.place * 100_000 + record.number, name, approvers, asked, decided)
    ticket.custom[fields.APPROVALS] = fields.approvals([approval])
    ticket.step(decided, desk.board.account, "Awaiting implementation")


def _steps(record: _Record, ticket: Ticket) -> list[Ticket]:
    """The steps of the plan; a standard change follows the plan that was approved once for all."""
    if record.kind == "Standard":
        return []
    desk, release, manager = record.desk, record.release, record.desk.manager.account
    steps = []
    for place, pattern in enumerate(desk.organisation.tracker.steps, start=1):
        number = record.number + place
        step = Ticket(
            f"{desk.project}-{number}", number, desk.organisation.tracker.subtask_type,
            pattern.format(version=record.version, before=record.before), record.created + 2 * MINUTE + place, manager,
            "To Do", parent=ticket.key,
        )  # fmt: skip
        at = release.moment + (place - 2) * 8 * MINUTE
        is_back_out = place == len(desk.organisation.tracker.steps)
        if is_back_out and not record.is_failed:
            step.close(at, manager, resolution="Won't Do")
        else:
            step.step(at - 6 * MINUTE, manager, "In Progress")
            step.close(at, manager)
        steps.append(step)
    return steps
