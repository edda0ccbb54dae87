"""The SQL page on the server: nothing runs unasked, rows and refusals are shown as what they are."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import analyst
from dashboard.components import sql_catalogue
from dashboard.components.links import LONGEST_LINK
from dashboard.components.sql_outcome import pointed_at
from dashboard.components.text import marked
from metrics.reading import catalogue
from metrics.sandbox.limits import TEXT_LIMIT, Limits
from metrics.snapshot import current
from tests.dashboard import warehouses
from tests.dashboard.pages import drawn, words

ENDLESS = "select sum(sqrt(range) ** 1.1) from range(1000000000000)"


@pytest.fixture(scope="module", autouse=True)
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sql")
    warehouses.full(folder, releases=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEADLINE_DATA_DIR", str(folder))
        analyst.configure(Limits(seconds=30, rows=5))
        yield folder
        analyst.sandbox().close()
        analyst.configure(Limits())


def run(app: AppTest, sql: str) -> AppTest:
    """Write a query, press Run, and wait for its end."""
    app.text_area(key="sql_text").set_value(sql)
    app.button(key="sql_run").click().run()
    return ended(app)


def ended(app: AppTest) -> AppTest:
    end = time.monotonic() + 60
    while "sql_running" in app.session_state and time.monotonic() < end:
        app.session_state["sql_running"][0].wait(30)
        app.run()
    assert not app.exception
    return app


def buttons(app: AppTest) -> list[str]:
    return [element.label for element in app.get("download_button")]


def test_before_the_first_query_there_are_examples_which_fill_the_editor_and_run_nothing() -> None:
    app = drawn("sql")
    assert "Nothing has been run yet" in words(app)

    app.button(key="sql_example_1").click().run()

    assert app.text_area(key="sql_text").value == "from metric.change_lead_time('month', 'service')"
    assert "Nothing has been run yet" in words(app)
    assert "sql_outcome" not in app.session_state


def test_every_example_runs() -> None:
    app = drawn("sql")
    for number in range(4):
        app.button(key=f"sql_example_{number}").click().run()
        ended(run(app, app.text_area(key="sql_text").value))
        assert not app.error
        assert re.search(r"\*\*\d+ rows?\*\* in", words(app))
        app = drawn("sql")


def test_a_query_of_the_address_is_shown_and_not_run_until_run_is_pressed() -> None:
    app = drawn("sql", q="select 40 + 2 as answer")
    assert app.text_area(key="sql_text").value == "select 40 + 2 as answer"
    assert "This query came with the address. Read it, then press Run." in words(app)
    assert not app.dataframe
    assert "sql_running" not in app.session_state
    assert "sql_outcome" not in app.session_state

    app.button(key="sql_run").click().run()

    assert ended(app).dataframe[0].value.to_dict("list") == {"answer": [42]}
    assert "came with the address" not in words(app)


def test_run_puts_the_query_into_the_address_unless_it_is_too_long() -> None:
    app = run(drawn("sql"), "select 'a b&c' as x")
    assert app.query_params["q"] in ("select 'a b&c' as x", ["select 'a b&c' as x"])

    run(app, f"select '{'x' * LONGEST_LINK}' as x")

    assert "q" not in app.query_params
    assert app.dataframe


def test_a_query_in_the_address_that_is_too_long_is_not_taken() -> None:
    app = drawn("sql", q="select " + "1" * TEXT_LIMIT)

    assert app.text_area(key="sql_text").value == ""
    assert "longer than 20,000 characters and was not taken" in words(app)


def test_marks_that_are_not_seen_are_shown_in_a_query_of_the_address() -> None:
    app = drawn("sql", q="select '\u202ex\u200b'\n,\t1")

    assert app.text_area(key="sql_text").value == "select '\N{REPLACEMENT CHARACTER}x\N{REPLACEMENT CHARACTER}'\n,\t1"
    assert marked("a\r\nb\rc") == "a\nb\nc"


def test_more_rows_than_are_shown_are_told_and_can_be_fetched_for_a_download() -> None:
    """5 rows are shown of 12."""
    app = run(drawn("sql"), "select range as n from range(12)")
    assert app.dataframe[0].value["n"].tolist() == [0, 1, 2, 3, 4]
    assert "Truncated" in words(app)
    assert "The first **5 rows**" in words(app)
    assert buttons(app) == ["5 rows as CSV", "5 rows as Parquet"]

    app.button(key="sql_whole").click().run()

    assert buttons(ended(app)) == ["12 rows as CSV", "12 rows as Parquet"]
    assert app.dataframe[0].value["n"].tolist() == [0, 1, 2, 3, 4]


def test_five_rows_of_five_are_not_called_truncated() -> None:
    app = run(drawn("sql"), "from range(5)")

    assert "Truncated" not in words(app)
    assert "**5 rows** in" in words(app)


def test_no_rows_are_told_with_the_columns() -> None:
    app = run(drawn("sql"), "select version, kind from releases where false")

    assert "**0 rows** in" in words(app)
    assert "The query found no rows" in words(app)
    assert "Columns: version, kind" in words(app)


def test_an_error_is_a_sentence_with_its_place_and_a_mark() -> None:
    app = run(drawn("sql"), "select version,\n  nope\nfrom releases")

    [error] = app.error
    assert error.value.startswith("Line 2, column 3: Referenced column")
    assert app.code[0].value == "  nope\n  ^"
    assert not app.dataframe


def test_a_refusal_is_a_sentence() -> None:
    app = run(drawn("sql"), "drop table releases")

    [error] = app.error
    assert error.value.startswith("Only one statement that reads is run")


def test_hostile_text_of_a_query_and_of_its_error_is_shown_letter_for_letter() -> None:
    name = "![x](http://beacon.invalid/a.png)"
    app = run(drawn("sql"), f'select "{name}" from releases')

    [error] = app.error
    assert "![" not in error.value
    assert "\\!\\[x\\]" in error.value


def test_a_query_that_runs_can_be_cancelled_and_the_editor_keeps_it() -> None:
    app = drawn("sql")
    app.text_area(key="sql_text").set_value(ENDLESS)
    app.button(key="sql_run").click().run()
    assert "Running" in words(app)

    app.button(key="sql_cancel").click().run()

    assert "The query was cancelled" in " ".join(warning.value.replace("\\", "") for warning in ended(app).warning)
    assert app.text_area(key="sql_text").value == ENDLESS


def test_two_readers_do_not_wait_for_each_other(data_dir: Path) -> None:
    """One runs an endless query; the other's answer comes meanwhile, and the first one is still running then."""
    path = current(data_dir).path
    endless = analyst.sandbox().start(path, ENDLESS, user="the other")
    try:
        app = run(drawn("sql"), "select 1 as one")
        assert app.dataframe[0].value["one"].tolist() == [1]
        assert not endless.is_done
    finally:
        endless.cancel()
        endless.wait(10)


