"""The calendar and what Jira plans, page by page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import release_calendar
from tests.dashboard.pages import drawer, drawn, words
from tests.dashboard.warehouses import full, planned

Show = Callable[[Path], Path]
COMPONENT = Path(release_calendar.__file__).parent


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, date]:
    folder = tmp_path_factory.mktemp("planned")
    return folder, planned(folder)


@pytest.fixture
def today(plan: tuple[Path, date], monkeypatch: pytest.MonkeyPatch) -> date:
    """The day that the plan is told from; its warehouse is shown."""
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(plan[0]))
    return plan[1]


def sent(app: AppTest) -> dict[str, Any]:
    """What the component is given."""
    [component] = app.get("bidi_component")
    return json.loads(component.proto.json)  # type: ignore[no-any-return]


def looks(app: AppTest) -> dict[str, str]:
    return {event["title"]: event["look"] for event in sent(app)["events"]}


def on(day: date) -> str:
    return day.isoformat()


def test_each_release_stands_on_its_day_with_its_state(today: date) -> None:
    app = drawn("calendar", date=on(today))

    assert not app.exception
    shown = looks(app)
    assert shown["payments 9.0.0"] == "in-progress"
    assert shown["ledger 9.0.0"] == "overdue"
    assert shown["mobile-app 2.0"] == "planned"
    assert shown["payments 8.0.0"] == "released"
    assert shown["Peak trade"] == "freeze"
    [nine] = [event for event in sent(app)["events"] if event["title"] == "payments 9.0.0"]
    assert (nine["start"], nine["end"]) == (on(today + timedelta(days=3)), on(today + timedelta(days=4)))
    assert nine["note"] == "in the freeze Peak trade · 1 of 4 issues done, date moved 2 times"
    assert "in progress" in nine["label"]


def test_a_release_that_is_out_is_shown_once_with_its_slip(today: date) -> None:
    """Planned 7 days ago, out 5 days ago."""
    app = drawn("calendar", date=on(today - timedelta(days=5)))

    eights = [event for event in sent(app)["events"] if event["title"] == "payments 8.0.0"]
    [eight] = eights
    assert (eight["start"], eight["note"]) == (on(today - timedelta(days=5)), "2 days later than planned")
    assert (eight["planned"], eight["slipDays"]) == (on(today - timedelta(days=7)), 2)


def test_an_overdue_release_is_late_by_the_days_until_now(today: date) -> None:
    app = drawn("calendar", date=on(today - timedelta(days=4)))

    [nine] = [event for event in sent(app)["events"] if event["title"] == "ledger 9.0.0"]
    assert (nine["planned"], nine["slipDays"]) == (None, 4)


def test_the_counters_count_the_month_and_filter(today: date) -> None:
    """ledger 9.0.0 was planned for 4 days ago; alone in its state, and no longer counted as planned."""
    month = on(today - timedelta(days=4))

    options = drawn("calendar", date=month).button_group(key="counted").options
    assert any(option.endswith(" overdue") for option in options)
    only = looks(drawn("calendar", date=month, show="overdue"))
    assert {title for title, look in only.items() if look != "freeze"} == {"ledger 9.0.0"}
    assert "Peak trade" in only, "freezes stay"
    assert "ledger 9.0.0" not in looks(drawn("calendar", date=month, show="planned"))


def test_the_filter_of_the_period_is_off_where_it_says_nothing_and_stays_in_the_address(today: date) -> None:
    app = drawn("calendar", window="6 months")

    assert app.selectbox(key="window").disabled
    assert app.selectbox(key="grain").disabled
    assert app.selectbox(key="window").value == "6 months"
    assert not drawn("releases").selectbox(key="window").disabled


def test_the_overview_names_what_is_late_and_what_falls_in_a_freeze(today: date) -> None:
    said = words(drawn("overview")).replace("\\", "")

    assert "**1 release** is overdue: ledger 9.0.0 (4 days late)" in said
    day = today + timedelta(days=3)
    assert f"**1 release** is planned in a freeze: payments 9.0.0 (Peak trade, {day.day} {day:%b %Y})" in said


def test_a_service_has_its_own_calendar(today: date) -> None:
    data = sent(drawn("calendar", service="mobile-app", date=on(today)))

    assert data["services"] == ["mobile-app"]
    titles = {event["title"] for event in data["events"]}
    assert {"mobile-app 2.0", "Year end"} <= titles
    assert not any("payments" in title or title == "Peak trade" for title in titles)


def test_an_empty_month_leads_to_the_releases_around_it(today: date) -> None:
    app = drawn("calendar", date=on(today + timedelta(days=900)))

    assert "No release in " in words(app)
    assert not [button for button in app.button if button.key == "to_next"]
    last = today + timedelta(days=40)
    assert app.button(key="to_previous").label == f"Last before: {last.day} {last:%b %Y}"
    app.button(key="to_previous").click().run()
    assert app.query_params["date"] == on(last.replace(day=1))
    assert "No release in " not in words(app)


@pytest.mark.parametrize(
    "query",
    [
        {"date": "nonsense", "view": "nonsense"},
        {"date": "0001-01-01", "view": "list"},
        {"date": "9999-12-31", "show": "nonsense"},
        {"freeze": "freeze:nobody"},
    ],
)
def test_any_address_draws_a_calendar(query: dict[str, str], today: date) -> None:
    app = drawn("calendar", **query)

    assert not app.exception
    assert not app.error
    assert sent(app)["view"] in (None, "list")


def test_the_address_of_a_release_opens_its_drawer_in_its_month(today: date) -> None:
    app = drawn("calendar", release="mobile-app/2.1")

    assert not app.exception
    assert sent(app)["date"] == on((today + timedelta(days=40)).replace(day=1))
    day = today + timedelta(days=40)
    assert f"{day.day} {day:%b %Y}" in drawer(app)
    assert "Open the release" in drawer(app)


def test_the_drawer_of_a_planned_release_says_how_far_it_moved_and_what_is_not_done(today: date) -> None:
    """Moved by 10 and by 13 days; 3 of 4 issues are open."""
    said = drawer(drawn("calendar", release="payments/9.0.0")).replace("\\", "")

    assert "moved 2 times, 23 days later in all" in said
    assert "- PAY-903 Part 3 · In Progress" in said
    assert "PAY-901" not in said


def test_an_unknown_release_is_said_in_the_drawer(today: date) -> None:
    assert r"There is no release payments\/77" in drawer(drawn("calendar", release="payments/77"))


def test_the_table_has_the_rows_of_the_month(today: date) -> None:
    app = drawn("calendar", date=on(today + timedelta(days=3)), table="true")

    assert not app.get("bidi_component")
    table = app.dataframe[0].value
    assert {"payments 9.0.0", "mobile-app 2.0"} <= set(table["what"])
    app.button(key="on").click().run()
    assert app.query_params["date"] != on(today + timedelta(days=3))
    assert not app.exception


def test_without_a_jira_the_calendar_shows_what_was_tagged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full(tmp_path, releases=8)
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(tmp_path))

    app = drawn("calendar")

    assert not app.exception
    assert set(looks(app).values()) == {"released", "candidate"}
    assert "A Jira would add what is planned" in words(app)
    counters = " ".join(app.button_group(key="counted").options)
    assert "released" in counters
    assert "planned" not in counters, "none told is not none"
    assert "overdue" not in counters


def test_the_list_of_releases_begins_with_the_planned(today: date) -> None:
    app = drawn("releases")

    assert not app.exception
    assert "5 releases planned, **1 overdue**, 1 without a date." in words(app)
    rows = app.dataframe[0].value
    assert list(rows["version"]) == ["9.0.0", "2.0", "9.0.0", "2.1", "3.0"]


def test_a_planned_release_has_a_page_with_plan_and_issues(today: date) -> None:
    """Planned in 3 days after moves of 10 and 13 days; one of its 4 issues is done, none has a commit."""
    app = drawn("releases", release="payments/9.0.0")

    assert not app.exception
    said = words(app)
    assert "moved 2 times" in said
    assert "**23 days later**" in said
    assert [header.value for header in app.header] == ["Plan", "Issues"]
    issues = next(frame.value for frame in app.dataframe if "summary" in frame.value)
    site = "https://jira.example.com/browse/"
    assert list(issues["url"]) == [f"{site}PAY-{number}" for number in (902, 903, 904, 901)]
    assert list(issues["is_done"]) == [False, False, False, True]


def test_a_release_that_is_out_tells_how_it_kept_its_plan(today: date) -> None:
    app = drawn("releases", release="payments/8.0.0")

    assert not app.exception
    assert "It came out 2 days later than planned." in words(app)
    issues = next(frame.value for frame in app.dataframe if "summary" in frame.value)
    assert [len(commits) for commits in issues["commits"]] == [1]


def test_commits_without_an_issue_are_listed(today: date) -> None:
    """The history's keys, such as PAY-0, are of a project that is read and has no such issue."""
    app = drawn("releases", release="payments/1.2.0")

    assert "6 commits without an issue" in words(app)
    rows = next(frame.value for frame in app.dataframe if "unknown_keys" in frame.value)
    assert rows["unknown_keys"].str.startswith("PAY-").all()


