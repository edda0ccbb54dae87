"""Commits with odd people, dates and words: each is one row, and says no more than git knows.

All of them are one line of history in one repository, read once.
"""

from collections import Counter
from datetime import timedelta

import pytest

from ingest.git_land import MESSAGE_LIMIT
from ingest.sync import Models
from metrics.build import build
from metrics.settings import MetricSettings
from tests.ingest.hostile.harness import NOW, Truth, read
from tests.support.git_repo import Repo

ADA = b"Ada <ada@example.org> 1700000000 +0000"


def a_commit(message=b"m\n", *, author=b"author " + ADA, committer=b"committer " + ADA, more=b"", gap=b"\n\n"):
    """The body of a commit but for tree and parent."""
    return b"\n".join(line for line in (author, committer, more.rstrip(b"\n")) if line) + gap + message


def by(person):
    """Written and committed by `person`, a line as it stands in the object."""
    return a_commit(author=b"author " + person, committer=b"committer " + person)


def encoded(encoding, name, message):
    person = name + b" <x@example.org> 1700000000 +0000"
    return a_commit(message, author=b"author " + person, committer=b"committer " + person, more=b"encoding " + encoding)


PEOPLE = {
    "plain": (by(ADA), "Ada", "ada@example.org"),
    "no address": (by(b"Ada 1700000000 +0000"), "", ""),
    "empty address": (by(b"Ada <> 1700000000 +0000"), "Ada", ""),
    "empty name": (by(b"<ada@example.org> 1700000000 +0000"), "", "ada@example.org"),
    "nothing at all": (by(b""), "", ""),
    "only brackets": (by(b"<> 1700000000 +0000"), "", ""),
    "brackets in name": (by(b"A<d>a <ada@example.org> 1700000000 +0000"), "A", "d"),
    "address in address": (by(b"Ada <ada <ada@example.org>> 1700000000 +0000"), "Ada", "ada <ada@example.org"),
    "no line of author": (a_commit(author=b""), "", ""),
    "tab and quotes": (by(b"A\td\"a' <a@x> 1700000000 +0000"), "A\td\"a'", "a@x"),
    "carriage return": (by(b"A\rda <a@x> 1700000000 +0000"), "A\rda", "a@x"),
    "unit separators": (by(b"A\x1fd\x1ea\x1c <a@x> 1700000000 +0000"), "A\x1fd\x1ea\x1c", "a@x"),
    "terminal codes": (by(b"\x1b[31mAda\x1b[0m <a@x> 1700000000 +0000"), "\x1b[31mAda\x1b[0m", "a@x"),
    "bidi": (by("\u202eadA\u202c <a@x> 1700000000 +0000".encode()), "\u202eadA\u202c", "a@x"),
    "very long": (by(b"A" * 30_000 + b" <a@x> 1700000000 +0000"), "A" * 30_000, "a@x"),
    "signature with an author in it": (
        a_commit(more=b"gpgsig -----BEGIN\n author Eve <eve@x> 1 +0000\n \n parent 1\n -----END"), "Ada", "ada@example.org",
    ),
    "folded unknown header": (a_commit(more=b"x-note one\n two\n author Eve <e@x> 1 +0000"), "Ada", "ada@example.org"),
    "merge tag header": (a_commit(more=b"mergetag object 1\n type commit\n tagger Eve <e@x> 1 +0000"), "Ada", "ada@example.org"),
    "latin-1": (by(b"J\xf8rgen <j@x> 1700000000 +0000"), "J\u00f8rgen", "j@x"),
    "latin-1 address": (by(b"Ada <j\xf8@x> 1700000000 +0000"), "Ada", "j\u00f8@x"),
    "lone surrogate": (by(b"A\xed\xa0\x80 <a@x> 1700000000 +0000"), "A\u00ed\u00a0\x80", "a@x"),
    "overlong": (by(b"A\xc0\xaf <a@x> 1700000000 +0000"), "A\u00c0\u00af", "a@x"),
    "beyond unicode": (by(b"A\xf7\xbf\xbf\xbf <a@x> 1700000000 +0000"), "A\u00f7\u00bf\u00bf\u00bf", "a@x"),
    "encoding told": (encoded(b"ISO-8859-1", b"J\xf8rgen", b"\xf8\n"), "J\u00f8rgen", "x@example.org"),
    "japanese": (encoded(b"ISO-2022-JP", b"\x1b$BF|K\\\x1b(B", b"\x1b$BF|K\\\x1b(B\n"), "\u65e5\u672c", "x@example.org"),
    "encoding unknown": (encoded(b"X-KLINGON", "J\u00f8rgen".encode(), b"m\n"), "J\u00f8rgen", "x@example.org"),
    "encoding is a lie": (encoded(b"UTF-8", b"J\xf8rgen", b"m\n"), "J\u00f8rgen", "x@example.org"),
    "encoding is junk": (encoded(b"\xff; rm -rf /", b"Ada", b"m\n"), "Ada", "x@example.org"),
}  # fmt: skip

