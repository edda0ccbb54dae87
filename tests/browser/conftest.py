"""A headless Chromium of the system, and servers to point it at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests.dashboard.serving import Server, served
from tests.dashboard.warehouses import full, hostile

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
OpenPage = Callable[..., "Visit"]


def chromium() -> str | None:
    named = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in named if path), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None and "CI" not in os.environ:
        pytest.skip("No Chromium is installed here; `apt install chromium` brings one. In CI this is an error.")
    assert path is not None, "CI needs a Chromium: .ci/run installs it."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def full_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("full")
    full(folder / "data", releases=30)
    with served(folder / "data", folder / "log") as server:
        yield server


@pytest.fixture(scope="session")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    hostile(folder / "data")
    with served(folder / "data", folder / "log") as server:
        yield server


class Visit:
    """A page of the dashboard as one reader sees it, with all that it asked for."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self._listeners: list[tuple[str, Callable[[Any], object]]] = []
        self.listen("request", lambda request: self.requests.append(request.url))
        self.listen("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def listen(self, event: str, heard: Callable[[Any], object]) -> None:
        """Be told of what happens on the page until it is left."""
        self.page.on(event, heard)  # type: ignore[call-overload]
        self._listeners.append((event, heard))

    def leave(self) -> None:
        """Leave the page as if nobody had been there."""
        for event, heard in self._listeners:
            self.page.remove_listener(event, heard)
        self.page.goto("about:blank")

    def go(self, path: str) -> Visit:
        self.page.goto(self.server.address + path)
        return self.settled()

    def settled(self) -> Visit:
        """Wait until the page is drawn and its script has ended."""
        self.page.locator("[data-testid=stHeading]").first.wait_for(timeout=60_000)
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)
        self.page.wait_for_timeout(400)
        return self

    def click_mark(self, mark: Locator) -> None:
        """Click on a mark of a chart as a hand does: Plotly knows what is below the pointer once it has told it."""
        self.settled()
        mark.evaluate("mark => mark.scrollIntoView({ block: 'center' })")
        mark.hover(force=True)  # Plotly lays a sheet over its marks, which finds the one below the pointer.
        self.page.locator(".hoverlayer .hovertext").first.wait_for(state="attached", timeout=30_000)
        mark.click(force=True)

    def text(self) -> str:
        """What is read; the joiners that keep addresses from becoming links are not seen."""
        return self.page.locator("[data-testid=stMain]").inner_text().replace("\u2060", "")

    def read(self, part: Locator) -> str:
        """The same of a part, such as a drawer, once it is drawn to its end: it comes piece by piece."""
        self.settled()
        return part.inner_text().replace("\u2060", "")

    def headings(self) -> list[str]:
        found = self.page.locator("[data-testid=stMain] [data-testid=stHeading]").all_inner_texts()
        return [heading.replace("\u2060", "") for heading in found]

    def foreign_requests(self) -> list[str]:
        """Requests that left this machine's own server."""
        own = urlsplit(self.server.address).netloc
        return [url for url in self.requests if url.startswith(("http", "ws")) and urlsplit(url).netloc != own]

    def has_error(self) -> bool:
        return self.page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() > 0


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for all tests: what the browser has once loaded is half of each page's time. It keeps no settings."""
    context = browser.new_context()
    context.add_init_script("localStorage.clear(); sessionStorage.clear()")
    yield context
    context.close()


@pytest.fixture(scope="session")
def pages(profile: BrowserContext) -> list[Page]:
    """Pages that are open and empty: a window of its own for each test costs more than what is drawn in it."""
    return []


@pytest.fixture
def visit(profile: BrowserContext, pages: list[Page]) -> Iterator[OpenPage]:
    """Open a page as a new reader: visit(server, mode="dark", width=390)."""
    visits: list[Visit] = []

    def open_page(server: Server, *, mode: str = "light", width: int = 1360, height: int = 900) -> Visit:
        page = pages.pop() if pages else profile.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=mode)  # type: ignore[arg-type]
        visits.append(Visit(page, server))
        return visits[-1]

    yield open_page
    for seen in visits:
        seen.leave()
        pages.append(seen.page)
    profile.clear_cookies()
