"""What git tells of each change: backed out, seen by a second person, linked to an issue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from metrics.measure import measure
from metrics.snapshot import Snapshot
from tests.support.raw_rows import ANN, BOB, Facts


def _released(facts: Facts, on: str) -> Facts:
    return facts.tag("v1.0.0", on=on, at="2026-03-10")


def _value(snapshot: Snapshot, metric_id: str) -> tuple[Any, int]:
    [row] = measure(snapshot, metric_id).to_dict("records")
    return row["value"], row["sample_size"]


def test_a_backed_out_change_is_a_shipped_one_that_was_reverted_and_stayed_so(tmp_path: Path) -> None:
    """
    a          reverted by 'un a', released later    backed out
    b          reverted on a branch nobody took      not
    c          reverted, and that reverted again     not; 'un c' itself is backed out
    un a, un c, re c are changes themselves          2 of 6
    """
    facts = Facts().service()
    for name in ("a", "b", "c"):
        facts.commit(name, at="2026-03-01", shipped_in="1.0.0")
    facts.commit("un a", at="2026-03-02", shipped_in="1.0.0", reverts="a")
    facts.commit("un b", at="2026-03-02", reverts="b", is_on_default_branch=False)
    facts.commit("un c", at="2026-03-03", shipped_in="1.0.0", reverts="c")
    facts.commit("re c", at="2026-03-04", shipped_in="1.0.0", reverts="un c")
    with _released(facts, "re c").publish(tmp_path) as snapshot:
        assert _value(snapshot, "backed_out_change_rate") == (pytest.approx(2 / 6), 6)
        backed_out = snapshot.query("select title from changes where is_backed_out order by 1")["title"].tolist()

    assert backed_out == ["Do a", "Do un c"]


SECOND_PERSONS: list[tuple[str, list[tuple[str, str]], tuple[str, str], str | None]] = [
    ("alone", [], ANN, None),
    ("other committer", [], BOB, "committed by another person"),
    ("web form", [], ("GitHub", "noreply@github.com"), None),
    ("own second name", [], ("A. Author", "ann@example.com"), None),
    ("reviewed", [("reviewed-by", "Bob Builder <bob@example.com>")], ANN, "trailer reviewed-by"),
    ("own second address", [("reviewed-by", "Ann Author <ann@private.example>")], ANN, None),
    ("among several", [("reviewers", "Ann Author <ann@example.com>, Cy <cy@example.com>")], ANN, "trailer reviewers"),
    ("own name only", [("reviewers", "Ann Author")], ANN, None),
    ("empty", [("reviewers", " , ")], ANN, None),
    ("own address only", [("reviewed-by", "ann@example.com")], ANN, None),
    ("handed on", [("signed-off-by", "Ann Author <ann@example.com>"), ("signed-off-by", "Bob <b@x>")], ANN,
     "trailer signed-off-by"),
    ("written together", [("co-authored-by", "Bob Builder <bob@example.com>")], ANN, None),
]  # fmt: skip


def test_who_counts_as_a_second_person(tmp_path: Path) -> None:
    facts = Facts().service()
    for name, trailers, committer, _ in SECOND_PERSONS:
        facts.commit(name, at="2026-03-01", shipped_in="1.0.0", trailers=trailers, committer=committer, message=name)
    with _released(facts, "alone").publish(tmp_path) as snapshot:
        changes = snapshot.query("select title, has_second_person, second_person_evidence from changes")
        share, _ = _value(snapshot, "segregation_of_duties")

    found = {title: how if has else None for title, has, how in changes.itertuples(index=False)}
    assert found == {name: evidence for name, _, _, evidence in SECOND_PERSONS}
    assert share == pytest.approx(4 / 12)


def test_a_merge_by_somebody_else_is_a_second_person_and_by_oneself_is_not(tmp_path: Path) -> None:
    facts = (
        Facts().service()
        .commit("a", at="2026-03-01", shipped_in="1.0.0", arrived_by="by bob")
        .commit("b", at="2026-03-01", shipped_in="1.0.0", arrived_by="by ann")
        .commit("by bob", at="2026-03-02", shipped_in="1.0.0", parents=("x", "a"), author=BOB)
        .commit("by ann", at="2026-03-03", shipped_in="1.0.0", parents=("x", "b"), author=ANN)
    )  # fmt: skip
    with _released(facts, "by ann").publish(tmp_path) as snapshot:
        found = snapshot.query("select title, second_person_evidence as how from changes where has_second_person")

    assert found.values.tolist() == [["Do a", "merged by another person"]]


def _with_messages(facts: Facts, messages: list[str]) -> Facts:
    for number, message in enumerate(messages):
        facts.commit(f"c{number}", at="2026-03-01", shipped_in="1.0.0", message=message)
    return _released(facts, "c0")


def test_a_project_is_discovered_by_its_keys_and_well_known_texts_are_not_projects(tmp_path: Path) -> None:
    """
    PAY    4 numbers, 3 begin a subject     a project
    UTF    3 numbers, all begin a subject   well known
    ABC    2 numbers                        too few            linked: 4 of 9
    """
    messages = [
        "PAY-1: a",
        "[PAY-2] b",
        "PAY-3 c",
        "fix PAY-4",
        "UTF-8 x",
        "UTF-16 x",
        "UTF-32 x",
        "ABC-1 x",
        "ABC-2 x",
    ]
    with _with_messages(Facts().service(), messages).publish(tmp_path) as snapshot:
        projects = snapshot.query("select project, found_by from issue_projects order by project").values.tolist()
        assert _value(snapshot, "linkage_coverage") == (pytest.approx(4 / 9), 9)
        keys = snapshot.query("select issue_keys[1] as k from commits where len(issue_keys) > 0 order by 1")[
            "k"
        ].tolist()

    assert projects == [["ABC", "too few"], ["PAY", "discovered"], ["UTF", "well-known other thing"]]
    assert keys == ["PAY-1", "PAY-2", "PAY-3", "PAY-4"]


def test_a_misspelt_project_is_none(tmp_path: Path) -> None:
    messages = [f"KAFKA-{n} x" for n in range(60)] + [f"KAKFA-{n} y" for n in range(3)]
    with _with_messages(Facts().service(), messages).publish(tmp_path) as snapshot:
        found = dict(snapshot.query("select project, found_by from issue_projects").values.tolist())

    assert found == {"KAFKA": "discovered", "KAKFA": "misspelling"}


def test_settings_that_name_projects_decide_alone(tmp_path: Path) -> None:
    facts = Facts().service(jira_projects=["OPS"])
    with _with_messages(facts, ["PAY-1 a", "PAY-2 b", "PAY-3 c", "see OPS-9"]).publish(tmp_path) as snapshot:
        found = dict(snapshot.query("select project, found_by from issue_projects").values.tolist())
        assert _value(snapshot, "linkage_coverage") == (0.25, 4)

    assert found == {"OPS": "settings", "PAY": "not named"}


def test_without_a_known_project_linkage_is_unknown_not_zero(tmp_path: Path) -> None:
    with _with_messages(Facts().service(), ["tidy up", "again"]).publish(tmp_path) as snapshot:
        [row] = measure(snapshot, "linkage_coverage").to_dict("records")

    assert row["value"] != row["value"]
    assert row["reason"] == "None of 2 could be counted; mostly: no issue project is known for its service."


def test_subjects_are_one_line_without_characters_that_mislead(tmp_path: Path) -> None:
    message = "safe\x1b[31m \u202etxt.exe\u200b" + "x" * 300 + "\nbody"
    with _with_messages(Facts().service(), [message]).publish(tmp_path) as snapshot:
        [subject] = snapshot.query("select subject from commits")["subject"].tolist()

    assert subject.startswith("safe\ufffd[31m \ufffdtxt.exe\ufffdxxx")
    assert len(subject) == 200


def test_line_counts_are_unknown_until_counted_and_zero_when_nothing_changed(tmp_path: Path) -> None:
    """
    counted   x.py +3 -1, y.py +2 -0   5 added, 1 deleted, 2 paths
    empty     no path                  0, 0, 0
    binary    logo.png                 0, 0, 1 path
    waiting   not counted              unknown
    """
    facts = (
        Facts().service()
        .commit("counted", at="2026-03-01", shipped_in="1.0.0", files={"x.py": (3, 1), "y.py": (2, 0)})
        .commit("empty", at="2026-03-02", shipped_in="1.0.0", files={})
        .commit("binary", at="2026-03-03", shipped_in="1.0.0", files={"logo.png": (None, None), "x.py": (1, 1)})
        .commit("waiting", at="2026-03-04", shipped_in="1.0.0")
    )  # fmt: skip
    with _released(facts, "waiting").publish(tmp_path) as snapshot:
        counts = snapshot.query("select additions, deletions, changed_file_count from commits order by committed_at")
        [release] = snapshot.query("select additions, deletions, changed_file_count from releases").to_dict("records")
        [repository] = snapshot.query("select line_counts_share from repositories").to_dict("records")

    assert counts.values.tolist()[:3] == [[5, 1, 2], [0, 0, 0], [1, 1, 2]]
    assert counts.iloc[3].isna().all()
    assert list(release.values()) == [6, 2, 3]
    assert repository["line_counts_share"] == 0.75
