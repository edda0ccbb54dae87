"""Which ways to break a number down each metric has, and that each row counts once in each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from metrics.breakdowns import breakdowns_of
from metrics.catalog import METRICS
from metrics.definitions import told_columns
from metrics.errors import UnknownMetric
from metrics.measure import measure
from metrics.receipt import receipt
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    1.0.0 ships    components          days of lead time
    PAY-1          Checkout            4
    PAY-2          Checkout            6
    PAY-3          Checkout, Refunds   2
    PAY-4          none                1
    a commit       has no issue        8
    """
    facts = Facts().service(jira_projects=["PAY"])
    done = [("2026-01-02", "In Progress"), ("2026-01-05", "Done")]
    for number, (day, components) in enumerate(
        [(6, ["Checkout"]), (4, ["Checkout"]), (8, ["Checkout", "Refunds"]), (9, [])], start=1
    ):
        facts.issue(f"PAY-{number}", at="2026-01-01", moves=done, components=components)
        facts.commit(f"c{number}", at=f"2026-01-{day:02d}", shipped_in="1.0.0", message=f"PAY-{number} do it")
    facts.commit("alone", at="2026-01-02", shipped_in="1.0.0", message="Do it alone")
    facts.tag("v1.0.0", on="alone", at="2026-01-10")
    with facts.publish(tmp_path_factory.mktemp("components")) as snapshot:
        yield snapshot


def test_changes_by_component_count_once_each_and_add_to_the_whole(company: Snapshot) -> None:
    rows = measure(company, "change_lead_time", breakdown="component")
    [whole] = measure(company, "change_lead_time").to_dict("records")

    assert rows[["group_name", "value", "sample_size"]].values.tolist() == [
        ["Checkout", 5 * 24, 2],
        ["no component", 4.5 * 24, 2],
        ["several components", 2 * 24, 1],
    ]
    assert rows["sample_size"].sum() == whole["sample_size"] == 5


def test_issues_by_component_and_the_receipt_of_one_group(company: Snapshot) -> None:
    rows = measure(company, "flow_time", breakdown="component")
    paper = receipt(company, "flow_time", breakdown="component", group="several components")
    none = receipt(company, "flow_time", breakdown="component", group="no component")

    assert rows[["group_name", "sample_size"]].values.tolist() == [
        ["Checkout", 2], ["no component", 1], ["several components", 1],
    ]  # fmt: skip
    assert (paper.counted["subject"].tolist(), none.counted["subject"].tolist()) == (["PAY-3"], ["PAY-4"])


@pytest.mark.parametrize("metric_id", METRICS)
def test_the_groups_of_each_breakdown_hold_the_rows_of_the_whole(company: Snapshot, metric_id: str) -> None:
    [whole] = measure(company, metric_id).to_dict("records")
    for breakdown in breakdowns_of(METRICS[metric_id]):
        groups = measure(company, metric_id, breakdown=breakdown)
        assert groups["sample_size"].sum() == whole["sample_size"], breakdown


@pytest.mark.parametrize(
    ("metric_id", "breakdown", "sentence"),
    [
        (
            "deployment_frequency",
            "component",
            "Deployment frequency cannot be broken down by 'component'; take all, service, team, product, repository, line, kind or environment.",
        ),
        (
            "flow_time",
            "kind",
            "Flow time cannot be broken down by 'kind'; take all, service, team, product, category, step or component.",
        ),
    ],
)
def test_one_that_a_metric_does_not_have_is_refused_in_a_sentence(
    company: Snapshot, metric_id: str, breakdown: str, sentence: str
) -> None:
    for ask in (measure, receipt):
        with pytest.raises(UnknownMetric) as raised:
            ask(company, metric_id, breakdown=breakdown)
        assert str(raised.value) == sentence
    with pytest.raises(Exception, match="cannot be broken down by") as refused:
        company.query(f"from metric.{metric_id}('all', '{breakdown}')")
    assert sentence in str(refused.value)


def test_a_typed_null_tells_nothing_unless_another_branch_does() -> None:
    null = "select cast(null as varchar) as line, 1 as kind"

    assert told_columns(null) == {"kind"}
    assert told_columns(f"{null} union all select 'x' as line, null as kind") == {"line", "kind"}
