"""The demo's Jira as a world that the stand-in serves: the same facts as in the repositories, told as issues and versions."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.demo.change_records import record_tickets
from dashboard.demo.desk import Desk
from dashboard.demo.fields import fields
from dashboard.demo.incidents import incident_tickets
from dashboard.demo.organisation import Organisation, Tracker
from dashboard.demo.plans import Plans
from dashboard.demo.requests import epic_tickets, request_tickets
from dashboard.demo.tickets import Json, Numbers, Ticket, rendered
from dashboard.demo.work import work_tickets

ACCOUNT = "leadline"
"""The account that the token belongs to."""


@dataclass(frozen=True, slots=True)
class _Project:
    desk: Desk
    plans: Plans
    tickets: list[Ticket]


def world_of(organisation: Organisation, desks: Sequence[Desk], end: int) -> Json:
    """The organisation's Jira as it is at `end`, in the form that the stand-in reads. A later end only adds to it."""
    projects = [_project(desk) for desk in desks]
    numbers = _numbers(organisation, projects)
    return {
        "title": organisation.tracker.title,
        "account": ACCOUNT,
        "people": [_person(person.account, person.name, person.email, str(person.zone)) for person in organisation.people],
        "fields": fields(),
        **_lists(organisation.tracker),
        "projects": [_project_entry(project, end) for project in projects],
        "issues": [
            issue
            for project in projects
            for ticket in sorted(project.tickets, key=lambda ticket: ticket.number)
            if (issue := rendered(ticket, project.desk.project, end, numbers)) is not None
        ],
    }  # fmt: skip


def write_world(world: Json, file: Path) -> None:
    """Write it whole or not at all; equal worlds make equal files."""
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_name(f".{file.name}")
    scratch.write_text(json.dumps(world, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")
    os.replace(scratch, file)


def _project(desk: Desk) -> _Project:
    plans = Plans(desk)
    epics, spans = epic_tickets(desk)
    records, keys = record_tickets(desk, plans)
    tickets = [*epics, *work_tickets(desk, plans, spans), *request_tickets(desk, plans), *records]
    return _Project(desk, plans, [*tickets, *incident_tickets(desk, plans, tickets, keys)])


def _numbers(organisation: Organisation, projects: Sequence[_Project]) -> Numbers:
    issues = {
        ticket.key: project.desk.place * 100_000 + ticket.number for project in projects for ticket in project.tickets
    }
    tracker = organisation.tracker
    return Numbers(
        issues,
        {name: str(number) for number, (name, _) in enumerate(tracker.statuses, start=10001)},
        {name: str(number) for number, name in enumerate(tracker.resolutions, start=10000)},
        {plan.name: str(plan.number) for project in projects for plan in project.plans.all},
        {person.account: person.name for person in organisation.people},
    )


def _person(account: str, name: str, email: str, zone: str) -> Json:
    return {"id": account, "name": name, "email": email, "zone": zone, "active": True}


def _lists(tracker: Tracker) -> Json:
    return {
        "statuses": [
            {"id": str(number), "name": name, "category": category}
            for number, (name, category) in enumerate(tracker.statuses, start=10001)
        ],
        "priorities": list(tracker.priorities),
        "resolutions": list(tracker.resolutions),
        "issue_types": [
            *({"name": name, "subtask": False} for name in tracker.issue_types),
            {"name": tracker.subtask_type, "subtask": True},
        ],
        "link_types": [{"name": name, "inward": inward, "outward": outward} for name, inward, outward in tracker.links],
    }


def _project_entry(project: _Project, end: int) -> Json:
    desk = project.desk
    components = [*(component.name for component in desk.service.components), "Platform"]
    return {
        "id": str(10000 + desk.place),
        "key": desk.project,
        "name": desk.service.name.capitalize(),
        "archived": False,
        "components": [
            {"id": str(desk.place * 1000 + number), "name": name} for number, name in enumerate(components, start=1)
        ],
        "versions": [version for plan in project.plans.all if (version := plan.world(end)) is not None],
    }
