"""What is said when a Jira is not where the settings say, or does not let us in: thing, place, what to do. Never the token."""

import shutil
import socket
import ssl
import subprocess
import threading
import traceback

import pytest

from ingest.errors import IngestError, SettingsError
from ingest.jira_client import connect
from ingest.jira_secret import Secret
from tests.ingest.jira_client.scripted import CLOUD_INFO, INFO, ME, TOKEN, PlayedClock, Say, jira, settings_for


def sentence_of(url, folder, **options):
    """Connect and return the sentence it fails with, after a look for the token in all that hangs on the error."""
    with pytest.raises(IngestError) as caught:
        connect(settings_for(url, folder, **options), pages=folder / "pages", clock=PlayedClock())
    assert holders(caught.value) == []
    return str(caught.value)


def holders(error):
    """Where the token can be found in an error and in all it came from, printed or looked into."""
    found = [] if TOKEN not in "".join(traceback.format_exception(error)) else ["traceback"]
    while error is not None:
        for what, text in (("text", str(error)), ("repr", repr(error)), ("values", repr([error.args, vars(error)]))):
            found += [what] if TOKEN in text or "Authorization" in text else []
        assert not type(error).__module__.startswith(("requests", "urllib3", "jira.")), type(error)
        error = error.__cause__ or error.__context__
    return found


HTML = {"Content-Type": "text/html"}


@pytest.mark.parametrize(("said", "expected"), [
    (Say(raw=b"<!doctype html><title>Log in</title>", headers=HTML), "a web page, which looks like a login page (single sign-on) or a wiki"),
    (Say(raw=b"<html>", status=404, headers=HTML), "there is no Jira at {url} (404). Write the address of Jira itself"),
    (Say({"hello": "world"}), "there is no Jira at {url}: its answer is not what a Jira says of itself"),
    (Say([1]), "there is no Jira at"),
    (Say(status=302, headers={"Location": "https://login.example.com/sso?x=1"}),
     "sends requests on to https://login.example.com (302). It looks like the login page of a single sign-on"),
    (Say(status=301, headers={"Location": "https://jira.example.com/jira/rest/api/2/serverInfo"}),
     'sends requests on to https://jira.example.com (301). The token is not sent on by itself. If that is your Jira, write it: url = "https://jira.example.com/jira".'),
    (Say(status=308, headers={"Location": "/tracker/rest/api/2/serverInfo"}), 'write it: url = "{url}/tracker".'),
    (Say(status=302), "sends requests on to"),
    (Say(status=410), "no longer offers api/2/serverInfo (410)"),
])  # fmt: skip
def test_a_wrong_address_is_said_without_asking_twice(tmp_path, said, expected):
    with jira(lambda _: said) as (url, asked):
        sentence = sentence_of(url, tmp_path)

    assert sentence.startswith((f"jira: {url} ", "jira: there is no Jira at "))
    assert expected.format(url=url) in sentence
    assert len(asked) == 1


def test_a_redirect_is_not_followed_and_gets_no_token(tmp_path):
    with jira(lambda _: INFO) as (elsewhere, asked_there):
        target = f"{elsewhere}/rest/api/2/serverInfo"
        with jira(lambda _: Say(status=302, headers={"Location": target})) as (url, _):
            sentence = sentence_of(url, tmp_path, kind="data center")

    assert f'url = "{elsewhere}"' in sentence
    assert asked_there == []


@pytest.mark.parametrize(("said", "expected"), [
    (Say(status=401), "does not accept the token (401). Make a new one in Jira"),
    (Say({"message": "Basic auth with password is not allowed"}, 403), "is not accepted for this by"),
    (Say(status=403, headers={"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=https://x"}),
     "wants a CAPTCHA solved before it lets this account in again. Sign in once in a browser"),
    (Say(status=401, headers={"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"}), "wants a CAPTCHA solved"),
    (Say({}, headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}), "does not accept the token"),
])  # fmt: skip
def test_a_refused_token_is_said_once(tmp_path, said, expected):
    with jira(lambda _: said, info=INFO) as (url, asked):
        sentence = sentence_of(url, tmp_path)

    assert expected in sentence
    assert str(tmp_path / "token") in sentence or "CAPTCHA" in sentence
    assert len(asked) == 2


def test_cloud_needs_a_user_and_says_so(tmp_path):
    with jira(lambda _: ME, info=CLOUD_INFO) as (url, _):
        sentence = sentence_of(url, tmp_path)

    assert "is a Jira Cloud, which takes a token only with its user. Set LEADLINE_JIRA_USER" in sentence


@pytest.mark.parametrize(("info", "options", "expected"), [
    (CLOUD_INFO, {"user": "ada@x.example"}, "Basic"), (INFO, {}, "Bearer"), (INFO, {"user": "ada@x.example"}, "Bearer"),
    (INFO, {"kind": "cloud", "user": "ada"}, "Basic"), (CLOUD_INFO, {"kind": "data center"}, "Bearer"),
])  # fmt: skip
def test_the_token_is_sent_as_the_kind_of_jira_takes_it_and_not_before_that_is_known(tmp_path, info, options, expected):
    with jira(lambda _: [], info=info, me=ME) as (url, asked):
        client = connect(settings_for(url, tmp_path, **options), pages=tmp_path / "pages")
        client.close()

    signs = [request.headers.get("Authorization", "").partition(" ")[0] for request in asked]
    assert signs == [expected if "kind" in options else "", expected]
    assert client.account == "Ada"


