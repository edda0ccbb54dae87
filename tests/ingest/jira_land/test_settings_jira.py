"""[[jira]], [people] and [service.versions] of leadline.toml: what is understood, and the sentence for what is not."""

import pytest

from dashboard import config
from ingest.errors import SettingsError
from ingest.settings_jira import JiraSettings

ALONE = '[[jira]]\nurl = "https://example.atlassian.net"\n'


def load(tmp_path, text):
    file = tmp_path / "leadline.toml"
    file.write_text(text, encoding="utf-8")
    return config.load(file)


def test_a_url_alone_is_enough_and_has_the_defaults(tmp_path):
    found = load(tmp_path, ALONE).sources
    assert (found.services, found.jiras) == ((), (JiraSettings("https://example.atlassian.net"),))


def test_every_setting_of_a_jira_is_read_and_its_files_are_relative_to_the_settings(tmp_path):
    text = """
    [[jira]]
    url = "https://jira.example.com/jira/"
    name = "old"
    kind = "Data Center"
    projects = ["PAY", "SHOP", "PAY"]
    user = "release@example.com"
    token_file = "secrets/token"
    token_variable = "OUR_TOKEN"
    requests_at_once = 2
    page_size = 50
    timeout_seconds = 5
    give_up_minutes = 0.5
    ca_file = "/etc/ca.pem"
    bodies = true
    [jira.fields]
    severity = "Impact level"
    [people]
    pseudonymise = true
    key_file = "people.key"
    [[service]]
    name = "pay"
    jira_projects = ["PAY"]
    [service.versions]
    "Spring 26" = "2.4.0"
    """
    found = load(tmp_path, text).sources
    assert found.jiras == (
        JiraSettings(
            "https://jira.example.com/jira", "old", "data center", ("PAY", "SHOP"), "release@example.com",
            tmp_path / "secrets" / "token", "OUR_TOKEN", 2, 50, 5.0, 0.5, tmp_path / "/etc/ca.pem", True,
            (("severity", "Impact level"),),
        ),
    )  # fmt: skip
    assert (found.people.pseudonymise, found.people.key_file) == (True, tmp_path / "people.key")
    assert [(service.repositories, service.versions) for service in found.services] == [((), (("Spring 26", "2.4.0"),))]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[jira]]\n", "a [[jira]] has no url. Add url = "),
        ('[jira]\nurl = "https://a.example"', "Write each Jira under [[jira]]"),
        ('[[jira]]\nurl = "jira.example.com"', "'jira.example.com' is no address. Expected one such as https://"),
        ('[[jira]]\nurl = "ftp://jira.example.com"', "is no address"),
        ('[[jira]]\nurl = "https://"', "is no address"),
        ('[[jira]]\nurl = "https://a b.example"', "is no address"),
        ('[[jira]]\nurl = "https://[::1"', "is no address"),
        ('[[jira]]\nurl = "http://jira.example.com"', "would send the token unencrypted. Write https://"),
        ('[[jira]]\nurl = "http://127.0.0.1.example.com"', "would send the token unencrypted"),
        ('[[jira]]\nurl = "https://x.atlassian.net/wiki"', "is a wiki's address"),
        ('[[jira]]\nurl = "https://j.example/jira/browse/PAY-1"', "Write the address of Jira itself: https://j.example/jira"),
        ('[[jira]]\nurl = "https://j.example/?x=1"', "Write the address of Jira itself: https://j.example"),
        (ALONE + 'kind = "server"', "kind must be 'cloud' or 'data center'"),
        (ALONE + 'name = "a/b"', "must be letters, digits, spaces, dots or dashes"),
        (ALONE + ALONE, "two [[jira]] are named 'jira'"),
        (ALONE + 'projects = ["pay"]', "'pay' is no Jira project key"),
        (ALONE + "projects = [\"PAY) or 1=1\"]", "is no Jira project key"),
        (ALONE + "projects = [\"PAY\\n\"]", "is no Jira project key"),
        (ALONE + "page_size = 0", "page_size must be a whole number from 1 to 1000"),
        (ALONE + "requests_at_once = true", "requests_at_once must be a whole number"),
        (ALONE + "timeout_seconds = -1", "timeout_seconds must be a number above 0"),
        (ALONE + "give_up_minutes = nan", "give_up_minutes must be a number above 0"),
        (ALONE + 'bodies = "yes"', "bodies must be true or false"),
        (ALONE + 'token = "abc"', "unknown setting 'token' in [[jira]]. Did you mean"),
        (ALONE + 'token_variable = "a b"', "the token itself never stands in the settings"),
        (ALONE + '[jira.fields]\nseverty = "x"', "unknown use 'severty' in [jira.fields]. Did you mean 'severity'?"),
        (ALONE + "[jira.fields]\nseverity = 1", "[jira.fields] must name fields"),
        (ALONE + "[people]\npseudonymize = true", "Did you mean 'pseudonymise'?"),
        (ALONE + '[[service]]\nname = "a"', "service 'a' names no repositories"),
        (ALONE + '[[service]]\nname = "a"\nrepositories = ["x"]\n[service.versions]\n"1" = 1', "must map names to versions"),
        (ALONE + '[[service]]\nname = "a"\nrepositories = ["x/jira"]', "a repository and a [[jira]] are both named 'jira'"),
        (ALONE + "[lifecycle]\nBild = []", "unknown setting 'Bild' in [lifecycle]. Did you mean 'Build'?"),
        (ALONE + '[[freeze]]\nname = "a"\nform = 2026-01-01', "unknown setting 'form' in [[freeze]]. Did you mean 'from'?"),
        (ALONE + "lifecycle = 1", "Write [lifecycle] on a line of its own"),
        (ALONE + "freeze = 1", "Write each freeze under [[freeze]]"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_one_sentence_that_names_the_file_and_the_remedy(tmp_path, text, sentence):
    if "\nlifecycle = " in text or "\nfreeze = " in text:
        *tables, scalar = text.splitlines()
        text = "\n".join([scalar, *tables])
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert sentence in str(caught.value)
    assert "leadline.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_url_with_credentials_is_refused_without_repeating_them(tmp_path):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, '[[jira]]\nurl = "https://ada:canary-7@jira.example.com"')
    assert "the url holds a user or password" in str(caught.value)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:8080"])
def test_http_is_for_this_machine(tmp_path, url):
    assert load(tmp_path, f'[[jira]]\nurl = "{url}"').sources.jiras[0].url == url


def test_the_token_comes_from_its_file_else_from_the_variable(tmp_path, monkeypatch):
    monkeypatch.setenv("LEADLINE_JIRA_TOKEN", "of-the-variable")
    (tmp_path / "token").write_text("of-the-file\n")
    jira = JiraSettings("https://a.example", token_file=tmp_path / "token")
    assert (jira.token(), JiraSettings("https://a.example").token()) == ("of-the-file", "of-the-variable")


@pytest.mark.parametrize("content", ["", "two words", "canary\nsecond", "\x00", "x" * 20_000])
def test_a_token_file_with_anything_else_is_refused_without_its_content(tmp_path, content):
    (tmp_path / "token").write_text(content)
    with pytest.raises(SettingsError, match="must hold one secret") as caught:
        JiraSettings("https://a.example", token_file=tmp_path / "token").token()
    assert "canary" not in str(caught.value)


def test_without_a_token_the_sentence_names_both_places(monkeypatch):
    monkeypatch.delenv("LEADLINE_JIRA_TOKEN", raising=False)
    with pytest.raises(SettingsError, match=r"Set the variable LEADLINE_JIRA_TOKEN, or name a file.*token_file"):
        JiraSettings("https://a.example").token()


def test_pseudonyms_need_a_key_that_is_long_enough(tmp_path, monkeypatch):
    people = load(tmp_path, ALONE + "[people]\npseudonymise = true").sources.people
    monkeypatch.setenv("LEADLINE_PEOPLE_KEY", "short")
    with pytest.raises(SettingsError, match="at least 16 characters"):
        people.key()
    monkeypatch.setenv("LEADLINE_PEOPLE_KEY", "long-enough-for-a-key")
    assert people.key() == b"long-enough-for-a-key"
