"""Lands what git says of one repository in raw.git_*, inside the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.duck import insert_rows, rows_as_arrow
from ingest.errors import SourceRefused
from ingest.git_mirror import Refs
from ingest.git_stream import Block
from ingest.git_tags import Tag, display_name
from ingest.git_text import Bytes, Flags, Indices, byte_strings, decode, whole_numbers
from ingest.sha_index import ShaIndex

MESSAGE_LIMIT = 65_536
_DATE = """
    case when odd_{0} is null then {0}_epoch else try_cast(split_part(odd_{0}, ' ', 1) as bigint) end,
    case when odd_{0} is null then {0}_zone else try_cast(case when odd_{0} like '% -%' then -1 else 1 end
        * (try_cast(odd_{0}[-4:-3] as integer) * 60 + try_cast(odd_{0}[-2:] as integer)
            + case when odd_{0}[-6:-6] = ' ' then 0 end) as smallint) end
"""
_USUAL_DATE = "{0}_epoch, {0}_zone"
_MESSAGE = f"""
    commit_id, case when message_bytes > {MESSAGE_LIMIT} then left(message, {MESSAGE_LIMIT}) else message end,
    message_bytes
"""
_REVERTED = r"""
    commit_id, unnest(regexp_extract_all(
        text, '[Tt]his reverts commits?[ \r\n\t]+<?([0-9a-f]{7,64})', 1)), null
"""
_FINDINGS_AT_ONCE = 2_048


def identify(repository_id: int, ordinals: Indices | npt.NDArray[np.int32]) -> Indices:
    """Return the ids (commit_id, person_id, path_id) of a repository's `ordinals`."""
    return (np.int64(repository_id) << np.int64(32)) | ordinals.astype(np.int64)


class People:
    """Names and addresses of one repository, each pair with one id."""

    def __init__(self, con: duckdb.DuckDBPyConnection, repository_id: int) -> None:
        self._con, self._repository_id = con, repository_id
        rows = con.execute(
            "select name, email, person_id & 4294967295 from raw.git_people where repository_id = $id",
            {"id": repository_id},
        ).fetchall()
        self._ordinals = {f"{name}\0{email}": int(ordinal) for name, email, ordinal in rows}
        self._landed = len(self._ordinals)

    def ids(self, pairs: pa.Array) -> tuple[Indices, Flags]:
        """Return a person_id per row of `name NUL address`, and whether it was not UTF-8.

        Python sees each distinct pair of a block once.
        """
        encoded = pairs.dictionary_encode()
        at = encoded.indices.to_numpy(zero_copy_only=False)
        distinct = [_decoded(pair) for pair in encoded.dictionary.to_pylist()]
        ordinals = [self._ordinals.setdefault(pair, len(self._ordinals)) for pair, _ in distinct]
        damaged = np.array([is_damaged for _, is_damaged in distinct], np.bool_)
        return identify(self._repository_id, np.array(ordinals, np.int64)[at]), damaged[at]

    def id(self, name: str, email: str) -> int:
        """Return the person_id of one pair."""
        ordinal = self._ordinals.setdefault(f"{name}\0{email}", len(self._ordinals))
        return int(identify(self._repository_id, np.array([ordinal]))[0])

    def land(self) -> None:
        """Insert the people who were not known before."""
        fresh = [pair.partition("\0") for pair in list(self._ordinals)[self._landed :]]
        if fresh:
            ordinals = np.arange(self._landed, len(self._ordinals))
            people = pa.table({
                "person_id": whole_numbers(identify(self._repository_id, ordinals)),
                "name": pa.array([name for name, _, _ in fresh], pa.string()),
                "email": pa.array([email for _, _, email in fresh], pa.string()),
            })  # fmt: skip
            insert_rows(self._con, "raw.git_people", people, f"person_id, {self._repository_id}, name, email")
        self._landed = len(self._ordinals)


def _decoded(pair: bytes) -> tuple[str, bool]:
    (name, is_whole), (email, is_whole_too) = (decode(part) for part in pair.split(b"\0"))
    return f"{name}\0{email}", not (is_whole and is_whole_too)


