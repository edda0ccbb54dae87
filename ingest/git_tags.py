"""What each tag points at, through tags of tags, and who made it when."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.errors import SourceRefused
from ingest.git_client import Git
from ingest.git_mirror import Ref
from ingest.git_text import decode
from ingest.text import printable

_TAGGER = re.compile(rb"^(.*?) ?<([^>\n]*)>(?: (-?\d{1,20}) (?:([+-]\d{4})(?!\d)|[+-]\d))?")
_OBJECT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PEEL_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as git has it. Lands in raw.git_tags."""

    tag_name: str
    target_type: str
    """commit, tree, blob, or missing."""
    target_sha: str
    is_annotated: bool
    tagger_name: str | None
    tagger_email: str | None
    tagged_epoch: int | None
    """The tagger's own date; None for a lightweight tag or one without a tagger."""
    tagged_tz_minutes: int | None
    subject: str | None


@dataclass(slots=True)
class _TagObject:
    target_sha: str
    name: str | None
    email: str | None
    epoch: int | None
    tz_minutes: int | None
    subject: str


def display_name(ref_name: str) -> str:
    """Return a ref's name as text: bytes that are not UTF-8 are read as Latin-1."""
    return printable(ref_name)


def read_tags(git: Git, refs: Iterable[Ref], types: dict[str, str]) -> list[Tag]:
    """Return one `Tag` per ref under refs/tags, peeled to what it ends at; `types` has the type of each ref."""
    tags = [ref for ref in refs if ref.name.startswith("refs/tags/")]
    known = {ref.sha: types[ref.sha] for ref in tags}
    objects = _tag_objects(git, known)
    return [_tag(ref, known, objects) for ref in tags]


def object_types(git: Git, shas: Iterable[str]) -> dict[str, str]:
    """Return the type (commit, tag, tree, blob, missing) of each object."""
    asked = sorted(shas)
    if not asked:
        return {}
    printed = git.output("cat-file", "--batch-check", "--buffer", stdin="".join(f"{s}\n" for s in asked).encode())
    return {sha: line.split()[1].decode() for sha, line in zip(asked, printed.splitlines(), strict=True)}


def _tag_objects(git: Git, types: dict[str, str]) -> dict[str, _TagObject]:
    """Return every tag object among `types` and those they lead to; adds to `types` what they point at.

    A tag object names the type of its target, but that is its maker's word; git is asked what is there.
    """
    found: dict[str, _TagObject] = {}
    shas = {sha for sha, kind in types.items() if kind == "tag"}
    for _ in range(_PEEL_LIMIT):
        if not shas:
            return found
        read = dict(zip(sorted(shas), map(_parse_tag, _contents(git, sorted(shas))), strict=True))
        found |= read
        targets = {tag.target_sha for tag in read.values()}
        types |= object_types(git, targets - types.keys())
        shas = {sha for sha in targets if types[sha] == "tag"} - found.keys()
    raise SourceRefused(f"{git.name}: a tag of tags is more than {_PEEL_LIMIT} deep. Delete that tag in the source.")


def _contents(git: Git, shas: list[str]) -> list[bytes]:
    printed = git.output("cat-file", "--batch", "--buffer", stdin="".join(f"{s}\n" for s in shas).encode())
    contents, position = [], 0
    for _ in shas:
        header_end = printed.index(b"\n", position)
        header = printed[position:header_end].split()
        size = int(header[2]) if len(header) == 3 else 0
        contents.append(printed[header_end + 1 : header_end + 1 + size])
        position = header_end + 1 + (size + 1 if len(header) == 3 else 0)
    return contents


def _parse_tag(content: bytes) -> _TagObject:
    head, _, message = content.partition(b"\n\n")
    fields = dict(line.partition(b" ")[::2] for line in reversed(head.split(b"\n")))
    tagger = _TAGGER.match(fields.get(b"tagger", b""))
    epoch = tagger.group(3) if tagger else None
    target = fields.get(b"object", b"").decode("ascii", "replace")
    return _TagObject(
        target_sha=target if _OBJECT_ID.fullmatch(target) else "0" * 40,
        name=decode(tagger.group(1))[0] if tagger else None,
        email=decode(tagger.group(2))[0] if tagger else None,
        epoch=plausible_epoch(int(epoch)) if epoch else None,
        tz_minutes=tz_minutes(tagger.group(4)) if tagger and tagger.group(4) else None,
        subject=decode(message.split(b"\n", 1)[0])[0],
    )


def plausible_epoch(seconds: int) -> int | None:
    """Return `seconds` if a 64-bit column and a calendar of four-digit years can hold it."""
    return seconds if -62_135_596_800 < seconds < 253_402_300_800 else None


def tz_minutes(zone: bytes) -> int | None:
    """Return minutes east of UTC for a zone such as b'-0330'; None when a smallint cannot hold it."""
    minutes = int(zone[1:-2]) * 60 + int(zone[-2:])
    return None if minutes > 32_000 else -minutes if zone[:1] == b"-" else minutes


def _tag(ref: Ref, types: dict[str, str], objects: dict[str, _TagObject]) -> Tag:
    outer = objects.get(ref.sha)
    inner, sha, kind = outer, ref.sha, types[ref.sha]
    while inner is not None:
        sha = inner.target_sha
        kind = types.get(sha, "missing")
        inner = objects.get(sha)
    return Tag(
        tag_name=display_name(ref.name).removeprefix("refs/tags/"),
        target_type=kind if kind in ("commit", "tree", "blob") else "missing",
        target_sha=sha,
        is_annotated=outer is not None,
        tagger_name=outer.name if outer else None,
        tagger_email=outer.email if outer else None,
        tagged_epoch=outer.epoch if outer else None,
        tagged_tz_minutes=outer.tz_minutes if outer else None,
        subject=outer.subject if outer else None,
    )
