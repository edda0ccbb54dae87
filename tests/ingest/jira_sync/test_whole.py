"""A Jira becomes tables: everything it shows, once, whichever kind it is; and only what changed the next time."""

from datetime import timedelta

from ingest.settings_jira import PeopleSettings
from tests.support.jira_random import expected, random_world
from tests.support.jira_synced import NOW, landed, pull, query, settings_of

KINDS = ("cloud", "data-center")
WORLD = random_world(7, projects={"PAY": 230, "SHOP": 45})


def test_every_issue_history_link_and_version_lands_once(settings):
    outcome = pull(settings)

    assert outcome.failures == {}
    assert landed(settings) == expected(WORLD)
    assert outcome.new_issue_count == 275


def test_a_project_is_read_alone_when_the_settings_name_it(jira, tmp_path):
    settings = settings_of(tmp_path, jira.url, jira.token, user=jira.user, projects=("SHOP",))

    pull(settings)

    assert query(settings, "select distinct split_part(issue_key, '-', 1) from raw.jira_issues") == [("SHOP",)]


def test_a_second_sync_changes_nothing_and_asks_little(settings, jira):
    first = pull(settings)
    before, asked_whole = landed(settings), len(jira.requests())
    jira.forget_requests()

    second = pull(settings, now=NOW + timedelta(hours=1))

    assert first.published is not None
    assert second.published is None
    assert landed(settings) == before
    assert len(jira.requests()) < asked_whole


def test_what_changed_comes_with_the_next_sync_and_nothing_else_is_touched(settings, jira):
    """Fifty issues get another label an hour after the first sync."""
    pull(settings)
    at = (NOW + timedelta(minutes=30)).isoformat()
    jira.edit([{"op": "update", "key": f"PAY-{number}", "labels": ["seen"], "at": at} for number in range(1, 51)])

    outcome = pull(settings, now=NOW + timedelta(hours=1))

    assert (outcome.new_issue_count, outcome.changed_issue_count) == (0, 50)
    assert query(settings, "select count(*) from raw.jira_issues where list_contains(labels, 'seen')") == [(50,)]
    assert landed(settings) == expected(jira.world())


def test_a_full_sync_ends_with_the_same_rows(settings):
    pull(settings)
    before = landed(settings)

    outcome = pull(settings, now=NOW + timedelta(hours=1), full=True)

    assert outcome.failures == {}
    assert landed(settings) == before


def test_order_of_syncs_does_not_matter(jira, tmp_path):
    """One project first and the other later ends as both at once."""
    together = settings_of(tmp_path / "together", jira.url, jira.token, user=jira.user)
    apart = settings_of(tmp_path / "apart", jira.url, jira.token, user=jira.user)
    pull(together)
    pull(apart, only=["jira/SHOP"])
    pull(apart, only=["jira/PAY"])

    assert landed(apart) == landed(together)


def test_a_deleted_issue_is_missing_after_one_sweep_and_gone_after_two(settings, jira):
    """Sweeps come a day apart. PAY-5 stays in the warehouse, with its history."""
    pull(settings)
    jira.edit([{"op": "delete", "key": "PAY-5"}])

    states = []
    for day in (1, 2, 3):
        pull(settings, now=NOW + timedelta(days=day, minutes=day))
        states += query(
            settings, "select missing_since is not null, gone_at is not null from raw.jira_issues where issue_key = 'PAY-5'"
        )

    assert states == [(True, False), (True, True), (True, True)]


def test_an_issue_that_comes_back_is_there_again(settings, jira):
    pull(settings)
    jira.edit([{"op": "hide", "key": "PAY-5"}])
    pull(settings, now=NOW + timedelta(days=2))
    jira.edit([{"op": "unhide", "key": "PAY-5"}])

    pull(settings, now=NOW + timedelta(days=4))

    assert query(settings, "select missing_since, gone_at from raw.jira_issues where issue_key = 'PAY-5'") == [(None, None)]


