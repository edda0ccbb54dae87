"""What a user can get wrong: one sentence on stderr with the thing, the place and the remedy; nothing is lost."""

import shutil
import socket

import duckdb
import pytest

from tests.support import program
from tests.support.git_repo import Repo


def leadline(*arguments, cwd):
    return program.leadline(*arguments, cwd=cwd, env=program.own_cache(cwd / "cache"))


def sentence_of(done, *, code=1):
    """The one sentence of a failed command; anything else on stderr is progress, never a traceback."""
    told = [line for line in done.stderr.splitlines() if line.startswith("leadline: ")]
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(told) == 1, done.stderr
    return told[0]


def settings(folder, *repositories, extra=""):
    names = ", ".join(f'"{path}"' for path in repositories)
    (folder / "leadline.toml").write_text(f'[[service]]\nname = "shop"\nrepositories = [{names}]\n{extra}')


@pytest.fixture
def shop(tmp_path):
    repo = Repo(tmp_path / "shop")
    tip = repo.commit("one", files={"a": "1\n"})
    repo.branch("main", tip)
    repo.tag("v1.0.0", tip)
    return repo


def test_a_folder_that_is_no_repository(tmp_path):
    (tmp_path / "notes").mkdir()
    said = sentence_of(leadline("try", "notes", "--no-serve", cwd=tmp_path))
    assert "notes is not a git repository. Expected a work tree with a .git folder, or a bare repository" in said


def test_a_path_that_does_not_exist(tmp_path):
    assert "nowhere does not exist. Check the path" in sentence_of(
        leadline("try", "nowhere", "--no-serve", cwd=tmp_path)
    )


def test_an_empty_repository(tmp_path):
    Repo(tmp_path / "empty")
    said = sentence_of(leadline("try", "empty", "--no-serve", cwd=tmp_path))
    assert "has no branch and no tag with a commit yet. Commit something there" in said


def test_a_repository_without_tags_works_and_says_that_there_is_no_release(tmp_path):
    repo = Repo(tmp_path / "untagged")
    repo.branch("main", repo.commit("one"))
    tried = leadline("try", "untagged", "--no-serve", cwd=tmp_path)
    assert tried.returncode == 0, tried.stderr
    [data] = (tmp_path / "cache" / "leadline" / "try").iterdir()
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as con:
        [(value, reason)] = con.execute(
            "select value, reason from metric.change_lead_time('all', 'all', null, null)"
        ).fetchall()
    assert value is None
    assert reason


def test_a_shallow_clone(shop, tmp_path):
    shop.branch("main", shop.commit("two", parents=[shop.git("rev-parse", "main")]))
    shop.git("clone", "--quiet", "--depth=1", f"file://{shop.git_dir}", str(tmp_path / "shallow"))
    said = sentence_of(leadline("try", "shallow", "--no-serve", cwd=tmp_path))
    assert "is a shallow clone" in said
    assert "git fetch --unshallow" in said


def test_a_tag_named_like_an_option_is_a_tag_and_nothing_else(shop, tmp_path):
    shop.ref("refs/tags/--output=stolen", shop.git("rev-parse", "main"))
    settings(tmp_path, shop.path)
    assert leadline("sync", cwd=tmp_path).returncode == 0
    asked = leadline("sql", "select tag_name from tags order by 1", "--format", "csv", cwd=tmp_path)
    assert asked.stdout.split() == ["tag_name", "'--output=stolen", "v1.0.0"]
    assert not list(tmp_path.rglob("stolen"))


def test_a_tag_of_a_tree_is_listed_as_ignored(shop, tmp_path):
    shop.tag("v2.0.0", shop.git("rev-parse", "main^{tree}"))
    settings(tmp_path, shop.path)
    assert leadline("sync", cwd=tmp_path).returncode == 0
    asked = leadline(
        "sql",
        "select tag_name, reason_ignored from tags where reason_ignored is not null",
        "--format",
        "csv",
        cwd=tmp_path,
    )
    assert asked.stdout.splitlines()[1:] == ['v2.0.0,"points at a tree, not at a commit"']


