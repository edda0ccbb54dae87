"""Issues that have code: stories, improvements, tasks and bugs, each told by the change that its commits belong to."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.demo import fields
from dashboard.demo.chance import Dice
from dashboard.demo.desk import Desk
from dashboard.demo.plans import Plan, Plans
from dashboard.demo.releases import Release
from dashboard.demo.tickets import Custom, Ticket
from dashboard.demo.workdays import DAY, HOUR, MINUTE, WEEK
from dashboard.demo.workshop import Change

_WAITS_DAYS = {"feature": 16.0, "fix": 2.5, "chore": 20.0}
"""Median time from creation to the start of work."""
_SPRINT = 2 * WEEK
_LONGEST_WAIT = 75 * DAY


@dataclass(frozen=True, slots=True)
class _Work:
    """One issue in the making."""

    desk: Desk
    plans: Plans
    change: Change
    number: int
    release: Release | None
    dice: Dice

    @property
    def started(self) -> int:
        """When somebody began, a while before the first line of code was written."""
        first = min(self.change.written_at, default=self.change.begun_at)
        return min(first, self.change.begun_at) - 20 * MINUTE

    @property
    def author(self) -> str:
        return self.change.author.account

    @property
    def tester(self) -> str:
        return (self.change.reviewer or self.desk.manager).account


def work_tickets(desk: Desk, plans: Plans, epics: dict[str, list[tuple[int, int, str]]]) -> list[Ticket]:
    """One ticket per change with a key, but for the keys that dangle. `epics`: from, until and key, per component."""
    tickets = []
    for number, change in desk.changes.items():
        dice = desk.dice(f"work/{number}")
        work = _Work(desk, plans, change, number, desk.releases_of.get(change.key or ""), dice)
        ticket = _opened(work)
        _assign_parent(work, ticket, epics)
        _begin(work, ticket)
        _finish(work, ticket)
        _plan(work, ticket)
        tickets.append(ticket)
    return tickets


def _opened(work: _Work) -> Ticket:
    change, dice, desk = work.change, work.dice, work.desk
    is_bug = change.kind == "fix"
    wait = min(int(dice.around(0.4 if change.line else _WAITS_DAYS[change.kind]) * DAY), _LONGEST_WAIT)
    created = work.started - max(wait, HOUR)
    labels = []
    if change.kind == "chore" and dice.happens(0.7):
        labels.append("tech-debt")
    if dice.happens(0.055):
        labels.append("security")
    kind = "Bug" if is_bug else "Task" if change.kind == "chore" else dice.pick(("Story", "Story", "Improvement"))
    reporter = dice.pick(desk.support) if is_bug and dice.happens(0.5) else dice.pick_early(desk.team[::-1])
    return Ticket(
        change.key or "", work.number, kind, change.title, created, reporter.account, "Backlog", _priority(dice, is_bug),
        change.paragraph, labels=tuple(labels), components=(change.component.name,),
        affects_versions=_affected(work, created) if is_bug else (), custom=_sprint(work),
    )  # fmt: skip


def _priority(dice: Dice, is_bug: bool) -> str:
    share = dice.share()
    if is_bug:
        return "Highest" if share < 0.015 else "High" if share < 0.10 else "Medium" if share < 0.7 else "Low"
    return "Highest" if share < 0.01 else "High" if share < 0.2 else "Medium" if share < 0.8 else "Low"


def _affected(work: _Work, created: int) -> tuple[str, ...]:
    """The version in which a bug was found, where somebody wrote it down."""
    release = work.desk.newest_release(created, work.change.line)
    is_told = work.dice.happens(0.85 if work.change.line else 0.4)
    return (work.plans.name_of(release),) if release and is_told else ()


def _sprint(work: _Work) -> dict[str, Custom]:
    """The two weeks in which it was begun; ledger's team has none."""
    desk = work.desk
    if desk.service.integration == "rebase":
        return {}
    number = max((work.started - desk.start) // _SPRINT, 0) + 1
    begins, ends = desk.start + (number - 1) * _SPRINT + 10 * HOUR, desk.start + number * _SPRINT + 9 * HOUR
    return {fields.SPRINT: fields.sprint(number, desk.project, desk.place, begins, ends)}


def _assign_parent(work: _Work, ticket: Ticket, epics: dict[str, list[tuple[int, int, str]]]) -> None:
    if work.change.kind != "feature":
        return
    for begins, ends, key in epics.get(work.change.component.name, []):
        if begins <= ticket.created < ends and work.dice.happens(0.8):
            ticket.parent = key


def _begin(work: _Work, ticket: Ticket) -> None:
    """From the backlog to the last line of code."""
    change, dice, desk = work.change, work.dice, work.desk
    chosen = ticket.created + int((work.started - ticket.created) * (0.2 + 0.6 * dice.share()))
    ticket.step(chosen, desk.manager.account, "To Do")
    ticket.assign(work.started, work.author, work.author)
    began = ticket.step(work.started, work.author, "In Progress")
    until = change.merged_at or began + 3 * DAY
    if until - began > DAY // 2 and dice.happens(desk.phase(began).blocked_share * 2):
        blocked = began + int((until - began) * (0.1 + 0.3 * dice.share()))
        ticket.step(blocked, work.author, "Blocked")
        ticket.step(blocked + int((until - blocked) * (0.3 + 0.4 * dice.share())), work.author, "In Progress")


def _finish(work: _Work, ticket: Ticket) -> None:
    """From review to done; nothing while the change is not merged."""
    change, dice, desk, release = work.change, work.dice, work.desk, work.release
    if change.merged_at is None:
        return
    merged, last = change.merged_at, max(change.written_at, default=change.begun_at)
    ticket.step(last + int((merged - last) * (0.1 + 0.4 * dice.share())), work.author, "In Review")
    ticket.step(merged + 3 * MINUTE, work.tester, "Ready for test")
    testing = desk.soon(merged + int(dice.around(0.3) * DAY), desk.manager, dice)
    tested = desk.soon(testing + int(dice.around(0.35) * DAY), desk.manager, dice)
    if release and tested > release.moment - 20 * MINUTE and dice.happens(0.96):
        testing = merged + (release.moment - merged) // 3
        tested = merged + (release.moment - merged) * 3 // 4
    ticket.step(testing, work.tester, "Testing")
    if dice.happens(0.06):
        ticket.step(testing + (tested - testing) // 3, work.tester, "In Progress")
        ticket.step(testing + (tested - testing) * 2 // 3, work.author, "Testing")
    if desk.service.done_when == "tested":
        done: int | None = ticket.close(tested, work.tester)
    else:
        ticket.step(tested, work.tester, "Ready for release")
        done = ticket.close(release.moment + 5 * MINUTE, desk.manager.account) if release else None
    if done is not None:
        _come_back(work, ticket, done)


def _come_back(work: _Work, ticket: Ticket, done: int) -> None:
    """What was done and is not: a change that was backed out, or an issue that somebody reopens."""
    change, dice, desk = work.change, work.dice, work.desk
    share = desk.phase(done).reopened_share * (1.0 if desk.service.done_when == "tested" else 0.25)
    if change.backed_out_at is not None and (change.returned_at is not None or dice.happens(0.35)):
        back = ticket.reopen(max(change.backed_out_at + 20 * MINUTE, done + MINUTE), work.tester)
        if change.returned_at is not None:
            ticket.step(change.returned_at - 2 * HOUR, work.author, "In Progress")
            ticket.close(change.returned_at + 3 * HOUR, work.tester)
        else:
            decided = desk.soon(back + int(dice.around(5) * DAY), desk.manager, dice)
            ticket.close(decided, desk.manager.account, resolution="Won't Do")
    elif dice.happens(share):
        back = ticket.reopen(desk.soon(done + int(dice.around(1) * DAY), desk.manager, dice), ticket.reporter)
        begun = ticket.step(
            desk.soon(back + int(dice.around(0.2) * DAY), change.author, dice), work.author, "In Progress"
        )
        ticket.close(desk.soon(begun + int(dice.around(0.8) * DAY), change.author, dice), work.tester)


# ------------------------------------------------------------------------------------------------------------- scope


def _plan(work: _Work, ticket: Ticket) -> None:
    """The versions it was meant for: the next one, then each after that which it missed; seldom too late or never."""
    desk, dice, release, manager = work.desk, work.dice, work.release, work.desk.manager.account
    chosen = next(move.moment for move in ticket.moves if move.field == "status")
    habit = dice.share()
    if habit < 0.03:
        return
    if release is None or habit < 0.12 or work.change.line:
        _plan_late(work, ticket, habit, chosen)
        return
    meant, shipped = work.plans.next_main(chosen), work.plans.of[release.version]
    if desk.service.plans_ahead_days < 28 and (habit > 0.6 or shipped.created > chosen):
        _plan_late(work, ticket, habit, chosen)
        return
    if (
        meant is None
        or (meant.begun or 0) > (shipped.begun or 0)
        or dice.happens(0.5)
        or desk.service.plans_ahead_days < 28
    ):
        meant = shipped
    ticket.plan(max(chosen, meant.created), manager, meant.name)
    while meant.name != shipped.name:
        following = _following(work.plans, meant, shipped)
        ticket.plan((meant.begun or 0) + dice.whole(20, 240) * MINUTE, manager, following.name, meant.name)
        meant = following


def _following(plans: Plans, meant: Plan, shipped: Plan) -> Plan:
    following = plans.after(meant)
    is_between = following is not None and (following.begun or 0) < (shipped.begun or 0)
    return following if following is not None and is_between else shipped


def _plan_late(work: _Work, ticket: Ticket, habit: float, chosen: int) -> None:
    """Into the version that ships it, when that is certain; for what is not shipped yet, into the one that is next."""
    release, change, manager = work.release, work.change, work.desk.manager.account
    if release is None:
        coming = work.plans.next_main(chosen)
        if coming:
            ticket.plan(chosen, manager, coming.name)
        return
    plan = work.plans.of[release.version]
    known = change.merged_at or change.begun_at
    if change.line:
        known = chosen
    if habit > 0.993:
        known = release.moment + 2 * DAY
    elif habit > 0.97:
        known = release.moment - 10 * MINUTE
    ticket.plan(max(known, plan.created), manager, plan.name)
