"""JUnit reports: what counts as executed, where the release and phase come from, and XML that means harm."""

import pytest

from ingest.feed_columns import KINDS
from ingest.feed_folders import phase_of, told_by_place
from ingest.feed_junit import read_junit
from ingest.feed_places import FileRefused
from ingest.feed_rows import Reading, read_rows
from ingest.jira_people import People
from ingest.settings_feeds import FeedSettings

SERVICES = ("payments", "shop")


def suites(xml, place=None, **options):
    feed = FeedSettings("tests", "reports", "tests", **{"service": "shop", "phase": "smoke"} | options)
    data = xml if isinstance(xml, bytes) else xml.encode()
    return read_rows(read_junit(data), Reading(feed, KINDS["tests"], SERVICES, People(None)), place or {"version": "1.0.0"})


def counts(found):
    """(suite, executed, passed, failed, skipped) of each row."""
    return [(row["suite"], row["executed_count"], row["passed_count"], row["failed_count"], row["skipped_count"]) for row in found.rows]


CASES = """
<testsuites>
  <testsuite name="cart" tests="99" timestamp="2026-05-01T10:00:00">
    <properties><property name="version" value="1.1.0"/><property name="Phase" value="UAT"/></properties>
    <testcase name="a"/>
    <testcase name="b"><failure message="no">&lt;b&gt;</failure></testcase>
    <testcase name="c"><error/><system-out>long</system-out></testcase>
    <testcase name="d"><skipped/></testcase>
    <testcase name="e" status="notrun"/>
    <testcase name="f"><flakyFailure/></testcase>
    <testcase name="g"><failure/><error/></testcase>
    <testsuite name="inner"><testcase name="h"/><skipped/></testsuite>
  </testsuite>
  <testsuite name="empty" tests="0"/>
</testsuites>
"""


def test_what_is_executed_is_counted_by_the_cases_themselves():
    """
    cart: a and f passed; b, c and g failed; d and e skipped        5 executed, whatever tests="99" says
    inner: a suite within one has its own line; <skipped> beside a case skips nothing
    empty: executed nothing, which is told, not unknown
    """
    assert counts(suites(CASES)) == [("cart", 5, 2, 3, 2), ("inner", 1, 1, 0, 0), ("empty", 0, 0, 0, 0)]


def test_a_report_without_cases_is_taken_at_its_word():
    """tests - skipped executed; an error of the suite itself is one that failed though no test ran."""
    xml = '<testsuite name="a" tests="10" failures="2" errors="1" skipped="3"/>'
    assert counts(suites(xml)) == [("a", 7, 4, 3, 3)]
    assert counts(suites('<testsuite tests="0" errors="1"/>')) == [("suite 1", 1, 0, 1, 0)]


def test_the_report_says_which_release_and_phase_else_the_settings_else_the_place():
    found = suites(CASES, {"version": "1.0.0", "phase": "regression", "service": "payments"}).rows
    assert [(row["service"], row["version"], row["phase"]) for row in found] == [
        ("shop", "1.1.0", "user acceptance"), ("shop", "1.1.0", "user acceptance"), ("shop", "1.0.0", "smoke"),
    ]  # fmt: skip
    place = {"version": "1.0.0", "phase": "regression", "service": "payments"}
    [row] = suites("<testsuite><testcase/></testsuite>", place, service=None, phase=None).rows
    assert (row["service"], row["version"], row["phase"], row["ran_at"]) == ("payments", "1.0.0", "regression", None)


def test_a_suite_that_names_its_commit_is_not_also_of_the_folder_s_version():
    sha = "9" * 40
    xml = f'<testsuite><properties><property name="commit" value="{sha}"/></properties><testcase/></testsuite>'
    [row] = suites(xml).rows
    assert (row["version"], row["sha"]) == (None, sha)


def test_a_suite_of_no_release_or_phase_is_set_aside():
    found = suites("<testsuite><testcase/></testsuite>", {"phase": "x"}, phase=None)
    assert [reject.reason for reject in found.rejects] == [
        "version and sha are empty. Expected at least one of them. Where reports do not tell it, name a folder around them so."
    ]
    found = suites("<testsuite><testcase/></testsuite>", {"version": "1.0"}, phase=None)
    assert [reject.reason for reject in found.rejects] == [
        "phase is empty. Expected a text, such as regression. Where reports do not tell it, name a folder around them so."
    ]


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><testsuite name="&b;"/>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuite name="x"><testcase>&a;</testcase></testsuite>'


@pytest.mark.parametrize(
    ("xml", "sentence"),
    [
        (BOMB, "declares a document type"),
        (OUTSIDE, "declares a document type"),
        ('<!DOCTYPE testsuite SYSTEM "http://example.com/x.dtd"><testsuite/>', "declares a document type"),
        ("<html/>", "is XML but no JUnit report: it begins with <html>"),
        ("<testsuite><testcase></testsuite>", "is no XML (mismatched tag"),
        ("<testsuite>", "is no XML (no element found"),
        ("", "is no XML"),
        ("<testsuite>" + "<a>" * 200, "is nested more than 100 elements deep"),
        ('<?xml version="1.0" encoding="klingon"?><testsuite/>', "is no XML"),
        (b"<testsuite name='\xff\xfe'/>", "is no XML"),
        ("<testsuite>&undefined;</testsuite>", "is no XML (undefined entity"),
    ],
)
def test_hostile_and_broken_xml_is_refused_in_one_sentence(xml, sentence):
    with pytest.raises(FileRefused) as caught:
        suites(xml)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_utf_16_and_prefixes_are_read():
    xml = '<?xml version="1.0" encoding="utf-16"?><j:testsuite xmlns:j="x" name="ä"><j:testcase/></j:testsuite>'
    assert counts(suites(xml.encode("utf-16"))) == [("ä", 1, 1, 0, 0)]


@pytest.mark.parametrize(
    ("shown", "below", "told"),
    [
        ("reports/payments/v1.4.0/regression/TEST-a.xml", "reports", {"service": "payments", "version": "v1.4.0", "phase": "regression"}),
        ("reports/Payments/1.4.0/nightly run/a.xml", "reports", {"service": "payments", "version": "1.4.0", "phase": "nightly run"}),
        ("reports/payments-1.4.0/perf/a.xml", "reports", {"version": "payments-1.4.0", "phase": "performance"}),
        ("../payments/uat/2.0.1.xml", "../payments/uat", {"service": "payments", "version": "2.0.1", "phase": "user acceptance"}),
        ("reports/1.0.0/1.1.0/a.xml", "reports", {"version": "1.1.0"}),
        ("reports/" + "a1" * 20 + "/a.xml", "reports", {"sha": "a1" * 20}),
        ("reports/junit-4.13/x.xml", "reports", {"phase": "junit 4.13"}),
        ("a.xml", "a.xml", {}),
        ("reports/a.xml", "reports", {}),
    ],
)
def test_folders_tell_service_version_commit_and_phase(shown, below, told):
    assert told_by_place(shown, SERVICES, below) == told


def test_phases_have_one_name_each():
    assert [phase_of(text) for text in ("UAT", "user_acceptance", "Load-Test", "Nightly  Run")] == [
        "user acceptance", "user acceptance", "performance", "nightly run",
    ]  # fmt: skip
