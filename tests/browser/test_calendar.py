"""The calendar in a real browser: drawn in each view, worked by mouse and keys, and asking nobody else for anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.components.text import visible
from tests.dashboard.serving import Server, served
from tests.dashboard.warehouses import HOSTILE, planned

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenPage, Visit

pytestmark = pytest.mark.browser

OVERFLOW = "(main => main.scrollWidth - main.clientWidth)(document.querySelector('[data-testid=stMain]'))"
# The name of what has the focus, inside the component too.
FOCUSED = """
(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.getAttribute("aria-label") ?? element?.innerText ?? "";
})()
"""
# WCAG's ratio of the text's colour to the first opaque colour below it.
CONTRAST = """
element => {
    const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = colour => {
        paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
        return paint.getImageData(0, 0, 1, 1).data;
    };
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    let below = element, ground = [255, 255, 255, 255];
    while (below) {
        const found = rgba(getComputedStyle(below).backgroundColor);
        if (found[3] === 255) { ground = found; break; }
        below = below.parentElement ?? below.getRootNode().host;
    }
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(ground)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
}
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, date]]:
    folder = tmp_path_factory.mktemp("planned")
    today = planned(folder / "data")
    with served(folder / "data", folder / "log") as server:
        yield server, today


@pytest.fixture
def server(plan: tuple[Server, date]) -> Server:
    return plan[0]


@pytest.fixture
def soon(plan: tuple[Server, date]) -> date:
    """The day of payments 9.0.0 and mobile-app 2.0."""
    return plan[1] + timedelta(days=3)


def calendar(page: Visit) -> Locator:
    found = page.page.locator(".leadline-calendar")
    found.locator(".ec-main").wait_for(timeout=20_000)
    return found


def title(page: Visit) -> str:
    return calendar(page).locator(".ec-title").inner_text()


def hostile_day() -> str:
    """The day on which hostile versions are planned, which near its end is not of this month."""
    return (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


def query(page: Visit) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.page.url).query).items()}


@pytest.mark.parametrize("view", ["month", "list", "timeline"])
@pytest.mark.parametrize(("mode", "width"), [("light", 1360), ("dark", 1360), ("light", 420)])
def test_each_view_draws_releases_and_freezes(
    view: str, mode: str, width: int, server: Server, soon: date, visit: OpenPage
) -> None:
    page = visit(server, mode=mode, width=width)
    complaints: list[str] = []
    page.listen("console", lambda message: complaints.append(message.text))
    page.listen("pageerror", lambda error: complaints.append(f"Content Security Policy or worse: {error}"))
    drawn = calendar(page.go(f"/calendar?view={view}&date={soon.isoformat()}"))

    release = drawn.get_by_role("button", name=re.compile("^payments 9.0.0, in progress"))
    assert release.count() == 1
    assert release.locator("svg.glyph").count() == 1, "never colour alone"
    assert drawn.get_by_text("Peak trade", exact=True).filter(visible=True).count() == 1, "a freeze is named once"
    assert title(page) == f"{soon:%B %Y}"
    assert not page.has_error()
    assert page.foreign_requests() == []
    assert [text for text in complaints if "Content Security Policy" in text] == []
    assert page.page.evaluate(OVERFLOW) <= 0
    faint = [
        (text.inner_text(), round(text.evaluate(CONTRAST), 1))
        for text in drawn.locator(
            ".title:visible, .version:visible, .state:visible, .freeze-name:visible, .legend span"
        ).all()
        if text.evaluate(CONTRAST) < 4.5
    ]
    assert faint == []


def test_a_click_opens_the_drawer_and_escape_closes_it(server: Server, soon: date, visit: OpenPage) -> None:
    page = visit(server).go(f"/calendar?date={soon.isoformat()}")

    calendar(page).get_by_role("button", name=re.compile("^payments 9.0.0")).click()
    drawer = page.page.get_by_role("dialog")
    drawer.get_by_text("1 of 4 issues done").wait_for()
    page.page.wait_for_url(lambda address: parse_qs(urlsplit(address).query).get("release") == ["payments/9.0.0"])
    text = page.read(drawer)
    assert f"{soon.day} {soon:%b %Y}, moved 2 times" in text
    assert "in the freeze Peak trade" in text

    page.page.keyboard.press("Escape")
    drawer.wait_for(state="detached")
    page.page.wait_for_url(lambda address: "release=" not in address)
    page.settled()
    assert title(page) == f"{soon:%B %Y}"


