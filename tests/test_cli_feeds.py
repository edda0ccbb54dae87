"""`leadline` with feeds, as a person meets it: sync, its notes and exit codes, doctor, and the page that lists what was set aside."""

import json

import pytest

from tests.dashboard.pages import drawn, words
from tests.support.feeds import DEPLOYMENTS, deployment
from tests.support.git_repo import START, Repo
from tests.support.program import leadline


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """One service with a release; two of three deployments are good, the incidents' file is missing a column."""
    folder = tmp_path_factory.mktemp("feeds")
    repo = Repo(folder / "shop")
    commit = repo.commit("PAY-1 begin", files={"a": "1\n"}, committed=START)
    repo.branch("main", commit)
    repo.tag("v1.0.0", commit, date=START + 86_400)
    (folder / "leadline.toml").write_text(
        '[[service]]\nname = "shop"\nrepositories = ["shop"]\n'
        '[[feed]]\nkind = "deployments"\npath = "d"\n[[feed]]\nkind = "incidents"\npath = "i.csv"\n'
        '[[feed]]\nkind = "approvals"\npath = "nowhere/*.csv"\n'
    )
    (folder / "d").mkdir()
    (folder / "d" / "1.csv").write_text(DEPLOYMENTS + deployment("d1") + deployment("d2", result="![x](http://beacon.invalid)") + deployment("d3"))
    (folder / "i.csv").write_text("incident_id,start\n1,x\n")
    return folder


@pytest.fixture(scope="module")
def synced(place):
    """What the first sync said."""
    return leadline("sync", cwd=place)


def test_a_sync_says_what_was_set_aside_and_what_failed_and_ends_with_three(place, synced):
    assert synced.returncode == 3
    assert "1 new commits, 2 rows of feeds from 4 sources" in " ".join(synced.stderr.split())
    assert "leadline: deployments: 1 of 3 rows of d/1.csv were set aside, the first in line 3: result '![x](http://beacon.invalid)' is not" in synced.stderr
    assert "leadline: incidents: i.csv has no column 'opened_at'. It has: incident_id, start." in synced.stderr
    assert "leadline: approvals: nowhere does not exist. Correct path in [[feed]]" in synced.stderr
    assert synced.stdout == ""

    only = leadline("sync", "--only", "deployments", cwd=place)
    assert (only.returncode, "Nothing new in 1 sources" in only.stderr) == (0, True)
    wrong = leadline("sync", "--only", "deployment", cwd=place)
    assert wrong.returncode == 1
    assert "names no service, repository, Jira project or feed. Known: approvals, deployments, incidents, shop" in wrong.stderr


@pytest.mark.usefixtures("synced")
def test_doctor_tells_files_rows_and_what_is_wrong(place):
    found = {row["what"]: (row["state"], row["sentence"]) for row in json.loads(leadline("doctor", "--json", cwd=place).stdout)}
    assert found["feed deployments"] == ("note", "1 file of deployments in d, 2 rows read, 1 set aside; Data quality lists them with what to do.")
    assert found["feed incidents"][0] == "note"
    assert "0 rows read; the last sync failed: incidents: i.csv has no column 'opened_at'" in found["feed incidents"][1]
    assert found["feed approvals"] == ("failed", "approvals: nowhere does not exist. Correct path in [[feed]], or have the file written there.")


@pytest.mark.usefixtures("synced")
def test_the_page_lists_what_was_set_aside_and_shows_hostile_text_as_it_is(place, monkeypatch):
    monkeypatch.setenv("LEADLINE_DATA_DIR", str(place / "data"))
    page = drawn("data-quality")
    said = words(page)
    assert not page.exception
    assert "1 of 3 rows could not be read and count nowhere" in said
    assert "**1 row** of deployments: result … is not understood" in said
    assert "](http://beacon" not in said
    [rows] = [element.value for element in page.dataframe if "reason" in element.value.columns and "record" in element.value.columns]
    assert rows[["path", "line_number"]].to_numpy().tolist() == [["d/1.csv", 3]]

    (place / "d" / "1.csv").write_text(DEPLOYMENTS + deployment("d1"))
    leadline("sync", "--only", "deployments", cwd=place)
    assert "No row was set aside" in words(drawn("data-quality"))
