"""`leadline metric ID --receipt` over a small warehouse whose rows are counted by hand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import cli
from metrics.catalog import BREAKDOWNS, GRAINS
from metrics.errors import MetricsError
from tests.support.raw_rows import Facts


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    change   committed   shipped             lead time
    a        1 Jan       3 Jan, payments     48 h
    =b       2 Feb       5 Feb, payments     72 h
    c        1 Feb       3 Feb, web          48 h
    d        8 Feb       not yet             left out
    """
    folder = tmp_path_factory.mktemp("receipt")
    facts = Facts().service("payments").service("web")
    facts.commit("a", at="2026-01-01", shipped_in="1.0.0", repository="payments")
    facts.tag("v1.0.0", on="a", at="2026-01-03", repository="payments")
    facts.commit("b", at="2026-02-02", shipped_in="1.1.0", repository="payments", message="=cmd()")
    facts.tag("v1.1.0", on="b", at="2026-02-05", repository="payments")
    facts.commit("c", at="2026-02-01", shipped_in="2.0.0", repository="web")
    facts.tag("v2.0.0", on="c", at="2026-02-03", repository="web", service="web")
    facts.commit("d", at="2026-02-08", repository="web")
    facts.source("payments", read_at="2026-02-20").publish(folder / "data")
    (folder / "leadline.toml").write_text('[[service]]\nname = "payments"\nrepositories = ["gone"]\n')
    return folder


def asked(place: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["metric", "--config", str(place / "leadline.toml"), *arguments])


def test_json_holds_the_whole_receipt(place: Path) -> None:
    done = asked(place, "change_lead_time", "--receipt", "--json")
    told = json.loads(done.stdout)

    assert done.exit_code == 0
    assert (told["population_count"], told["counted_count"], told["left_out_count"]) == (4, 3, 1)
    assert sorted(row["amount"] for row in told["counted"]) == [48.0, 48.0, 72.0]
    assert told["reasons"] == [{"left_out_because": "not in a release yet", "row_count": 1}]
    assert (told["numbers"][0]["value"], told["numbers"][0]["sample_size"]) == (48.0, 3)
    assert told["definition"]["version"] == "1.0"
    assert told["definition"]["first_built_at"]
    assert told["definition"]["settings"] == "time_zone = UTC, production_environments = production, prod, live, prd"
    assert told["sql"] == "select * from metric.change_lead_time_rows()"
    assert [source["source"] for source in told["sources"]] == ["payments"]
    assert "3 rows counted, 1 left out." in done.stderr


def test_csv_has_every_row_and_no_formula(place: Path) -> None:
    done = asked(place, "change_lead_time", "--receipt", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))

    assert sorted((row["is_counted"], row["left_out_because"]) for row in rows) == [
        ("False", "not in a release yet"), ("True", ""), ("True", ""), ("True", ""),
    ]  # fmt: skip
    assert "'=cmd()" in {row["evidence"] for row in rows}


def test_a_table_says_all_parts(place: Path) -> None:
    said = asked(place, "change_lead_time", "--receipt").stdout

    for part in (
        "Change lead time (hours)", "Definition", "Version 1.0, first built", "Settings: time_zone = UTC",
        "Counted: 3 rows", "Left out: 1 of 4 rows", "not in a release yet", "SQL",
        "select * from metric.change_lead_time_rows()", "Sources",
    ):  # fmt: skip
        assert part in said


def test_the_rows_of_a_month_and_a_service_are_told_apart(place: Path) -> None:
    """In February: payments ships b, web ships c; January has a alone."""
    many = json.loads(
        asked(place, "change_lead_time", "--receipt", "--json", "--grain", "month", "--breakdown", "service").stdout
    )
    one = json.loads(
        asked(
            place, "change_lead_time", "--receipt", "--json", "--breakdown", "service", "--group", "web",
            "--since", "2026-02-01", "--until", "2026-03-01",
        ).stdout
    )  # fmt: skip

    assert sorted((row["period_start"], row["group_name"], row["amount"]) for row in many["counted"]) == [
        ("2026-01-01", "payments", 48.0), ("2026-02-01", "payments", 72.0), ("2026-02-01", "web", 48.0),
    ]  # fmt: skip
    assert [row["amount"] for row in one["counted"]] == [48.0]
    assert [row["group_name"] for row in one["numbers"]] == ["web"]


def test_the_sql_of_a_receipt_gives_its_rows(place: Path) -> None:
    told = json.loads(asked(place, "deployment_frequency", "--receipt", "--json", "--grain", "month").stdout)
    rerun = CliRunner().invoke(cli, ["sql", "--config", str(place / "leadline.toml"), "--json", told["sql"]])

    assert len(json.loads(rerun.stdout)) == told["population_count"] == 3


def test_a_group_narrows_the_numbers_too(place: Path) -> None:
    [row] = json.loads(
        asked(place, "deployment_frequency", "--json", "--breakdown", "service", "--group", "web").stdout
    )
    assert (row["group_name"], row["sample_size"]) == ("web", 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["change_lead_time", "--group", "web"], "--breakdown service --group 'web'"),
        (["--receipt"], "--receipt needs a metric"),
        (["change_lead_time", "--receipt", "--grain", "fortnight"], "fortnight"),
        (["change_lead_time", "--receipt", "--since", "yesterday"], "is no date"),
    ],
)
def test_wrong_usage_is_exit_2(place: Path, arguments: list[str], said: str) -> None:
    done = asked(place, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chang_lead_time", "--receipt"], "Did you mean 'change_lead_time'?"),
        (["change_lead_time", "--receipt", "--breakdown", "service", "--group", "wep"], "Did you mean 'web'?"),
        (["change_lead_time", "--receipt", "--since", "2026-02-01", "--until", "2026-02-01"], "not after"),
    ],
)
def test_a_question_without_an_answer_fails_in_one_sentence(place: Path, arguments: list[str], said: str) -> None:
    done = asked(place, *arguments)
    assert isinstance(done.exception, MetricsError), "`main` turns it into exit 1"
    assert said in str(done.exception)


def test_the_command_knows_every_grain_and_breakdown_of_the_catalogue() -> None:
    """They are written out in the command, so that its help needs no catalogue."""
    choices = {
        option.name: option.type.choices for option in cli.commands["metric"].params if hasattr(option.type, "choices")
    }
    assert set(choices["grain"]) == set(GRAINS)
    assert set(choices["breakdown"]) == set(BREAKDOWNS)
