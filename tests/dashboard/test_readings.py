"""Card, receipt and measure are one number."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dashboard import readings, state
from dashboard.components import filter_bar
from metrics.measure import measure
from metrics.receipt import receipt
from tests.dashboard.warehouses import full


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readings")
    full(folder, releases=30)
    return folder


@pytest.fixture
def opening(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> state.Filters:
    monkeypatch.setenv(state.DATA_DIR_VARIABLE, str(data_dir))
    state.begin_run()
    return filter_bar.opening_filters()


@pytest.mark.parametrize("service", [None, "ledger"])
def test_a_card_counts_what_its_receipt_shows_and_what_measure_returns(
    opening: state.Filters, service: str | None
) -> None:
    chosen = state.Filters(opening.since, opening.until, service, opening.grain, opening.window)
    window = {"since": chosen.since, "until": chosen.until}
    breakdown = "service" if service else "all"

    for metric in readings.shown():
        card = readings.reading(metric.id, chosen)
        paper = receipt(state.snapshot(), metric.id, **window, breakdown=breakdown, group=service)
        rows = measure(state.snapshot(), metric.id, **window, breakdown=breakdown)
        [row] = rows[rows["group_name"] == (service or "all")].to_dict("records")

        assert card.sample_size == paper.counted_count == row["sample_size"], metric.id
        assert card.value == pytest.approx(row["value"]) if card.value is not None else row["reason"], metric.id


def test_the_window_ends_with_the_day_the_data_speak_of(opening: state.Filters) -> None:
    as_of = state.snapshot().as_of
    assert as_of is not None
    assert opening.until == as_of.date() + timedelta(days=1)
    assert opening.window == "12 months"


def test_cards_show_whole_periods_only(opening: state.Filters) -> None:
    """The window cuts its first and last month, so neither is in the course."""
    assert opening.grain == "month"
    assert opening.since is not None
    assert opening.until is not None

    course = readings.course("deployment_frequency", opening)

    starts = [start.date() for start in course.points["period_start"]]
    assert min(starts) >= opening.since
    assert max(starts) + timedelta(days=28) <= opening.until