def test_a_path_that_vanishes_between_syncs_leaves_the_last_snapshot_and_the_other_source(shop, tmp_path):
    other = Repo(tmp_path / "other")
    other.branch("main", other.commit("there"))
    settings(tmp_path, shop.path, other.path)
    assert leadline("sync", cwd=tmp_path).returncode == 0
    shutil.rmtree(other.path)
    shop.branch("next", shop.commit("more", parents=[shop.git("rev-parse", "main")]))
    said = sentence_of(leadline("sync", cwd=tmp_path), code=3)
    assert "other" in said
    assert "does not exist. Check the path" in said
    counted = leadline("sql", "select count(*) as n from raw.git_commits", "--format", "csv", cwd=tmp_path)
    assert counted.stdout.split() == ["n", "3"]


def test_two_services_of_one_name(shop, tmp_path):
    settings(tmp_path, shop.path, extra=f'[[service]]\nname = "shop"\nrepositories = ["{shop.path}"]\n')
    said = sentence_of(leadline("sync", cwd=tmp_path))
    assert said == "leadline: leadline.toml: two services are named 'shop'. Give each service a name of its own."


def test_a_misspelt_setting_names_the_nearest_one(shop, tmp_path):
    settings(tmp_path, shop.path, extra="[git]\nworker = 2\n")
    said = sentence_of(leadline("sync", cwd=tmp_path))
    assert said == "leadline: leadline.toml: unknown setting 'worker' in [git]. Did you mean 'workers'?"


def test_no_settings_at_all(tmp_path):
    assert "Run `leadline init` here" in sentence_of(leadline("sync", cwd=tmp_path))


def test_a_warehouse_of_a_newer_version_is_neither_read_nor_written(shop, tmp_path):
    settings(tmp_path, shop.path)
    assert leadline("sync", cwd=tmp_path).returncode == 0
    [snapshot] = (tmp_path / "data" / "warehouse").glob("snap-000002.duckdb")
    snapshot.chmod(0o644)
    with duckdb.connect(str(snapshot)) as con:
        con.execute("update meta.warehouse set schema_version = 99, leadline_version = '9.9.9'")
    (snapshot.parent / "CURRENT").write_text(f"{snapshot.name}\n")
    before = snapshot.read_bytes()
    shop.branch("next", shop.commit("more"))
    for command in (["sync"], ["metric", "change_lead_time"], ["build"]):
        said = sentence_of(leadline(*command, cwd=tmp_path))
        assert "99" in said
        assert "Leadline" in said
    assert snapshot.read_bytes() == before
    assert sorted(path.name for path in snapshot.parent.glob("snap-*")) == ["snap-000001.duckdb", "snap-000002.duckdb"]


def test_a_port_in_use_is_found_before_any_work_is_done(shop, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = sentence_of(leadline("try", "shop", "--port", port, "--no-browser", cwd=tmp_path))
    assert f"Port {port} on 127.0.0.1 is in use" in said
    assert "--port" in said
    assert not (tmp_path / "cache" / "leadline" / "try").exists()


def test_an_address_that_others_could_reach_is_refused_without_sign_in(shop, tmp_path):
    said = sentence_of(leadline("try", "shop", "--host", "0.0.0.0", "--no-browser", cwd=tmp_path))
    assert "--insecure" in said


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["sync", "--every", "soon"], "no interval"),
        (["metric", "change_lead_time", "--since", "yesterday"], "no date"),
        (["metric", "change_lead_time", "--grain", "fortnight"], "fortnight"),
        (["sql"], "Give one query"),
        (["sql", "select 1", "-f", "x.sql"], "Give one query"),
        (["serve", "--port", "99999"], "99999"),
        (["init"], "There is no terminal to ask on"),
    ],
)
def test_wrong_usage_ends_with_code_2(shop, tmp_path, arguments, complaint):
    settings(tmp_path, shop.path)
    if arguments == ["init"]:
        (tmp_path / "leadline.toml").unlink()
    done = leadline(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr


def test_an_unknown_source_is_named_with_the_known_ones(shop, tmp_path):
    settings(tmp_path, shop.path)
    assert "names no service, repository, Jira project or feed. Known: shop." in sentence_of(
        leadline("sync", "--only", "shap", cwd=tmp_path)
    )
