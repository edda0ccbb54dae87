"""The block Flow and what stands beside it, and the defects and blockers of releases: each number worked by hand over one company."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts

FEBRUARY = (date(2026, 2, 1), date(2026, 3, 1))
MARCH = (date(2026, 3, 1), date(2026, 4, 1))


def _number(snapshot: Snapshot, metric_id: str, group: str = "payments", since: date = MARCH[0], until: date = MARCH[1]) -> Any:
    """Value and sample size of a service, or of a step; None when there is no value."""
    breakdown = "service" if group in ("payments", "web") else "step"
    found = measure(snapshot, metric_id, breakdown=breakdown, since=since, until=until)
    [row] = found[found["group_name"] == group].to_dict("records")
    return (None if row["value"] != row["value"] else pytest.approx(row["value"])), row["sample_size"]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    payments, days of March. Plan, Build and Close are the steps of To Do, of In Progress and Waiting, and of Done; Request that of Open.

    issue   kind      course                                                       flow  working, waiting
    PAY-1   feature   To Do 1, In Progress 2, Waiting 4, In Progress 5, Done 6     4     3, 1
    PAY-2   defect    To Do 1, In Progress 3, Done 5, In Progress 7, Done 9        6     4, 0    done twice, counted at the last
    PAY-3   security  To Do 10, In Progress 11                                                   open
    PAY-4   debt      Open 1, To Do 3, Done 8                                                    accepted; never in progress
    PAY-5   feature   Open 1, Rejected 5                                                         refused
    PAY-6   feature   Open 12                                                                    open, not decided
    PAY-7   a sub-task, Done 6                                                                   counts nowhere
    PAY-8   change    To Do 1, In Progress 4, Done 5; an emergency                 1     1, 0
    PAY-9   change    To Do 1, Done 10; normal
    PAY-10  change    To Do 1, Done 11; without a type
    PAY-11  feature   history unknown, resolved on the 12th
    PAY-12  feature   Done 6, gone from Jira

    web, released 1.0.0 on 10 March, 1.1.0 on the 18th, 1.2.0 on 20 June, 1.3.0 (no Jira version) on the 25th; read on 1 July.
    WEB-1   defect created 15 March that affects 1.0.0                     escaped once
    WEB-2   defect created 20 March that affects 1.0.0 and 1.1.0           escaped from both
    WEB-3   defect created 20 April that affects 1.0.0                     later than 30 days
    WEB-4   defect created 2 March that affects 1.0.0                      found before
    WEB-5   blocking, meant for 1.0.0 and 1.1.0, open                      a blocker of both
    WEB-6   blocking, meant for 1.0.0, done on the 9th                     none
    WEB-7   blocking, meant for 1.0.0, done on the 11th                    a blocker of 1.0.0
    """
    facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at="2026-07-01").status("Open", "new").status("Rejected", "done")

    def moves(*told: tuple[int, str]) -> list[tuple[str, str]]:
        return [(f"2026-03-{on:02}", status) for on, status in told]

    born = "2026-03-01"
    facts.issue("PAY-1", at=born, moves=moves((2, "In Progress"), (4, "Waiting"), (5, "In Progress"), (6, "Done")))
    facts.issue("PAY-2", at=born, type="Bug", moves=moves((3, "In Progress"), (5, "Done"), (7, "In Progress"), (9, "Done")))
    facts.issue("PAY-3", at="2026-03-10", type="Vulnerability", moves=moves((11, "In Progress")))
    facts.issue("PAY-4", at=born, type="Technical debt", first="Open", moves=moves((3, "To Do"), (8, "Done")))
    facts.issue("PAY-5", at=born, first="Open", moves=moves((5, "Rejected")), resolution="Duplicate", status="Rejected")
    facts.issue("PAY-6", at="2026-03-12", first="Open")
    facts.issue("PAY-7", at=born, type="Sub-task", moves=moves((6, "Done")))
    facts.issue("PAY-8", at=born, type="Change", change_type="Emergency", moves=moves((4, "In Progress"), (5, "Done")))
    facts.issue("PAY-9", at=born, type="Change", change_type="Normal", moves=moves((10, "Done")))
    facts.issue("PAY-10", at=born, type="Change", moves=moves((11, "Done")))
    facts.issue("PAY-11", at=born, history="unknown", status="Done", resolved_at="2026-03-12")
    facts.issue("PAY-12", at=born, moves=moves((6, "Done")), gone_at="2026-03-20")

    facts.service("web", jira_projects=["WEB"])
    for version, on in (("1.0.0", "03-10"), ("1.1.0", "03-18"), ("1.2.0", "06-20"), ("1.3.0", "06-25")):
        facts.commit(version, at="2026-02-01", shipped_in=version).tag(f"v{version}", on=version, at=f"2026-{on} 12:00")
        if version != "1.3.0":
            facts.version(version, project="WEB", release_on=f"2026-{on}", is_released=True)
    facts.issue("WEB-1", at="2026-03-15", type="Bug", affects="1.0.0").issue("WEB-2", at="2026-03-20", type="Bug", affects=["1.0.0", "1.1.0"])
    facts.issue("WEB-3", at="2026-04-20", type="Bug", affects="1.0.0").issue("WEB-4", at="2026-03-02", type="Bug", affects="1.0.0")
    facts.issue("WEB-5", at=born, priority="Blocker", fix=["1.0.0", "1.1.0"])
    facts.issue("WEB-6", at=born, priority="Blocker", fix="1.0.0", moves=moves((9, "Done")))
    facts.issue("WEB-7", at=born, priority="Blocker", fix="1.0.0", moves=moves((11, "Done")))
    with facts.publish(tmp_path_factory.mktemp("flow")) as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("metric_id", "value", "size"),
    [
        ("flow_velocity", 8 / (31 / 7), 8),  # 1, 2, 4, 5, 8, 9, 10, 11 in 31 days
        ("flow_distribution", 3 / 8, 8),  # 1, 5, 11
        ("flow_distribution_defects", 1 / 8, 8),
        ("flow_distribution_security", 0.0, 8),  # a true zero: the only one is open
        ("flow_distribution_debt", 1 / 8, 8),
        ("flow_time", 4.0, 3),  # 1, 4, 6
        ("flow_time_p85", 4 + 0.7 * 2, 3),
        ("flow_efficiency", 1.0, 3),  # 3/4, 1, 1
        ("timed_share", 3 / 8, 8),
        ("step_time", 3.5, 12),  # the steps below
        ("request_acceptance", 1 / 2, 2),  # 4 and not 5; 6 waits
        ("request_decision_time", 3.0, 2),  # 2, 4
        ("flow_time_working", 4.0, 3),  # Monday to Thursday; Tuesday to Friday, for the second stay is a weekend; Wednesday
        ("request_decision_time_working", 2.0, 2),  # from Sunday: Monday; Monday to Wednesday
        ("emergency_change_rate", 1 / 2, 2),
        ("reopen_rate", 1 / 7, 7),  # 2 of 1, 2, 4, 5, 8, 9, 10: reopened once, done twice, one issue
        ("flow_load", 1.0, 1),  # PAY-3, at the end of March
        ("flow_load_aged", 1.0, 1),  # older than 5.4 days, the 85th percentile of flow_time
    ],
)
def test_each_number_is_the_one_worked_by_hand(company: Snapshot, metric_id: str, value: float, size: int) -> None:
    assert _number(company, metric_id) == (value, size)


