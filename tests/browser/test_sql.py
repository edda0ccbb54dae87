"""The SQL page in a real browser: a link runs nothing, keys run what is written, a reader may cancel, others are not held up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.dashboard.serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenPage, Visit
    from tests.dashboard.serving import Server

pytestmark = pytest.mark.browser

ENDLESS = "select sum(sqrt(range) ** 1.1) from range(1000000000000)"


@pytest.fixture(scope="module")
def patient_server(full_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same warehouse, with a minute for a query."""
    log = tmp_path_factory.mktemp("patient") / "log"
    with served(full_server.log.parent / "data", log, sql_seconds=60) as server:
        yield server


def editor(page: Visit) -> Locator:
    return page.page.get_by_role("textbox", name="Query")


def press_run(page: Visit) -> None:
    page.page.get_by_role("button", name="Run", exact=True).click()


def rows_told(page: Visit, words: str | re.Pattern[str]) -> None:
    page.page.locator("[data-testid=stMain]").get_by_text(words).first.wait_for(timeout=30_000)


def test_a_shared_link_shows_its_query_and_runs_it_only_when_the_reader_says_so(
    full_server: Server, visit: OpenPage
) -> None:
    sql = "select 'it & that' as said,\n  40 + 2 as answer"
    page = visit(full_server).go(f"/sql?q={quote(sql)}")
    expect(editor(page)).to_have_value(sql)
    page.page.wait_for_timeout(1500)
    assert "This query came with the address" in page.text()
    assert page.page.locator("[data-testid=stDataFrame]").count() == 0
    page.page.reload()
    page.settled()
    page.page.wait_for_timeout(1000)
    assert page.page.locator("[data-testid=stDataFrame]").count() == 0

    press_run(page)

    rows_told(page, re.compile(r"1 row\b"))
    page.page.locator("[data-testid=stDataFrame]").wait_for()
    assert parse_qs(urlsplit(page.page.url).query)["q"] == [sql]
    assert page.foreign_requests() == []


def test_control_and_enter_run_what_is_written_and_the_address_leads_back_to_it(
    full_server: Server, visit: OpenPage
) -> None:
    page = visit(full_server).go("/sql")
    editor(page).fill("select version from releases order by 1 limit 3")
    page.page.wait_for_timeout(300)
    editor(page).press("Control+Enter")
    rows_told(page, "3 rows")

    again = visit(full_server).go(page.page.url.removeprefix(full_server.address))

    assert editor(again).input_value() == "select version from releases order by 1 limit 3"
    assert again.page.locator("[data-testid=stDataFrame]").count() == 0


def test_a_running_query_can_be_cancelled_and_another_reader_is_not_held_up(
    patient_server: Server, visit: OpenPage
) -> None:
    slow, quick = visit(patient_server).go("/sql"), visit(patient_server).go("/sql")
    editor(slow).fill(ENDLESS)
    press_run(slow)
    cancel = slow.page.get_by_role("button", name="Cancel")
    cancel.wait_for()

    editor(quick).fill("select 7 as seven")
    press_run(quick)
    rows_told(quick, re.compile(r"1 row\b"))

    assert cancel.is_visible(), "the first is still running"
    cancel.click()
    rows_told(slow, "The query was cancelled.")
    assert editor(slow).input_value() == ENDLESS


def test_an_endless_query_is_stopped_by_itself_and_says_so(full_server: Server, visit: OpenPage) -> None:
    page = visit(full_server).go("/sql")
    editor(page).fill(ENDLESS)
    press_run(page)

    rows_told(page, "The query was stopped after 5 seconds")


def test_rows_are_downloaded_as_csv_that_no_spreadsheet_runs_and_as_parquet(
    full_server: Server, visit: OpenPage, tmp_path: Path
) -> None:
    import pyarrow.parquet as pq

    page = visit(full_server).go("/sql")
    editor(page).fill("select '=1+1' as formula, 9007199254740993::hugeint as wide")
    press_run(page)
    saved = {}
    for name in ("CSV", "Parquet"):
        with page.page.expect_download() as started:
            page.page.get_by_role("button", name=f"1 row as {name}").click()
        saved[name] = tmp_path / name
        started.value.save_as(saved[name])

    assert saved["CSV"].read_text().splitlines() == ["formula,wide", "'=1+1,9007199254740993"]
    assert [str(cell) for cell in pq.read_table(saved["Parquet"])["wide"].to_pylist()] == ["9007199254740993"]


def test_a_receipt_opens_in_the_editor(full_server: Server, visit: OpenPage) -> None:
    page = visit(full_server).go("/")
    page.page.locator(".st-key-receipt_change_lead_time button").click()
    drawer = page.page.get_by_role("dialog")
    drawer.get_by_role("tab", name="SQL").click()
    drawer.get_by_role("link", name="Open in SQL").click()
    page.page.wait_for_url("**/sql**")
    page.settled()
    editor(page).wait_for()

    assert "metric.change_lead_time_rows(" in editor(page).input_value()
    assert page.page.locator("[data-testid=stDataFrame]").count() == 0
    press_run(page)
    rows_told(page, re.compile(r"\d+ rows"))


@pytest.mark.parametrize(("mode", "width"), [("dark", 1360), ("light", 390)])
def test_an_error_names_its_place_and_nothing_scrolls_sideways(
    mode: str, width: int, full_server: Server, visit: OpenPage
) -> None:
    page = visit(full_server, mode=mode, width=width).go("/sql")
    editor(page).fill("select version,\n  nope\nfrom releases")
    press_run(page)

    rows_told(page, re.compile("Line 2, column 3"))
    overflow = "(main => main.scrollWidth - main.clientWidth)(document.querySelector('[data-testid=stMain]'))"
    assert page.page.evaluate(overflow) <= 0
    page.page.get_by_label("Search tables and columns").fill("released")
    page.page.keyboard.press("Enter")
    rows_told(page, "released_at")
    assert page.page.evaluate(overflow) <= 0


def test_a_hostile_query_and_its_hostile_rows_send_nothing(full_server: Server, visit: OpenPage) -> None:
    texts = ("![x](http://beacon.invalid/a.png)", "<img src=http://beacon.invalid/b.png>", ":material/home:")
    columns = ", ".join(f"'{text}' as \"{text}\"" for text in texts)
    page = visit(full_server).go(f"/sql?q={quote('select ' + columns)}")
    press_run(page)
    rows_told(page, re.compile(r"1 row\b"))
    editor(page).fill(f'select "{texts[0]}" from releases')
    press_run(page)
    rows_told(page, re.compile("Line 1, column 8"))
    page.page.wait_for_timeout(800)

    assert page.foreign_requests() == []
    assert page.dialogs == []
