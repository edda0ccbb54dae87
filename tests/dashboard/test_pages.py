"""Every page with everything, with nothing, and with old data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.dashboard.pages import PAGES, drawn, queries, words
from tests.dashboard.warehouses import full, without_tags
from tests.support.raw_rows import Facts

Publish = Callable[[Path], None]


@pytest.fixture(scope="module")
def full_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    full(folder)
    return folder


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Path]:
    def show(data_dir: Path) -> Path:
        monkeypatch.setenv("LEADLINE_DATA_DIR", str(data_dir))
        return data_dir

    return show


@pytest.mark.parametrize("page", PAGES)
def test_a_full_warehouse_draws_every_page(page: str, full_dir: Path, shown: Callable[[Path], Path]) -> None:
    shown(full_dir)

    app = drawn(page)

    assert not app.exception
    assert not app.error
    assert not app.warning
    assert "Data as of" in words(app)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_warehouse_every_page_says_what_to_do(
    page: str, tmp_path: Path, shown: Callable[[Path], Path]
) -> None:
    shown(tmp_path)

    app = drawn(page)

    assert not app.exception
    assert app.title[0].value == "Nothing has been synced yet"
    assert [block.value for block in app.code] == ["leadline init --git PATH_OR_URL", "leadline sync"]


@pytest.fixture(scope="module")
def old_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    full(folder, now=datetime.now(UTC) - timedelta(days=9), releases=8)
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_old_data_is_said_to_be_old_on_every_page(page: str, old_dir: Path, shown: Callable[[Path], Path]) -> None:
    shown(old_dir)

    app = drawn(page)

    assert not app.exception
    assert "9 days ago" in words(app)
    assert any("leadline sync" in notice.value for notice in app.warning)


def test_the_overview_opens_with_three_sentences(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    """Two services with 40 weekly releases each; git alone is read, and its tags stand for deployments."""
    shown(full_dir)

    said = words(drawn())

    assert "2 services shipped **80 releases**; " in said
    assert "of 5 delivery metrics" in said
    assert "To doubt: failures are only those that git shows: no incident is read; a release's tag stands" in said


def test_a_card_has_value_interval_and_cases(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    shown(full_dir)

    app = drawn()

    cards = {card.label: card.value for card in app.metric}
    assert cards["Deployment frequency"].endswith("per week")
    assert cards["Second pair of eyes"] == "50 %"
    captions = "\n".join(caption.value for caption in app.caption)
    assert "n = 480 changes" in captions
    assert "95 %: " in captions


def test_no_card_has_a_coloured_change_without_a_signal(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    shown(full_dir)

    for card in drawn().metric:
        assert not card.delta or any(rule in card.delta for rule in ("limit", "in a row"))


def test_the_filters_stand_in_the_address(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    shown(full_dir)

    app = drawn(service="ledger", window="3 months", grain="month")

    assert app.selectbox(key="service").value == "ledger"
    assert app.selectbox(key="window").value == "3 months"
    assert app.selectbox(key="grain").value == "month"
    assert "ledger shipped" in words(app)


def test_dates_in_the_address_open_custom_dates(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    last = datetime.now(UTC).date()
    first = last - timedelta(days=60)
    shown(full_dir)

    app = drawn(since=first.isoformat(), until=last.isoformat())

    assert app.selectbox(key="window").value == "Custom dates"
    assert f"{first.day} {first:%b %Y} – {last.day} {last:%b %Y}" in words(app)


def test_a_period_without_releases_says_so_and_offers_all_time(tmp_path: Path, shown: Callable[[Path], Path]) -> None:
    full(shown(tmp_path), releases=8)

    app = drawn(since="2001-01-01", until="2001-12-31")
    assert "No release of any service in this period" in words(app)

    app.button(key="show_all_time").click().run()
    assert not app.exception
    assert "shipped **16 releases**" in words(app)


@pytest.fixture(scope="module")
def tagless_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tagless")
    without_tags(folder)
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_a_repository_without_tags_is_told_of_release_tags(
    page: str, tagless_dir: Path, shown: Callable[[Path], Path]
) -> None:
    shown(tagless_dir)

    app = drawn(page)

    assert not app.exception
    if page in ("overview", "releases"):
        assert "no tags" in words(app)


def test_tags_that_are_all_ignored_point_to_release_tags(tmp_path: Path, shown: Callable[[Path], Path]) -> None:
    facts = Facts().service("payments").commit("a", at="2026-01-01")
    facts.tag("nightly", on="a", at="2026-01-02", ignored="names no version").publish(shown(tmp_path))

    assert "`release_tags`" in words(drawn())


def test_fewer_than_five_cases_are_listed_and_make_no_number(tmp_path: Path, shown: Callable[[Path], Path]) -> None:
    """One release in each of two services: 2 deployments."""
    full(shown(tmp_path), releases=1)

    app = drawn()

    cards = {card.label: card.value for card in app.metric}
    assert cards["Deployment frequency"] == "2 deployments"
    assert "Too few for a number: " in words(app)
    assert r"payments\/1\.0\.0" in words(app)


def test_the_release_page_tells_what_is_in_it(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    shown(full_dir)

    app = drawn("releases", release="payments/1.5.0")

    assert not app.exception
    assert app.title[0].value == r"payments 1\.5\.0"
    facts = {fact.label: fact.value for fact in app.metric}
    assert facts["New commits"] == "6"
    assert {button.label for button in app.button} >= {r"Predecessor 1\.4\.3", r"Next on the line 1\.5\.1"}
    assert "Candidates" in [header.value for header in app.header]


def test_the_hidden_address_of_a_release_shows_it_too(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    shown(full_dir)

    assert drawn("release", release="ledger/1.0.0").title[0].value == r"ledger 1\.0\.0"


def test_going_to_the_predecessor_changes_the_address(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    shown(full_dir)
    app = drawn("releases", release="payments/1.5.0")

    app.button(key="to_predecessor").click().run()

    assert app.query_params["release"] == "payments/1.4.3"
    assert app.title[0].value == r"payments 1\.4\.3"


def test_an_unknown_release_gets_the_nearest_names(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    shown(full_dir)

    app = drawn("releases", release="payment/1.5.0")

    assert r"There is no release payment\/1\.5\.0" in words(app)
    assert r"payments\/1\.5\.0" in {button.label for button in app.button}


def test_a_failed_source_needs_attention(tmp_path: Path, shown: Callable[[Path], Path]) -> None:
    facts = Facts().service("payments").commit("a", at="2026-01-01", shipped_in="1.0.0")
    facts.tag("v1.0.0", on="a", at="2026-01-02")
    facts.source("payments", read_at="2026-01-03", state="failed", message="The host did not answer.").publish(
        shown(tmp_path)
    )

    assert r"**payments** could not be read: The host did not answer\." in words(drawn())


def test_line_counts_under_way_are_told(tmp_path: Path, shown: Callable[[Path], Path]) -> None:
    facts = Facts().service("payments")
    facts.commit("a", at="2026-01-01", shipped_in="1.0.0", files={"x": (1, 1)})
    facts.commit("b", at="2026-01-01", shipped_in="1.0.0").tag("v1.0.0", on="a", at="2026-01-02").publish(
        shown(tmp_path)
    )

    assert "Line counts 50 % done" in next(bar.proto.text for bar in drawn().get("progress"))


def test_a_newer_warehouse_is_refused_in_one_sentence(tmp_path: Path, shown: Callable[[Path], Path]) -> None:
    import duckdb

    full(shown(tmp_path), releases=1)
    with duckdb.connect(str(tmp_path / "warehouse" / "snap-000001.duckdb")) as con:
        con.execute("update meta.warehouse set schema_version = 99")

    app = drawn()

    assert not app.exception
    assert app.title[0].value == "The warehouse cannot be read"
    assert "newer Leadline" in app.error[0].value


def test_definitions_hold_every_metric_by_block_and_open_one_when_asked(
    full_dir: Path, shown: Callable[[Path], Path]
) -> None:
    from metrics.catalog import headline

    shown(full_dir)

    app = drawn("definitions")

    labels = " ".join(box.label for box in app.expander)
    assert all(metric.label in labels for metric in headline())
    assert not any("from changes" in block.value for block in app.code), "what nobody opened is not asked for"

    app.text_input(key="find").set_value("second pair").run()
    found = [box.label for box in app.expander if "evaluation" not in box.label]
    assert len(found) == 1
    assert "Second pair of eyes" in found[0]


def test_a_definition_has_an_address(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    """Every change of the warehouse is shipped, so none is left out."""
    shown(full_dir)

    app = drawn("definitions", metric="change_lead_time")

    assert not app.exception
    said = words(app)
    for part in ("**Formula** median of", "**Clock** A row stands in the period in which it ended", "**Counted** Every change",
                 "**Left out** None of 480 rows here.", "**Settings** ", "version 1\\.0, first built here"):  # fmt: skip
        assert part in said, part
    assert any("from changes" in block.value for block in app.code)
    assert queries(app) == [
        "from metric.change_lead_time(grain := 'month', breakdown := 'service')",
        "select * from metric.change_lead_time_rows()",
    ]

    app.button(key="all_definitions").click().run()
    assert len(app.expander) > 20


def test_audits_stand_by_topic_and_the_quiet_ones_in_one_line(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    shown(full_dir)

    app = drawn("data-quality")

    said = words(app)
    assert "audits found something." in said
    assert "**Releases** :gray[" in said
    assert sum("found nothing" in box.label for box in app.expander) == 1


def test_data_quality_lists_ignored_tags_with_their_reasons(full_dir: Path, shown: Callable[[Path], Path]) -> None:
    shown(full_dir)

    said = words(drawn("data-quality"))

    assert "- names no version (2)" in said
