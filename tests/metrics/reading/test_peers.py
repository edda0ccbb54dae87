"""What other tools would say of the same facts, each number worked by hand, and the rows that tell ours from theirs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from metrics.errors import UnknownMetric
from metrics.peers import PEERS
from metrics.reading import peers
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts, sha_of


def numbers(frame: pd.DataFrame) -> dict[str, tuple[object, int]]:
    """Value and sample size by tool."""
    rows = frame.astype(object).where(frame.notna(), None)
    return {row.tool: (row.value, row.sample_size) for row in rows.itertuples()}


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    Today is 1 July. Releases of one line each, so that each is watched for 14 days.

    release  out     what came after                             ours       DevLake    DORA
    1.0.0    Jan 1   PAY-1 and PAY-2 name it; nothing shipped    failed     failed     failed
                     between it and them
    1.1.0    Feb 1   its commit is reverted by 1.2.0             failed     fine       failed
    1.2.0    Mar 1   PAY-3 is opened on 1 May, of no cause       fine       failed     fine
    1.3.0    Jun 30  still watched                               left out   fine       fine

    Ours 2 of 3, DevLake 2 of 4, DORA 2 of 4; GitLab 3 incidents / 4 deployments.
    """
    facts = Facts().service(jira_projects=["PAY"])
    for n, (version, day) in enumerate({"1.0.0": "01-01", "1.1.0": "02-01", "1.2.0": "03-01", "1.3.0": "06-30"}.items()):
        facts.commit(f"c{n}", at=f"2026-{day}", shipped_in=version, reverts="c1" if n == 2 else ())
        facts.tag(f"v{version}", on=f"c{n}", at=f"2026-{day}")
    facts.version("1.0.0", release_on="2026-01-01", is_released=True)
    facts.issue("PAY-1", type="Incident", at="2026-01-10", affects="1.0.0").issue("PAY-2", type="Incident", at="2026-01-11", affects="1.0.0")
    facts.issue("PAY-3", type="Incident", at="2026-05-01")
    with facts.publish(tmp_path_factory.mktemp("peers")) as snapshot:
        yield snapshot


def test_failure_rates_by_each_definition(failing: Snapshot) -> None:
    assert numbers(peers.compared(failing, "change_failure_rate")) == {
        "Leadline": (pytest.approx(2 / 3), 3), "DevLake": (0.5, 4), "GitLab": (0.75, 4), "DORA": (0.5, 4),
    }  # fmt: skip


def test_the_rows_that_make_a_failure_rate_differ_say_why(failing: Snapshot) -> None:
    told = {
        tool: [(row.subject.split("/")[-1], row.why) for row in peers.differences(failing, f"peer_{tool}_change_failure_rate").itertuples()]
        for tool in ("devlake", "gitlab", "dora")
    }
    unripe = ("1.3.0", "{} counts it; we do not: its observation window is still open")

    assert told["devlake"] == [
        (unripe[0], unripe[1].format("DevLake")),
        ("1.2.0", "DevLake holds it failed: the last deployment before PAY-3, 61.0 days before the first; we have no confirmed failure of it"),
        ("1.1.0", f"we know that it failed: 1.2.0 ships {sha_of('c2')[:10]}, which reverts {sha_of('c1')[:10]}"),
    ]
    assert [subject for subject, _ in told["gitlab"]] == ["1.3.0", "PAY-3", "1.1.0", "PAY-2"]
    assert told["gitlab"][1][1].startswith("GitLab counts every incident; we know of no deployment that caused it")
    assert told["gitlab"][2][1].startswith("we know that it failed, and no incident tells it")
    assert told["gitlab"][3][1] == "GitLab counts each incident; we count 1.0.0 once, which it shares with others"
    assert told["dora"] == [(unripe[0], unripe[1].format("DORA"))]
    assert [peers.difference_count(failing, f"peer_{tool}_change_failure_rate") for tool in told] == [3, 4, 1]


