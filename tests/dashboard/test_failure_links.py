"""The page of failure links: what is shown, what a person decides, and that it is there at once and for ever."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ingest.journal import Decision, Journal, decision_id
from tests.dashboard.pages import drawer, drawn, words
from tests.support.raw_rows import Facts

HOSTILE = "![x](http://evil.example/a.png) <b>bold</b> :material/home: $x$ | `c`"
NOW = datetime.now(UTC)
DEPLOYMENT = "payments/1.1.0@production"


def on(days: int) -> str:
    return (NOW - timedelta(days=days)).strftime("%Y-%m-%d %H:%M")


def publish(folder: Path) -> None:
    """1.0.0 60 days ago, 1.1.0 50 days ago. PAY-1 (hostile words) is near 1.1.0; PAY-2 is linked to nothing."""
    facts = Facts().service(jira_projects=["PAY"]).source("payments", read_at=on(0), newest_at=on(0))
    facts.project("PAY").source("jira/PAY", read_at=on(0), newest_at=on(0), kind="jira")
    for version, days in (("1.0.0", 60), ("1.1.0", 50)):
        facts.commit(version, at=on(70), shipped_in=version).tag(f"v{version}", on=version, at=on(days))
    facts.issue("PAY-1", at=on(49), type="Incident", summary=HOSTILE, severity="2")
    facts.issue("PAY-2", at=on(20), type="Incident", summary=HOSTILE)
    facts.publish(folder, now=NOW).close()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    publish(folder)
    return folder


@pytest.fixture
def data_dir(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test decides in a copy of its own."""
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(tmp_path))
    return tmp_path


def page(**query: str) -> AppTest:
    app = drawn("failure-links", window="All time", **query)
    assert not app.exception
    return app


def link_of(app: AppTest) -> str:
    [found] = app.dataframe[0].value["failure_id"].tolist() if "failure_id" in app.dataframe[0].value else [None]
    return found


LINK = f"{DEPLOYMENT}/jira/1000"


def press(app: AppTest, key: str) -> AppTest:
    [button] = [one for one in app.button if one.key and one.key.endswith(key)]
    return button.click().run()


def decisions(data_dir: Path) -> list[tuple[str, str | None, str | None, int]]:
    found = Journal.of(data_dir).latest(Decision)
    return [(one.entry.verdict, one.entry.reason, one.written_by, one.revision) for one in found]


def confidences(app: AppTest) -> list[str]:
    return app.dataframe[0].value["confidence"].tolist()


def test_a_suspected_link_is_shown_with_its_evidence_and_hostile_words_stay_words(data_dir: Path) -> None:
    app = page()

    assert confidences(app) == ["suspected"]
    assert app.dataframe[0].value["found_by"].tolist() == ["closeness in time"]
    assert app.dataframe[1].value["trouble"].tolist() == ["PAY-2"]
    shown = words(page(link=LINK)) + drawer(page(link=LINK))
    assert "evil.example" not in shown.replace("\\", "").replace("\u2060", "") or "](http" not in shown
    assert not (data_dir / "journal.db").exists(), "reading makes no journal"


def test_confirming_is_there_at_once_and_says_when_it_counts(data_dir: Path) -> None:
    app = page(link=LINK)
    app.text_area(key="link_reason").input("The log says so")
    app.text_input(key="link_name").input("Ada")
    press(app, "judge_confirmed")

    assert decisions(data_dir) == [("confirmed", "The log says so", "Ada", 1)]
    assert ["Kept" in toast.value for toast in app.toast] == [True]
    again = page()
    assert confidences(again) == ["confirmed"]
    assert "1 decision is newer than the numbers: they count it from the next build." in words(again)
    assert again.dataframe[0].value["decided_by"].tolist() == ["Ada"]
    release = drawn("releases", release="payments/1.1.0")
    assert "Failed" in words(release)
    assert "1 decision is newer than this evaluation: it counts it from the next build." in words(release)


