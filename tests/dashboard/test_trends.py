"""One metric in depth: what the page shows of it, and the drawer of each of its points."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import course_chart
from dashboard.number import Number, of_period
from metrics.catalog import METRICS
from tests.dashboard.pages import drawer, drawn, queries, words
from tests.dashboard.warehouses import full
from tests.support.random_company import company

ONE_OF_EACH = {(metric.aggregate, metric.unit): metric.id for metric in reversed(METRICS.values())}
"""A metric of every way of summing up and unit."""


@pytest.fixture(scope="module")
def weekly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weekly")
    full(folder, releases=40)
    return folder


@pytest.fixture
def shown(weekly: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(weekly))


def test_the_address_chooses_the_metric(shown: None) -> None:
    app = drawn("trends", metric="change_lead_time")

    assert not app.exception
    assert app.selectbox(key="metric_picked").value == "change_lead_time"
    tiles = {tile.label: tile.value for tile in app.metric}
    assert set(tiles) == {"In the whole period", "85th percentile", "From writing", "Working time"}
    said = words(app)
    assert "n = 480 changes" in said
    assert "DORA 2024" in said
    assert "A click on a point opens what it is made of." in said
    assert len(app.get("plotly_chart")) == 3


def test_another_choice_goes_into_the_address(shown: None) -> None:
    app = drawn("trends", metric="change_lead_time")

    app.selectbox(key="metric_picked").set_value("deployment_frequency").run()

    assert app.query_params["metric"] == "deployment_frequency"
    assert METRICS["deployment_frequency"].meaning in words(app)


def test_the_metric_opens_in_sql_for_the_filters_in_force(shown: None) -> None:
    app = drawn("trends", metric="change_lead_time", service="ledger", window="All time", grain="month")

    [query] = queries(app)
    asked, _, which = query.partition(", until := date ")
    assert asked == "from metric.change_lead_time(grain := 'month', breakdown := 'service'"
    assert which.endswith(") where group_name = 'ledger'")


def test_a_name_that_is_no_metric_is_said_to_be_none(shown: None) -> None:
    app = drawn("trends", metric="<b>velocity</b>")

    assert not app.exception
    assert "no metric of the name in the address" in app.warning[0].value
    assert app.selectbox(key="metric_picked").value == "change_lead_time"


def test_a_metric_whose_source_is_not_read_says_what_would_bring_it(shown: None) -> None:
    app = drawn("trends", metric="flow_time")

    assert not app.exception
    assert r"No Jira is read\, which would tell it**" in words(app)
    assert "Add \\[\\[jira\\]\\] to leadline" in words(app), "and what to do stands below it"
    assert not app.metric


def test_the_receipt_opens_with_both_counts(shown: None) -> None:
    app = drawn("trends", metric="change_lead_time")

    app.button(key="trend_receipt").click().run()

    assert "480 rows: 480 counted, 0 left out" in drawer(app)
    assert "from 480 changes" in drawer(app)


def test_below_five_cases_they_are_listed_and_below_twenty_there_is_no_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two releases in each of two services: 4 deployments, 24 changes; then eight in each: 16 deployments."""
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(tmp_path))
    full(tmp_path, releases=2)
    few = drawn("trends", metric="deployment_frequency")
    full(tmp_path, releases=8)
    some = drawn("trends", metric="deployment_frequency")

    assert "Fewer than five deployments: too few for a number" in words(few)
    assert r"- payments\/1\.0\.0" in words(few)
    assert not few.get("plotly_chart")
    assert "A course needs 20 deployments in the period" in words(some)
    assert some.metric[0].value.endswith("per week")


def test_metrics_of_every_kind_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(tmp_path))
    company(4711, services=3, issues=60).publish(tmp_path)
    app: AppTest = drawn("trends", window="All time")

    for metric_id in ONE_OF_EACH.values():
        app.query_params["metric"] = metric_id
        app.run()
        assert not app.exception, metric_id
        assert not app.error, metric_id
        assert METRICS[metric_id].meaning in words(app)


def test_a_point_is_the_number_of_its_period() -> None:
    whole = Number("flow_time", date(2025, 1, 1), date(2026, 1, 1), "service", "pay")

    assert of_period(whole, date(2025, 12, 1), "month") == Number(
        "flow_time", date(2025, 12, 1), date(2026, 1, 1), "service", "pay"
    )
    assert of_period(whole, date(2025, 6, 2), "week").until == date(2025, 6, 9)
    assert of_period(whole, date(2024, 10, 1), "quarter").until == date(2025, 1, 1)


def test_only_a_point_of_the_course_tells_a_period() -> None:
    chosen = {"selection": {"points": [{"curve_number": 0}, {"customdata": ["4 days", 7, "2026-06-01"]}]}}

    assert course_chart.start_of(chosen) == date(2026, 6, 1)
    assert course_chart.start_of({"selection": {"points": [{"curve_number": 0}]}}) is None
    assert course_chart.start_of(None) is None