@pytest.fixture(scope="module")
def leading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    1.0.0 comes out on 10 January at noon.

    commit  written   committed  came by      issue      lead time: ours   DevLake   GitLab  DORA
    a       Jan 1     Jan 5      m            PAY-1      132 h (of PAY-1)  276 (m)   12 (m)  132
    b       Jan 6     Jan 6      m            PAY-1                                          108
    m       a merge of Jan 10, 00:00
    c       Jan 9     Jan 9      itself       none       36                36        36      36
    d       Jan 11    (later than its release)  -         left out          left out  left out
    e       not released yet                             left out          left out  left out

    Hours from noon: Jan 1 00:00 is 228, so with author date Dec 30 00:00 it is 276. Ours: the median of 132 and 36 is 84;
    DevLake 156, GitLab 24, DORA the middle of 132, 108 and 36.
    """
    facts = Facts().service(jira_projects=["PAY"]).issue("PAY-1", at="2026-01-01")
    facts.commit("m", at="2026-01-10", shipped_in="1.0.0", parents=("a", "b"))
    facts.commit("a", at="2026-01-05", authored_at="2025-12-30", shipped_in="1.0.0", arrived_by="m", message="PAY-1 one")
    facts.commit("b", at="2026-01-06", shipped_in="1.0.0", arrived_by="m", message="PAY-1 two")
    facts.commit("c", at="2026-01-09", shipped_in="1.0.0")
    facts.commit("d", at="2026-01-11", shipped_in="1.0.0").commit("e", at="2026-01-12")
    facts.tag("v1.0.0", on="m", at="2026-01-10 12:00")
    with facts.publish(tmp_path_factory.mktemp("leading")) as snapshot:
        yield snapshot


def test_lead_times_by_each_definition(leading: Snapshot) -> None:
    assert numbers(peers.compared(leading, "change_lead_time")) == {
        "Leadline": (84.0, 2), "DevLake": (156.0, 2), "GitLab": (24.0, 2), "DORA": (108.0, 3),
    }  # fmt: skip


def test_the_rows_that_make_a_lead_time_differ_say_why(leading: Snapshot) -> None:
    told = {
        tool: [(r.subject, r.our_amount, r.their_amount, r.why) for r in peers.differences(leading, f"peer_{tool}_change_lead_time").itertuples()]
        for tool in ("devlake", "gitlab", "dora")
    }
    part = "; to us it is part of PAY-1, whose clock starts with its first commit"

    assert told["devlake"] == [(sha_of("m"), 132.0, 276.0, f"DevLake starts at the author date of its first commit{part}")]
    assert told["gitlab"] == [(sha_of("m"), 132.0, 12.0, f"GitLab starts at the merge{part}")]
    assert told["dora"] == [(sha_of("b"), 132.0, 108.0, f"each commit has a clock of its own{part}")]


def test_nothing_deployed_is_no_number_of_anybody(tmp_path: Path) -> None:
    facts = Facts().service(jira_projects=["PAY"]).issue("PAY-1", type="Incident", at="2026-01-01")
    with facts.publish(tmp_path) as snapshot:
        for metric_id in ("change_failure_rate", "change_lead_time"):
            found = peers.compared(snapshot, metric_id)
            assert numbers(found) == dict.fromkeys(("Leadline", "DevLake", "GitLab", "DORA"), (None, 0))
            assert found["reason"].notna().all()


def test_a_deployment_that_a_feed_says_failed_is_nobodys_success(tmp_path: Path) -> None:
    """
    d1  succeeded, then rolled back     ours 1 (failed), DORA 1, not DevLake's, whose result must be SUCCESS
    d2  succeeded                       ours, DORA and DevLake 1 (fine)
    d3  failed before it got there      nobody's
    """
    facts = Facts().service().commit("a", at="2026-01-01", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-01-01")
    for name, at, result in (("d1", "01-02", "rolled_back"), ("d2", "01-03", "succeeded"), ("d3", "01-04", "failed")):
        facts.row("raw.feed_deployments", feed="f", path="d.csv", line_number=2, deployment_id=name, service="payments", version="1.0.0",
                  environment="production", started_at=f"2026-{at}", finished_at=f"2026-{at}", result=result)  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        sizes = {tool: size for tool, (_, size) in numbers(peers.compared(snapshot, "change_failure_rate")).items()}

    assert sizes == {"Leadline": 2, "DevLake": 1, "GitLab": 1, "DORA": 2}


@pytest.mark.parametrize("ask", [lambda s: peers.compared(s, "flow_time"), lambda s: peers.differences(s, "peer_x")])
def test_what_nobody_compares_is_refused_with_what_is(failing: Snapshot, ask: object) -> None:
    with pytest.raises(UnknownMetric, match=r"take .*change_failure_rate"):
        ask(failing)  # type: ignore[operator]


def test_every_definition_names_its_page_and_what_stands_for_what() -> None:
    for peer in PEERS.values():
        assert peer.address.startswith("https://")
        assert len(peer.edge_cases) >= 2
        assert all(text.endswith(".") for text in (*peer.edge_cases, peer.stands_for))
