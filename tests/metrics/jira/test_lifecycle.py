"""Statuses and the step of the lifecycle that each stands for: the same in SQL and in Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics.lifecycle import STEPS, default_rows, default_step
from metrics.settings import from_mapping
from tests.support.raw_rows import Facts

NAMES = [
    ("In Progress", "indeterminate", "Build"),
    ("  in-progress ", "indeterminate", "Build"),
    ("IN_REVIEW", "indeterminate", "Build"),
    ("Ready for QA", "new", "Test"),
    ("UAT", None, "Test"),
    ("Selected for Development", "new", "Plan"),
    ("Ready for release", "indeterminate", "Deploy"),
    ("Won't Do", "done", "Close"),
    ("进行中", "indeterminate", "Build"),
    ("已完成", "done", "Close"),
    ("待测试", "indeterminate", "Test"),
    ("Em andamento", "indeterminate", "Build"),
    ("Em homologação", "indeterminate", "Test"),
    ("In Arbeit", "indeterminate", "Build"),
    ("ZU ERLEDIGEN", "new", "Plan"),
    ("À faire", "new", "Plan"),
    ("Terminé(e)", "done", "Close"),
    ("En curso", "indeterminate", "Build"),
    ("Hecho", "done", "Close"),
    ("レビュー中", "indeterminate", "Build"),
    ("Parked", "new", "Request"),
    ("Cooking", "indeterminate", "Build"),
    ("Eaten", "done", "Close"),
    ("Limbo", None, None),
    ("Odd", "undefined", None),
]


def test_python_and_sql_map_every_status_alike(tmp_path: Path) -> None:
    facts = Facts().service(jira_projects=["PAY"]).project("PAY")
    for name, category, _ in NAMES:
        facts.status(name, category)
    with facts.publish(tmp_path) as snapshot:
        found = snapshot.query("select status, step, mapped_by from lifecycle_statuses").set_index("status")

    found = found.astype(object).where(found.notna(), None)
    told = {name: found.loc[name].tolist() for name, _, _ in NAMES}
    assert told == {name: list(default_step(name, category)) for name, category, _ in NAMES}
    assert {name: steps[0] for name, steps in told.items()} == {name: step for name, _, step in NAMES}


def test_every_well_known_name_has_one_step() -> None:
    rows = default_rows()

    assert len({name for name, _ in rows}) == len(rows) > 600
    assert {step for _, step in rows} == set(STEPS)


def test_settings_come_before_names_and_categories(tmp_path: Path) -> None:
    """
    Done      by name Close     settings: Deploy
    Parked    by category       settings: Plan, however it is spelled there
    """
    given = from_mapping({}, time_zone="UTC", lifecycle={"Deploy": ["done"], "Plan": ["  PARKED"]})
    facts = Facts().service().project("PAY").status("Parked", "new")
    with facts.publish(tmp_path, given) as snapshot:
        found = snapshot.query(
            "select status, step, mapped_by from lifecycle_statuses where mapped_by = 'settings' order by status"
        )

    assert found.values.tolist() == [["Done", "Deploy", "settings"], ["Parked", "Plan", "settings"]]


@pytest.mark.parametrize(
    ("is_in_progress", "name", "category"),
    [(True, "Testing", None), (True, "Done-ish", "indeterminate"), (False, "Done", None), (False, "Limbo", None)],
)
def test_work_in_progress_is_told_by_category_else_by_step(
    tmp_path: Path, is_in_progress: bool, name: str, category: str | None
) -> None:
    facts = Facts().service().project("PAY").status(name, category)
    with facts.publish(tmp_path) as snapshot:
        found = snapshot.query("select is_in_progress from lifecycle_statuses where status = $name", {"name": name})

    assert found["is_in_progress"].tolist() == [is_in_progress]
