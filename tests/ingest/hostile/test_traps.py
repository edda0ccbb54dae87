"""Repositories that try to make git run a program, write a file or tell another history.

Each trap is sprung first with plain git, so that a trap that has gone blunt is noticed; then all of
them are read in one sync.
"""

import os
import shutil
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

import pytest

from tests.ingest.hostile.harness import Canary, Found, Truth, nothing_written_outside, read
from tests.support.git_repo import START, Entry, Repo

HOOKS = (
    "applypatch-msg", "fsmonitor-watchman", "post-checkout", "post-index-change", "post-receive", "post-rewrite",
    "post-update", "pre-auto-gc", "pre-receive", "proc-receive", "reference-transaction", "update",
)  # fmt: skip


def a_history(repo: Repo) -> list[str]:
    """
    a - b - d    main, v1.1.0 annotated; v1.0.0 on a
     \\ c         topic
    """
    a = repo.commit(
        "PAY-1 a", files={"a.py": "1\n2\n", "b.dat": b"\0\1", ".gitattributes": "*.py diff=evil filter=evil\n"}
    )
    b = repo.commit("PAY-2 b", parents=[a], files={"a.py": "1\n3\n"})
    c = repo.commit("PAY-3 c", parents=[a], files={"c.txt": "c\n"}, branch="topic")
    d = repo.commit("PAY-4 d", parents=[b], files={"a.py": "1\n3\n4\n"}, branch="main")
    repo.tag("v1.0.0", a)
    repo.tag("v1.1.0", d, date=START + 90_000)
    return [a, b, c, d]


def configure(repo: Repo, text: str) -> None:
    with (repo.git_dir / "config").open("a") as config:
        config.write(text + "\n")


def program_at(path: Path, canary: Canary) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(canary.program, path)


def attributes(repo: Repo, text: str = "*.py diff=evil filter=evil\n") -> None:
    (repo.git_dir / "info").mkdir(exist_ok=True)
    (repo.git_dir / "info" / "attributes").write_text(text)


@dataclass(frozen=True)
class Trap:
    """How a repository is rigged, and the plain git command that springs it."""

    set_up: Callable[[Repo, Canary], None]
    sprung_by: tuple[str, ...] | None = None
    """None where this git has no command that would: the trap is for others, older or newer."""


def fsmonitor(repo, canary):
    configure(repo, f"[core]\n\tfsmonitor = {canary}")


def included_configuration(repo, canary):
    (repo.git_dir / "more").write_text(f"[core]\n\tfsmonitor = {canary}\n")
    configure(repo, "[include]\n\tpath = more")


def worktree_configuration(repo, canary):
    configure(repo, "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tworktreeConfig = true")
    (repo.git_dir / "config.worktree").write_text(f"[core]\n\tfsmonitor = {canary}\n")


def textconv(repo, canary):
    attributes(repo)
    configure(repo, f'[diff "evil"]\n\ttextconv = {canary}\n\tcachetextconv = true')


def external_diff(repo, canary):
    configure(repo, f"[diff]\n\texternal = {canary}")


def diff_driver(repo, canary):
    attributes(repo)
    configure(repo, f'[diff "evil"]\n\tcommand = {canary}')


def signature_program(repo, canary):
    tip = repo.git("rev-parse", "main")
    body = repo.git_bytes("cat-file", "commit", tip)
    signature = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n"
    signed = repo.raw_commit(body.replace(f"parent {repo.git('rev-parse', 'main~1')}".encode(), f"parent {tip}".encode())
                             .replace(b"\n\n", b"\n" + signature + b"\n", 1))  # fmt: skip
    repo.branch("main", signed)
    configure(repo, f"[log]\n\tshowSignature = true\n[gpg]\n\tprogram = {canary}")


def hooks(repo, canary):
    for name in HOOKS:
        program_at(repo.git_dir / "hooks" / name, canary)


def hooks_path(repo, canary):
    for name in HOOKS:
        program_at(canary.folder / "elsewhere" / name, canary)
    configure(repo, f"[core]\n\thooksPath = {canary.folder / 'elsewhere'}")


def filters(repo, canary):
    attributes(repo)
    configure(repo, f'[filter "evil"]\n\tsmudge = {canary}\n\tclean = {canary}\n\trequired = true')