@pytest.mark.parametrize(
    ("step", "value", "size"),
    [
        ("Request", 3.0, 2),  # 2, 4
        ("Plan", 6.5, 8),  # 1, 2, 3, 5, 9, 10 of payments; 8 and 10 of WEB-6 and WEB-7
        ("Build", 4.0, 3),  # 4 (two stays and the wait between), 4 (two stays), 1
        ("Close", 2.0, 1),  # PAY-2, done from the 5th to the 7th
    ],
)
def test_all_stays_in_a_step_are_one_time(company: Snapshot, step: str, value: float, size: int) -> None:
    assert _number(company, "step_time", step) == (value, size)


@pytest.mark.parametrize(
    ("on", "load", "aged"),
    [
        (4, (3.0, 3), (0.0, 3)),  # PAY-1 waits, PAY-2 and PAY-8 are worked on
        (7, (1.0, 1), (0.0, 1)),  # PAY-2 is back
        (8, (1.0, 1), (1.0, 1)),  # and old from the 8th, 09:36, on: 5.4 days after it was begun
        (9, (0.0, 0), (None, 0)),  # nothing is left: 0 is observed, a share of nothing is none
        (12, (1.0, 1), (0.0, 1)),  # PAY-3
    ],
)
def test_what_is_in_progress_at_the_end_of_a_day(company: Snapshot, on: int, load: Any, aged: Any) -> None:
    window = (date(2026, 3, 1), date(2026, 3, on + 1))
    assert (_number(company, "flow_load", "payments", *window), _number(company, "flow_load_aged", "payments", *window)) == (load, aged)


