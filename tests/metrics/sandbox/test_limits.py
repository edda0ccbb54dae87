"""[sql] of leadline.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard import config
from ingest.errors import SettingsError
from metrics.sandbox.limits import KEYS, Limits, from_mapping

SERVICE = '[[service]]\nname = "a"\nrepositories = ["a"]\n'


def load(folder: Path, text: str) -> Limits:
    (folder / "leadline.toml").write_text(SERVICE + text)
    return config.load(folder / "leadline.toml").sql


def test_what_is_not_said_keeps_its_default(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Limits()
    assert load(tmp_path, "[sql]\nseconds = 60\nrows = 50\n") == Limits(seconds=60.0, rows=50)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("second = 5", "unknown setting 'second' in [sql]. Did you mean 'seconds'?"),
        ("seconds = 0", "[sql] seconds must be between 0.1 and 3600 (seconds), not 0."),
        ("rows = 1.5", "[sql] rows must be a whole number (rows), not 1.5."),
        ("memory_mb = true", "[sql] memory_mb must be a whole number (MB), not True."),
        ('at_once = "two"', "[sql] at_once must be a whole number (queries), not 'two'."),
    ],
)
def test_a_wrong_setting_is_refused_in_a_sentence(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, f"[sql]\n{line}\n")
    assert str(raised.value).endswith(sentence)


def test_sql_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "leadline.toml").write_text("sql = 5\n" + SERVICE)
    with pytest.raises(SettingsError, match="'sql' must be a table"):
        config.load(tmp_path / "leadline.toml")


def test_every_setting_is_a_limit_and_its_default_is_in_its_range() -> None:
    for name, key in KEYS.items():
        assert key.lowest <= getattr(Limits(), name) <= key.highest
    assert from_mapping({name: getattr(Limits(), name) for name in KEYS}) == Limits()


def test_the_process_has_room_for_more_than_the_engine_and_less_processor_time_than_it_could_use() -> None:
    """512 MB: 2 GB of address space. 5.5 seconds on 2 threads: 12."""
    assert Limits().address_space_bytes == 2 << 30
    assert Limits().cpu_seconds == 12
    assert Limits(memory_mb=64).address_space_bytes == 1_536 << 20
