"""Releases that meet: near each other in time, and sharing a service, components, environments or files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from metrics.measure import measure
from metrics.receipt import receipt
from metrics.snapshot import Snapshot
from tests.support.raw_rows import Facts


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """
    Releases within 2 days of each other meet. payments and web stand in one repository and one project; ledger alone.

    release         in flight           touches
    payments/1.0.0  1 to 5 March        Checkout; a.py, b.py      (a candidate on the 1st)
    payments/1.0.1  7 March             a.py
    web/2.0.0       6 March             Checkout, Search; b.py, c.py, d.py
    ledger/3.0.0    6 March             l.py
    web/2.1.0       10 March            c.py
    payments/1.1.0  8 July, planned     Checkout; e.py by an issue of it whose commit no release ships yet
    web/2.2.0       9 July, planned     Search
    payments/1.2.0  archived: nothing

    pair                              shares                                           weight
    payments/1.0.1 + payments/1.0.0   service; 1 of 1 file                             0.4 + 0.2
    payments/1.0.1 + web/2.0.0        no file, no component
    web/2.0.0 + payments/1.0.0        1 of 1 component; 1 of 2 files                   0.3 + 0.1
    ledger/3.0.0 + any                nothing
    web/2.1.0 + payments/1.0.1        3 days apart
    web/2.2.0 + payments/1.1.0        another component
    """
    facts = Facts().source("shop", read_at="2026-07-01")
    for service, repository, project in (
        ("payments", "shop", "SHOP"),
        ("web", "shop", "SHOP"),
        ("ledger", "ledger", "LED"),
    ):
        facts.service(service, repositories=[repository], jira_projects=[project])
    ships = [
        ("payments", "1.0.0", "03-05", ["a.py", "b.py"], "SHOP-1"), ("payments", "1.0.1", "03-07", ["a.py"], None),
        ("web", "2.0.0", "03-06", ["b.py", "c.py", "d.py"], "SHOP-2"), ("web", "2.1.0", "03-10", ["c.py"], None),
        ("ledger", "3.0.0", "03-06", ["l.py"], None),
    ]  # fmt: skip
    facts.issue("SHOP-1", at="2026-01-01", components=["Checkout"]).issue(
        "SHOP-2", at="2026-01-01", components=["Checkout", "Search"]
    )
    for service, version, out, files, key in ships:
        repository, name = ("ledger" if service == "ledger" else "shop"), f"{service}{version}"
        facts.commit(name, at="2026-02-01", shipped_in={service: version}, repository=repository,
                     files=dict.fromkeys(files, (1, 0)), message=f"{key} do it" if key else None)  # fmt: skip
        facts.tag(
            f"{service}-{version}", on=name, at=f"2026-{out}", repository=repository, service=service, version=version
        )
    facts.tag(
        "payments-1.0.0-rc1",
        on="payments1.0.0",
        at="2026-03-01",
        repository="shop",
        service="payments",
        version="1.0.0-rc1",
    )
    facts.version("payments 1.1.0", project="SHOP", release_on="2026-07-08").version(
        "web 2.2.0", project="SHOP", release_on="2026-07-09"
    )
    facts.version("payments 1.2.0", project="SHOP", release_on="2026-07-08", is_archived=True)
    facts.issue("SHOP-3", at="2026-01-01", fix="payments 1.1.0", components=["Checkout"])
    facts.issue("SHOP-4", at="2026-01-01", fix="web 2.2.0", components=["Search"])
    facts.commit("open", at="2026-06-01", repository="shop", files={"e.py": (1, 0)}, message="SHOP-3 begin it")
    with facts.publish(tmp_path_factory.mktemp("contention")) as snapshot:
        yield snapshot


def test_each_pair_that_meets_and_shares_is_a_row_with_what_it_shares(company: Snapshot) -> None:
    rows = company.query(
        "select release_id, other_id, days_apart, is_same_service, shared_components, shared_file_count, round(weight, 4)"
        " from release_contentions"
    )

    assert [[*row[:4], list(row[4]), *row[5:]] for row in rows.values.tolist()] == [
        ["payments/1.0.1", "payments/1.0.0", 2, True, [], 1, 0.6],
        ["web/2.0.0", "payments/1.0.0", 1, False, ["Checkout"], 1, 0.4],
    ]


def test_an_open_release_touches_what_its_issues_and_their_commits_do(company: Snapshot) -> None:
    rows = company.query("select kind, name from release_touches where release_id = 'payments/1.1.0' order by 1")

    assert rows.values.tolist() == [["component", "Checkout"], ["file", "e.py"]]


def test_each_pair_counts_once_and_a_month_of_releases_that_do_not_meet_is_a_true_zero(company: Snapshot) -> None:
    """March: 0.6 and 0.4 over five releases; July: two that are planned and share nothing; before: no release, no number."""
    months = measure(company, "calendar_contention", grain="month", since=date(2026, 2, 1), until=date(2026, 8, 1))
    found = months.set_index(months["period_start"].dt.month)
    [pairs] = measure(company, "calendar_contention_pairs").to_dict("records")
    by_service = measure(company, "calendar_contention", breakdown="service").set_index("group_name")["value"]

    assert (found.loc[3, "value"], found.loc[3, "sample_size"]) == (pytest.approx(1.0), 5)
    assert (found.loc[7, "value"], found.loc[7, "sample_size"], found.loc[7, "is_provisional"]) == (0.0, 2, True)
    assert (found.loc[2, "value"] != found.loc[2, "value"], found.loc[2, "sample_size"]) == (True, 0)
    assert (pairs["value"], pairs["sample_size"]) == (2, 7)
    assert by_service.to_dict() == {"ledger": 0.0, "payments": pytest.approx(0.6), "web": pytest.approx(0.4)}


def test_the_receipt_names_the_other_release(company: Snapshot) -> None:
    paper = receipt(company, "calendar_contention")
    evidence = paper.counted.set_index("subject")["evidence"]

    assert evidence["payments/1.0.1"] == "payments/1.0.0 (0.6)"
    assert evidence["web/2.1.0"] == "shares nothing with a release near it"
