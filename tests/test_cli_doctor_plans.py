"""What `leadline doctor` says of the working calendar, of planned dates and of forecasts."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard import config
from dashboard.cli_doctor_plans import plan_findings
from tests.support.raw_rows import Facts

JIRA = '[[jira]]\nurl = "https://jira.example"\n'
SERVICE = '[[service]]\nname = "payments"\nrepositories = ["payments"]\n'


def _settings(folder: Path, text: str) -> config.Config:
    (folder / "leadline.toml").write_text(SERVICE + text, encoding="utf-8")
    return config.load(folder / "leadline.toml")


def _facts(*, has_date: bool) -> Facts:
    facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at="2026-07-01")
    seen = [("2026-01-01", "2026-02-20" if has_date else None, False)]
    facts.version("1.0.0", release_on="2026-02-20", is_released=True, snapshots=seen)
    facts.version("1.1.0", release_on="2026-07-20", snapshots=[("2026-01-01", "2026-07-20", False)])
    facts.commit("a", at="2026-01-02", shipped_in="1.0.0")
    return facts.tag("v1.0.0", on="a", at="2026-02-20")


@pytest.fixture(autouse=True)
def _no_folder_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEADLINE_DATA_DIR", raising=False)


def test_without_a_jira_there_is_a_calendar_and_no_plan(tmp_path: Path) -> None:
    found = list(plan_findings(_settings(tmp_path, '[calendar]\ncountry = "DE"\n')))

    assert found == [
        ("working calendar", "ok", "Monday, Tuesday, Wednesday, Thursday, Friday from 09:00 to 17:00, holidays of DE")
    ]


@pytest.mark.parametrize(("has_date", "state", "count"), [(True, "ok", 1), (False, "note", 0)])
def test_planned_dates_and_forecasts_are_counted(tmp_path: Path, has_date: bool, state: str, count: int) -> None:
    settings = _settings(tmp_path, JIRA)
    _facts(has_date=has_date).publish(settings.sources.data_dir).close()
    calendar, dates, forecasts = plan_findings(settings)

    assert calendar[2].endswith("no public holidays; country in [calendar] leaves public holidays out")
    assert dates[:2] == ("planned dates", state)
    assert dates[2].startswith(f"{count} of 1 releases with a Jira version had a date on record when their scope froze")
    assert forecasts[:2] == ("forecasts", "note")
    assert forecasts[2].startswith("0 of 1 open releases are forecast; missing_because in main.release_forecasts")


def test_before_the_first_sync_the_warehouse_s_finding_is_enough(tmp_path: Path) -> None:
    assert [what for what, _, _ in plan_findings(_settings(tmp_path, JIRA))] == ["working calendar"]
