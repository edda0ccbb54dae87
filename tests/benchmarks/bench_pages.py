"""Drawing the pages on the server, the browser left out. `make bench` prints the figures.

Goal: a later rerun within 150 ms; a changed filter within 600 ms.
"""

import statistics

import pytest

from tests.benchmarks.measuring import report, seconds_of
from tests.dashboard import warehouses
from tests.dashboard.pages import PAGES, drawn


@pytest.fixture(scope="module", autouse=True)
def warehouse(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        data_dir = tmp_path_factory.mktemp("pages")
        warehouses.full(data_dir)
        patch.setenv("LEADLINE_DATA_DIR", str(data_dir))
        yield


@pytest.mark.parametrize("page", PAGES)
def test_a_later_rerun_of_a_page(page):
    app = drawn(page)
    app.run()
    seconds = statistics.median(seconds_of(app.run) for _ in range(9))
    report(f"rerun of {page}", seconds * 1e3, "ms", "<= 150")
    assert not app.exception


@pytest.mark.parametrize("page", ["overview", "trends"])
def test_a_changed_filter(page):
    app = drawn(page)
    [period] = [box for box in app.selectbox if box.label == "Period"]
    times = [seconds_of(period.select(choice).run) for choice in period.options[:4]]
    report(f"changed period on {page}, slowest", max(times) * 1e3, "ms", "<= 600")
    assert not app.exception
