"""What git brings is shown letter for letter, and asks for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from dashboard.components.text import visible
from tests.dashboard.warehouses import HOSTILE

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage
    from tests.dashboard.serving import Server

pytestmark = pytest.mark.browser

RELEASE = "/releases?release=" + "%21%5Bx%5D%28http%3A//beacon.invalid/a.png%29/1.0.5"


@pytest.mark.parametrize(
    "path", ["/", "/releases", RELEASE, "/releases?release=%3Cimg src=x%3E*b*", "/data-quality", "/definitions"]
)
def test_no_page_sends_a_beacon_or_draws_what_a_text_asks_for(
    path: str, hostile_server: Server, visit: OpenPage
) -> None:
    page = visit(hostile_server).go(path)
    page.page.wait_for_timeout(800)

    assert not page.has_error() or path == "/data-quality"
    assert page.foreign_requests() == []
    assert page.dialogs == []
    main = page.page.locator("[data-testid=stMain]")
    assert main.locator("img[src*='beacon'], a[href*='beacon'], iframe, script").count() == 0


def test_a_hostile_name_is_read_as_it_is_written(hostile_server: Server, visit: OpenPage) -> None:
    page = visit(hostile_server).go(RELEASE)

    assert page.headings()[0] == f"{HOSTILE[0]} 1.0.5"
    assert HOSTILE[2] in page.text(), "the release line"


def test_hostile_reasons_and_messages_are_read_as_they_are_written(hostile_server: Server, visit: OpenPage) -> None:
    page = visit(hostile_server).go("/data-quality")

    for text in HOSTILE:
        assert visible(text) in page.text()
    overview = visit(hostile_server).go("/")
    assert f"{HOSTILE[0]} could not be read: {HOSTILE[1]}" in overview.text()


def test_the_drawer_of_a_hostile_release_says_letter_for_letter_what_is_not_done(
    hostile_server: Server, visit: OpenPage
) -> None:
    """The issue's summary, status and type are attacks; its release is that of a hostile Jira version."""
    for number, text in enumerate(HOSTILE):
        page = visit(hostile_server).go(f"/calendar?release={quote(f'{HOSTILE[0]}/{number + 2}.0.0')}")
        drawer = page.page.get_by_role("dialog")
        drawer.get_by_text("Not done").wait_for()

        said = page.read(drawer)
        assert f" · {visible(text)}\n" in said, "the status"
        if text == visible(text):
            assert f"PAY-{number + 1} {text} · " in said, "the summary; unseen characters are marked in it"
        assert (
            drawer.get_by_role("heading").first.inner_text().replace("\u2060", "") == f"{HOSTILE[0]} {number + 2}.0.0"
        )
        assert f"{visible(text)} {number + 2}.0" in said, "the Jira version"
        assert page.foreign_requests() == []
        assert page.dialogs == []
        assert drawer.locator("img[src*='beacon'], a[href*='beacon'], iframe, script").count() == 0


def test_hostile_statuses_and_versions_send_nothing_when_they_are_listed(
    hostile_server: Server, visit: OpenPage
) -> None:
    page = visit(hostile_server).go("/data-quality")

    for box in page.page.locator("[data-testid=stExpander] summary").all():
        box.click()
        page.settled()
    page.page.wait_for_timeout(800)

    assert page.foreign_requests() == []
    assert page.dialogs == []
    main = page.page.locator("[data-testid=stMain]")
    assert main.locator("img[src*='beacon'], a[href*='beacon'], iframe, script").count() == 0


def test_the_receipt_of_a_hostile_number_sends_nothing(hostile_server: Server, visit: OpenPage) -> None:
    page = visit(hostile_server).go("/")

    page.page.locator(".st-key-receipt_change_lead_time button").click()
    drawer = page.page.get_by_role("dialog")
    drawer.get_by_role("tab", name="Left out").click()
    page.page.wait_for_timeout(800)

    assert page.foreign_requests() == []
    assert drawer.locator("img[src*='beacon'], a[href*='beacon']").count() == 0


def test_the_list_of_services_sends_nothing_when_it_is_opened(hostile_server: Server, visit: OpenPage) -> None:
    page = visit(hostile_server).go("/")

    page.page.get_by_role("combobox", name="Service").click()
    page.page.get_by_role("option", name=HOSTILE[0]).wait_for()
    page.page.wait_for_timeout(800)

    assert page.foreign_requests() == []
