"""The evaluation of a release in a real browser: a bar opens the rows that took its points, on a phone as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.dashboard.serving import Server, served
from tests.dashboard.warehouses import evaluated

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("evaluated")
    evaluated(folder / "data")
    with served(folder / "data", folder / "log") as found:
        yield found


def test_a_bar_of_the_waterfall_opens_its_rows(visit: OpenPage, server: Server) -> None:
    """1.0.4 lost its first points to an incident of severity 1. At 390 px nothing is wider than the page."""
    opened = visit(server, width=390, mode="dark").go("/releases?release=payments%2F1.0.4")
    bar = opened.page.locator(".js-plotly-plot .bars .point path").first
    bar.wait_for()
    opened.click_mark(bar)
    opened.page.get_by_text("1 confirmed failure of severity 1, 50 points each").wait_for(timeout=30_000)
    opened.page.locator("[data-testid=stExpander]", has_text="SQL of these rows").wait_for()

    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