class CommitLanding:
    """Lands blocks of commits of one repository and then the edges between them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, repository_id: int, people: People, width: int) -> None:
        self._con, self._repository_id, self._people = con, repository_id, people
        self.index = ShaIndex(width)
        stored = rows_as_arrow(
            con,
            "select sha from raw.git_commits where repository_id = $id order by commit_id",
            {"id": repository_id},
        )
        if stored.num_rows:
            packed = np.frombuffer(b"".join(stored["sha"].to_pylist()), np.uint8)
            self.index.add(packed.reshape(-1, width))
        self.known_count = len(self.index)
        self._found: dict[str, list[pa.Table]] = {}
        self._counts: list[Indices] = []
        self._parents: list[Bytes] = []

    @property
    def new_count(self) -> int:
        """Commits landed by this object."""
        return len(self.index) - self.known_count

    def land(self, block: Block) -> None:
        """Insert the commits of `block` that the warehouse does not have yet."""
        if self.known_count:
            block = _only(block, self.index.find(block.shas) < 0)
        if not len(block):
            return
        ids = identify(self._repository_id, np.arange(len(self.index), len(self.index) + len(block)))
        rows = self._table(block, ids)
        authored, committed = (
            (_USUAL_DATE if dates.are_usual else _DATE).format(name)
            for name, dates in (("authored", block.authored), ("committed", block.committed))
        )
        insert_rows(
            self._con, "raw.git_commits", rows,
            f"commit_id, {self._repository_id}, sha, author_id, committer_id, {authored}, {committed}, parent_count, "
            "is_text_damaged",
        )  # fmt: skip
        insert_rows(self._con, "raw.git_messages", rows, _MESSAGE)
        keys, reverts, trailers = block.issue_keys, block.reverts, block.trailers
        self._keep("git_issue_keys", {"commit_id": whole_numbers(ids[keys.rows]), "text": keys.texts})
        self._keep("git_reverts", {"commit_id": whole_numbers(ids[reverts.rows]), "text": reverts.texts})
        named = {"commit_id": whole_numbers(ids[trailers.rows]), "name": trailers.names, "value": trailers.values}
        self._keep("git_trailers", named)
        self.index.add(block.shas)
        self._counts.append(block.parent_counts)
        self._parents.append(block.parents)

    def _keep(self, table: str, columns: dict[str, pa.Array]) -> None:
        """Keep what was found until there is enough of it for a statement to be worth its while."""
        kept = self._found.setdefault(table, [])
        kept.append(pa.table(columns))
        if sum(map(len, kept)) >= _FINDINGS_AT_ONCE:
            self._land_found(table)

    def _land_found(self, table: str) -> None:
        found = pa.concat_tables(self._found.pop(table))
        if len(found):
            columns = _REVERTED if table == "git_reverts" else "*"
            # A message that names a key twice names it; one that thanks a person twice is told as it is.
            insert_rows(self._con, f"raw.{table}", found, columns, distinct=table != "git_trailers")

    def _table(self, block: Block, ids: Indices) -> pa.Table:
        authors, is_author_damaged = self._people.ids(block.author)
        committers, is_committer_damaged = self._people.ids(block.committer)
        return pa.table({
            "commit_id": whole_numbers(ids),
            "sha": byte_strings(block.shas),
            "author_id": whole_numbers(authors),
            "committer_id": whole_numbers(committers),
            "authored_epoch": whole_numbers(block.authored.epochs),
            "authored_zone": whole_numbers(block.authored.zones),
            "odd_authored": block.authored.odd,
            "committed_epoch": whole_numbers(block.committed.epochs),
            "committed_zone": whole_numbers(block.committed.zones),
            "odd_committed": block.committed.odd,
            "parent_count": whole_numbers(block.parent_counts.astype(np.int16)),
            "is_text_damaged": pa.array(block.is_text_damaged | is_author_damaged | is_committer_damaged),
            "message": block.message,
            "message_bytes": whole_numbers(block.message_bytes),
        })  # fmt: skip

    def finish(self, name: str) -> None:
        """Insert what was kept and the parent edges of all commits landed; raises `SourceRefused` without a parent."""
        for table in list(self._found):
            self._land_found(table)
        self._land_edges(name)

    def _land_edges(self, name: str) -> None:
        """Insert parent edges of all commits landed; raises `SourceRefused` when a parent is missing."""
        if not self._parents:
            return
        counts = np.concatenate(self._counts)
        parents = self.index.find(np.concatenate(self._parents))
        if (parents < 0).any():
            raise SourceRefused(
                f"{name}: {int((parents < 0).sum())} commits have a parent that is not in the repository. "
                "Run `git fsck` there, or clone it anew."
            )
        children = np.repeat(np.arange(self.known_count, len(self.index)), counts)
        position = np.arange(len(parents)) - np.repeat(np.cumsum(counts) - counts, counts)
        edges = pa.table({
            "child_id": whole_numbers(identify(self._repository_id, children)),
            "parent_id": whole_numbers(identify(self._repository_id, parents)),
            "parent_position": whole_numbers(position.astype(np.int16)),
        })  # fmt: skip
        insert_rows(self._con, "raw.git_edges", edges)

    def resolve_reverts(self) -> None:
        """Name the commit behind each reverted id that is not resolved yet."""
        unresolved = self._con.execute(
            "select commit_id, reverted_sha from raw.git_reverts where reverted_id is null and commit_id >> 32 = $id",
            {"id": self._repository_id},
        ).fetchall()
        found = [(commit_id, sha, self.index.find_text(sha)) for commit_id, sha in unresolved]
        resolved = [(commit_id, sha, ordinal) for commit_id, sha, ordinal in found if ordinal is not None]
        if not resolved:
            return
        named = pa.table({
            "commit_id": whole_numbers(np.array([row[0] for row in resolved], np.int64)),
            "reverted_sha": pa.array([row[1] for row in resolved], pa.string()),
            "reverted_id": whole_numbers(
                identify(self._repository_id, np.array([row[2] for row in resolved], np.int64))
            ),
        })  # fmt: skip
        self._con.register("named", named)
        self._con.execute(
            "delete from raw.git_reverts using named "
            "where git_reverts.commit_id = named.commit_id and git_reverts.reverted_sha = named.reverted_sha"
        )
        self._con.execute("insert into raw.git_reverts select commit_id, reverted_sha, reverted_id from named")
        self._con.unregister("named")


def _only(block: Block, keep: Flags) -> Block:
    if keep.all():
        return block
    mask = pa.array(keep)
    return Block(
        shas=block.shas[keep],
        parent_counts=block.parent_counts[keep],
        parents=block.parents[np.repeat(keep, block.parent_counts)],
        author=block.author.filter(mask),
        committer=block.committer.filter(mask),
        authored=block.authored.only(keep),
        committed=block.committed.only(keep),
        message=block.message.filter(mask),
        message_bytes=block.message_bytes[keep],
        is_text_damaged=block.is_text_damaged[keep],
        issue_keys=block.issue_keys.only(keep),
        trailers=block.trailers.only(keep),
        reverts=block.reverts.only(keep),
    )


def land_refs(con: duckdb.DuckDBPyConnection, repository_id: int, refs: Refs, now: datetime) -> None:
    """Record which refs are new, moved or gone since the last sync."""
    seen = pa.table({
        "ref_name": pa.array([display_name(ref.name) for ref in refs.refs], pa.string()),
        "object_sha": pa.array([ref.sha for ref in refs.refs], pa.string()),
    })  # fmt: skip
    con.register("seen", seen)
    con.execute(
        "update raw.git_refs set gone_at = $now where repository_id = $id and gone_at is null "
        "and not exists (from seen where seen.ref_name = git_refs.ref_name and seen.object_sha = git_refs.object_sha)",
        {"now": now, "id": repository_id},
    )
    con.execute(
        "insert into raw.git_refs "
        "select $id, ref_name, case when ref_name like 'refs/tags/%' then 'tag' else 'branch' end, object_sha, $now, null "
        "from seen where not exists (from raw.git_refs as known where known.repository_id = $id "
        "and known.gone_at is null and known.ref_name = seen.ref_name and known.object_sha = seen.object_sha)",
        {"now": now, "id": repository_id},
    )
    con.unregister("seen")


def land_tags(
    con: duckdb.DuckDBPyConnection, repository_id: int, tags: Iterable[Tag], index: ShaIndex, people: People
) -> None:
    """Replace the tags of the repository by those that exist now."""
    rows = [_tag_row(tag, repository_id, index, people) for tag in tags]
    names = ("tag_name", "target_type", "target_sha", "commit_id", "is_annotated", "tagger_id",
             "tagged_epoch", "tagged_tz_minutes", "subject")  # fmt: skip
    types = (pa.string(), pa.string(), pa.string(), pa.int64(), pa.bool_(), pa.int64(),
             pa.int64(), pa.int16(), pa.string())  # fmt: skip
    columns = zip(*rows, strict=True) if rows else [[] for _ in names]
    table = pa.table({
        name: pa.array(list(column), type_) for name, column, type_ in zip(names, columns, types, strict=True)
    })  # fmt: skip
    con.execute("delete from raw.git_tags where repository_id = $id", {"id": repository_id})
    dated = (
        "coalesce(tagged_epoch, committed_epoch)",
        "case when tagged_epoch is null then committed_tz_minutes else tagged_tz_minutes end",
    )
    taken = ", ".join(dict(zip(("tagged_epoch", "tagged_tz_minutes"), dated, strict=True)).get(n, n) for n in names)
    con.register("present", table)
    con.execute(
        f"insert into raw.git_tags select {repository_id}, {taken} from present left join "
        "(select commit_id, committed_epoch, committed_tz_minutes from raw.git_commits) using (commit_id)"
    )
    con.unregister("present")


def _tag_row(tag: Tag, repository_id: int, index: ShaIndex, people: People) -> tuple[object, ...]:
    ordinal = index.find_text(tag.target_sha) if tag.target_type == "commit" else None
    commit_id = None if ordinal is None else int(identify(repository_id, np.array([ordinal]))[0])
    tagger = people.id(tag.tagger_name, tag.tagger_email or "") if tag.tagger_name is not None else None
    return (tag.tag_name, tag.target_type, tag.target_sha, commit_id, tag.is_annotated, tagger,
            tag.tagged_epoch, tag.tagged_tz_minutes, tag.subject)  # fmt: skip
