"""The custom fields of the demo's Jira and the values that its server sends for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.demo.desk import moment_text
from dashboard.demo.organisation import Person
from dashboard.demo.tickets import Custom, Json

SPRINT = "customfield_10020"
SEVERITY = "customfield_10031"
CHANGE_TYPE = "customfield_10032"
CHANGE_RISK = "customfield_10033"
PLANNED_START = "customfield_10034"
PLANNED_END = "customfield_10035"
ACTUAL_START = "customfield_10036"
APPROVALS = "customfield_10037"

_PLAIN = "com.atlassian.jira.plugin.system.customfieldtypes:"


def fields() -> list[Json]:
    """The custom fields in the words of a world."""
    options = ((SEVERITY, "Severity"), (CHANGE_TYPE, "Change type"), (CHANGE_RISK, "Change risk"))
    instants = ((PLANNED_START, "Planned start"), (PLANNED_END, "Planned end"), (ACTUAL_START, "Actual start"))
    return [
        {"id": SPRINT, "name": "Sprint", "type": "array", "items": "json", "custom": "com.pyxis.greenhopper.jira:gh-sprint"},
        *({"id": field, "name": name, "type": "option", "custom": f"{_PLAIN}select"} for field, name in options),
        *({"id": field, "name": name, "type": "datetime", "custom": f"{_PLAIN}datetime"} for field, name in instants),
        {"id": APPROVALS, "name": "Approvals", "type": "sd-approvals",
         "custom": "com.atlassian.servicedesk.approvals-plugin:sd-approvals"},
    ]  # fmt: skip


def option(value: str, number: int) -> Custom:
    """An entry of a list, with its id."""
    return lambda _: {"id": str(number), "value": value}


def instant(moment: int) -> Custom:
    return lambda _: moment_text(moment)


def sprint(number: int, project: str, place: int, begins: int, ends: int) -> Custom:
    """A sprint as the text that Data Center sends; its state is that of the moment asked for."""

    def told(end: int) -> object:
        state = "CLOSED" if ends < end else "ACTIVE" if begins < end else "FUTURE"
        complete = moment_text(ends) if state == "CLOSED" else "<null>"
        parts = (
            f"id={place * 1000 + number},rapidViewId={place},state={state},name={project} sprint {number},goal=,"
            f"startDate={moment_text(begins)},endDate={moment_text(ends)},completeDate={complete},sequence={number}"
        )
        return [f"com.atlassian.greenhopper.service.sprint.Sprint@{number:x}[{parts}]"]

    return told


@dataclass(frozen=True, slots=True)
class Approval:
    """One that was asked for and, at `decided`, given. Moments are seconds since 1970."""

    number: int
    name: str
    approvers: tuple[Person, ...]
    asked: int
    decided: int


def approvals(asked: Sequence[Approval]) -> Custom:
    def told(end: int) -> object:
        return [_approval(approval, end) for approval in asked if approval.asked < end] or None

    return told


def _approval(approval: Approval, end: int) -> Json:
    decision = "approved" if approval.decided < end else "pending"
    told: Json = {
        "id": str(approval.number), "name": approval.name, "finalDecision": decision, "canAnswerApproval": False,
        "approvers": [{"approver": _account(person), "approverDecision": decision} for person in approval.approvers],
        "createdDate": {"iso8601": moment_text(approval.asked)},
    }  # fmt: skip
    if decision == "approved":
        told["completedDate"] = {"iso8601": moment_text(approval.decided)}
    return told


def _account(person: Person) -> Json:
    return {"accountId": person.account, "key": person.account, "name": person.account, "displayName": person.name,
            "active": True}  # fmt: skip
