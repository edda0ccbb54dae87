"""The numbers of random facts, reckoned a second time in plain Python that knows nothing of the SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.measure import measure
from metrics.snapshot import Snapshot
from tests.support import reckoned
from tests.support.random_jira import company
from tests.support.raw_rows import Facts

seeds = st.integers(0, 1_000_000)


@contextmanager
def _published(facts: Facts) -> Iterator[Snapshot]:
    with TemporaryDirectory() as folder, facts.publish(Path(folder)) as snapshot:
        yield snapshot


def _value(snapshot: Snapshot, metric_id: str) -> tuple[float | None, int]:
    [row] = measure(snapshot, metric_id).to_dict("records")
    return (None if row["value"] != row["value"] else row["value"]), row["sample_size"]


def _median(values: list[float]) -> tuple[object, int]:
    return (pytest.approx(median(values)) if values else None), len(values)


@settings(max_examples=8)
@given(seed=seeds)
def test_stays_flow_times_and_steps(seed: int) -> None:
    facts = company(seed)
    with _published(facts) as snapshot:
        rows = snapshot.query(
            "select issue_key, status, hours from status_intervals order by issue_id, position"
        ).itertuples(index=False)
        found: dict[str, list[tuple[str, float | None]]] = {}
        for key, status, hours in rows:
            found.setdefault(str(key), []).append((str(status), None if hours != hours else float(hours)))
        by_step = measure(snapshot, "step_time", breakdown="step").set_index("group_name")
        assert _value(snapshot, "flow_time") == _median(reckoned.flow_days(facts))
        loads = measure(snapshot, "flow_load", grain="month", since=date(2026, 1, 1), until=date(2026, 7, 1))

    assert found == {
        issue.key: [
            (stay.status, None if stay.end is None else pytest.approx((stay.end - stay.start) / timedelta(hours=1)))
            for stay in reckoned.stays(issue)
        ]
        for issue in facts.issues if issue.history == "complete"
    }  # fmt: skip
    for step, days in reckoned.step_days(facts).items():
        assert (by_step.loc[step, "value"], by_step.loc[step, "sample_size"]) == _median(days)
    ends = [datetime(2026, month, 1, tzinfo=UTC) for month in range(2, 8)]
    assert loads["sample_size"].tolist() == [reckoned.load(facts, end) for end in ends]


@settings(max_examples=20)
@given(seed=seeds)
def test_the_ladder_and_what_rests_on_it(seed: int) -> None:
    facts = company(seed)
    ladder = reckoned.Ladder(facts)
    matured = {release.id for release in ladder.matured()}
    confirmed = ladder.failed("caused_by", "affects_version")
    with _published(facts) as snapshot:
        rows = snapshot.query("select issue_key, rung, release_id from failures").itertuples(index=False)
        found: dict[str, tuple[str, set[str]]] = {}
        for key, rung, release_id in rows:
            assert found.setdefault(str(key), (str(rung), set()))[0] == rung, "one rung for each issue"
            found[str(key)][1].add(str(release_id))
        assert found == {key: told for key, told in ladder.rungs.items() if told[1]}
        rate = _value(snapshot, "change_failure_rate")
        upper = _value(snapshot, "change_failure_rate_upper")
        assert _value(snapshot, "failed_deployment_recovery_time") == _median([*ladder.recovery_hours().values()])

    every = confirmed | ladder.failed("hotfix", "escaped_defect", "proximity")
    assert rate == (pytest.approx(len(confirmed & matured) / len(matured)) if matured else None, len(matured))
    assert upper == (pytest.approx(len(every & matured) / len(matured)) if matured else None, len(matured))


@settings(max_examples=8)
@given(seed=seeds, number=st.integers(0, 180))
def test_scope_as_of_a_day_is_what_the_moves_until_then_leave(seed: int, number: int) -> None:
    facts = company(seed)
    day = date(2026, 1, 1) + timedelta(days=number)
    services = {"PAY": "payments", "WEB": "web"}
    with _published(facts) as snapshot:
        known = set(snapshot.query("select release_id from releases")["release_id"])
        rows = snapshot.query(f"select release_id, issue_key from release_scope_on(date '{day}')")
        today = snapshot.query("select release_id, issue_key from release_scope_on(date '2026-07-01')")
        now = snapshot.query("select release_id, issue_key from release_scope where is_in_scope_now")

    expected = {(f"{services[key.partition('-')[0]]}/{version}", key) for version, key in reckoned.scope_on(facts, day)}
    assert set(rows.itertuples(index=False, name=None)) == {pair for pair in expected if pair[0] in known}
    assert set(today.itertuples(index=False, name=None)) == set(now.itertuples(index=False, name=None))