FAR = 99_999_999_999_999
DATES = {
    "plain": (b"1700000000 +0000", 1_700_000_000, 0),
    "zero": (b"0 +0000", 0, 0),
    "2106": (b"4294967296 +0000", 4_294_967_296, 0),
    "year 9999": (b"253402300799 +0000", 253_402_300_799, 0),
    "year 10000": (b"253402300800 +0000", 253_402_300_800, 0),
    "year three million": (b"%d +0000" % FAR, FAR, 0),
    "negative": (b"-86400 +0000", None, None),
    "missing": (b"", None, None),
    "no zone": (b"1700000000", None, None),
    "words": (b"yesterday +0000", None, None),
    "half an hour west": (b"1700000000 -0330", 1_700_000_000, -210),
    "no sign of minutes": (b"1700000000 -0015", 1_700_000_000, -15),
    "zone of two days": (b"1700000000 +9999", 1_700_000_000, 6_039),
    "zone of five digits": (b"1700000000 +51800", 1_700_000_000, None),
    "zone of eight digits": (b"1700000000 +51800000", 1_700_000_000, None),
    "zone of junk": (b"1700000000 GMT", None, None),
}  # fmt: skip
OVERFLOWING = {
    "2^63": b"9223372036854775808 +0000",
    "2^64": b"18446744073709551616 +0000",
    "30 digits": b"9" * 30 + b" +0000",
}

LONG = "PAY-7 " + "x" * 100_000
HUGE = "PAY-8\n" + "PAY-9 and words, Reviewed-by nobody\n" * 570_000
MESSAGES = {
    "plain": (b"PAY-1 subject\n\nbody\n", "PAY-1 subject\n\nbody\n"),
    "empty": (b"", ""),
    "only newlines": (b"\n\n\n", "\n\n\n"),
    "no newline at the end": (b"subject", "subject"),
    "carriage returns and newlines": (b"one\r\n\r\ntwo\r\n", "one\r\n\r\ntwo\r\n"),
    "only carriage returns": (b"one\rtwo\r\rthree", "one\rtwo\r\rthree"),
    "unicode line ends": ("a\u2028b\u2029c\x85d\x0be\x0cf\n".encode(), "a\u2028b\u2029c\x85d\x0be\x0cf\n"),
    "terminal codes": (b"\x1b]0;owned\x07\x1b[2J\x08\x7f\n", "\x1b]0;owned\x07\x1b[2J\x08\x7f\n"),
    "markup": (b"<script>alert(1)</script> ![x](http://x) =1+1 | $$x$$\n", "<script>alert(1)</script> ![x](http://x) =1+1 | $$x$$\n"),
    "bidi": ("\u202etxt.exe\u2066\n".encode(), "\u202etxt.exe\u2066\n"),
    "separators": (b"\x1e\x1f\x1c\x1d\x01|,\t;'\"\n", "\x1e\x1f\x1c\x1d\x01|,\t;'\"\n"),
    "a whole forged record": (
        b"x\n\ncommit " + b"1" * 40 + b"\ntree " + b"2" * 40 + b"\nauthor Eve <e@x> 1 +0000\n\nforged\n:100644 100644 1 2 M\tf\n",
        "x\n\ncommit " + "1" * 40 + "\ntree " + "2" * 40 + "\nauthor Eve <e@x> 1 +0000\n\nforged\n:100644 100644 1 2 M\tf\n",
    ),
    "format words": (b"%H%x00%an %(trailers) $Format:%H$\n", "%H%x00%an %(trailers) $Format:%H$\n"),
    "nul": (b"before\0after\n", "before"),
    "nul first": (b"\0after\n", ""),
    "latin-1": (b"caf\xe9\n", "caf\u00e9\n"),
    "half utf-8": ("caf\u00e9".encode() + b"\xe9\n", "caf\u00c3\u00a9\u00e9\n"),
    "astral": ("\U0001f680\U0010ffff\n".encode(), "\U0001f680\U0010ffff\n"),
    "byte order mark": (b"\xef\xbb\xbfPAY-2\n", "\ufeffPAY-2\n"),
    "subject of 100 kB": (LONG.encode(), LONG[:MESSAGE_LIMIT]),
    "20 MB": (HUGE.encode(), HUGE[:MESSAGE_LIMIT]),
}  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    repo = Repo(tmp_path_factory.mktemp("odd") / "source")
    tree = repo.tree({"f": "1\n"})
    bodies = {("person", name): case[0] for name, case in PEOPLE.items()}
    bodies |= {("date", name): by(b"Ada <ada@example.org> " + case[0]) for name, case in DATES.items()}
    bodies |= {("date", name): by(b"Ada <ada@example.org> " + line) for name, line in OVERFLOWING.items()}
    bodies |= {("message", name): a_commit(case[0]) for name, case in MESSAGES.items()}
    bodies |= {("more", name): body for name, body in MORE.items()}
    shas, parent = {}, b""
    for case, body in bodies.items():
        shas[case] = repo.raw_commit(f"tree {tree}\n".encode() + parent + body)
        parent = f"parent {shas[case]}\n".encode()
    repo.branch("main", shas[case])
    return repo, read(repo.path.parent / "data", {"odd": repo.path}), shas


