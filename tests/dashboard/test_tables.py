"""A download that no spreadsheet mistakes for formulas."""

from __future__ import annotations

import csv
import io

import pandas as pd

from dashboard.components.tables import defused_csv


def test_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe() -> None:
    rows = pd.DataFrame({"subject": ["=1+1", "+x", "-x", "@x", "\tx", "\rx", "plain", None], "lines": [-1] * 8})

    [header, *found] = csv.reader(io.StringIO(defused_csv(rows).decode(), newline=""))

    assert header == ["subject", "lines"]
    assert [row[0] for row in found] == ["'=1+1", "'+x", "'-x", "'@x", "'\tx", "'\rx", "plain", ""]
    assert {row[1] for row in found} == {"-1"}, "numbers stay numbers"


def test_the_rows_themselves_are_not_changed() -> None:
    rows = pd.DataFrame({"subject": ["=1"]})

    defused_csv(rows)

    assert rows["subject"].tolist() == ["=1"]
