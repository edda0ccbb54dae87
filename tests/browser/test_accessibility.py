"""The pages as axe judges them. It comes from npm with its exact version and hash; where that cannot be, these are skipped."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.dashboard.serving import Server, served
from tests.dashboard.warehouses import planned

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/calendar",
    "/calendar?view=list",
    "/calendar?view=timeline",
    "/calendar?release=payments/9.0.0",
    "/releases",
    "/failure-links?window=All+time",
    "/releases?release=payments/8.0.0",
    "/data-quality",
    "/definitions",
    "/sql?q=select+1",
)
IN_BOTH_MODES = ("/", "/calendar", "/sql?q=select+1", "/calendar?release=payments/9.0.0")
# What others drew: Streamlit's list of pages and sparklines, and fields that are switched off, which may be faint.
NOT_OURS = ["[data-testid=stSidebarNav]", "[data-testid=stMetricChart]", ".st-key-window", ".st-key-grain"]
# The library makes its events of articles, which our script may not change for buttons; the name of one begins with what
# it shows, and then says state and day.
KNOWN = {"aria-allowed-role", "label-content-name-mismatch"}
RUN = """
left_out => axe.run({ exclude: left_out.map(selector => [selector]) }, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ target, html }) => `${target}: ${html.slice(0, 200)}`)]))
"""


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed here, and it brings axe-core.")
    folder = tmp_path_factory.mktemp("axe")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(Path(__file__).parent / name, folder)
    brought = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    if brought.returncode:
        pytest.skip("npm could not bring axe-core: it needs a registry.")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("accessible")
    planned(folder / "data")
    with served(folder / "data", folder / "log") as server:
        yield server


@pytest.mark.parametrize(
    ("path", "mode"), [*((path, "light") for path in PAGES), *((path, "dark") for path in IN_BOTH_MODES)]
)
def test_axe_finds_nothing_of_ours(path: str, mode: str, axe: str, server: Server, visit: OpenPage) -> None:
    page = visit(server, mode=mode).go(path)
    if path.startswith("/calendar"):
        page.page.locator(".leadline-calendar .ec-main").wait_for()
    page.page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")

    page.page.evaluate(axe)
    found = page.page.evaluate(RUN, NOT_OURS)

    assert [finding for finding in found if finding[0] not in KNOWN] == []
