"""Lands what git says of one repository in raw.git_*, inside the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.duck import rows_as_arrow
from ingest.errors import SourceRefused
from ingest.git_mirror import Refs
from ingest.git_stream import Block, Bytes, Indices, byte_strings, whole_numbers
from ingest.git_tags import Tag, display_name
from ingest.sha_index import ShaIndex

MESSAGE_LIMIT = 65_536
_INSERT_COMMITS = """
insert into raw.git_commits
select
    commit_id, $repository_id, sha, author_id, committer_id,
    try_cast(split_part(authored, ' ', 1) as bigint),
    try_cast(case when authored like '% -%' then -1 else 1 end
        * (try_cast(authored[-4:-3] as integer) * 60 + try_cast(authored[-2:] as integer)
            + case when authored[-6:-6] = ' ' then 0 end) as smallint),
    try_cast(split_part(committed, ' ', 1) as bigint),
    try_cast(case when committed like '% -%' then -1 else 1 end
        * (try_cast(committed[-4:-3] as integer) * 60 + try_cast(committed[-2:] as integer)
            + case when committed[-6:-6] = ' ' then 0 end) as smallint),
    parent_count, is_text_damaged
from block
"""
_INSERT_MESSAGES = f"""
insert into raw.git_messages
select commit_id, case when message_bytes > {MESSAGE_LIMIT} then left(message, {MESSAGE_LIMIT}) else message end,
    message_bytes
from block
"""
# Messages are cut into lines first: a pattern that can leave most lines at a glance is several times faster.
_INSERT_KEYS = r"""
insert into raw.git_issue_keys
select distinct commit_id, issue_key
from (
    select commit_id, unnest(regexp_extract_all(line, '\b[A-Z][A-Z0-9_]+-[0-9]+')) as issue_key
    from (
        select commit_id, unnest(string_split(message, E'\n')) as line
        from block
        where may_name_issue
    )
    where regexp_matches(line, '[A-Z0-9_]-[0-9]')
)
where length(issue_key) <= 60
"""
_INSERT_REVERTS = r"""
insert into raw.git_reverts
select commit_id, unnest(list_distinct(regexp_extract_all(
    message, '[Tt]his reverts commits?[ \r\n\t]+<?([0-9a-f]{7,64})', 1))), null
from block
where contains(message, 'his reverts commit')
"""
_INSERT_TRAILERS = r"""
insert into raw.git_trailers
select commit_id, lower(trim(split_part(line, ':', 1))), trim(substr(line, strpos(line, ':') + 1), E' \t\r')
from (
    select commit_id, unnest(string_split(message, E'\n')) as line
    from block
    where contains(message, '-by:') or contains(message, '-By:') or contains(message, 'eviewer')
)
where contains(line, ':')
    and regexp_matches(line, '^[ \t]*(?i:[a-z]+(?:-[a-z]+)*-by|reviewers?)[ \t]*:[ \t]*[^ \t\r]')
"""


def identify(repository_id: int, ordinals: Indices) -> Indices:
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

    def ids(self, names: pa.Array, emails: pa.Array) -> Indices:
        """Return a person_id per row; Python sees each distinct pair of a block once."""
        joined = pc.binary_join_element_wise(names, emails, pa.scalar("\0", pa.large_string()))
        encoded = joined.dictionary_encode()
        ordinals = [self._ordinals.setdefault(pair, len(self._ordinals)) for pair in encoded.dictionary.to_pylist()]
        picked = np.array(ordinals, np.int64)[encoded.indices.to_numpy(zero_copy_only=False)]
        return identify(self._repository_id, picked)

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
            _insert(self._con, people, f"select person_id, {self._repository_id}, name, email", "git_people")
        self._landed = len(self._ordinals)


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
        self._con.register("block", self._table(block, ids))
        self._con.execute(_INSERT_COMMITS, {"repository_id": self._repository_id})
        for statement in (_INSERT_MESSAGES, _INSERT_KEYS, _INSERT_REVERTS, _INSERT_TRAILERS):
            self._con.execute(statement)
        self._con.unregister("block")
        self.index.add(block.shas)
        self._counts.append(block.parent_counts)
        self._parents.append(block.parents)

    def _table(self, block: Block, ids: Indices) -> pa.Table:
        text = block.columns
        return pa.table({
            "commit_id": whole_numbers(ids),
            "sha": byte_strings(block.shas),
            "author_id": whole_numbers(self._people.ids(text["author_name"], text["author_email"])),
            "committer_id": whole_numbers(self._people.ids(text["committer_name"], text["committer_email"])),
            "authored": text["authored"],
            "committed": text["committed"],
            "parent_count": whole_numbers(block.parent_counts.astype(np.int16)),
            "is_text_damaged": pa.array(block.is_text_damaged),
            "message": text["message"],
            "message_bytes": whole_numbers(block.message_bytes),
            "may_name_issue": pa.array(block.may_name_issue),
        })  # fmt: skip

    def land_edges(self, name: str) -> None:
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
        _insert(self._con, edges, "select child_id, parent_id, parent_position", "git_edges")

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


def _only(block: Block, keep: np.ndarray) -> Block:
    if keep.all():
        return block
    parents_kept = np.repeat(keep, block.parent_counts)
    mask = pa.array(keep)
    return Block(
        shas=block.shas[keep],
        parent_counts=block.parent_counts[keep],
        parents=block.parents[parents_kept],
        columns={name: column.filter(mask) for name, column in block.columns.items()},
        is_text_damaged=block.is_text_damaged[keep],
        message_bytes=block.message_bytes[keep],
        may_name_issue=block.may_name_issue[keep],
    )


def _insert(con: duckdb.DuckDBPyConnection, rows: pa.Table, select: str, table: str) -> None:
    con.register("landing_rows", rows)
    con.execute(f"insert into raw.{table} {select} from landing_rows")
    con.unregister("landing_rows")


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
    _insert(con, table, f"select {repository_id}, {', '.join(names)}", "git_tags")
    con.execute(
        "update raw.git_tags set tagged_epoch = committed_epoch, tagged_tz_minutes = committed_tz_minutes "
        "from raw.git_commits where git_commits.commit_id = git_tags.commit_id "
        "and git_tags.repository_id = $id and tagged_epoch is null",
        {"id": repository_id},
    )


def _tag_row(tag: Tag, repository_id: int, index: ShaIndex, people: People) -> tuple[object, ...]:
    ordinal = index.find_text(tag.target_sha) if tag.target_type == "commit" else None
    commit_id = None if ordinal is None else int(identify(repository_id, np.array([ordinal]))[0])
    tagger = people.id(tag.tagger_name, tag.tagger_email or "") if tag.tagger_name is not None else None
    return (tag.tag_name, tag.target_type, tag.target_sha, commit_id, tag.is_annotated, tagger,
            tag.tagged_epoch, tag.tagged_tz_minutes, tag.subject)  # fmt: skip
