"""Each audit finds its doubtful row, and nothing in clean facts."""

from __future__ import annotations

from pathlib import Path

from metrics.definitions import read
from tests.support.raw_rows import Facts


def test_clean_facts_raise_no_doubt(tmp_path: Path) -> None:
    facts = (
        Facts()
        .service()
        .commit("a", at="2026-01-01", shipped_in="1.0.0", files={})
        .tag("v1.0.0", on="a", at="2026-01-02")
    )
    with facts.publish(tmp_path) as snapshot:
        assert snapshot.query("select sum(row_count) as n from meta.audits")["n"].item() == 0


def test_each_audit_finds_its_doubtful_row(tmp_path: Path) -> None:
    facts = (
        Facts().service("none").service()
        .commit("a", at="2026-01-01", shipped_in="1.0.0", files={})
        .commit("late", at="2026-03-01", shipped_in="1.0.0", files={}, is_text_damaged=True)
        .commit("old", at=0, shipped_in="1.0.0", message="ABC-1", files={})
        .commit("undo", at="2026-01-01", shipped_in="1.0.0", reverts="nobody knows", files={})
        .commit("uncounted", at="2026-01-01", shipped_in="1.0.0")
        .tag("v0.9.0", on="a", at="2026-01-01", is_import_dated=True)
        .tag("v1.0.0", on="a", at="2026-01-02")
        .tag("1.0", on="late", at="2026-01-03", ignored="names version 1.0.0, which tag v1.0.0 names on another commit")
    )  # fmt: skip
    with facts.publish(tmp_path) as snapshot:
        counts = dict(snapshot.query("select audit, row_count from meta.audits").values.tolist())
        found = {name: snapshot.query(f"from audit.{name}") for name in read("audits")}

    assert counts == {name: len(rows) for name, rows in found.items()}
    assert {name: rows["subject"].tolist()[0].split()[-1] for name, rows in found.items() if len(rows) and name not in BY_COMMIT} == {
        "empty_releases": "payments/0.9.0",
        "ignored_tags": "1.0",
        "import_dated_tags": "v0.9.0",
        "missing_line_counts": "payments",
        "services_without_release": "none",
        "uncounted_issue_keys": "ABC",
        "versions_on_several_commits": "1.0",
    }
    assert {len(found[name]) for name in BY_COMMIT} == {1}
    assert found["commits_after_release"]["what"].tolist() == ["committed 1392.0 hours after 1.0.0"]


BY_COMMIT = {"commits_after_release", "damaged_text", "doubtful_dates", "unresolved_reverts"}
