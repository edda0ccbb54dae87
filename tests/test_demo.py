"""The demo organisation is the same each time, is sound, and holds what its script promises."""

import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.demo import DemoError, make_organisation
from dashboard.demo.files import Edit, Files, apply, inverse
from dashboard.demo.organisation import read_organisation, script_path
from dashboard.demo.texts import fill, message
from dashboard.demo.workdays import at_work, moment_on
from ingest.journal import Action, Decision, Feedback, FreezeException, Improvement, Journal, Review
from tests.support.demo_worlds import assert_only_grown, read_world

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 25)
SERVICES = ("payments", "storefront", "ledger")
FINAL = {
    "payments": r"v\d+\.\d+\.\d+",
    "storefront": r"storefront-\d+\.\d+\.\d+",
    "ledger": r"\d+\.\d+\.\d+\.Final",
}
CANDIDATE = {
    "payments": r"v\d+\.\d+\.0-rc\d+",
    "storefront": r"storefront-\d+\.\d+\.0-rc\.\d+",
    "ledger": r"\d+\.\d+\.0\.CR\d+",
}


def git(folder: Path, service: str, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder / "repositories" / f"{service}.git"), *arguments], capture_output=True, check=True
    )
    return done.stdout.decode("utf-8", "replace")


def refs(folder: Path) -> list[str]:
    return [git(folder, service, "for-each-ref", "--format=%(objectname) %(refname)") for service in SERVICES]


def tags(folder: Path, service: str, pattern: str) -> dict[str, tuple[int, str]]:
    """Tags whose whole name matches, in the order of their dates: name -> (instant, commit)."""
    listed = git(folder, service, "for-each-ref", "--sort=creatordate", "refs/tags",
                 "--format=%(refname:short) %(creatordate:unix) %(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)")  # fmt: skip
    rows = (line.split() for line in listed.splitlines())
    return {name: (int(instant), sha) for name, instant, sha in rows if re.fullmatch(pattern, name)}