MORE = {
    "author twice": a_commit(author=b"author " + ADA + b"\nauthor Eve <eve@x> 1600000000 +0000"),
    "nul in header": a_commit(more=b"x-note a\0b"),
    "no blank line": a_commit(b"", gap=b"\n"),
    "ends in a header": a_commit(b"", gap=b""),
    "utf-16": encoded(b"UTF-16", b"Ada", b"message\n"),
    "utf-7 nul": encoded(b"UTF-7", b"A+AAA-da", b"a+AAA-b\n"),
    "utf-7 newline": encoded(b"UTF-7", b"A+AAo-author Eve", b"a+AAo-b\n"),
    "ebcdic": encoded(b"EBCDIC-US", b"Ada", b"message\n"),
}

FIELDS = (
    "select {} from raw.git_commits join raw.git_messages using (commit_id) "
    "join raw.git_people as author on author.person_id = author_id "
    "join raw.git_people as committer on committer.person_id = committer_id where lower(hex(sha)) = $sha"
)


def test_every_commit_is_one_row_with_its_parent(odd):
    repo, found, _ = odd
    found.assert_has("odd", Truth.of(repo))
    assert found.one("select count(*) from raw.git_messages") == found.one("select count(*) from raw.git_commits")


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_is_named_as_git_names_them(odd, name):
    _, found, shas = odd
    _, person, address = PEOPLE[name]
    [(author, author_address, committer)] = found.rows(
        FIELDS.format("author.name, author.email, committer.name"), sha=shas["person", name]
    )
    assert (author, author_address) == (person, address)
    if name != "no line of author":
        assert committer == person


@pytest.mark.parametrize("name", DATES)
def test_a_date_is_seconds_and_minutes_east_or_unknown(odd, name):
    _, found, shas = odd
    _, epoch, minutes = DATES[name]
    columns = "authored_epoch, authored_tz_minutes, committed_epoch, committed_tz_minutes"
    assert found.rows(FIELDS.format(columns), sha=shas["date", name]) == [(epoch, minutes, epoch, minutes)]


@pytest.mark.parametrize("name", OVERFLOWING)
def test_a_date_that_overflows_is_the_zero_that_git_makes_of_it(odd, name):
    """1970, which every measure leaves out as doubtful."""
    _, found, shas = odd
    assert found.rows(FIELDS.format("authored_epoch, committed_epoch"), sha=shas["date", name]) == [(0, 0)]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_kept_to_the_letter_or_cut_with_its_true_size(odd, name):
    _, found, shas = odd
    raw, expected = MESSAGES[name]
    [(message, size)] = found.rows(FIELDS.format("message, message_bytes"), sha=shas["message", name])
    assert message == expected
    assert size == (len(expected) if name.startswith("nul") else len(raw))


@pytest.mark.parametrize(("case", "damaged"), [
    (("person", "latin-1"), True), (("person", "lone surrogate"), True), (("person", "overlong"), True),
    (("person", "encoding told"), False), (("person", "encoding is a lie"), True), (("person", "plain"), False),
    (("message", "latin-1"), True), (("message", "half utf-8"), True), (("message", "astral"), False),
])  # fmt: skip
def test_text_that_had_to_be_guessed_is_marked(odd, case, damaged):
    _, found, shas = odd
    assert found.rows(FIELDS.format("is_text_damaged"), sha=shas[case]) == [(damaged,)]