def filter_process(repo, canary):
    attributes(repo)
    configure(repo, f'[filter "evil"]\n\tprocess = {canary}')


def ssh_command(repo, canary):
    configure(repo, f'[core]\n\tsshCommand = {canary}\n[remote "origin"]\n\turl = ssh://host.invalid/x')


def git_proxy(repo, canary):
    configure(repo, f'[core]\n\tgitProxy = {canary}\n[remote "origin"]\n\turl = git://host.invalid/x')


def credential_helper(repo, canary):
    configure(
        repo,
        f"[credential]\n\thelper = {canary}\n[core]\n\taskPass = {canary}\n\tpager = {canary}\n\teditor = {canary}",
    )


def external_remote(repo, canary):
    configure(repo, f'[protocol "ext"]\n\tallow = always\n[remote "origin"]\n\turl = ext::{canary} %S')


def rewritten_address(repo, canary):
    configure(
        repo, f'[protocol "ext"]\n\tallow = always\n[url "ext::{canary} "]\n\tinsteadOf = {repo.path}\n\tinsteadOf = /'
    )


def upload_pack_of_remote(repo, canary):
    configure(repo, f'[remote "origin"]\n\turl = {repo.path}\n\tuploadpack = {canary}\n\treceivepack = {canary}')


def pack_objects_hook(repo, canary):
    configure(repo, f"[uploadpack]\n\tpackObjectsHook = {canary}")


def lazy_fetch(repo, canary):
    """The contents of c.txt are gone, and the remote that promises them is a program."""
    configure(
        repo,
        "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n"
        f'[protocol "ext"]\n\tallow = always\n[remote "origin"]\n\turl = ext::{canary} %S\n\tpromisor = true',
    )
    blob = repo.git("rev-parse", "topic:c.txt")
    (repo.git_dir / "objects" / blob[:2] / blob[2:]).unlink()


def alternate_refs_command(repo, canary):
    other = Repo(repo.path.parent / "lender", bare=True)
    other.commit("new", branch="main")
    (repo.git_dir / "objects" / "info").mkdir(exist_ok=True)
    (repo.git_dir / "objects" / "info" / "alternates").write_text(f"{other.git_dir / 'objects'}\n")
    configure(repo, f'[core]\n\talternateRefsCommand = {canary}\n[remote "origin"]\n\turl = {other.path}')


def submodules(repo, canary):
    """A submodule whose address and path are options, fetched along by default."""
    modules = f'[submodule "-u"]\n\tpath = -u\n\turl = --upload-pack={canary}\n\tupdate = !{canary}\n'
    tip = repo.git("rev-parse", "topic")
    repo.commit("add", parents=[tip], branch="topic",
                files={".gitmodules": modules, "-u": Entry("160000", tip.encode())})  # fmt: skip
    configure(
        repo,
        f'[submodule]\n\trecurse = true\n[fetch]\n\trecurseSubmodules = true\n[submodule "-u"]\n\tupdate = !{canary}',
    )


def names_for_a_shell(repo, canary):
    tip = repo.git("rev-parse", "main")
    for name in ("--all", "-x", f"--upload-pack={canary}", ";id", "$(id)", "`id`", "|id", "a\u202egpj.exe", "'"):
        repo.branch(name, tip)
        repo.tag(name, tip)
    repo.tag(f"--output={canary.folder.name}", tip)
    repo.tag("--exec=id", tip)