def test_the_grid_takes_every_type_and_doubled_names() -> None:
    app = run(
        drawn("sql"),
        "select 1 as a, 2 as a, sum(9007199254740993::hugeint) as wide, [1, 2] as list, interval 1 day as span, 'x'::blob as bytes,"
        " now() as at_now, null as nothing, 1.25::decimal(5, 2) as money, 'nan'::double as nan, 'infinity'::date as never,"
        " true as yes",
    )
    row: dict[str, Any] = app.dataframe[0].value.iloc[0].to_dict()

    assert (row["a"], row["a_2"], row["wide"], row["list"]) == (1, 2, "9007199254740993", "[1, 2]")
    assert (row["span"], row["bytes"], row["never"], row["money"]) == ("1 day", "78", "infinity", "1.25")


def test_the_list_of_tables_has_columns_with_their_comments_and_can_be_searched(data_dir: Path) -> None:
    app = drawn("sql")
    app.text_input(key="sql_search").set_value("released at").run()
    assert "releases" in words(app)
    assert "**released\\_at**" in words(app)
    app.text_input(key="sql_search").set_value("zzqx").run()
    assert "No table, column or comment has all these words." in words(app)

    with current(data_dir) as snapshot:
        rows = catalogue.columns(snapshot)
    assert rows["schema_name"].iloc[0] == "main"
    assert {"table", "view", "macro"} == set(rows["kind"])
    assert rows[rows["kind"] != "macro"]["comment"].notna().all()
    assert set(sql_catalogue.matching(rows, "CHANGE lead_time")["schema_name"]) >= {"metric"}


def test_the_mark_stands_under_its_column_in_a_long_line_too() -> None:
    line = "select " + "x, " * 200 + "nope"
    shown, mark = pointed_at(line, 1, len(line) - 3).split("\n")

    assert shown[mark.index("^") :] == "nope"
    assert len(shown) <= 160