def test_the_drawer_leads_to_the_page_of_the_release(server: Server, visit: OpenPage) -> None:
    page = visit(server).go("/calendar?release=payments/9.0.0")

    page.page.get_by_role("dialog").get_by_role("button", name="Open the release").click()
    page.page.wait_for_url("**/releases?release=**")
    page.settled()
    assert page.headings()[:3] == ["payments 9.0.0", "Plan", "Issues"]


def test_a_freeze_opens_with_its_reason_by_keyboard(server: Server, soon: date, visit: OpenPage) -> None:
    page = visit(server).go(f"/calendar?date={soon.isoformat()}")

    name = calendar(page).get_by_role("button", name=re.compile("^Peak trade"))
    name.focus()
    page.page.keyboard.press("Enter")
    drawer = page.page.get_by_role("dialog")
    drawer.get_by_text("Sales week").wait_for()
    assert "payments 9.0.0" in page.read(drawer)


def test_view_and_month_stand_in_the_address_and_survive_a_reload(server: Server, soon: date, visit: OpenPage) -> None:
    page = visit(server).go(f"/calendar?service=payments&date={soon.isoformat()}")
    months = [(soon.replace(day=1) + timedelta(days=31 * number)).replace(day=1) for number in range(3)]

    # Twice at once: what Python says to the first must not take the reader back.
    calendar(page).get_by_role("button", name="Next month").dblclick()
    calendar(page).get_by_role("button", name="Timeline", exact=True).click()
    page.page.wait_for_url("**view=timeline**")
    page.settled()
    assert title(page) == f"{months[2]:%B %Y}"
    assert query(page) == {"service": "payments", "view": "timeline", "date": months[2].isoformat()}

    page.page.reload()
    page.settled()
    assert title(page) == f"{months[2]:%B %Y}"
    assert calendar(page).get_by_role("button", name="Timeline", exact=True).get_attribute("aria-pressed") == "true"
    calendar(page).get_by_role("button", name="Previous month").click()
    page.page.wait_for_url(f"**date={months[1].isoformat()}**")
    page.settled()
    page.page.go_back()
    # The address goes back at once, the script some time later.
    calendar(page).locator(".ec-title", has_text=f"{months[2]:%B %Y}").wait_for()
    page.settled()
    assert title(page) == f"{months[2]:%B %Y}"
    assert query(page)["date"] == months[2].isoformat()


def test_new_events_are_drawn_without_a_new_calendar(server: Server, soon: date, visit: OpenPage) -> None:
    page = visit(server).go(f"/calendar?date={soon.isoformat()}")
    calendar(page).evaluate("element => { element.isTheSame = true }")

    page.page.get_by_role("button", name=re.compile(r"^\d+ planned")).click()
    calendar(page).get_by_role("button", name=re.compile("released")).first.wait_for(state="detached")
    page.page.wait_for_url("**show=planned**")
    page.settled()

    assert calendar(page).evaluate("element => element.isTheSame === true")
    assert calendar(page).get_by_role("button", name=re.compile("^payments 9.0.0")).count() == 1


def test_the_timeline_leads_from_the_planned_day_to_the_day_a_late_release_came_out(
    server: Server, soon: date, visit: OpenPage
) -> None:
    """payments 8.0.0: planned 7 days ago, out 5 days ago."""
    page = visit(server).go(f"/calendar?view=timeline&date={(soon - timedelta(days=8)).isoformat()}")

    late = calendar(page).get_by_role("button", name=re.compile("^payments 8.0.0, released"))
    tail, box = late.locator(".tail").bounding_box(), late.locator(".box").bounding_box()
    assert tail is not None
    assert box is not None
    assert tail["x"] < box["x"] < tail["x"] + tail["width"] < box["x"] + box["width"], "it ends in the box"
    assert "+2 d" in late.inner_text()


def test_the_list_says_which_day_is_today_and_has_it_in_sight(server: Server, soon: date, visit: OpenPage) -> None:
    today = soon - timedelta(days=3)
    page = visit(server).go(f"/calendar?view=list&date={today.isoformat()}")

    heading = calendar(page).locator(".ec-today h4")
    assert f"{today:%A} {today.day} {today:%B}" in heading.inner_text()
    assert calendar(page).get_by_text("Nothing on this day.").count() == 1
    assert calendar(page).get_by_role("button", name="Nothing on this day.").count() == 0
    whole, seen = calendar(page).locator(".ec-main").bounding_box(), heading.bounding_box()
    assert whole is not None
    assert seen is not None
    assert whole["y"] <= seen["y"] < whole["y"] + whole["height"]


