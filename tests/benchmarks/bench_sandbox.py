"""Analysts' queries beside the dashboard. `make bench` prints the figures.

Goal: with two queries that eat all they get, the 95th percentile of a page's question at most doubles; a query costs a fork,
not a start.
"""

import itertools
import statistics
import threading

import pytest

from metrics.sandbox.limits import Limits
from metrics.sandbox.service import Sandbox
from metrics.snapshot import current
from tests.benchmarks.measuring import report, seconds_of
from tests.dashboard import warehouses

QUESTION = "from metric.change_lead_time('week', 'service')"
ATTACKS = (
    "select sum(sqrt(range) ** 1.1) from range(1000000000000)",
    "select count(*) from range(100000000000) where md5(range::varchar) like 'ffffff%'",
)
ASKED = 40


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sandbox")
    warehouses.full(folder)
    return folder


def _p95(snapshot):
    seconds = [seconds_of(lambda: snapshot.query(QUESTION)) for _ in range(ASKED)]
    return statistics.quantiles(seconds, n=20)[-1]


def test_two_attackers_do_not_slow_the_pages(data_dir):
    """In turn, without and with them, so that a machine that is busy otherwise is so for both."""
    with current(data_dir) as snapshot, Sandbox(Limits(seconds=600)) as sandbox:
        _p95(snapshot)
        alone, beside = [], []
        for _ in range(3):
            alone.append(_p95(snapshot))
            attacks = [sandbox.start(snapshot.path, sql, user=sql) for sql in ATTACKS]
            threading.Event().wait(1)
            beside.append(_p95(snapshot))
            assert not any(attack.is_done for attack in attacks)
            for attack in attacks:
                attack.cancel()
                attack.wait(10)
    ratio = statistics.median(beside) / statistics.median(alone)
    report("p95 of a page's question, two attackers against none", ratio, "x", "<= 2")
    print(f"    {statistics.median(alone) * 1e3:.0f} ms alone, {statistics.median(beside) * 1e3:.0f} ms beside them")


def test_the_cost_of_a_query(data_dir):
    with current(data_dir) as snapshot, Sandbox(Limits(seconds=60)) as sandbox:
        first = seconds_of(lambda: sandbox.run(snapshot.path, "select 1"))
        numbers = itertools.count()
        later = statistics.median(
            seconds_of(lambda: sandbox.run(snapshot.path, f"select {next(numbers)}")) for _ in range(15)
        )
    report("the first query, with the start of the supervisor", first * 1e3, "ms", "<= 1000")
    report("a later one", later * 1e3, "ms", "<= 150")
