"""The command line as its user runs it: the installed program, real repositories, real files."""

import csv
import io
import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.support.git_repo import START, Repo
from tests.support.program import own_cache

PROGRAM = Path(sys.executable).parent / "leadline"
DAY = 86_400


def leadline(*arguments, cwd, stdin="", **environment):
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], cwd=cwd, input=stdin, capture_output=True, text=True, check=False, timeout=120,
        env={**own_cache(cwd / "cache"), **environment},
    )  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Two releases a week apart, three changes in the second one, and a warehouse of them."""
    folder = tmp_path_factory.mktemp("cli")
    repo = Repo(folder / "payments")
    c1 = repo.commit("PAY-1 begin", files={"a": "1\n"}, committed=START)
    c2 = repo.commit("PAY-2 more", parents=[c1], files={"a": "2\n"}, committed=START + 4 * DAY)
    c3 = repo.commit("=cmd|' /C calc'!A0", parents=[c2], files={"a": "3\n"}, committed=START + 5 * DAY)
    c4 = repo.commit("PAY-4 last", parents=[c3], files={"a": "4\n"}, committed=START + 6 * DAY)
    repo.branch("main", c4)
    repo.tag("v1.0.0", c1, date=START + DAY)
    repo.tag("v1.1.0", c4, date=START + 8 * DAY)
    made = leadline("init", "--git", folder / "payments", "--dir", folder / "org", cwd=folder)
    assert made.returncode == 0, made.stderr
    synced = leadline("sync", cwd=folder / "org")
    assert synced.returncode == 0, synced.stderr
    return folder / "org"


def test_init_tells_what_it_found_and_what_to_do_next(tmp_path):
    repo = Repo(tmp_path / "shop")
    repo.tag("v2.0.0", repo.commit("one"))
    repo.branch("main", repo.git("rev-parse", "v2.0.0"))
    made = leadline("init", "--git", "shop", cwd=tmp_path)
    assert (made.returncode, made.stdout) == (0, "")
    assert "shop: 1 branches, 1 tags, 1 of them versions such as v2.0.0" in made.stderr
    assert "Next: `leadline sync`, then `leadline serve`." in made.stderr
    again = leadline("init", "--git", "shop", cwd=tmp_path)
    assert again.returncode == 1
    assert "is there already" in again.stderr


def test_a_second_sync_says_that_nothing_is_new(place):
    again = leadline("sync", cwd=place)
    assert (again.returncode, again.stdout) == (0, "")
    assert "Nothing new in 1 sources" in again.stderr


def test_metric_gives_the_hand_worked_lead_time(place):
    """
    change   committed   shipped   days
    PAY-1    0           1         1
    PAY-2    4           8         4
    =cmd     5           8         3
    PAY-4    6           8         2      median of 1, 2, 3, 4 = 2.5 days = 60 hours
    """
    asked = leadline("metric", "change_lead_time", "--json", cwd=place)
    [row] = json.loads(asked.stdout)
    assert (row["value"], row["sample_size"], row["group_name"]) == (60.0, 4, "all")


def test_sql_and_metric_give_the_same_number(place):
    by_metric = json.loads(leadline("metric", "change_lead_time", "--grain", "week", "--json", cwd=place).stdout)
    by_sql = json.loads(
        leadline("sql", "from metric.change_lead_time('week', 'all', null, null)", "--json", cwd=place).stdout
    )
    assert by_metric == by_sql
    assert [row["sample_size"] for row in by_metric if row["sample_size"]] == [1, 3]


def test_without_an_id_the_metrics_are_listed(place):
    listed = list(csv.DictReader(io.StringIO(leadline("metric", "--format", "csv", cwd=place).stdout)))
    assert {"change_lead_time", "deployment_frequency", "change_failure_rate"} <= {row["id"] for row in listed}


def test_a_receipt_lists_the_counted_rows_and_their_number(place):
    asked = leadline("metric", "change_lead_time", "--receipt", "--json", cwd=place)
    assert "4 rows counted, 0 left out." in asked.stderr
    assert sorted(row["amount"] for row in json.loads(asked.stdout)["counted"]) == [24.0, 48.0, 72.0, 96.0]


def test_sql_writes_csv_in_which_no_text_is_a_formula(place):
    asked = leadline("sql", "select subject from commits order by committed_at", "--format", "csv", cwd=place)
    assert asked.stdout.splitlines()[3] == "'=cmd|' /C calc'!A0"


def test_sql_writes_parquet_to_a_file(place, tmp_path):
    asked = leadline(
        "sql",
        "select version, released_at from releases order by 1",
        "--format",
        "parquet",
        "-o",
        tmp_path / "r.parquet",
        cwd=place,
    )
    assert asked.returncode == 0, asked.stderr
    assert pq.read_table(tmp_path / "r.parquet")["version"].to_pylist() == ["1.0.0", "1.1.0"]


def test_sql_streams_every_row_and_leaves_no_half_file(place, tmp_path):
    """20,000 rows are more than the page's 1,000; a result that passes export_mb leaves what was there."""
    asked = leadline("sql", "select range as n from range(20000)", "--format", "csv", cwd=place)
    assert asked.stdout.count("\n") == 20_001
    (tmp_path / "leadline.toml").write_text(
        (place / "leadline.toml").read_text() + '\n[sql]\nexport_mb = 1\nseconds = 60\n'
    )
    kept = tmp_path / "rows.csv"
    kept.write_text("before")
    failed = leadline(
        "sql", "select repeat('x', 1000) from range(10000)", "--format", "csv", "-o", kept, "--config", tmp_path, cwd=place,
        LEADLINE_DATA_DIR=str(place / "data"),
    )  # fmt: skip
    assert (failed.returncode, kept.read_text()) == (1, "before")
    assert "larger than 1 MB" in failed.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["leadline.toml", "rows.csv"]


