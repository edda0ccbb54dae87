"""Having the numbers built again from a page: by the command line itself, on a real repository."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from streamlit.testing.v1 import AppTest

from dashboard import config, fresh, readings, rebuilding, state
from dashboard.cli_sync import sync_history
from dashboard.state import Filters
from ingest.journal import Annotation, Decision, Journal, Review, decision_id
from ingest.warehouse import Warehouse
from metrics.measure import measure
from metrics.reading.typed import Adjustment
from metrics.snapshot import current
from tests.dashboard.pages import drawn, words
from tests.support.git_repo import Repo

pytestmark = pytest.mark.xdist_group("build again")

NOW = datetime.now(UTC)


def at(days: float) -> int:
    return int((NOW - timedelta(days=days)).timestamp())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six releases a week apart, the oldest 90 days ago; 1.3.0 reverts what 1.2.0 brought, so 1.2.0 failed: 1 of 6."""
    folder = tmp_path_factory.mktemp("again")
    repo = Repo(folder / "payments")
    last = None
    for number in range(6):
        message = f"Revert bad\n\nThis reverts commit {last}." if number == 3 else f"Change {number}"
        last = repo.commit(message, parents=[last] if last else [], files={"a": f"{number}\n"}, committed=at(91 - 7 * number))
        repo.tag(f"v1.{number}.0", last, date=at(90 - 7 * number))
    repo.branch("main", last)
    (folder / "leadline.toml").write_text('[[service]]\nname = "payments"\nrepositories = ["payments"]\n')
    sync_history(config.load(folder / "leadline.toml"), Console(quiet=True))
    return folder


@pytest.fixture
def built(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder of a server that knows how its numbers are built."""
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(place / "data"))
    rebuilding.configure(("build", "--config", str(place / "leadline.toml"), "--steps"))
    yield place / "data"
    rebuilding.configure(())


def failure_rate(data_dir: Path) -> tuple[float, int]:
    with current(data_dir) as snapshot:
        [row] = measure(snapshot, "change_failure_rate").to_dict("records")
    return round(row["value"], 3), row["sample_size"]


def reject(data_dir: Path, reason: str) -> None:
    """A person says, whatever was said before, that 1.2.0 did not fail."""
    with current(data_dir) as snapshot:
        [link] = snapshot.query("from failure_links where release_id = 'payments/1.2.0'").to_dict("records")
    names = (link["deployment_id"], link["subject_kind"], link["subject"])
    entry = Decision(
        decision_id=decision_id(*names), deployment_id=names[0], release_id="payments/1.2.0", subject_kind=names[1],
        subject=names[2], verdict="rejected", reason=reason,
    )  # fmt: skip
    journal = Journal.of(data_dir)
    over = max((one.revision for one in journal.latest(Decision)), default=0)
    journal.save(entry, over=over, by="Ada", at=NOW)


def press(app: AppTest) -> AppTest:
    app.button(key="build_again").click().run()
    build = rebuilding.running()
    assert build is None or build.wait(120)
    return app.run()


def test_a_decision_is_counted_once_somebody_presses_build_again(built: Path) -> None:
    before = failure_rate(built)
    reject(built, "It was a drill")
    app = drawn("failure-links", window="All time")
    overview, trends = drawn("overview", window="All time"), drawn("trends", metric="change_failure_rate", window="All time")
    said = "1 decision is newer than this number: it counts it from the next build."

    assert (before, failure_rate(built)) == ((0.167, 6), (0.167, 6))
    assert "1 decision is newer than the numbers" in words(app)
    assert "1 decision is newer than these numbers" in words(trends)
    assert said in words(overview), "beside the card's number"
    assert said not in words(drawn("trends", metric="change_lead_time", window="All time"))
    assert any("leadline build --config" in block.value for block in app.code)
    press(app)

    assert failure_rate(built) == (0.0, 6)
    assert not app.exception
    assert not app.error
    assert ["built again" in toast.value for toast in app.toast] == [True]
    assert "newer than" not in words(app)


def test_a_build_that_cannot_be_is_told_of_in_a_sentence_and_can_be_tried_again(built: Path) -> None:
    reject(built, "It was one, indeed")
    app = drawn("failure-links", window="All time")
    with Warehouse(built).writing():
        press(app)

    [told] = [error.value.replace("\\", "").replace("\u2060", "") for error in app.error]
    assert told.startswith("Another `leadline sync` or `build` is writing")
    assert "1 decision is newer than the numbers" in words(app)
    assert app.button(key="build_again").label == "Build again"


def test_one_build_at_a_time_whoever_asks(place: Path) -> None:
    rebuilding.configure(("build", "--config", str(place / "nothing-here.toml")))
    first, second = rebuilding.start(), rebuilding.start()

    assert first is second
    assert first.wait(60)
    assert first.error is not None
    assert "does not exist" in first.error
    assert rebuilding.running() is None
    assert rebuilding.start() is not first
    rebuilding.configure(())


def test_a_server_that_knows_no_settings_names_the_command(built: Path) -> None:
    rebuilding.configure(())
    reject(built, "Indeed")

    app = drawn("failure-links", window="All time")

    assert [block.value for block in app.code] == ["leadline build"]
    assert not [button for button in app.button if button.key == "build_again"]


def test_remarks_and_a_reviewer_s_points_are_there_without_a_build(built: Path) -> None:
    journal = Journal.of(built)
    day = (NOW - timedelta(days=70)).date()
    journal.save(
        Annotation(annotation_id="n", noted_on=day, service="payments", metric_id="deployment_frequency", words="New *line*"),
        over=0, by="Ada", at=NOW,
    )  # fmt: skip
    review = Review(
        review_id="r", release_id="payments/1.1.0", service="payments", state="done", reviewed_on=date(2026, 1, 2),
        score_adjustment=4, adjustment_reason="Nobody noticed",
    )  # fmt: skip
    journal.save(review, over=0, by="Ada", at=NOW)

    release = drawn("releases", release="payments/1.1.0")

    assert "1 review is newer than this evaluation" in words(release)
    state.begin_run()
    fresh.begin_run()
    found = fresh.now()
    assert [one.words for one in found.remarks] == ["New *line*"]
    assert found.adjustment("payments/1.1.0") == Adjustment("payments/1.1.0", 4, "Nobody noticed")
    chosen = Filters(None, None, "payments", "month", "All time")
    assert readings.notes("deployment_frequency", chosen)["words"].tolist() == ["New *line*"]