TRAPS = {
    "fsmonitor": Trap(fsmonitor, ("status",)),
    "include.path": Trap(included_configuration, ("status",)),
    "config.worktree": Trap(worktree_configuration, ("status",)),
    "textconv": Trap(textconv, ("log", "-p")),
    "diff.external": Trap(external_diff, ("diff", "main~1", "main")),
    "diff driver": Trap(diff_driver, ("diff", "main~1", "main")),
    "gpg.program": Trap(signature_program, ("log",)),
    "hooks": Trap(hooks, ("update-ref", "refs/other/x", "main")),
    "core.hooksPath": Trap(hooks_path, ("update-ref", "refs/other/x", "main")),
    "filters": Trap(filters, ("archive", "--output=/dev/null", "main")),
    "filter process": Trap(filter_process, ("archive", "--output=/dev/null", "main")),
    "core.sshCommand": Trap(ssh_command, ("fetch", "origin")),
    "core.gitProxy": Trap(git_proxy, ("fetch", "origin")),
    "credential.helper": Trap(credential_helper),
    "ext:: remote": Trap(external_remote, ("fetch", "origin")),
    "insteadOf": Trap(rewritten_address, ("ls-remote", "/somewhere")),
    "remote.uploadpack": Trap(upload_pack_of_remote, ("fetch", "origin")),
    "packObjectsHook": Trap(pack_objects_hook),
    "promisor": Trap(lazy_fetch, ("log", "-p", "topic")),
    "alternateRefsCommand": Trap(alternate_refs_command, ("fetch", "origin")),
    "submodules": Trap(submodules),
    "names": Trap(names_for_a_shell),
}


@pytest.fixture(scope="module")
def rigged(tmp_path_factory) -> dict[str, tuple[Repo, Truth, Canary]]:
    """One repository for each trap, with the truth about it taken before it was rigged."""
    made = {}
    for name, trap in TRAPS.items():
        folder = tmp_path_factory.mktemp("trap")
        canary, repo = Canary(folder), Repo(folder / "source")
        a_history(repo)
        if trap.set_up in (signature_program, submodules, names_for_a_shell):
            trap.set_up(repo, canary)
            truth = Truth.of(repo)
        else:
            truth = Truth.of(repo)
            trap.set_up(repo, canary)
        made[name] = repo, truth, canary
    return made


@pytest.fixture(scope="module")
def synced(rigged, tmp_path_factory) -> Found:
    root = tmp_path_factory.getbasetemp()
    data_dir = tmp_path_factory.mktemp("traps-read") / "data"
    with nothing_written_outside(root, data_dir):
        return read(data_dir, {name: repo.path for name, (repo, _, _) in rigged.items()})


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_runs_no_program_and_hides_no_commit(rigged, synced, name):
    _, truth, canary = rigged[name]
    assert canary.is_silent, canary.sung.read_text()
    if name == "promisor":
        truth.changes.update({key: -count for key, count in truth.changes.items() if key[1] == "c.txt"})
        truth = Truth(truth.parents, +truth.changes + synced_unknown(synced, name))
    synced.assert_has(name, truth)


def synced_unknown(synced, name):
    """c.txt was added by one commit, and nobody can tell how many lines it has."""
    unknown = {key: n for key, n in synced.file_changes(name).items() if key[1] == "c.txt"}
    assert [(key[2:], n) for key, n in unknown.items()] == [((None, None), 1)]
    return type(synced.file_changes(name))(unknown)


@pytest.mark.parametrize("name", [name for name, trap in TRAPS.items() if trap.sprung_by])
def test_the_trap_is_sharp_plain_git_runs_the_program(rigged, synced, tmp_path, name):
    repo, _, canary = rigged[name]
    copy = tmp_path / "copy"
    shutil.copytree(repo.path, copy, symlinks=True)
    plain = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GIT_ALLOW_PROTOCOL": "ext:file:ssh:git"}
    subprocess.run(["git", *TRAPS[name].sprung_by], cwd=copy, env=plain, capture_output=True, check=False, timeout=30)
    assert not canary.is_silent
    canary.sung.unlink()


def test_names_that_are_options_are_kept_as_names(synced, rigged):
    tags = synced.tags("names")
    assert {"--all", "-x", "--exec=id", ";id", "$(id)", "`id`", "|id", "a\u202egpj.exe", "'"} <= tags.keys()
    assert {tag["target_type"] for tag in tags.values()} == {"commit"}