@pytest.mark.parametrize(("kind", "user"), [("cloud", "ada"), ("data center", None), ("data center", "ada")])
def test_a_jira_that_tells_nothing_to_strangers_is_tried_with_the_token(tmp_path, kind, user):
    def answer(request):
        wanted = "Basic" if kind == "cloud" else "Bearer"
        if not request.headers.get("Authorization", "").startswith(wanted):
            return Say(status=401)
        return (CLOUD_INFO if kind == "cloud" else INFO) if request.path.endswith("serverInfo") else ME

    with jira(answer) as (url, _):
        client = connect(settings_for(url, tmp_path, user=user), pages=tmp_path / "pages")
        client.close()

    assert client.kind == kind


def test_a_host_nobody_knows_and_a_port_nobody_listens_on_are_said_at_once(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"

    assert f"no connection to {closed} can be made" in sentence_of(closed, tmp_path)
    assert "the host of https://jira.no-such.invalid is not known" in sentence_of(
        "https://jira.no-such.invalid", tmp_path
    )


def test_a_ca_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(SettingsError, match="which ca_file names, is not there"):
        connect(settings_for("https://jira.example.com", tmp_path, ca_file=tmp_path / "ca.pem"), pages=tmp_path)


@pytest.fixture
def certificate(tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@pytest.fixture
def encrypted(certificate):
    """A TLS server in front of which a plain one answers as a Jira."""
    key, cert = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with jira(lambda _: ME, info=INFO) as (url, _), socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(url.rpartition(":")[2])

        def serve():
            while True:
                try:
                    plain, _ = listening.accept()
                    with context.wrap_socket(plain, server_side=True) as sock:
                        while asked := sock.recv(65_536):
                            with socket.create_connection(("127.0.0.1", port)) as behind:
                                behind.sendall(asked)
                                behind.settimeout(0.5)
                                try:
                                    while part := behind.recv(65_536):
                                        sock.sendall(part)
                                except TimeoutError:
                                    continue
                except ssl.SSLError:
                    continue
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://localhost:{listening.getsockname()[1]}", cert


def test_a_certificate_that_is_not_trusted_is_said_with_the_remedy_and_the_remedy_works(tmp_path, encrypted):
    url, cert = encrypted

    sentence = sentence_of(url, tmp_path)
    client = connect(settings_for(url, tmp_path, ca_file=cert), pages=tmp_path / "pages")
    client.close()

    assert f"the certificate of {url} is not trusted (self" in sentence
    assert "ca_file in [[jira]]" in sentence
    assert client.account == "Ada"


def test_https_to_a_plain_server_is_said(tmp_path):
    with jira(lambda _: INFO) as (url, _):
        sentence = sentence_of(url.replace("http://", "https://"), tmp_path)

    assert "speaks no TLS that can be understood" in sentence


@pytest.mark.parametrize(("said", "expected"), [
    (Say(status=401), "the token is no longer accepted by"),
    (Say(status=403), "the token is no longer accepted for this by"),
    (Say(status=404), "has nothing under api/2/project/PAY/versions for this account (404)"),
    (Say(status=410), "no longer offers api/2/project/PAY/versions (410)"),
    (Say("Something odd. ", 400), "refused the request to api/2/project/PAY/versions (400): Something odd. Check"),
    (Say({"errorMessages": ["bad\n\x1b[31m \u202ejql"], "errors": {}}, 400), "(400): bad [31m jql. Check"),
    (Say({"errorMessages": [], "errors": {"jql": f"no {TOKEN}"}}, 400), "(400): no ***. Check"),
    (Say(status=302, headers={"Location": "https://login.example.com/"}), "sends requests on to https://login.example.com"),
    (Say(raw=b"<html>", headers=HTML), "a web page"), (Say(reset=True), "broke off"), (Say([], cut=1), "cut off"),
])  # fmt: skip
def test_what_goes_wrong_midway_names_the_project_and_what_was_asked(tmp_path, said, expected):
    with jira(lambda _: said, info=INFO, me=ME) as (url, _):
        settings = settings_for(url, tmp_path, give_up_minutes=0.1)
        client = connect(settings, pages=tmp_path / "pages", clock=PlayedClock())
        with pytest.raises(IngestError) as caught:
            client.versions("PAY")
        client.close()

    assert str(caught.value).startswith("jira/PAY, versions: ")
    assert expected in str(caught.value) or (said.cut and "broke off" in str(caught.value))
    assert "\n" not in str(caught.value)
    assert holders(caught.value) == []


@pytest.mark.parametrize("key", ["pay", "P", "PAY OR 1=1", 'PAY"', "../x", "", "PAY/..", "P\n", "A" * 101])
def test_what_is_no_key_is_neither_asked_nor_a_path(tmp_path, key):
    with jira(lambda _: [], info=INFO, me=ME) as (url, asked):
        client = connect(settings_for(url, tmp_path), pages=tmp_path / "pages")
        for ask in (client.versions, client.components, lambda key: client.count(key, None), lambda key: next(client.keys(key)),
                    lambda key: next(client.issues(key, fields=[], since=None)),
                    lambda key: next(client.issues_by_id(key, [1], fields=[]))):  # fmt: skip
            with pytest.raises(IngestError, match="is no key of a Jira project"):
                ask(key)
        client.close()

    assert len(asked) == 2


def test_a_secret_prints_as_stars():
    secret = Secret(TOKEN)

    assert TOKEN not in f"{secret} {secret!r} {[secret]} {vars(type(secret))}"


def test_the_token_is_in_no_log_record_and_no_kept_page(tmp_path, caplog, capfd):
    caplog.set_level("DEBUG")
    with jira(lambda _: {"issues": [], "total": 0}, info=INFO, me=ME) as (url, _):
        client = connect(settings_for(url, tmp_path), pages=tmp_path / "pages")
        list(client.issues("PAY", fields=["summary"], since=None))
        client.close()
    (tmp_path / "token").unlink()

    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert TOKEN not in caplog.text + "".join(capfd.readouterr())
    assert kept
    assert TOKEN.encode() not in kept