@pytest.mark.parametrize("name", MORE)
def test_a_commit_that_no_git_wrote_is_told_as_git_log_tells_it(odd, name):
    """What git makes of it is git's business; what it prints lands in the right columns."""
    repo, found, shas = odd
    sha = shas["more", name]
    printed = repo.git_bytes(
        "log", "-1", "--encoding=UTF-8", "--date=raw", "--format=%an%x00%ae%x00%ad%x00%cn%x00%B%x00", sha
    )
    author, address, date, committer, message = printed.decode().split("\0")[:5]
    [row] = found.rows(FIELDS.format("author.name, author.email, authored_epoch, committer.name, message"), sha=sha)
    assert row[:4] == (author, address, int(date.split()[0]) if date else None, committer)
    if name not in ("no blank line", "ends in a header"):  # git reads past the end of these and prints what it finds
        assert row[4] == message


def test_a_key_is_read_only_where_all_of_it_stands(tmp_path):
    """
    message                          keys
    PAY-1, (PAY-2)  #PAY-3           all three
    xPAY-4  PAY_5-6  pay-7           PAY_5-6 alone: the others are part of a word, or no capitals
    P<zero width>AY-8                AY-8: what stands before it is no letter, and AY is nobody's project
    UTF-8                            as written; that it is no project is told by the models
    """
    repo = Repo(tmp_path / "source")
    expected = {
        "PAY-1, (PAY-2)  #PAY-3": {"PAY-1", "PAY-2", "PAY-3"}, "xPAY-4  PAY_5-6  pay-7": {"PAY_5-6"},
        "P\u200bAY-8": {"AY-8"}, "UTF-8": {"UTF-8"}, "\u202ePAY-9\u202c": {"PAY-9"}, "PAY-10\u0662": {"PAY-10"},
        "A" * 80 + "-1": set(), "PAY-11\0PAY-12": {"PAY-11"}, "PAY\u201113": set(), "line\rPAY-14\u2028PAY-15": {"PAY-14", "PAY-15"},
    }  # fmt: skip
    shas = {message: repo.commit(message, branch=f"b{n}") for n, message in enumerate(expected)}
    found = read(tmp_path / "data", {"one": repo.path})
    for message, keys in expected.items():
        rows = found.rows("select issue_key from raw.git_issue_keys join raw.git_commits using (commit_id) "
                          "where lower(hex(sha)) = $sha", sha=shas[message])  # fmt: skip
        assert Counter(key for (key,) in rows) == Counter(keys), message


def test_a_mailmap_merges_nobody_here(tmp_path):
    """Two addresses are two people in raw tables, whatever the repository's .mailmap says."""
    repo = Repo(tmp_path / "source")
    a = repo.commit(
        "a", author="Ada <ada@old.example>", files={".mailmap": "Ada Lovelace <ada@example.org> <ada@old.example>\n"}
    )
    repo.commit("b", parents=[a], author="Ada Lovelace <ada@example.org>", branch="main")
    found = read(tmp_path / "data", {"one": repo.path})
    assert sorted(found.rows("select name, email from raw.git_people")) == [
        ("Ada", "ada@old.example"), ("Ada Lovelace", "ada@example.org")
    ]  # fmt: skip


def test_the_models_bear_every_odd_commit_and_lose_none(odd, tmp_path):
    """The real build on top of it all: each commit is in main.commits, and none has a lead time it cannot have."""
    repo, _, shas = odd
    repo.tag("v1.0.0", shas["message", "plain"], date=1_700_500_000)
    repo.tag("v2.0.0", repo.git("rev-parse", "main"), date=253_402_300_799)
    for number, case in enumerate(shas):
        repo.tag(f"v1.0.{number + 1}", shas[case])
    models = Models(lambda con, now: build(con, MetricSettings(), now=now) and None, "real")
    found = read(tmp_path / "data", {"odd": repo.path}, models=models, now=NOW + timedelta(days=1))
    assert {sha for (sha,) in found.rows("select sha from main.commits")} == set(shas.values())
    assert found.one("select count(*) from main.tags") == len(shas) + 2
    doubtful = {"zero", "2106", "year 9999", "year 10000", "year three million", "negative", "missing", *OVERFLOWING}
    for name in doubtful:
        assert found.rows("select lead_time_hours from main.commits where sha = $sha", sha=shas["date", name]) == [
            (None,)
        ]
    for (metric,) in found.rows("select distinct metric_id from meta.definitions"):
        found.rows(f"from metric.{metric}(grain := 'month', breakdown := 'service')")