def fed(folder: Path) -> dict[str, bytes]:
    """Every file of its feeds."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in (folder / "feeds").rglob("*") if file.is_file()}


def week_of(instant: int) -> int:
    began = datetime(2025, 5, 26, tzinfo=UTC)
    return (datetime.fromtimestamp(instant, UTC) - began).days // 7


# ------------------------------------------------------------------------------------------------- the same each time


def test_the_same_day_gives_the_same_commits_whatever_the_machine_is_set_to(
    demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitconfig").write_text(
        "[user]\nname = Somebody\n[i18n]\ncommitEncoding = latin1\n[core]\nautocrlf = true\n"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / ".gitconfig"))
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Somebody else")
    monkeypatch.setenv("TZ", "Pacific/Chatham")

    make_organisation(tmp_path / "again", today=TODAY)

    assert refs(tmp_path / "again") == refs(demo_folder)
    assert (tmp_path / "again/jira/world.json").read_bytes() == (demo_folder / "jira/world.json").read_bytes()
    assert fed(tmp_path / "again") == fed(demo_folder)


def test_made_again_on_a_later_day_the_history_only_grows(tmp_path: Path) -> None:
    make_organisation(tmp_path, today=date(2026, 11, 24))
    before = {service: tags(tmp_path, service, FINAL[service]) for service in SERVICES}
    tips = {service: git(tmp_path, service, "rev-parse", "main").strip() for service in SERVICES}
    told = read_world(tmp_path)

    make_organisation(tmp_path, today=date(2026, 12, 9))

    for service in SERVICES:
        assert git(tmp_path, service, "merge-base", "main", tips[service]).strip() == tips[service]
        after = tags(tmp_path, service, FINAL[service])
        assert {name: after[name] for name in before[service]} == before[service]
    assert len(tags(tmp_path, "storefront", FINAL["storefront"])) > len(before["storefront"])
    assert_only_grown(told, read_world(tmp_path), since="2026-11-24")


def test_what_people_typed_only_grows_and_is_typed_once(tmp_path: Path) -> None:
    """A later day adds entries; an entry gets a second revision only when something came of it: an action was closed."""
    make_organisation(tmp_path, today=date(2026, 11, 24))
    journal = Journal.of(tmp_path / "data")
    before = journal.snapshot()

    make_organisation(tmp_path, today=date(2026, 12, 9))

    after = journal.snapshot()
    for kind in (Review, Feedback, Decision, FreezeException):
        assert set(before.entries[kind]) <= set(after.entries[kind])
    assert len(after.entries[Review]) > len(before.entries[Review])
    again = [one for kind in after.entries for one in after.entries[kind] if one.revision > 1]
    assert all(isinstance(one.entry, Action | Improvement) and one.entry.closed_on for one in again)
    assert {one.is_aside for kind in after.entries for one in after.entries[kind]} == {False}

    (tmp_path / "jira" / "made-from").unlink()
    make_organisation(tmp_path, today=date(2026, 12, 9))
    assert journal.head() == after.head


def test_made_again_on_the_same_day_nothing_is_written(tmp_path: Path) -> None:
    first = make_organisation(tmp_path, today=TODAY)
    written = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}

    second = make_organisation(tmp_path, today=TODAY)

    assert (first.is_new, second.is_new) == (True, False)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == written


# --------------------------------------------------------------------------------------------------------------- sound


@pytest.mark.parametrize("service", SERVICES)
def test_git_finds_no_fault(demo_folder: Path, service: str) -> None:
    assert git(demo_folder, service, "fsck", "--strict", "--no-dangling") == ""


def test_the_settings_name_the_repositories(demo_folder: Path) -> None:
    settings = tomllib.loads((demo_folder / "leadline.toml").read_text(encoding="utf-8"))

    assert [service["name"] for service in settings["service"]] == list(SERVICES)
    for service in settings["service"]:
        for repository in service["repositories"]:
            assert (demo_folder / repository / "HEAD").is_file()
    tag_pattern = next(service["release_tags"] for service in settings["service"] if "release_tags" in service)
    assert re.fullmatch(tag_pattern, "storefront-5.2.0-rc.1")
    assert not re.fullmatch(tag_pattern, "nightly-20261124")


def test_nothing_is_left_of_the_making(demo_folder: Path) -> None:
    assert sorted(entry.name for entry in (demo_folder / "repositories").iterdir()) == [
        "begins-on", "ledger.git", "payments.git", "storefront.git"
    ]  # fmt: skip
    assert all("refs/scratch" not in listing for listing in refs(demo_folder))


# ------------------------------------------------------------------------------------------------ what is promised


@pytest.mark.parametrize("service", SERVICES)
def test_eighteen_months_of_hundreds_of_commits_end_yesterday(demo_folder: Path, service: str) -> None:
    instants = [
        int(line) for line in git(demo_folder, service, "log", "main", "--first-parent", "--format=%ct").split()
    ]
    plausible = sorted(instant for instant in instants if instant > 1_000_000)

    assert 500 <= int(git(demo_folder, service, "rev-list", "--all", "--count")) <= 1_600
    assert datetime.fromtimestamp(plausible[-1], UTC).date() in {TODAY - timedelta(days=back) for back in range(1, 5)}
    assert datetime.fromtimestamp(plausible[-1], UTC) - datetime.fromtimestamp(plausible[0], UTC) > timedelta(days=540)


def test_every_service_has_lines_candidates_patches_and_hotfixes(demo_folder: Path) -> None:
    finals = {service: tags(demo_folder, service, FINAL[service]) for service in SERVICES}
    candidates = {service: tags(demo_folder, service, CANDIDATE[service]) for service in SERVICES}
    branches = {service: git(demo_folder, service, "for-each-ref", "refs/heads", "--format=%(refname:short)").split()
                for service in SERVICES}  # fmt: skip
    lines = {
        service: [name for name in names if re.fullmatch(r"\d+\.\d+", name)] for service, names in branches.items()
    }

    assert 50 <= len(finals["payments"]) <= 90
    assert 140 <= len(finals["storefront"]) <= 200
    assert 40 <= len(finals["ledger"]) <= 65
    assert min(len(found) for found in candidates.values()) >= 25
    assert min(len(lines["payments"]), len(lines["ledger"])) >= 18
    assert lines["storefront"] == []
    assert sum(not name.endswith(".0") for name in finals["payments"]) > 25
    assert any(name.startswith("v3.") for name in finals["payments"])


def test_a_rollback_is_a_final_tag_again_on_an_earlier_commit(demo_folder: Path) -> None:
    finals = list(tags(demo_folder, "storefront", FINAL["storefront"]).items())
    rollbacks = [
        name
        for before, after, (name, (_, sha)) in zip(finals, finals[1:], finals[2:], strict=False)
        if sha == before[1][1] != after[1][1]
    ]
    assert len(rollbacks) == 2


def test_the_bad_quarter_has_several_times_the_reverts_of_the_year_before_and_of_the_recovery(
    demo_folder: Path,
) -> None:
    reverts: Counter[str] = Counter()
    for service in ("payments", "storefront"):
        log = git(demo_folder, service, "log", "--all", "--grep=^This reverts commit", "--format=%ct")
        for instant in log.split():
            week = week_of(int(instant))
            reverts["year" if week < 52 else "bad quarter" if week < 66 else "recovery"] += 1

    assert reverts["bad quarter"] / 14 > 3 * reverts["year"] / 52
    assert reverts["bad quarter"] / 14 > 3 * reverts["recovery"] / 12
    assert reverts["year"] >= 10


@pytest.mark.parametrize("service", SERVICES)
def test_every_revert_names_a_commit_of_its_repository(demo_folder: Path, service: str) -> None:
    named = re.findall(
        r"^This reverts commit (\w+)", git(demo_folder, service, "log", "--all", "--format=%B"), re.MULTILINE
    )
    known = set(git(demo_folder, service, "rev-list", "--all").split())

    assert len(named) >= 5
    assert set(named) <= known


@pytest.mark.parametrize(
    ("service", "key", "low", "high"),
    [("payments", "PAY", 0.5, 0.85), ("storefront", "SHOP", 0.6, 0.85), ("ledger", "LED", 0.6, 0.9)],
)
def test_most_changes_name_an_issue_and_some_do_not(
    demo_folder: Path, service: str, key: str, low: float, high: float
) -> None:
    messages = git(demo_folder, service, "log", "--all", "--no-merges", "--format=%B%x00").split("\0")[:-1]
    linked = sum(bool(re.search(rf"\b{key}-\d+\b", text)) for text in messages)

    assert low < linked / len(messages) < high


def test_changes_get_onto_main_in_three_ways(demo_folder: Path) -> None:
    merges = {
        service: int(git(demo_folder, service, "rev-list", "--all", "--merges", "--count")) for service in SERVICES
    }
    others = {
        service: git(demo_folder, service, "log", "--all", "--no-merges", "--format=%an|%cn").split("\n")[:-1]
        for service in SERVICES
    }
    handed = {
        service: sum(len(set(line.split("|"))) == 2 for line in lines) / len(lines) for service, lines in others.items()
    }

    assert merges["payments"] > 200
    assert merges["storefront"] == merges["ledger"] == 0
    assert handed["payments"] < 0.3 < min(handed["storefront"], handed["ledger"])
    assert "Co-authored-by: " in git(demo_folder, "storefront", "log", "--format=%B")
    assert "Reviewed-by: " in git(demo_folder, "ledger", "log", "--format=%B")
    assert "(cherry picked from commit " in git(demo_folder, "ledger", "log", "--all", "--format=%B")
    assert "Merge branch '2." in git(demo_folder, "payments", "log", "--format=%B")


def test_people_work_in_two_time_zones_mostly_in_the_daytime(demo_folder: Path) -> None:
    stamps = git(demo_folder, "payments", "log", "--all", "--format=%ad", "--date=format:%z %u %H").splitlines()
    zones = {stamp.split()[0] for stamp in stamps}
    daytime = sum(stamp.split()[1] < "6" and 8 <= int(stamp.split()[2]) <= 18 for stamp in stamps)

    assert zones == {"+0000", "+0100", "+0530"}
    assert daytime / len(stamps) > 0.95


def test_the_oddities_that_real_repositories_have_are_there(demo_folder: Path) -> None:
    imported = {instant for name, (instant, _) in tags(demo_folder, "ledger", r"1\.[0-3]\.\d+\.Final").items()}
    other_tags = {name for service in SERVICES for name in tags(demo_folder, service, r"[a-z]+-(?!\d+\.).*")}
    storefront = git(demo_folder, "storefront", "log", "--all", "--format=%ct")

    assert len(imported) == 1
    assert {"moved-to-own-repository", "before-new-acquirer", "before-checkout-rewrite", "audit-baseline"} <= other_tags
    assert sum(name.startswith("nightly-") for name in other_tags) == 10
    assert "45" in storefront.split()
    assert "�" in git(demo_folder, "storefront", "log", "--all", "--format=%B")
    assert late_commits(demo_folder) == 1


def late_commits(folder: Path) -> int:
    """Commits of payments dated after a release that contains them."""
    late: set[str] = set()
    for name, (instant, _) in tags(folder, "payments", FINAL["payments"]).items():
        dated = (line.split() for line in git(folder, "payments", "log", "--format=%H %ct", name).splitlines())
        late.update(sha for sha, committed in dated if int(committed) > instant)
    return len(late)


# ------------------------------------------------------------------------------------------------------- faults, parts


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(
        DemoError, match=r"^The demo cannot be written to .*file/demo: .* Choose another folder with --dir\.$"
    ):
        make_organisation(tmp_path / "file" / "demo", today=TODAY)


def test_a_spoilt_note_of_the_beginning_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "repositories").mkdir()
    (tmp_path / "repositories" / "begins-on").write_text("yesterday\n")

    with pytest.raises(DemoError, match=r"begins-on is not a date such as 2026-01-05\. Remove "):
        make_organisation(tmp_path, today=TODAY)


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DemoError, match="git is not on the PATH"):
        make_organisation(tmp_path / "demo", today=TODAY)


def test_the_wheel_carries_the_script_the_queries_and_the_theme(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())

    assert "dashboard/_data/demo/organisation.toml" in carried
    assert "dashboard/_data/leadline.example.toml" in carried
    assert "ingest/schema.sql" in carried
    assert not any(name.startswith(("tests/", "data/")) for name in carried)
    for package in ("ingest", "metrics", "dashboard"):
        for file in (ROOT / package).rglob("*"):
            if file.is_file() and not {"__pycache__", "node_modules"} & set(file.parts):
                assert file.relative_to(ROOT).as_posix() in carried


def test_the_phases_of_every_service_begin_at_week_0_and_go_up() -> None:
    for service in read_organisation(script_path()).services:
        weeks = [phase.from_week for phase in service.phases]
        assert weeks[0] == 0
        assert weeks == sorted(set(weeks))


def test_subjects_are_english() -> None:
    assert fill("Show {s} and {a}", "journal entry") == "Show journal entries and a journal entry"
    assert fill("Show {s} and {a}", "order summary") == "Show order summaries and an order summary"
    assert fill("Show {s} and {a}", "match") == "Show matches and a match"
    assert fill("Show {s} and {a}", "delivery slot") == "Show delivery slots and a delivery slot"


def test_a_message_puts_the_key_where_the_service_does() -> None:
    def written(style: str) -> str:
        return message(
            "Fix it", key="PAY-1", style=style, request=7, paragraphs=["Why."], trailers=["Reviewed-by: A <a@b>"]
        )  # type: ignore[arg-type]

    assert written("prefix") == "PAY-1: Fix it (#7)\n\nWhy.\n\nReviewed-by: A <a@b>\n"
    assert written("suffix") == "Fix it (PAY-1) (#7)\n\nWhy.\n\nReviewed-by: A <a@b>\n"
    assert written("body") == "Fix it (#7)\n\nWhy.\n\nRefs: PAY-1\nReviewed-by: A <a@b>\n"


def test_work_begins_on_the_next_working_day() -> None:
    """
    asked for                          begins
    Friday 2026-12-18 at 20:00         Monday 2026-12-21 at 10:00 (half of the first two hours)
    Wednesday 2026-12-23 at 11:00      at once
    Thursday 2026-12-24 (quiet) 11:00  Friday 2026-12-25 at 10:00
    """
    lisbon = read_organisation(script_path()).people[0].zone

    def begins(text: str) -> str:
        moment = int(datetime.fromisoformat(text).replace(tzinfo=lisbon).timestamp())
        return datetime.fromtimestamp(at_work(moment, lisbon, {"12-24"}, 0.5), lisbon).isoformat(timespec="minutes")[
            :16
        ]

    assert begins("2026-12-18T20:00") == "2026-12-21T10:00"
    assert begins("2026-12-23T11:00") == "2026-12-23T11:00"
    assert begins("2026-12-24T11:00") == "2026-12-25T10:00"
    assert moment_on(0, 1, 2.5, lisbon) == 86_400 + 3600 * 1.5  # Lisbon kept Central European Time in January 1970


@given(st.data())
def test_an_edit_followed_by_its_inverse_changes_nothing(data: st.DataObject) -> None:
    lines = tuple((number, b"%d\n" % number) for number in range(1, data.draw(st.integers(1, 12)) + 1))
    start = data.draw(st.integers(0, len(lines) - 1))
    count = data.draw(st.integers(0, len(lines) - start))
    after = lines[start - 1][0] if start else 0
    edit = Edit("file", after, lines[start : start + count], ((100, b"new\n"), (101, b"lines\n")))
    files: Files = {"file": lines}

    apply(files, [edit])
    apply(files, inverse([edit]))

    assert files == {"file": lines}
