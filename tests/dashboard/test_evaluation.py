"""The evaluation on screen: the score with its reasons, what stands in for it, and the releases as a distribution."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import charts_evaluation
from dashboard.components import evaluation_spread
from metrics.reading import evaluations
from metrics.snapshot import Snapshot, current
from tests.dashboard.pages import drawn, words
from tests.dashboard.warehouses import evaluated
from tests.support.raw_rows import Facts


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluated")
    evaluated(folder)
    return folder


@pytest.fixture(scope="module")
def snapshot(data_dir: Path) -> Iterator[Snapshot]:
    with current(data_dir) as found:
        yield found


@pytest.fixture
def release(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], AppTest]:
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(data_dir))
    return lambda name: drawn("releases", release=name)


def test_a_release_shows_its_score_its_range_its_coverage_and_the_reviewer_apart(
    release: Callable[[str], AppTest], snapshot: Snapshot
) -> None:
    app = release("payments/1.0.4")
    found = evaluations.evaluation(snapshot, "payments/1.0.4")
    assert found is not None

    assert not app.exception
    cards = {card.label: card.value for card in app.metric}
    score = found.current["score"]
    assert cards["Score"] == f"{charts_evaluation.amount(score)} of 100"
    assert cards["Coverage"] == "65 %"
    assert cards["With the reviewer's points"] == charts_evaluation.amount(score + 5)
    said = words(app)
    assert "missing: Schedule, Scope" in said
    assert "http\u2060\\:\\/\\/beacon" in said, "a reviewer's words are shown letter for letter"
    assert app.get("plotly_chart")


def test_the_rows_behind_a_part_open_by_the_box(release: Callable[[str], AppTest]) -> None:
    app = release("payments/1.0.4")

    app.selectbox(key="evaluation_part").select("severity_1").run()

    assert not app.exception
    assert "1 confirmed failure of severity 1\\, 50 points each" in words(app)
    evidence = [
        frame.value for frame in app.dataframe if "rung" in frame.value.columns and "severity" in frame.value.columns
    ]
    assert [list(frame["severity"]) for frame in evidence] == [["SEV1"]]
    assert any("from failures" in block.value for block in app.code)


def test_a_window_that_is_open_is_said_to_be_provisional(release: Callable[[str], AppTest], snapshot: Snapshot) -> None:
    app = release("payments/1.0.5")

    found = evaluations.evaluation(snapshot, "payments/1.0.5")
    assert found is not None
    assert found.current["state"] == "provisional"
    assert "provisional until" in words(app)


def test_without_a_score_the_reason_and_the_next_step_stand_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = Facts().service().commit("a", at="2026-01-05", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-01-10")
    facts.publish(tmp_path)
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(tmp_path))

    app = drawn("releases", release="payments/1.0.0")

    said = words(app)
    assert not app.exception
    assert "No score: 20 % of the weight has its input, 60 % is the least" in said
    assert "**Stability, Recovery and user impact** no source tells incidents" in said
    assert "Score" not in {card.label for card in app.metric}


def test_the_list_shows_scores_with_ranges_and_their_distribution(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(data_dir))

    app = drawn("releases")

    [listed] = [frame.value for frame in app.dataframe if "evaluation" in frame.value.columns]
    assert len(listed) == 6
    assert listed["evaluation"].str.endswith("so far").sum() == 1
    said = words(app)
    assert "6 releases scored, 1 of them provisional" in said
    assert "no ranking" in said


def test_the_definitions_tell_the_weights(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(data_dir))

    said = words(drawn("definitions"))

    assert "**Stability** \\[30\\] 100, less 50 for each confirmed failure of severity 1" in said
    assert "full rollback 59" in said


def test_a_warehouse_without_evaluations_has_no_scores(tmp_path: Path) -> None:
    with Facts().service().publish(tmp_path) as snapshot:
        assert evaluations.is_built(snapshot)
        assert evaluations.evaluation(snapshot, "payments/1.0.0") is None
        assert evaluations.scores(snapshot).empty


def test_the_waterfall_leads_from_100_to_the_score() -> None:
    """7.5 and 2.5 of two parts with one name, 0.04 of a third: from 100 to 92.5, 90 and 89.96."""
    losses = [("a", "Same", 7.5, "why a"), ("b", "Same", 2.5, "why b"), ("c", "Third", 0.04, "why c")]
    figure = charts_evaluation.points_lost(losses, score=89.96, low=85, high=93, mode="dark")

    bars, line, mark = figure["data"]
    assert [round(base + length, 6) for base, length in zip(bars["base"], bars["x"], strict=True)] == [100, 92.5, 90]
    assert bars["base"][-1] == pytest.approx(89.96)
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["−7.5", "−2.5", "−0.04", "<b>90</b>"]
    assert len(set(bars["y"])) == 3
    assert (list(line["x"]), list(mark["x"])) == ([85, 93], [89.96])
    low, high = figure["layout"]["xaxis"]["range"]
    assert 80 < low < 85
    assert high >= 100


def test_a_perfect_range_needs_no_line() -> None:
    figure = charts_evaluation.points_lost([("a", "A", 41, "cap")], score=59, low=59, high=59, mode="light")

    assert len(figure["data"]) == 2


def test_each_score_is_in_one_bar_of_the_spread() -> None:
    """59 and 59.99 in 55 to 60; 60 in the next; 100 in the last one."""
    [bars] = charts_evaluation.spread([59, 59.99, 60, 100], mode="light")["data"]

    assert sum(bars["y"]) == 4
    assert dict(zip(bars["x"], bars["y"], strict=True))[57.5] == 2
    assert bars["y"][-1] == 1


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((66.0, 63.0, 69.0, "frozen", 1.0), "66 (63–69)"),
        ((59.0, 59.0, 59.0, "frozen", 1.0), "59"),
        ((58.25, 55.0, 61.26, "provisional", 1.0), "58.2 (55–61.3) so far"),
        ((None, None, None, "provisional", 0.45), "none, 45 % known"),
        ((None, None, None, None, None), ""),
    ],
)
def test_a_score_in_a_list_comes_with_its_range(row: tuple[object, ...], expected: str) -> None:
    names = ("score", "low_by_weights", "high_by_weights", "state", "coverage_share")
    [found] = pd.DataFrame([row], columns=list(names)).to_dict("records")

    assert evaluation_spread.words(found) == expected
