"""The same number everywhere: macro, Python, receipt, command line and the card a reader sees."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import cli
from dashboard.components import numbers
from metrics.catalog import METRICS, headline
from metrics.measure import measure
from metrics.receipt import receipt
from metrics.snapshot import current
from tests.dashboard.pages import drawn
from tests.dashboard.warehouses import full

PROGRAM = Path(sys.executable).parent / "leadline"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one") / "data"
    full(folder, now=datetime(2026, 6, 1, 12, tzinfo=UTC))
    (folder.parent / "leadline.toml").write_text('[[service]]\nname = "payments"\nrepositories = ["gone"]\n')
    return folder


@pytest.fixture(scope="module")
def window(data_dir):
    """The period the overview opens with, which all are asked about."""
    from dashboard import state
    from dashboard.components import filter_bar

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEADLINE_DATA_DIR", str(data_dir))
        state.begin_run()
        opening = filter_bar.opening_filters()
    return {"since": opening.since, "until": opening.until}


@pytest.mark.parametrize("metric_id", METRICS)
def test_macro_python_and_receipt_agree(data_dir, window, metric_id):
    asked = f"from metric.{metric_id}('all', 'all', date '{window['since']}', date '{window['until']}')"
    with current(data_dir) as snapshot:
        [by_python] = measure(snapshot, metric_id, **window).to_dict("records")
        [by_macro] = snapshot.arrow(asked).to_pylist()
        told = receipt(snapshot, metric_id, **window)

    assert {name: by_macro[name] for name in ("value", "low", "high")} == pytest.approx(
        {name: None if by_python[name] != by_python[name] else by_python[name] for name in ("value", "low", "high")}
    )
    assert by_macro["sample_size"] == by_python["sample_size"] == told.counted_count


def test_the_command_line_and_the_cards_show_these_numbers(data_dir, window, monkeypatch):
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(data_dir))
    cards = {card.label: card.value for card in drawn().metric}
    for metric in [one for one in headline() if one.label in cards]:
        row = by_command_line(data_dir, window, metric.id)
        if row["sample_size"] >= 5:
            shown = numbers.amount(row["value"], metric.unit)
            if (upper := METRICS.get(f"{metric.id}_upper")) is not None:
                end = numbers.amount(by_command_line(data_dir, window, upper.id)["value"], metric.unit)
                shown = f"{shown}, up to {end}" if end != shown else shown
            assert cards[metric.label] == shown, metric.id
    assert len(cards) >= 5


def test_the_program_says_what_its_parts_say(data_dir, window):
    """A process of its own starts slowly, so one stands for all; the others are asked within this one."""
    arguments = _arguments("change_lead_time", window)
    done = subprocess.run(
        [PROGRAM, *arguments], cwd=data_dir.parent, capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert json.loads(done.stdout) == [by_command_line(data_dir, window, "change_lead_time")]


def by_command_line(data_dir, window, metric_id):
    said = CliRunner().invoke(cli, [*_arguments(metric_id, window), "--config", str(data_dir.parent / "leadline.toml")])
    [row] = json.loads(said.stdout)
    return row


def _arguments(metric_id, window):
    return ["metric", metric_id, "--since", str(window["since"]), "--until", str(window["until"]), "--json"]


def test_the_command_line_tells_what_other_tools_would_say(data_dir, window):
    told = CliRunner().invoke(cli, [*_arguments("change_failure_rate", window)[:-1], "--peers", "--json", "--config", _config(data_dir)])
    rows = {row["tool"]: row for row in json.loads(told.stdout)}
    ours = by_command_line(data_dir, window, "change_failure_rate")
    differing = CliRunner().invoke(
        cli, [*_arguments("change_failure_rate", window)[:-1], "--peers", "--receipt", "--json", "--config", _config(data_dir)]
    )

    assert list(rows) == ["Leadline", "DevLake", "GitLab", "DORA"]
    assert (rows["Leadline"]["value"], rows["Leadline"]["sample_size"]) == (ours["value"], ours["sample_size"])
    assert {row["tool"] for row in json.loads(differing.stdout)} <= {"DevLake", "GitLab", "DORA"}
    assert all(row["why"] for row in json.loads(differing.stdout))


def _config(data_dir):
    return str(data_dir.parent / "leadline.toml")