def test_a_trap_in_the_environment_of_the_sync_is_not_inherited(tmp_path, monkeypatch):
    """The user's shell and home may be rigged too: GIT_* variables and ~/.gitconfig with programs of all kinds."""
    canary, repo, home = Canary(tmp_path), Repo(tmp_path / "source"), tmp_path / "home"
    a_history(repo)
    truth = Truth.of(repo)
    home.mkdir()
    (home / ".gitconfig").write_text(
        f"[core]\n\tfsmonitor = {canary}\n\tsshCommand = {canary}\n\tattributesFile = {home}/attributes\n\tpager = {canary}\n"
        f"\thooksPath = {home}/hooks\n\talternateRefsCommand = {canary}\n[uploadpack]\n\tpackObjectsHook = {canary}\n"
        f'[diff]\n\texternal = {canary}\n[diff "evil"]\n\ttextconv = {canary}\n[log]\n\tshowSignature = true\n'
        f'[gpg]\n\tprogram = {canary}\n[protocol "ext"]\n\tallow = always\n[url "ext::{canary} "]\n\tinsteadOf = /\n'
    )
    (home / "attributes").write_text("* diff=evil -text\n*.txt binary\n")
    for name in HOOKS:
        program_at(home / "hooks" / name, canary)
    trace = tmp_path / "trace"
    for name, value in {
        "HOME": home, "XDG_CONFIG_HOME": home, "GIT_CONFIG_GLOBAL": home / ".gitconfig", "GIT_DIR": home,
        "GIT_EXTERNAL_DIFF": canary, "GIT_SSH_COMMAND": canary, "GIT_SSH": canary, "GIT_PROXY_COMMAND": canary,
        "GIT_ASKPASS": canary, "GIT_PAGER": canary, "PAGER": canary, "GIT_EDITOR": canary, "GIT_TRACE": trace,
        "GIT_TRACE2": trace, "GIT_TRACE_PACKET": trace, "GIT_TEMPLATE_DIR": home, "GIT_OBJECT_DIRECTORY": home,
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": canary,
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor={canary}'", "GIT_NAMESPACE": "other", "GIT_ALLOW_PROTOCOL": "ext",
        "GIT_WORK_TREE": home, "GIT_ALTERNATE_OBJECT_DIRECTORIES": home, "GIT_SHALLOW_FILE": home / "shallow",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))

    with nothing_written_outside(tmp_path, tmp_path / "data"):
        found = read(tmp_path / "data", {"one": repo.path})

    assert canary.is_silent
    found.assert_has("one", truth)
    assert len(found.tags("one")) == 2


# Traps that run nothing but tell another history.


def replace_ref(repo, _canary):
    """main's tip is replaced by its root: plain git sees one commit instead of three."""
    repo.ref(f"refs/replace/{repo.git('rev-parse', 'main')}", repo.git("rev-parse", "v1.0.0"))


def graft(repo, _canary):
    (repo.git_dir / "info").mkdir(exist_ok=True)
    (repo.git_dir / "info" / "grafts").write_text(f"{repo.git('rev-parse', 'main')}\n")


def lying_commit_graph(repo, _canary):
    """The commit-graph says that no commit has a parent."""
    repo.git("commit-graph", "write", "--reachable")
    path = repo.git_dir / "objects" / "info" / "commit-graph"
    path.chmod(0o644)
    content = bytearray(path.read_bytes()[:-20])
    chunks = {bytes(content[8 + 12 * n : 12 + 12 * n]): struct.unpack(">Q", content[12 + 12 * n : 20 + 12 * n])[0]
              for n in range(content[6])}  # fmt: skip
    for commit in range(4):
        start = chunks[b"CDAT"] + 36 * commit + 20
        content[start : start + 8] = struct.pack(">II", 0x70000000, 0x70000000)
    path.write_bytes(content + sha1(content, usedforsecurity=False).digest())


def hidden_refs(repo, _canary):
    configure(repo, "[transfer]\n\thideRefs = refs/heads/topic\n[uploadpack]\n\thideRefs = refs/tags")


def attributes_beside(repo, _canary):
    attributes(repo, "*.py binary\n*.txt -diff\n*.dat diff text\n")


def presentation(repo, _canary):
    configure(
        repo,
        "[log]\n\tdate = relative\n\tmailmap = true\n\tfollow = true\n\tdecorate = full\n[format]\n\tpretty = oneline\n"
        "[i18n]\n\tlogOutputEncoding = UTF-16\n[diff]\n\trenames = copies\n\tnoprefix = true\n\tignoreSubmodules = all\n"
        "\torderFile = /dev/null\n\talgorithm = patience\n\trelative = true\n[core]\n\tquotePath = true\n\tabbrev = 4\n"
        "\tprecomposeUnicode = true\n\tignoreCase = true\n[color]\n\tui = always\n[mailmap]\n\tfile = ../mailmap\n"
        "[notes]\n\tdisplayRef = *\n",
    )
    (repo.path / "mailmap").write_text("Somebody Else <else@example.org> <ada@example.org>\n")


