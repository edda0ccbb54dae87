"""The pages in a real browser: drawn, linked, and asking nobody else for anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.dashboard.serving import served
from tests.dashboard.warehouses import full

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenPage, Visit
    from tests.dashboard.serving import Server

pytestmark = pytest.mark.browser

PAGES = {
    "/": "Overview",
    "/releases": "Releases",
    "/releases?release=payments/1.5.0": "payments 1.5.0",
    "/release?release=ledger/1.5.0": "ledger 1.5.0",
    "/trends?metric=change_lead_time": "Trends",
    "/data-quality": "Data quality",
    "/definitions": "Definitions",
    "/sql": "SQL",
}


BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
OVERFLOW = "(main => main.scrollWidth - main.clientWidth)(document.querySelector('[data-testid=stMain]'))"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_draws_narrow_and_wide_and_asks_nobody_else(path: str, full_server: Server, visit: OpenPage) -> None:
    page = visit(full_server, width=390).go(path)

    assert page.headings()[0] == PAGES[path]
    assert not page.has_error()
    assert page.foreign_requests() == []
    assert any("/app/static/inter.woff2" in url for url in page.requests)
    assert page.page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
    assert page.page.evaluate(OVERFLOW) <= 0, "nothing needs sideways scrolling"

    page.page.set_viewport_size({"width": 1360, "height": 900})
    page.settled()

    assert not page.has_error()
    assert page.page.evaluate(OVERFLOW) <= 0, "nor in a wide window"


@pytest.mark.parametrize("path", ["/", "/trends?metric=change_lead_time", "/sql"])
def test_pages_draw_in_the_dark(path: str, full_server: Server, visit: OpenPage) -> None:
    page = visit(full_server, mode="dark").go(path)

    assert page.headings()[0] == PAGES[path]
    assert not page.has_error()
    assert page.page.evaluate(BACKGROUND) == "rgb(18, 22, 28)"


def test_pages_break_no_rule_of_their_own_policy(full_server: Server, visit: OpenPage) -> None:
    """Charts, tables and fonts draw under the content-security policy without a complaint."""
    page = visit(full_server)
    complaints: list[str] = []
    page.listen("console", lambda message: complaints.append(message.text))

    page.go("/releases?release=payments/1.5.0")
    page.page.locator(".js-plotly-plot .bars").wait_for(timeout=20_000)

    assert [text for text in complaints if "Content Security Policy" in text] == []
    assert page.page.evaluate("document.fonts.check('15px Inter')")


def test_the_receipt_drawer_opens_from_a_card(full_server: Server, visit: OpenPage) -> None:
    page = visit(full_server).go("/")

    page.page.locator(".st-key-receipt_change_lead_time button").click()
    drawer = page.page.get_by_role("dialog")
    drawer.get_by_role("tab", name=re.compile(r"Counted \(\d+\)")).wait_for()

    assert "from its commit to the first production deployment" in page.read(drawer)
    for tab, said in (("Definition", "Formula"), ("SQL", "metric.change_lead_time_rows"), ("Trend", "periods have a value")):
        drawer.get_by_role("tab", name=tab).click()
        drawer.get_by_text(said).first.wait_for()
    drawer.locator(".js-plotly-plot").wait_for()
    page.settled()
    drawer.get_by_role("tab", name="Definition").focus()
    page.page.keyboard.press("Escape")
    drawer.wait_for(state="detached")
    assert page.foreign_requests() == []


def test_a_click_on_a_point_opens_the_receipt_of_its_period_again_and_again(full_server: Server, visit: OpenPage) -> None:
    page = visit(full_server).go("/trends?metric=change_lead_time&service=ledger")
    drawer = page.page.get_by_role("dialog")

    for _ in range(2):
        points = page.page.locator(".js-plotly-plot").first.locator(".scatterlayer .trace").last.locator("path.point")
        page.click_mark(points.nth(1))
        drawer.get_by_role("tab", name=re.compile(r"Counted \(\d+\)")).wait_for()
        said = page.read(drawer)
        assert re.search(r"\d+ rows: \d+ counted, \d+ left out", said)
        assert "ledger" in said
        page.page.keyboard.press("Escape")
        drawer.wait_for(state="detached")
    assert query(page)["metric"] == ["change_lead_time"]


def test_a_card_leads_to_its_trend_with_the_filters(full_server: Server, visit: OpenPage) -> None:
    page = visit(full_server).go("/?service=ledger")

    # Cards are drawn one after the other, and not always the first one first.
    page.page.locator("a[href*='metric=change_lead_time']").get_by_text("Trend", exact=True).click()
    page.page.wait_for_url("**/trends**")
    page.settled()

    assert query(page) == {"service": ["ledger"], "metric": ["change_lead_time"]}
    assert page.page.get_by_role("combobox", name="Service").input_value() == "ledger"


def test_the_address_restores_the_filters(full_server: Server, visit: OpenPage) -> None:
    page = visit(full_server).go("/?service=ledger&window=6+months&grain=month")

    assert "ledger shipped" in page.text()
    assert page.page.get_by_role("combobox", name="Period").input_value() == "6 months"


def test_a_filter_goes_into_the_address_and_along_to_other_pages(full_server: Server, visit: OpenPage) -> None:
    page = visit(full_server).go("/")

    choose(page, "Service", "ledger")
    assert query(page) == {"service": ["ledger"]}

    page.page.get_by_role("link", name="Releases").click()
    page.page.wait_for_url("**/releases**")
    page.settled()
    assert query(page) == {"service": ["ledger"]}
    assert "releases of 1 service" in page.text()


def test_one_step_back_leads_from_a_release_to_the_list_with_its_filters(full_server: Server, visit: OpenPage) -> None:
    page = visit(full_server).go("/releases?service=ledger")

    grid = page.page.locator("[data-testid=stDataFrame]").first.bounding_box()
    assert grid is not None
    page.page.mouse.click(grid["x"] + 30, grid["y"] + 34 + 17)
    page.page.wait_for_url("**release=ledger**")
    page.settled()
    newest = page.headings()[0]
    assert newest.startswith("ledger ")

    page.page.get_by_role("button", name="Predecessor").click()
    page.page.wait_for_function(
        "title => document.querySelector('[data-testid=stHeading]').innerText != title", arg=newest
    )
    page.page.go_back()
    page.page.wait_for_function(
        "title => document.querySelector('[data-testid=stHeading]').innerText == title", arg=newest
    )
    page.page.go_back()
    page.page.wait_for_function("() => document.querySelector('[data-testid=stHeading]').innerText == 'Releases'")
    assert query(page) == {"service": ["ledger"]}


def choose(page: Visit, label: str, option: str) -> None:
    page.page.get_by_role("combobox", name=label).click()
    page.page.get_by_role("option", name=option, exact=True).click()
    page.page.wait_for_url(f"**{option}**")
    page.settled()


def query(page: Visit) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.page.url).query)


@pytest.mark.slow
def test_newer_data_is_offered_and_never_forced(tmp_path: Path, visit: OpenPage) -> None:
    """The page looks every 20 seconds; numbers do not change under a reader's eyes."""
    full(tmp_path / "data", releases=8)
    with served(tmp_path / "data", tmp_path / "log") as server:
        page = visit(server).go("/")
        assert "shipped 16 releases" in page.text()
        full(tmp_path / "data", releases=12)

        page.page.get_by_text("Newer data has been published").wait_for(timeout=40_000)
        assert "shipped 16 releases" in page.text()
        page.page.get_by_role("button", name="Show it").click()
        page.page.get_by_text("shipped 24 releases").wait_for()
        page.page.get_by_text("Newer data has been published").wait_for(state="detached")