def test_a_rejection_without_a_reason_is_refused_and_what_was_typed_stays(data_dir: Path) -> None:
    app = page(link=LINK)
    app.text_input(key="link_name").input("Ada")
    press(app, "judge_rejected")

    assert "Say why the link is rejected" in "".join(error.value for error in app.error)
    assert decisions(data_dir) == []
    assert app.text_input(key="link_name").value == "Ada"


def test_a_rejected_link_stays_visible_and_can_be_taken_back(data_dir: Path) -> None:
    app = page(link=LINK)
    app.text_area(key="link_reason").input("A drill")
    press(app, "judge_rejected")
    assert confidences(page()) == ["rejected"]
    assert decisions(data_dir) == [("rejected", "A drill", None, 1)]

    press(page(link=LINK), "judge_withdrawn")
    assert confidences(page()) == ["suspected"]
    assert [(verdict, revision) for verdict, _, _, revision in decisions(data_dir)] == [("withdrawn", 2)]


def test_a_person_links_an_incident_that_no_rung_explains(data_dir: Path) -> None:
    app = page(incident="jira/1001")
    app.text_area(key="link_reason").input("The pool")
    press(app, "link_them")

    after = page()
    assert sorted(after.dataframe[0].value["trouble"].tolist()) == ["PAY-1", "PAY-2"]
    assert len(after.dataframe) == 1, "no incident is left without a deployment"
    [(verdict, reason, *_)] = decisions(data_dir)
    assert (verdict, reason) == ("confirmed", "The pool")
    [entry] = Journal.of(data_dir).latest(Decision)
    assert entry.entry.deployment_id == DEPLOYMENT, "the last before it is proposed"


def test_who_was_overtaken_sees_both_and_may_press_again(data_dir: Path) -> None:
    app = page(link=LINK)
    identity = decision_id(DEPLOYMENT, "incident", "jira/1000")
    theirs = Decision(
        decision_id=identity, deployment_id=DEPLOYMENT, release_id="payments/1.1.0", subject_kind="incident",
        subject="jira/1000", verdict="rejected", reason="It was the network",
    )  # fmt: skip
    Journal.of(data_dir).save(theirs, over=0, by="Grace", at=NOW)
    app.text_area(key="link_reason").input("The log says so")
    press(app, "judge_confirmed")

    said = "".join(warning.value for warning in app.warning)
    assert "Grace decided meanwhile: **rejected**" in said
    assert "It was the network" in said
    assert decisions(data_dir)[0][0] == "rejected"
    press(app, "judge_confirmed")
    assert decisions(data_dir) == [("confirmed", "The log says so", None, 3)]


def test_the_confidence_in_the_address_chooses(data_dir: Path) -> None:
    assert confidences(page(confidence="suspected")) == ["suspected"]
    assert "No link of that confidence" in words(page(confidence="rejected"))


def test_one_release_s_links_are_shown_whatever_the_period(data_dir: Path) -> None:
    app = drawn("failure-links", release="payments/1.1.0", window="3 months")
    assert confidences(app) == ["suspected"]
    assert "No failure of payments" in words(drawn("failure-links", release="payments/1.0.0"))


def test_a_journal_that_cannot_be_read_leaves_the_page_with_what_was_built(data_dir: Path) -> None:
    (data_dir / "journal.db").write_bytes(b"no database" * 500)
    app = page()
    assert "it is damaged" in "".join(warning.value for warning in app.warning).replace("\\", "")
    assert confidences(app) == ["suspected"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_journal_that_cannot_be_written_is_told_of(data_dir: Path) -> None:
    app = page(link=LINK)
    data_dir.chmod(0o500)
    try:
        app.text_area(key="link_reason").input("x")
        press(app, "judge_confirmed")
    finally:
        data_dir.chmod(0o700)
    assert "cannot be opened for writing" in "".join(error.value for error in app.error)
