"""The leadline.toml of the demo organisation."""

from __future__ import annotations

import json
from datetime import date, timedelta

from dashboard.demo.feeds import SETTINGS
from dashboard.demo.organisation import Freeze, Organisation, Service
from dashboard.demo.world import ACCOUNT

_FREEZES_AHEAD = timedelta(weeks=78 + 20)


def settings_text(organisation: Organisation, begins_on: date, address: str) -> str:
    """All of leadline.toml; `address` is where the Jira answers."""
    head = (
        f"# {organisation.name}, the demo organisation, made by `leadline demo`.\n\n"
        f'data_dir = "data"\ntime_zone = "{organisation.time_zone}"\n'
    )
    parts = [head, *(_service_table(service) for service in organisation.services), _jira_table(organisation, address)]
    fed = ", ".join(service.name for service in organisation.services if service.has_feeds)
    feeds = [SETTINGS.format(service=fed)] if fed else []
    return "\n".join([*parts, *feeds, *_freeze_tables(organisation, begins_on)])


def _service_table(service: Service) -> str:
    tags = f"release_tags = '{service.release_tags}'\n" if service.release_tags else ""
    return (
        f'[[service]]\nname = "{service.name}"\nteam = "{service.team}"\nproduct = "{service.product}"\n'
        f'repositories = ["repositories/{service.name}.git"]\n{tags}jira_projects = ["{service.jira_project}"]\n'
    )


def _jira_table(organisation: Organisation, address: str) -> str:
    email = next(person.email for person in organisation.people if person.account == ACCOUNT)
    return (
        f"# A stand-in for Jira, which answers while `leadline demo` runs.\n"
        f'[[jira]]\nurl = "{address}"\nkind = "cloud"\nuser = "{email}"\ntoken_file = "jira/token"\n'
        "give_up_minutes = 1\n"
    )


def _freeze_tables(organisation: Organisation, begins_on: date) -> list[str]:
    """Every freeze of the story's years, and those of the months after."""
    until = begins_on + _FREEZES_AHEAD
    years = range(begins_on.year, until.year + 1)
    found = [(_first_day(freeze, year), freeze) for freeze in organisation.freezes for year in years]
    return [_freeze_table(freeze, day) for day, freeze in sorted(found, key=lambda entry: (entry[0], entry[1].name))
            if begins_on <= day < until]  # fmt: skip


def _first_day(freeze: Freeze, year: int) -> date:
    month, day = (int(part) for part in freeze.from_month_day.split("-"))
    return date(year, month, day)


def _freeze_table(freeze: Freeze, day: date) -> str:
    services = f"services = {json.dumps(list(freeze.services))}\n" if freeze.services else ""
    return (
        f'[[freeze]]\nname = "{freeze.name} {day.year}"\n{services}from = {day}\nuntil = {day + timedelta(days=freeze.days)}\n'
        f'reason = "{freeze.reason}"\n'
    )
