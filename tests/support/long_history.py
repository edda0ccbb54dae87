"""A long made-up history, written by git fast-import: for measuring, not for meaning."""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.support.git_repo import START, environment

_MINUTE = 60
_WORDS = ("retry", "ledger", "cache", "limit", "page", "export", "order", "refund", "queue", "token", "search", "audit")


def long_history(path: Path, commits: int, *, releases: int = 100, seed: int = 1) -> Path:
    """Make a bare repository of `commits` commits, a merge in twenty, and a release tag every so often.

    Messages are as long as real ones (some 450 bytes), with keys, trailers and now and then a revert.
    """
    subprocess.run(
        ["git", "init", "--quiet", "--bare", "--template=", "--initial-branch=main", path],
        check=True,
        env=environment(),
    )
    process = subprocess.Popen(
        ["git", f"--git-dir={path}", "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE, env=environment()
    )
    assert process.stdin is not None
    for chunk in _stream(commits, releases, random.Random(seed)):
        process.stdin.write(chunk)
    process.stdin.close()
    assert process.wait() == 0
    return path


def _stream(commits: int, releases: int, choose: random.Random) -> Iterator[bytes]:
    every = max(1, commits // releases)
    for mark in range(1, commits + 1):
        yield _commit(mark, choose)
        if mark % every == 0:
            yield _tag(mark, mark // every)


def _commit(mark: int, choose: random.Random) -> bytes:
    when = START + mark * 20 * _MINUTE
    person = b"Person %d <p%d@example.org>" % (n := choose.randrange(400), n)
    message = _message(mark, choose)
    path, content = b"src/m%d/f%d.py" % (choose.randrange(30), choose.randrange(200)), _content(choose)
    merged = b"merge :%d\n" % (mark - choose.randint(2, 40)) if mark > 50 and mark % 20 == 0 else b""
    from_ = b"from :%d\n" % (mark - 1) if mark > 1 else b""
    return b"".join((
        b"commit refs/heads/main\nmark :%d\n" % mark,
        b"author %s %d +0100\ncommitter %s %d +0000\n" % (person, when - choose.randrange(90_000), person, when),
        b"data %d\n%s\n" % (len(message), message), from_, merged,
        b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(content), content),
    ))  # fmt: skip


def _message(mark: int, choose: random.Random) -> bytes:
    words = " ".join(choose.choices(_WORDS, k=60))
    key = f"PAY-{choose.randrange(mark + 1)}: " if choose.random() < 0.8 else ""
    lines = [f"{key}{words[:50]}", "", *(words[at : at + 70] for at in range(0, 350, 70)), ""]
    if choose.random() < 0.5:
        lines.append(f"Reviewed-by: Person {choose.randrange(400)} <p@example.org>")
    return "\n".join(lines).encode()


def _content(choose: random.Random) -> bytes:
    return "".join(f"{choose.choice(_WORDS)} = {choose.randrange(9)}\n" for _ in range(choose.randint(5, 60))).encode()


def _tag(mark: int, number: int) -> bytes:
    name = f"v{number // 20 + 1}.{number % 20}.0"
    when = START + mark * 20 * _MINUTE + 3600
    return b"tag %s\nfrom :%d\ntagger Ada <ada@example.org> %d +0000\ndata 7\nrelease\n" % (name.encode(), mark, when)