@pytest.mark.parametrize(
    ("metric_id", "value", "size", "amounts"),
    [
        ("escaped_defects", 1.5, 2, {"web/1.0.0": 2, "web/1.1.0": 1}),
        ("open_blockers_at_ship", 1.0, 3, {"web/1.0.0": 2, "web/1.1.0": 1, "web/1.2.0": 0}),
    ],
)
def test_what_concerns_two_releases_counts_in_both(
    company: Snapshot, metric_id: str, value: float, size: int, amounts: dict[str, int]
) -> None:
    shown = receipt(company, metric_id)

    assert _number(company, metric_id, "web", date(2026, 3, 1), date(2026, 7, 1)) == (value, size)
    assert dict(shown.counted[["subject", "amount"]].values.tolist()) == amounts


def test_what_is_open_unknown_or_gone_is_left_out_and_says_why(company: Snapshot) -> None:
    left_out = {
        metric_id: dict(receipt(company, metric_id).left_out[["subject", "left_out_because"]].values.tolist())
        for metric_id in ("flow_time", "flow_efficiency", "request_acceptance", "reopen_rate", "emergency_change_rate", "escaped_defects")
    }
    gone, unknown = {"PAY-7": "it is a sub-task", "PAY-12": "Jira no longer shows it"}, {"PAY-11": "its history is not known"}
    idle = dict.fromkeys(("PAY-4", "PAY-5", "PAY-9", "PAY-10", "WEB-6", "WEB-7"), "it was never in progress")

    assert left_out["flow_time"] == left_out["flow_efficiency"] == {**gone, **unknown, **idle}
    assert left_out["request_acceptance"] == unknown
    assert left_out["reopen_rate"] == {**gone, **unknown}
    assert left_out["emergency_change_rate"] == {"PAY-10": "it has no change type"}
    assert left_out["escaped_defects"] == {
        "web/1.2.0": "the time in which defects escape is not over", "web/1.3.0": "it has no Jira version, which a defect could name",
    }  # fmt: skip


@pytest.mark.parametrize("metric_id", [
    "flow_velocity", "flow_distribution", "flow_distribution_defects", "flow_distribution_security", "flow_distribution_debt", "flow_time",
    "flow_time_p85", "flow_efficiency", "timed_share", "step_time", "request_acceptance", "request_decision_time", "emergency_change_rate",
    "reopen_rate", "flow_load", "flow_load_aged", "escaped_defects", "open_blockers_at_ship",
])  # fmt: skip
def test_a_month_before_everything_has_no_value_and_says_so(company: Snapshot, metric_id: str) -> None:
    [row] = measure(company, metric_id, since=FEBRUARY[0], until=FEBRUARY[1]).to_dict("records")

    assert (row["value"] != row["value"] or row["value"] is None, row["sample_size"], bool(row["reason"])) == (True, 0, True)