def borrowed_objects(repo, _canary):
    """All objects lie in another repository, named by a relative path."""
    other = Repo(repo.path.parent / "lender", bare=True)
    shutil.rmtree(other.git_dir / "objects")
    shutil.move(repo.git_dir / "objects", other.git_dir / "objects")
    (repo.git_dir / "objects" / "info").mkdir(parents=True)
    (repo.git_dir / "objects" / "info" / "alternates").write_text("../../../lender/objects\n")


def linked_parts(repo, _canary):
    """objects, refs and config are links to places outside."""
    elsewhere = repo.path.parent / "elsewhere"
    elsewhere.mkdir()
    for part in ("objects", "refs", "config"):
        shutil.move(repo.git_dir / part, elsewhere / part)
        (repo.git_dir / part).symlink_to(elsewhere / part)


def git_file(repo, _canary):
    """.git is a file that points elsewhere."""
    shutil.move(repo.git_dir, repo.path.parent / "real")
    (repo.path / ".git").write_text("gitdir: ../real\n")


def work_tree_elsewhere(repo, canary):
    elsewhere = canary.folder / "tree"
    elsewhere.mkdir()
    (elsewhere / ".gitattributes").write_text("* binary\n")
    configure(repo, f"[core]\n\tworktree = {elsewhere}\n\tbare = false")


LIES = {
    "replace ref": replace_ref, "graft": graft, "commit-graph": lying_commit_graph, "hidden refs": hidden_refs,
    "info/attributes": attributes_beside, "presentation": presentation, "alternates": borrowed_objects,
    "links": linked_parts, ".git file": git_file, "core.worktree": work_tree_elsewhere,
}  # fmt: skip


@pytest.fixture(scope="module")
def lies(tmp_path_factory):
    sources, truths, canaries = {}, {}, {}
    for name, set_up in LIES.items():
        folder = tmp_path_factory.mktemp("lie")
        canaries[name], repo = Canary(folder), Repo(folder / "source")
        a_history(repo)
        truths[name] = Truth.of(repo)
        set_up(repo, canaries[name])
        sources[name] = repo.path
    data_dir = tmp_path_factory.mktemp("lies-read") / "data"
    with nothing_written_outside(tmp_path_factory.getbasetemp(), data_dir):
        return read(data_dir, sources), truths


@pytest.mark.parametrize("name", LIES)
def test_a_repository_that_tells_git_another_history_is_read_as_it_is(lies, name):
    found, truths = lies
    found.assert_has(name, truths[name])
    assert set(found.tags(name)) == {"v1.0.0", "v1.1.0"}
    assert found.rows("select name, email from raw.git_people join raw.git_repositories using (repository_id) "
                      "where repository = $source", source=name) == [("Ada Lovelace", "ada@example.org")]  # fmt: skip


@pytest.mark.parametrize("name", ["replace ref", "graft", "commit-graph"])
def test_the_lie_is_believed_by_plain_git(tmp_path, name):
    """Without the lie main has 3 commits and topic adds one: 4 in all."""
    repo = Repo(tmp_path / "source")
    a_history(repo)
    LIES[name](repo, Canary(tmp_path))
    plain = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    counted = subprocess.run(["git", "rev-list", "--count", "--branches", "--tags"], cwd=repo.path, env=plain,
                             capture_output=True, text=True, check=True)  # fmt: skip
    assert int(counted.stdout) < 4


def test_a_work_tree_made_by_git_worktree_is_read_as_its_repository(tmp_path):
    repo = Repo(tmp_path / "source")
    a_history(repo)
    repo.git("worktree", "add", "--quiet", "--no-checkout", "--detach", str(tmp_path / "second"), "topic")
    truth = Truth.of(repo)
    read(tmp_path / "data", {"second": tmp_path / "second"}).assert_has("second", truth)