def test_sql_from_a_file_tells_the_place_of_a_mistake(place, tmp_path):
    (tmp_path / "query.sql").write_text("select version,\n  nope\nfrom releases\n")
    asked = leadline("sql", "-f", tmp_path / "query.sql", cwd=place)
    assert asked.returncode == 1
    assert asked.stderr.rstrip().endswith("(line 2, column 3)")


def test_sql_reads_a_query_from_standard_input(place):
    asked = leadline("sql", "-f", "-", "--json", cwd=place, stdin="select count(*) as n from commits")
    assert json.loads(asked.stdout) == [{"n": 4}]


@pytest.mark.parametrize(
    "query",
    [
        "drop table releases",
        "copy (select 1) to 'x.csv'",
        "with x as (delete from raw.services returning *) from x",
        "select * from read_csv('/etc/passwd')",
        "attach 'other.duckdb'",
        "install httpfs",
        "set memory_limit = '1TB'",
        "select 1; select 2",
        "from nothing",
        "selec 1",
    ],
)
def test_what_is_no_reading_statement_is_one_sentence_and_harms_nothing(place, query):
    before = (place / "data" / "warehouse.duckdb").read_bytes()
    asked = leadline("sql", query, cwd=place)
    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr.startswith("leadline: ")
    assert asked.stderr.count("\n") == 1
    assert (place / "data" / "warehouse.duckdb").read_bytes() == before
    assert not (place / "x.csv").exists()


def test_build_makes_the_models_again_with_changed_settings_without_the_source(place, tmp_path):
    """With release_tags that know only v1.0, only one release is left; the repository is not there any more."""
    org = tmp_path / "org"
    subprocess.run(["cp", "-r", place, org], check=True)
    moved = (org / "leadline.toml").read_text().replace("/payments", "/gone/payments")
    (org / "leadline.toml").write_text(moved + "release_tags = 'v1\\.0\\..*'\n")
    built = leadline("build", "--steps", cwd=org)
    assert built.returncode == 0, built.stderr
    steps = [line.partition(" ") for line in built.stdout.splitlines()]
    assert [place for place, _, _ in steps] == [f"{number}/{len(steps)}" for number in range(1, len(steps) + 1)]
    assert {"commits", "metrics", "audits"} <= {step for _, _, step in steps}
    assert json.loads(leadline("sql", "select version from releases", "--json", cwd=org).stdout) == [
        {"version": "1.0.0"}
    ]


def test_try_syncs_any_repository_without_settings(place):
    tried = leadline("try", place.parent / "payments", "--no-serve", cwd=place)
    assert tried.returncode == 0, tried.stderr
    [warehouse] = (place / "cache" / "leadline" / "try").glob("payments-*/warehouse.duckdb")
    assert f"The warehouse is {warehouse}." in tried.stderr


def test_doctor_finds_everything_in_order_and_says_so_to_a_program(place):
    looked = leadline("doctor", "--json", cwd=place)
    states = {finding["what"]: finding["state"] for finding in json.loads(looked.stdout)}
    assert looked.returncode == 0
    assert {states[what] for what in ("git", "settings", "data folder", "repository payments", "warehouse")} == {"ok"}
    assert states["SQL"] in ("ok", "note"), "walls that the host does not allow are a note"


def test_doctor_names_a_repository_that_is_gone(tmp_path):
    (tmp_path / "leadline.toml").write_text('[[service]]\nname = "a"\nrepositories = ["nowhere"]\n')
    looked = leadline("doctor", "--json", cwd=tmp_path)
    failed = {
        finding["what"]: finding["sentence"] for finding in json.loads(looked.stdout) if finding["state"] == "failed"
    }
    assert looked.returncode == 1
    assert set(failed) == {"repository nowhere", "warehouse"}
    assert "does not exist" in failed["repository nowhere"]
    assert "leadline sync" in failed["warehouse"]


def test_help_names_every_command_and_unknown_ones_are_wrong_usage(tmp_path):
    shown = leadline("--help", cwd=tmp_path)
    assert all(
        f"  {name} " in shown.stdout
        for name in ("build", "demo", "doctor", "init", "metric", "serve", "sql", "sync", "try")
    )
    assert leadline("frobnicate", cwd=tmp_path).returncode == 2


def test_help_imports_nothing_heavy(tmp_path):
    told = subprocess.run(
        [sys.executable, "-X", "importtime", PROGRAM, "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    ).stderr
    heavy = {"pandas", "streamlit", "duckdb", "pyarrow", "numpy", "plotly", "rich", "sqlglot"}
    assert not heavy & {line.rpartition("|")[2].strip() for line in told.splitlines()}


def interruptible(*words, cwd):
    """Start the program as a terminal does; what runs in the background of a shell is deaf to an interrupt, and so its children."""
    return subprocess.Popen(
        [PROGRAM, *words], cwd=cwd, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def test_an_interrupt_ends_a_sync_that_waits_for_a_silent_host_at_once(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"ssh://git@127.0.0.1:{silent.getsockname()[1]}/x.git"
        (tmp_path / "leadline.toml").write_text(f'[[service]]\nname = "a"\nrepositories = ["{address}"]\n')
        running = interruptible("sync", cwd=tmp_path)
        connection, _ = silent.accept()
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
        connection.close()
    assert (running.returncode, said.strip().splitlines()[-1]) == (130, "Stopped.")


def test_an_interrupt_in_the_middle_of_a_query_is_no_traceback(place):
    running = interruptible("sql", "select count(*) from range(1000000000) as a, range(1000000) as b", cwd=place)
    time.sleep(2.5)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert (running.returncode, said.strip().splitlines()[-1]) == (130, "Stopped.")