def test_a_sudden_loss_of_many_issues_is_no_deletion(settings, jira):
    """Forty of 230 issues vanish at once: a permission, most likely. None is marked, and the sync says so."""
    pull(settings)
    jira.edit([{"op": "hide", "key": f"PAY-{number}"} for number in range(1, 41)])

    outcome = pull(settings, now=NOW + timedelta(days=2))

    assert query(settings, "select count(*) from raw.jira_issues where missing_since is not null") == [(0,)]
    [sentence] = outcome.failures.values()
    assert "jira/PAY: 40 of 230 issues are suddenly no longer shown" in sentence
    assert "permissions" in sentence


def test_a_moved_issue_keeps_its_id_and_its_old_key(settings, jira):
    pull(settings)
    jira.edit([{"op": "move", "key": "PAY-7", "to": "SHOP-900", "at": (NOW + timedelta(minutes=5)).isoformat()}])

    pull(settings, now=NOW + timedelta(hours=1))

    assert query(
        settings,
        "select issue.issue_key, project_key, list_sort(list(keys.issue_key)) from raw.jira_issues as issue "
        "join raw.jira_projects using (site, project_id) join raw.jira_issue_keys as keys using (site, issue_id) "
        "where list_contains((select list(issue_id) from raw.jira_issue_keys where issue_key = 'PAY-7'), issue_id) group by all",
    ) == [("SHOP-900", "SHOP", ["PAY-7", "SHOP-900"])]
    assert query(settings, "select count(*) from raw.jira_issues where issue_key in ('PAY-7', 'SHOP-900')") == [(1,)]


def test_every_date_a_version_had_at_a_sync_is_kept(settings, jira):
    """1.3.0 was planned for 1 July, slips to 15 July, then to 1 August."""
    pull(settings)
    for day, date in ((1, "2025-07-15"), (2, "2025-08-01")):
        jira.edit([{"op": "version", "project": "PAY", "name": "1.3.0", "release": date}])
        pull(settings, now=NOW + timedelta(days=day))

    assert query(
        settings,
        "select release_on::varchar from raw.jira_version_snapshots join raw.jira_projects using (site, project_id) "
        "where project_key = 'PAY' and jira_version_snapshots.name = '1.3.0' order by seen_at",
    ) == [("2025-07-01",), ("2025-07-15",), ("2025-08-01",)]


def test_a_renamed_field_is_followed_where_the_name_tells_and_reported_where_it_does_not(settings, jira):
    pull(settings)
    jira.edit([{"op": "rename_field", "id": "customfield_10010", "name": "Weather"}])

    outcome = pull(settings, now=NOW + timedelta(hours=1))

    assert any("'Severity' (customfield_10010), read as severity, is now 'Weather'" in note for note in outcome.notes)


def test_people_are_pseudonyms_when_the_settings_ask(jira, tmp_path):
    key_file = tmp_path / "people.key"
    key_file.write_text("a-key-that-only-we-hold")
    people = PeopleSettings(pseudonymise=True, key_file=key_file)
    settings = settings_of(tmp_path, jira.url, jira.token, user=jira.user, people=people)

    pull(settings)

    told = repr([query(settings, f"from raw.{table}") for table in ("jira_people", "jira_issues", "jira_transitions")])
    for name in ("grace", "Grace", "mary", "Mary"):
        assert name not in told
    assert query(settings, "select count(distinct person_id) from raw.jira_people") == [(3,)]


def test_bodies_are_stored_only_when_the_settings_ask(jira, tmp_path):
    plain = settings_of(tmp_path / "plain", jira.url, jira.token, user=jira.user)
    whole = settings_of(tmp_path / "whole", jira.url, jira.token, user=jira.user, bodies=True)
    pull(plain)
    pull(whole)

    assert query(plain, "select count(*) from raw.jira_issues where description is not null") == [(0,)]
    assert query(whole, "select count(*) from raw.jira_issues where description = 'A body that nobody asked for.'") == [(275,)]
