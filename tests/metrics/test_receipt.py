"""The evidence behind a number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from metrics.catalog import METRICS
from metrics.measure import measure
from metrics.receipt import receipt
from metrics.receipt_sql import values_sql
from metrics.settings import MetricSettings
from tests.support.raw_rows import Facts


def _facts() -> Facts:
    facts = Facts()
    for service, team in (("pay", "it's money"), ("web", None)):
        facts.service(service, team=team).commit(f"{service} a", at="2026-01-01", shipped_in="1.0.0")
        facts.commit(f"{service} open", at="2026-01-02").tag("v1.0.0", on=f"{service} a", at="2026-01-03")
    return facts.source("pay", read_at="2026-06-01")


def test_a_receipt_holds_definition_version_rows_reasons_and_freshness(tmp_path: Path) -> None:
    with _facts().publish(tmp_path, MetricSettings(time_zone="Europe/Berlin")) as snapshot:
        shown = receipt(snapshot, "change_lead_time", since=date(2026, 1, 1), until=date(2026, 2, 1))
        rerun = snapshot.query(shown.sql)

    settings = "time_zone = Europe/Berlin, production_environments = production, prod, live, prd"
    assert (shown.metric.id, shown.version, shown.settings) == ("change_lead_time", "1.0", settings)
    assert "from changes" in shown.definition_sql
    assert shown.sql == (
        "select * from metric.change_lead_time_rows(since := date '2026-01-01', until := date '2026-02-01')"
    )
    assert len(rerun) == shown.counted_count + shown.left_out_count == 4
    assert shown.counted["amount"].tolist() == [48.0, 48.0]
    assert shown.reasons.values.tolist() == [["not in a release yet", 2]]
    assert shown.freshness["source"].tolist() == ["pay"]


def test_a_receipt_of_a_group_holds_its_rows_alone_even_with_a_quote_in_its_name(tmp_path: Path) -> None:
    with _facts().publish(tmp_path) as snapshot:
        money = receipt(snapshot, "change_lead_time", breakdown="team", group="it's money")
        nobody = receipt(snapshot, "change_lead_time", breakdown="team", group="no team")

    assert (money.counted["service"].tolist(), nobody.counted["service"].tolist()) == (["pay"], ["web"])
    assert money.sql.endswith("where coalesce(team, 'no team') = 'it''s money'")


def test_the_statement_of_a_metric_s_numbers_gives_what_is_measured(tmp_path: Path) -> None:
    """Each service ships one change after 48 hours in January; by team one group has a quote in its name."""
    metric, window = METRICS["change_lead_time"], (date(2026, 1, 1), date(2026, 3, 1))
    with _facts().publish(tmp_path) as snapshot:
        measured = measure(snapshot, metric.id, grain="month", since=window[0], until=window[1])
        asked = snapshot.query(values_sql(metric, *window, grain="month"))
        money = snapshot.query(values_sql(metric, None, None, grain="month", breakdown="team", group="it's money"))
        whole = snapshot.query(values_sql(metric, None, None))

    assert asked.equals(measured)
    assert (len(asked), asked["sample_size"].tolist()[0], whole["sample_size"].tolist()) == (2, 2, [2])
    assert set(money["group_name"]) == {"it's money"}
    assert money["sample_size"].sum() == 1


def test_a_long_receipt_is_cut_and_its_counts_are_not(tmp_path: Path) -> None:
    with _facts().publish(tmp_path) as snapshot:
        shown = receipt(snapshot, "change_lead_time", limit=1)

    assert (len(shown.counted), shown.counted_count, len(shown.left_out), shown.left_out_count) == (1, 2, 1, 2)


def test_a_receipt_of_nothing_is_empty(tmp_path: Path) -> None:
    with Facts().service().publish(tmp_path) as snapshot:
        shown = receipt(snapshot, "change_failure_rate")

    assert (shown.counted_count, shown.left_out_count) == (0, 0)
    assert shown.counted.empty
    assert shown.reasons.empty
