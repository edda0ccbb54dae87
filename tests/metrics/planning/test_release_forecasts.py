"""Forecasts of releases in a warehouse: what they know, what they do not, and the metrics that stand on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts

LAST = date(2026, 6, 30)
"""Two issues are finished on this day and on each day whole weeks before it."""


def _company(more: Callable[[Facts], object] = lambda _: None) -> Facts:
    """
    Every week for 16 weeks two issues are finished, the last two on 30 June. The last sync is at midnight to 1 July.

    release   issues finished           out         promised (on record since 1 January)
    0.9.0     17 March to 7 April       8 April     8 April
    1.0.0     14, 21, 28 April           29 April    29 April
    1.1.0     5, 12, 19 May              20 May      20 May
    1.2.0     26 May, 2, 9 June          10 June     10 June
    1.3.0     16, 23, 30 June            open        16 July; four more issues to finish
    1.4.0     -                          open        20 July; two to finish, and one of 1.3.0's

    All scopes are what they were on 1 January, so none grows; each release comes a day after its last issue is finished.
    """
    facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at="2026-07-01").source(
        "jira/PAY", read_at="2026-07-01", kind="jira"
    )  # fmt: skip
    releases = [("0.9.0", 12), ("1.0.0", 9), ("1.1.0", 6), ("1.2.0", 3), ("1.3.0", 0)]
    number = 0
    for version, weeks_ago in releases:
        out = LAST - timedelta(weeks=weeks_ago) + timedelta(days=1)
        is_out = version != "1.3.0"
        planned = str(out) if is_out else "2026-07-16"
        facts.version(version, release_on=planned, is_released=is_out, snapshots=[("2026-01-01", planned, False)])
        for week in range(weeks_ago, weeks_ago + (4 if version == "0.9.0" else 3)):
            for _ in range(2):
                number += 1
                day = str(LAST - timedelta(weeks=week))
                facts.issue(f"PAY-{number}", at="2026-01-01", fix=version, moves=[(day, "Ready to deploy")])
        if is_out:
            facts.commit(f"c{version}", at=str(out), shipped_in=version).tag(
                f"v{version}", on=f"c{version}", at=str(out)
            )
    facts.version("1.4.0", release_on="2026-07-20", snapshots=[("2026-01-01", "2026-07-20", False)])
    for n in range(4):
        facts.issue(f"PAY-10{n}", at="2026-01-01", fix=["1.3.0", "1.4.0"] if n == 0 else "1.3.0")
    for n in range(2):
        facts.issue(f"PAY-20{n}", at="2026-01-01", fix="1.4.0")
    more(facts)
    return facts


def _forecasts(snapshot: Snapshot, where: str = "true") -> dict[str, tuple[Any, ...]]:
    rows = snapshot.query(
        "select split_part(release_id, '/', 2), is_open, strftime(as_of_at, '%m-%d'), remaining_count, ahead_count,"
        " strftime(p50_on, '%m-%d'), strftime(p85_on, '%m-%d'), strftime(p95_on, '%m-%d'), on_time_share, missing_because"
        f" from release_forecasts where {where} order by 1"
    )
    values = rows.astype(object).where(rows.notna(), None).values.tolist()
    return {str(version): tuple(rest) for version, *rest in values}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with _company().publish(tmp_path_factory.mktemp("forecasts")) as snapshot:
        yield snapshot


def test_an_open_release_is_out_once_what_is_left_of_it_and_before_it_is_done(snapshot: Snapshot) -> None:
    """
    1.3.0: four issues at two a week are 14 days, and one day's wait: 16 July, the day it is promised for.
    1.4.0: three of its own and three of 1.3.0 (one is in both): 21 days and one: 22 July, two days late.
    """
    assert _forecasts(snapshot, "is_open") == {
        "1.3.0": (True, "07-01", 4, 0, "07-16", "07-16", "07-16", 1.0, None),
        "1.4.0": (True, "07-01", 3, 3, "07-23", "07-23", "07-23", 0.0, None),
    }


def test_a_release_that_is_out_is_forecast_as_it_would_have_been_a_week_before_its_date(snapshot: Snapshot) -> None:
    """1.2.0 as of 3 June: two of its six issues are left: a week and a day, 11 June. It came on the 10th."""
    few = "its service has fewer than 3 finished releases to learn from"

    assert _forecasts(snapshot, "not is_open") == {
        "0.9.0": (False, "04-01", 2, 0, None, None, None, None, few),
        "1.0.0": (False, "04-22", 2, 0, None, None, None, None, few),
        "1.1.0": (False, "05-13", 2, 0, None, None, None, None, few),
        "1.2.0": (False, "06-03", 2, 0, "06-11", "06-11", "06-11", 0.0, None),
    }


def test_what_happens_after_its_day_changes_no_forecast(snapshot: Snapshot, tmp_path: Path) -> None:
    """After 3 June: 1.2.0 is re-planned, gains and loses issues, one is taken up again; a release and finished work follow."""

    def later(facts: Facts) -> None:
        [version] = [one for one in facts.versions if one.name == "1.2.0"]
        version.snapshots = [*version.snapshots, ("2026-06-05", "2026-06-25", False)]
        facts.issue("PAY-301", at="2026-06-04", fix="1.2.0", moves=[("2026-06-08", "Done")])
        facts.issue("PAY-302", at="2026-01-01", fix_moves=[("2026-06-06", "+1.2.0"), ("2026-06-07", "-1.2.0")])
        again = next(one for one in facts.issues if one.fix == ["1.2.0"] and one.moves[0][0] == "2026-06-02")
        again.moves = [*again.moves, ("2026-06-04", "In Progress"), ("2026-06-09", "Done")]
        facts.issue("PAY-303", at="2026-06-04", fix="1.3.0", moves=[("2026-06-05", "Done")])
        facts.commit("hot", at="2026-06-04", shipped_in="1.1.1").tag("v1.1.1", on="hot", at="2026-06-04")
        facts.version(
            "1.1.1", release_on="2026-06-04", is_released=True, snapshots=[("2026-06-04", "2026-06-04", True)]
        )

    with _company(later).publish(tmp_path) as other:
        found = _forecasts(other, "release_id = 'payments/1.2.0'")
        now = _forecasts(other, "is_open")

    assert found == _forecasts(snapshot, "release_id = 'payments/1.2.0'")
    assert now["1.3.0"] != _forecasts(snapshot, "is_open")["1.3.0"], "the same facts do change what came after them"


def test_more_left_to_do_makes_the_date_later_and_less_likely(snapshot: Snapshot, tmp_path: Path) -> None:
    def more(facts: Facts) -> None:
        facts.issue("PAY-401", at="2026-06-30", fix="1.3.0").issue("PAY-402", at="2026-06-30", fix="1.3.0")

    with _company(more).publish(tmp_path) as other:
        assert _forecasts(other, "is_open")["1.3.0"] == (True, "07-01", 6, 0, "07-23", "07-23", "07-23", 0.0, None)


def test_probability_and_calibration_count_what_could_be_forecast(snapshot: Snapshot) -> None:
    """Of two open releases one will come in time; of four that are out one could be forecast, and it came by then."""
    [likely] = measure(snapshot, "on_time_probability").to_dict("records")
    [calibrated] = measure(snapshot, "forecast_calibration").to_dict("records")
    paper = receipt(snapshot, "forecast_calibration")

    assert (likely["value"], likely["sample_size"]) == (0.5, 2)
    assert (calibrated["value"], calibrated["sample_size"]) == (1.0, 1)
    assert paper.counted["evidence"].tolist() == ["as of 2026-06-03: 85 of 100 by 2026-06-11; came on 2026-06-10"]
    assert paper.left_out_count == 3


def test_what_cannot_be_forecast_says_why(tmp_path: Path) -> None:
    """
    payments   as in the company, but an issue of 1.3.0 has no known history, 1.5.0 has no date, and 1.6.0 no issue
    web        begun on 1 June: four weeks
    ledger     has issues since January, and finished none
    """
    facts = _company(
        lambda facts: facts.issue("PAY-501", at="2026-01-01", fix="1.3.0", history="unknown")
        .version("1.5.0").issue("PAY-502", at="2026-01-01", fix="1.5.0").version("1.6.0", release_on="2026-09-01")
    )  # fmt: skip
    for service, key, since in (("web", "WEB", "2026-06-01"), ("ledger", "LED", "2026-01-01")):
        facts.service(service, jira_projects=[key])
        facts.version("2.0.0", project=key, release_on="2026-07-10", snapshots=[("2026-01-01", "2026-07-10", False)])
        facts.issue(f"{key}-1", at=since, fix="2.0.0")
    with facts.publish(tmp_path) as snapshot:
        rows = snapshot.query(
            "select release_id, missing_because from release_forecasts where is_open and p50_on is null"
        )
        undated = snapshot.query(
            "select p50_on is not null and on_time_share is null from release_forecasts where release_id = 'payments/1.5.0'"
        )
        left_out = receipt(snapshot, "on_time_probability").left_out.set_index("subject")["left_out_because"]

    assert dict(rows.values.tolist()) == {
        "payments/1.3.0": "nobody knows what was in its scope or finished: the history of an issue is not known",
        "payments/1.6.0": "nothing was in its scope",
        "web/2.0.0": "its service has fewer than 6 weeks of history",
        "ledger/2.0.0": "nothing meant for a release of its service was finished in the last 12 weeks",
    }
    assert undated.values.tolist() == [[True]]
    assert left_out["payments/1.5.0"] == "it has no planned date"
