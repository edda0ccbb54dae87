"""[[feed]] in leadline.toml: what is understood, and the sentence for what is not."""

import pytest

from dashboard import config
from ingest.errors import SettingsError
from ingest.settings_feeds import FeedSettings

SERVICE = '[[service]]\nname = "shop"\nrepositories = ["x"]\n'


def load(tmp_path, text):
    file = tmp_path / "leadline.toml"
    file.write_text(text)
    return config.load(file).sources


def test_every_setting_of_a_feed_is_read_and_the_rest_has_its_default(tmp_path):
    found = load(tmp_path, 'time_zone = "Europe/Lisbon"\n' + SERVICE + """
[[feed]]
kind = "deployments"
path = "d/*.csv"
name = "spinnaker"
service = "shop"
time_zone = "America/New_York"
pipelines = ["bot"]
[feed.columns]
version = "app version"
[[feed]]
kind = "incidents"
path = "incidents.json"
""").feeds  # fmt: skip
    assert found == (
        FeedSettings("deployments", "d/*.csv", "spinnaker", "shop", None, "America/New_York", ("bot",), (("version", "app version"),)),
        FeedSettings("incidents", "incidents.json", "incidents", time_zone="Europe/Lisbon"),
    )


@pytest.mark.parametrize(
    ("feed", "sentence"),
    [
        ('path = "x"', '[[feed]] has no kind. Add kind = "deployments".'),
        ('kind = "deployment"\npath = "x"', "kind 'deployment' is not known. Did you mean 'deployments'?"),
        ('kind = "incidents"', '[[feed]] incidents has no path. Add path = "incidents/*.csv".'),
        ('kind = "incidents"\npath = 3', "path must be a text between quotes"),
        ('kind = "incidents"\npath = "a/*/../../b"', "path must not lead back out ('..') behind a wildcard"),
        ('kind = "incidents"\npath = "x"\npaths = "y"', "unknown setting 'paths' in [[feed]]. Did you mean 'path'?"),
        ('kind = "incidents"\npath = "x"\nname = "a/b"', "name must be letters, digits, spaces, dots or dashes"),
        ('kind = "incidents"\npath = "x"\nservice = "shoop"', "service 'shoop' is none of the settings. Did you mean 'shop'?"),
        ('kind = "incidents"\npath = "x"\nphase = "regression"', "phase is for feeds of kind 'tests'"),
        ('kind = "incidents"\npath = "x"\ntime_zone = "Mars/Base"', "time_zone 'Mars/Base' is no zone"),
        ('kind = "incidents"\npath = "x"\npipelines = "bot"', "pipelines must be a list of texts"),
        ('kind = "incidents"\npath = "x"\n[feed.columns]\nopend_at = "at"', "no column 'opend_at' in [feed.columns]. Did you mean 'opened_at'?"),
        ('kind = "incidents"\npath = "x"\n[feed.columns]\nopened_at = 3', "[feed.columns] must name columns of the files"),
        ('kind = "incidents"\npath = "x"\n[[feed]]\nkind = "incidents"\npath = "y"', "two [[feed]] are named 'incidents'"),
        ('kind = "incidents"\npath = "y"\nname = "x"', "a [[feed]] and a repository or Jira are both named 'x'"),
    ],
)  # fmt: skip
def test_a_wrong_feed_is_one_sentence_that_names_the_remedy(tmp_path, feed, sentence):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, f"{SERVICE}[[feed]]\n{feed}\n")
    assert sentence in str(caught.value)
    assert "leadline.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_feeds_that_are_no_list_are_refused(tmp_path):
    with pytest.raises(SettingsError, match=r"Write each feed under \[\[feed\]\]"):
        load(tmp_path, f'{SERVICE}[feed]\nkind = "incidents"')