def test_the_whole_calendar_is_worked_by_keys(server: Server, soon: date, visit: OpenPage) -> None:
    """Tab goes through the toolbar and then the events; Enter opens one."""
    page = visit(server).go(f"/calendar?date={soon.isoformat()}")
    calendar(page).get_by_role("button", name="Previous month").focus()
    passed = []
    for _ in range(40):
        page.page.keyboard.press("Tab")
        passed.append(page.page.evaluate(FOCUSED))
        if passed[-1].startswith("payments 9.0.0"):
            break

    assert [name for name in ("Next month", "Month", "List", "Timeline") if name not in passed] == []
    assert passed[-1].startswith("payments 9.0.0, in progress")
    page.page.keyboard.press("Enter")
    page.page.get_by_role("dialog").get_by_text("1 of 4 issues done").wait_for()


def test_a_narrow_window_opens_the_list(server: Server, soon: date, visit: OpenPage) -> None:
    page = visit(server, width=420).go(f"/calendar?date={soon.isoformat()}")

    assert calendar(page).get_by_role("button", name="List", exact=True).get_attribute("aria-pressed") == "true"
    assert "view" not in query(page)


def test_a_full_day_opens_a_list_whose_entries_open_the_drawer(hostile_server: Server, visit: OpenPage) -> None:
    """Six planned releases on one day: more than a day of the month has room for."""
    page = visit(hostile_server).go(f"/calendar?view=month&date={hostile_day()}")

    calendar(page).get_by_role("button", name=re.compile(r"^\+\d+ more$")).click()
    popup = page.page.locator(".ec-popup")
    popup.locator(".ec-event").last.click()
    page.page.wait_for_url("**release=**")
    page.page.get_by_role("dialog").get_by_text("Open the release").wait_for()


def test_freezes_of_the_same_days_are_hatched_once_and_named_side_by_side(
    hostile_server: Server, visit: OpenPage
) -> None:
    """Six freezes of the same three days, which lie in two weeks at most."""
    page = visit(hostile_server).go(f"/calendar?view=month&date={hostile_day()}")

    assert calendar(page).locator(".ec-bg-event").count() <= 2
    names = calendar(page).locator(".freeze-name:visible")
    assert sorted(names.all_inner_texts()) == sorted(visible(text) for text in HOSTILE)
    places = [name.bounding_box() for name in names.all()]
    assert len({place["x"] for place in places if place}) == len(HOSTILE)


@pytest.mark.parametrize("view", ["month", "list", "timeline", "table"])
def test_hostile_names_are_text_and_ask_for_nothing(view: str, hostile_server: Server, visit: OpenPage) -> None:
    address = "/calendar?table=true" if view == "table" else f"/calendar?view={view}"
    page = visit(hostile_server).go(f"{address}&date={hostile_day()}")
    page.page.wait_for_timeout(600)

    assert page.foreign_requests() == []
    assert page.dialogs == []
    assert (
        page.page.locator("[data-testid=stMain]").locator("iframe, script, img[src*=beacon], a[href*=beacon]").count()
        == 0
    )
    if view == "list":
        text = calendar(page).inner_text()
        assert all(visible(hostile) in text for hostile in HOSTILE)
        calendar(page).get_by_text(visible(HOSTILE[1]), exact=True).first.click()
        drawer = page.page.get_by_role("dialog")
        drawer.get_by_text("Last day").wait_for()
        page.page.wait_for_timeout(400)
        assert page.foreign_requests() == []
        assert drawer.locator("img[src*=beacon], a[href*=beacon], iframe").count() == 0


@pytest.mark.parametrize(
    "path", ["/releases", "/data-quality", "/releases?release=%21%5Bx%5D%28http%3A//beacon.invalid/a.png%29/2.0.0"]
)
def test_hostile_jira_text_on_other_pages_asks_for_nothing(path: str, hostile_server: Server, visit: OpenPage) -> None:
    page = visit(hostile_server).go(path)
    page.page.wait_for_timeout(600)

    assert not page.has_error() or path == "/data-quality"
    assert page.foreign_requests() == []
    assert page.dialogs == []