def test_data_quality_tells_how_well_jira_fits(today: date) -> None:
    """One commit of 12 x 6 x 2 + 1 names an issue that is read; one version of 7 has no date and no number."""
    app = drawn("data-quality")

    assert not app.exception
    figures = {figure.label: figure.value for figure in app.metric}
    assert figures["Commits with a known issue"] == "0.7 %"
    assert figures["Shipped issues with a commit"] == "100 %"
    assert figures["Dangling keys"] == "72"
    assert "1 of 145 commits" in words(app)
    assert "1 of 7 Jira versions is no release" in words(app)


def test_the_built_script_comes_with_its_licences_and_its_source() -> None:
    script = (COMPONENT / "calendar_view" / "calendar.js").read_text(encoding="utf-8")
    licences = (COMPONENT / "calendar_view" / "LICENSES.txt").read_text(encoding="utf-8")

    versions = json.loads((COMPONENT / "calendar_source" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    source = COMPONENT / "calendar_source"
    digest = hashlib.sha256()
    for name in sorted(path.name for path in source.glob("*.*") if path.name not in (".npmrc", "node_modules")):
        digest.update(name.encode() + b"\0" + (source / name).read_bytes() + b"\0")
    assert digest.hexdigest() in script.splitlines()[0], "run `npm ci && npm run build` in calendar_source"
    for name in ("@event-calendar/core", "svelte", "clsx", "esm-env"):
        assert versions[f"node_modules/{name}"]["version"] in licences
    assert "resolved" not in versions["node_modules/svelte"]
    assert "eval(" not in script
    assert set(re.findall(r"https?://[a-z0-9.]+", script)) <= {
        "http://www.w3.org",
        "https://svelte.dev",
        "https://github.com",
    }
