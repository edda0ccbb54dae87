"""leadline.toml: what is understood, and the sentence for what is not."""

from pathlib import Path

import pytest

from dashboard import config
from ingest.errors import SettingsError
from ingest.settings import GitSettings

GOOD = """
data_dir = "facts"
time_zone = "Europe/Berlin"

[[service]]
name = "payments"
team = "money"
product = "shop"
repositories = ["https://git.example.com/payments.git", "../ledger"]
release_tags = 'v?\\d+\\.\\d+\\.\\d+'
jira_projects = ["PAY"]

[git]
workers = 4
fetch_timeout_minutes = 1.5
line_counts = false

[metrics]
observation_days = 7
"""


def load(tmp_path, text):
    file = tmp_path / "leadline.toml"
    file.write_text(text)
    return config.load(file)


def test_every_setting_is_read_and_paths_are_relative_to_the_file(tmp_path):
    found = load(tmp_path, GOOD)
    [service] = found.sources.services
    assert found.sources.data_dir == tmp_path / "facts"
    assert (service.name, service.team, service.product, service.jira_projects) == (
        "payments",
        "money",
        "shop",
        ("PAY",),
    )
    assert [repository.name for repository in service.repositories] == ["payments", "ledger"]
    assert found.sources.git == GitSettings(4, 1.5, False)
    assert (found.metrics.time_zone, found.metrics.observation_days) == ("Europe/Berlin", 7)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("servise = 1", "unknown setting 'servise'. Did you mean 'service'?"),
        (
            '[[service]]\nname = "a"\nrepository = ["x"]',
            "unknown setting 'repository' in [[service]]. Did you mean 'repositories'?",
        ),
        (
            '[[service]]\nname = "a"\nrepositories = ["x"]\n[git]\nworker = 2',
            "unknown setting 'worker' in [git]. Did you mean 'workers'?",
        ),
        (
            '[[service]]\nname = "a"\nrepositories = ["x"]\n[metrics]\nobservation_day = 2',
            "Did you mean 'observation_days'?",
        ),
        ("", "no [[service]] is named"),
        ('[[service]]\nrepositories = ["x"]', "a [[service]] has no name"),
        ('[[service]]\nname = "a"', "service 'a' names no repositories"),
        ('[[service]]\nname = "a"\nrepositories = "x"', "repositories must be a list of texts"),
        ('[[service]]\nname = "a"\nrepositories = ["x"]\n' * 2, "two services are named 'a'"),
        (
            '[[service]]\nname = "a"\nrepositories = ["x"]\nrelease_tags = "("',
            "release_tags is not a regular expression",
        ),
        ('[[service]]\nname = "a"\nrepositories = ["x"]\njira_projects = ["pay"]', "'pay' is no Jira project key"),
        (
            '[[service]]\nname = "a"\nrepositories = ["x"]\n[git]\nworkers = 0',
            "workers in [git] must be a whole number from 1 to 64",
        ),
        ('time_zone = "Mars/Base"\n[[service]]\nname = "a"\nrepositories = ["x"]', "Mars/Base"),
        ("[[service]\n", "is not valid TOML"),
        ('[[service]]\nname = "a"\nrepositories = ["x"]\n[journal]\nurls = "x"', "in [journal]. Did you mean 'url'?"),
        ('[[service]]\nname = "a"\nrepositories = ["x"]\n[journal]\nurl = 1', "url must be a text"),
        ('journal = "x"\n[[service]]\nname = "a"\nrepositories = ["x"]', "'journal' must be a table"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_the_file_and_the_remedy(tmp_path, text, sentence):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert sentence in str(caught.value)
    assert "leadline.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


JOURNAL = '[[service]]\nname = "a"\nrepositories = ["x"]\n[journal]\nurl = "{}"\n'


def test_the_journal_may_be_elsewhere_and_a_variable_goes_before_the_file(tmp_path, monkeypatch):
    assert load(tmp_path, GOOD).sources.journal_url is None
    text = JOURNAL.format("postgresql://leadline@db/leadline")
    assert load(tmp_path, text).sources.journal_url == "postgresql://leadline@db/leadline"

    monkeypatch.setenv("LEADLINE_JOURNAL_URL", "postgresql://leadline:s3cret@db/leadline")
    found = load(tmp_path, text).sources
    assert found.journal_url == "postgresql://leadline:s3cret@db/leadline"
    assert "s3cret" not in repr(found)


def test_a_password_of_the_journal_has_no_place_in_the_file_and_is_not_repeated(tmp_path):
    with pytest.raises(SettingsError, match=r"holds a password, .* LEADLINE_JOURNAL_URL") as refused:
        load(tmp_path, JOURNAL.format("postgresql://leadline:s3cret@db/leadline"))
    assert "s3cret" not in str(refused.value)


def test_repositories_of_one_name_are_told_apart_by_their_folders(tmp_path):
    text = '[[service]]\nname = "a"\nrepositories = ["/srv/one/app.git", "/srv/two/app.git", "git@host:team/web.git"]'
    [service] = load(tmp_path, text).sources.services
    assert [repository.name for repository in service.repositories] == ["one/app", "two/app", "web"]


def test_the_file_is_found_in_a_folder_above_and_by_the_environment(tmp_path, monkeypatch):
    load(tmp_path, GOOD)
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert config.load().found_by == "a folder above"
    monkeypatch.chdir("/")
    monkeypatch.setenv("LEADLINE_CONFIG", str(tmp_path))
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(tmp_path / "elsewhere"))
    found = config.load()
    assert (found.found_by, found.sources.data_dir, found.data_dir_from) == (
        "LEADLINE_CONFIG", tmp_path / "elsewhere", "LEADLINE_DATA_DIR",
    )  # fmt: skip


def test_without_a_file_the_sentence_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEADLINE_CONFIG", raising=False)
    with pytest.raises(SettingsError, match="Run `leadline init` here"):
        config.load()


def test_the_example_file_is_understood_when_its_settings_are_switched_on():
    text = Path(__file__).parents[2].joinpath("data", "leadline.example.toml").read_text()
    assert "[[service]]" in text
    config.load(Path(__file__).parents[2] / "data" / "leadline.example.toml")
