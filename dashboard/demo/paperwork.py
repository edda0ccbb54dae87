"""What people write beside the pipeline: approvals of releases, runsheets, and a calendar of freezes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dashboard.demo.desk import Desk
from dashboard.demo.pipeline import PIPELINE, instant_text, tag_name
from dashboard.demo.plans import Plan, Plans
from dashboard.demo.releases import Release
from dashboard.demo.workdays import DAY, HOUR, MINUTE

_LATE_FROM_FAILED_SHARE = 0.5
"""In a phase with more failures than this, some approvals are given when the release is out already."""
_STEPS = (
    ("before", "Tell support what changes", "manager", 60, 10), ("before", "Check the dashboards and the on-call list", "manager", 45, 10),
    ("before", "Back up the merchants' settings", "pipeline", 30, 15), ("deploy", "Deploy and switch the traffic over", "pipeline", 0, 5),
    ("verify", "Take a payment with each card brand", "tester", -10, 15), ("verify", "Compare error rates with those of yesterday", "manager", -25, 30),
    ("back out", "Switch back to the version before", "manager", -60, 10),
)  # fmt: skip
"""Phase, what is done, by whom, minutes before the deployment it begins, minutes it takes."""


def approvals(desk: Desk, end: int) -> dict[str, str]:
    """The board's and the manager's word on each main release, asked until `end`: one record a line, in the order of asking."""
    told = [record for release in _main_releases(desk) for record in _of_release(desk, release) if record["asked_at"] < instant_text(end)]
    lines = [json.dumps(_as_of(record, instant_text(end)), ensure_ascii=False) for record in sorted(told, key=lambda r: (r["asked_at"], r["approval_id"]))]
    return {"approvals.jsonl": "".join(f"{line}\n" for line in lines)}


def _main_releases(desk: Desk) -> list[Release]:
    return [release for release in desk.diary.releases if release.version[2] == 0]


def _of_release(desk: Desk, release: Release) -> Iterator[dict[str, Any]]:
    name = tag_name(desk, release)
    for number, (what, person) in enumerate((("Go or no go", desk.board), ("Test report", desk.manager)), start=1):
        dice = desk.dice(f"approval/{name}/{number}")
        asked = release.moment - dice.whole(20, 30) * HOUR
        decided = release.moment - dice.whole(1, 12) * HOUR
        if desk.phase(release.moment).failed_share > _LATE_FROM_FAILED_SHARE and dice.happens(0.3):
            decided = release.moment + dice.whole(1, 8) * HOUR
        record = {"approval_id": f"{name}/{number}", "service": desk.service.name, "version": name, "name": what, "approver": person.name}
        if dice.happens(0.08):
            yield record | {"approval_id": f"{name}/{number}/first", "decision": "declined", "asked_at": instant_text(asked - 3 * HOUR),
                            "decided_at": instant_text(asked - HOUR)}  # fmt: skip
        yield record | {"decision": "approved", "asked_at": instant_text(asked), "decided_at": instant_text(decided)}


def _as_of(record: dict[str, Any], now: str) -> dict[str, Any]:
    return record if record["decided_at"] < now else record | {"decision": "pending", "decided_at": None}


def runsheets(desk: Desk, end: int) -> dict[str, str]:
    """The runsheet of the last main release, done, and that of the next one, planned on the day that is promised at `end`."""
    files = {}
    last = next((release for release in reversed(_main_releases(desk)) if release.moment < end - DAY), None)
    if last is not None:
        files[f"runsheets/{desk.service.name}-{tag_name(desk, last)}.csv"] = _runsheet(desk, tag_name(desk, last), last.moment, is_done=True)
    coming = _next_plan(desk, end)
    if coming is not None and coming.name is not None:
        moment = int(datetime.combine(coming.day, time(11), tzinfo=desk.zone).timestamp())
        files[f"runsheets/{desk.service.name}-{coming.name}.csv"] = _runsheet(desk, coming.name, moment, is_done=False)
    return files


@dataclass(frozen=True, slots=True)
class _Coming:
    name: str
    day: date


def _next_plan(desk: Desk, end: int) -> _Coming | None:
    open_ones = [plan for plan in Plans(desk).all if _is_open(plan, end)]
    for plan in sorted(open_ones, key=lambda plan: plan.version or ()):
        day = max(day for moment, day in plan.promised if moment < end)
        text = ".".join(str(number) for number in plan.version or ())
        return _Coming(desk.service.tag.format(version=text), day)
    return None


def _is_open(plan: Plan, end: int) -> bool:
    is_main = plan.version is not None and plan.version[2] == 0 and not plan.is_odd
    return is_main and plan.created < end and bool(plan.promised) and (plan.released is None or plan.released >= end)


def _runsheet(desk: Desk, version: str, moment: int, *, is_done: bool) -> str:
    out, dice = io.StringIO(), desk.dice(f"runsheet/{version}")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("service", "version", "step", "title", "owner", "phase", "planned_start_at", "planned_end_at", "started_at", "finished_at", "state"))
    owners = {"manager": desk.manager.name, "tester": desk.team[0].name, "pipeline": PIPELINE}
    for number, (phase, title, owner, ahead, lasts) in enumerate(_STEPS, start=1):
        begins = moment // (5 * MINUTE) * 5 * MINUTE - ahead * MINUTE
        planned = [instant_text(begins), instant_text(begins + lasts * MINUTE)]
        late = dice.whole(0, 4) * MINUTE
        told = ["", "", "planned"]
        if is_done:
            told = [instant_text(begins + late), instant_text(begins + late + lasts * MINUTE), "done"] if phase != "back out" else ["", "", "skipped"]
        writer.writerow((desk.service.name, version, number, title, owners[owner], phase, *planned, *told))
    return out.getvalue()


def freezes(desk: Desk) -> str:
    """The calendar: every month's end for the books, and two days of one time each."""
    begins = datetime.fromtimestamp(desk.start, UTC).date()
    month_end = (begins.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    december = date(month_end.year, 12, 31)
    cut_over, move = begins + timedelta(weeks=52, days=5), begins + timedelta(weeks=81, days=5)
    zone = desk.organisation.time_zone
    events = (
        ("month-end", "Month end", f"DTSTART;TZID={zone}:{month_end:%Y%m%d}T180000", f"DTEND;TZID={zone}:{month_end + timedelta(days=1):%Y%m%d}T080000",
         "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", f"EXDATE;TZID={zone}:{december:%Y%m%d}T180000", "CATEGORIES:ledger",
         "DESCRIPTION:The books of the month are closed overnight"),
        ("cut-over", "Acquirer cut-over", f"DTSTART;VALUE=DATE:{cut_over:%Y%m%d}", f"DTEND;VALUE=DATE:{cut_over + timedelta(days=2):%Y%m%d}",
         "CATEGORIES:payments", "DESCRIPTION:The old acquirer is switched off"),
        ("move", "Move of the data centre", f"DTSTART;VALUE=DATE:{move:%Y%m%d}", f"DTEND;VALUE=DATE:{move + timedelta(days=2):%Y%m%d}",
         "DESCRIPTION:Machines travel over the weekend"),
    )  # fmt: skip
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Harbour//Operations//EN"]
    for uid, name, *told in events:
        lines += ["BEGIN:VEVENT", f"UID:{uid}@harbour.example", f"DTSTAMP:{begins:%Y%m%d}T090000Z", f"SUMMARY:{name}", *told, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])
