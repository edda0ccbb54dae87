"""One run of ingest: ask every source, land what is new, hand over for building, publish."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from ingest.deployed_land import refresh_deployed
from ingest.errors import IngestError, SettingsError
from ingest.feed_land import forget_feeds
from ingest.feed_sync import FeedsPulled, Look, look_at, pull_feeds
from ingest.git_client import end_all
from ingest.git_mirror import Mirror, open_mirror
from ingest.git_source import Asked, Pulled, asking_ahead, pull
from ingest.jira_sync import JiraPulled, PullingJira, forget_pages
from ingest.journal_land import SOURCE as PEOPLE
from ingest.journal_land import is_landed, land_journal
from ingest.lineage_land import refresh_lineage
from ingest.progress import Progress
from ingest.selection import select
from ingest.services import land_all_services
from ingest.settings import Repository, SourceSettings
from ingest.sync_state import SyncState, read_state, settings_digest, state_of, write_state
from ingest.tables import Furniture
from ingest.text import printable, without_credentials
from ingest.warehouse import NextSnapshot, Warehouse


@dataclass(frozen=True, slots=True)
class Models:
    """What makes the derived tables; given by the command line, which knows metrics."""

    build: Callable[[duckdb.DuckDBPyConnection, datetime], None]
    """Makes them in the open warehouse."""
    fingerprint: str
    """Equal fingerprints mean equal definitions and settings."""
    furniture: Furniture | None = None
    """What of them can be there before any fact is."""


@dataclass(slots=True)
class Outcome:
    """What one sync did."""

    failures: dict[str, str] = field(default_factory=dict)
    """One sentence per source that failed."""
    new_commit_count: int = 0
    new_issue_count: int = 0
    changed_issue_count: int = 0
    feed_row_count: int = 0
    """Rows of the feeds' files that were read."""
    notes: list[str] = field(default_factory=list)
    """What the user should know and no source failed of."""
    published: Path | None = None
    """The snapshot that was published; None when nothing was new."""
    asked: int = 0

    @property
    def is_total_failure(self) -> bool:
        """No source succeeded; what people typed is none to build on alone."""
        return bool(self.failures) and len(self.failures.keys() - {PEOPLE}) >= self.asked


def sync(
    settings: SourceSettings, models: Models, *, now: datetime, progress: Progress,
    full: bool = False, only: Iterable[str] = (),
) -> Outcome:  # fmt: skip
    """Bring the warehouse up to date with every source and publish it.

    Line counts are left to `ingest.line_counts`. Nothing is written when nothing is new. A source that
    fails is left as it was and named in the outcome; raises only when the whole run cannot be done.
    """
    chosen = select(settings, set(only))
    people_key = settings.people.key() if chosen.jiras or chosen.feeds else None
    warehouse = Warehouse(settings.data_dir)
    outcome = Outcome(asked=len(chosen.repositories) + len(chosen.feeds))
    with warehouse.writing():
        mirrors = _open_mirrors(settings, chosen.repositories, outcome)
        state = None if full else _current_state(warehouse, settings, models, outcome)
        looks = look_at(settings, chosen.feeds, people_key, now)
        if state and not chosen.jiras and _feeds_are_unchanged(state, looks) and _git_is_unchanged(state, settings, mirrors):
            write_state(warehouse, replace(state, checked_at=_now(), feeds=_feeds_seen(state, looks)))
            return outcome
        from_start = full or not warehouse.snapshots()
        with _asking(settings, mirrors, from_start) as ahead, warehouse.next(now, models.furniture) as following:
            before = read_state(warehouse)
            pulling = PullingJira(following.con, settings, chosen.jiras, people_key, before)
            with pulling.started(now=now, progress=progress, full=full):
                pulled = _pull_all(following, settings, mirrors, outcome, ahead, now=now, progress=progress, full=full)
                known = before.feeds if before else {}
                feeds = pull_feeds(following.con, looks, known, now=now, progress=progress, full=full)
            jira = pulling.result()
            _add(outcome, jira, feeds)
            if outcome.is_total_failure and not _has_history(following.con):
                return outcome
            if state and not outcome.failures and _is_nothing_new(state, pulled, jira, feeds):
                write_state(warehouse, replace(
                    state, checked_at=_now(), swept={**state.swept, **jira.swept}, feeds={**state.feeds, **feeds.states}
                ))  # fmt: skip
            else:
                _finish(following, settings, pulled, jira, feeds, outcome, now)
                outcome.published = publish(following, settings, models, now, swept=jira.swept, feeds=feeds)
        forget_pages(settings.data_dir, jira)
    return outcome


def publish(
    following: NextSnapshot, settings: SourceSettings, models: Models, now: datetime,
    *, swept: dict[str, str] | None = None, feeds: FeedsPulled | None = None,
) -> Path:  # fmt: skip
    """Build the models, publish, and keep what the snapshot was made from."""
    following.use_all_cores()
    models.build(following.con, now)
    digest = settings_digest(settings, models.fingerprint)
    before = read_state(following.warehouse)
    known = {name: told for name, told in (before.feeds if before else {}).items() if not feeds or name not in feeds.feeds}
    named = {feed.name for feed in settings.feeds}
    state = state_of(
        following.con, following.name, digest, (before.swept if before else {}) | (swept or {}),
        {name: told for name, told in (known | (feeds.states if feeds else {})).items() if name in named},
    )  # fmt: skip
    published = following.publish()
    write_state(following.warehouse, state)
    return published


def rebuild(settings: SourceSettings, models: Models, *, now: datetime) -> Outcome:
    """Publish the facts at hand, and what people typed, with lineage and models made anew; asks no other source."""
    warehouse, outcome = Warehouse(settings.data_dir), Outcome()
    with warehouse.writing():
        if warehouse.current() is None:
            raise SettingsError(f"There is no warehouse in {settings.data_dir} yet. Run `leadline sync` first.")
        with warehouse.next(now) as following:
            names = {repository.name for repository in settings.repositories}
            forget_feeds(following.con, settings.feeds)
            _land_lineage(following.con, settings, names)
            _land_journal(following.con, settings, outcome, now)
            outcome.published = publish(following, settings, models, now)
    return outcome


def _open_mirrors(settings: SourceSettings, chosen: Iterable[Repository], outcome: Outcome) -> list[Mirror]:
    folder = settings.data_dir / "mirrors"
    folder.mkdir(parents=True, exist_ok=True)
    mirrors = []
    for repository in chosen:
        try:
            mirrors.append(open_mirror(folder, repository.name, repository.location, base=settings.base))
        except IngestError as error:
            outcome.failures[repository.name] = str(error)
    return mirrors


def _current_state(
    warehouse: Warehouse, settings: SourceSettings, models: Models, outcome: Outcome
) -> SyncState | None:
    """Return what the published snapshot was made from; None when it must be made anew whatever the sources say."""
    state = read_state(warehouse)
    is_same = state is not None and state.settings == settings_digest(settings, models.fingerprint)
    has_journal = state is not None and is_landed(state.journal, settings)
    return state if is_same and has_journal and not outcome.failures else None


def _git_is_unchanged(state: SyncState, settings: SourceSettings, mirrors: list[Mirror]) -> bool:
    """Tell whether the repositories hold nothing else, mostly at the price of looking at the refs' files."""
    try:
        with ThreadPoolExecutor(settings.git.workers) as pool:
            digests = dict(pool.map(lambda mirror: (mirror.name, _digest(mirror, settings)), mirrors))
    except IngestError:
        return False
    return all(state.digests.get(name) == digest for name, digest in digests.items())


def _feeds_are_unchanged(state: SyncState, looks: list[Look]) -> bool:
    return all(look.is_unchanged(state.feeds.get(look.feed.name)) for look in looks)


def _feeds_seen(state: SyncState, looks: list[Look]) -> dict[str, dict[str, Any]]:
    return state.feeds | {look.feed.name: look.state(state.feeds.get(look.feed.name)) for look in looks}


def _digest(mirror: Mirror, settings: SourceSettings) -> str:
    known = mirror.known_digest()
    if known is not None:
        return known
    fingerprint = mirror.fingerprint()
    digest = mirror.refs(settings.git.fetch_timeout_minutes * 60).digest
    mirror.keep_digest(digest, fingerprint)
    return digest


def _asking(
    settings: SourceSettings, mirrors: list[Mirror], from_start: bool
) -> AbstractContextManager[dict[str, Future[Asked]]]:
    timeout = settings.git.fetch_timeout_minutes * 60
    return asking_ahead(mirrors, workers=settings.git.workers, timeout=timeout, from_start=from_start)


def _pull_all(
    following: NextSnapshot, settings: SourceSettings, mirrors: list[Mirror], outcome: Outcome,
    ahead: dict[str, Future[Asked]], *, now: datetime, progress: Progress, full: bool,
) -> dict[str, Pulled]:  # fmt: skip
    ids = {mirror.name: _repository_id(following.con, mirror.name) for mirror in mirrors}
    timeout = settings.git.fetch_timeout_minutes * 60
    pulled: dict[str, Pulled] = {}

    def one(mirror: Mirror) -> None:
        with following.con.cursor() as con:
            con.execute("use warehouse")
            try:
                found = pull(
                    con, mirror, ids[mirror.name], timeout=timeout, now=now, progress=progress, full=full,
                    ahead=ahead.get(mirror.name),
                )  # fmt: skip
            except (IngestError, OSError) as error:
                outcome.failures[mirror.name] = _sentence(mirror.name, error)
                progress.end(mirror.name, "failed")
                return
        pulled[mirror.name] = found
        progress.end(mirror.name, _summary(found))

    with ThreadPoolExecutor(settings.git.workers) as pool:
        try:
            list(pool.map(one, mirrors))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end_all()
            raise
    outcome.new_commit_count = sum(found.new_commit_count for found in pulled.values())
    return pulled


def _add(outcome: Outcome, jira: JiraPulled, feeds: FeedsPulled) -> None:
    outcome.asked += len(jira.sources)
    outcome.failures |= jira.failures | feeds.failures
    outcome.notes += jira.notes + feeds.notes
    outcome.feed_row_count += feeds.row_count
    outcome.new_issue_count += jira.new_count
    outcome.changed_issue_count += jira.changed_count


def _is_nothing_new(state: SyncState, pulled: dict[str, Pulled], jira: JiraPulled, feeds: FeedsPulled) -> bool:
    """Tell whether a snapshot made now would differ in nothing; one that names a failure which is over would."""
    failed_before = pulled.keys() - state.digests.keys() or jira.sources.keys() - set(state.jira_sources)
    is_changed = jira.is_changed or feeds.is_changed or any(found.is_changed for found in pulled.values())
    return not (failed_before or feeds.feeds.keys() - state.feeds.keys() or is_changed)


def _sentence(name: str, error: Exception) -> str:
    return (
        str(error)
        if isinstance(error, IngestError)
        else f"{name}: {error.strerror or error}."
        if isinstance(error, OSError)
        else f"{name}: {error}"
    )


def _summary(found: Pulled) -> str:
    if not found.is_changed:
        return f"nothing new ({found.commit_count:,} commits)"
    return f"{found.new_commit_count:,} new commits, {found.commit_count:,} in all, {found.tag_count:,} tags"


def _repository_id(con: duckdb.DuckDBPyConnection, name: str) -> int:
    """Return the number of the repository; a new one gets a number nobody had."""
    found = con.execute("select repository_id from raw.git_repositories where repository = $1", [name]).fetchall()
    if found:
        return int(found[0][0])
    con.execute("create temp table if not exists claimed_ids (repository_id integer, repository varchar)")
    con.execute(
        "insert into temp.claimed_ids select 1 + max(id), $1 from (select 0 as id union all "
        "select max(repository_id) from raw.git_repositories union all select max(repository_id) from temp.claimed_ids)",
        [name],
    )
    return int(con.execute("select max(repository_id) from temp.claimed_ids").fetchall()[0][0])


def _has_history(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(
        con.execute("select 1 from raw.git_repositories union all select 1 from raw.jira_projects limit 1").fetchall()
    )


def _finish(
    following: NextSnapshot, settings: SourceSettings, pulled: dict[str, Pulled], jira: JiraPulled, feeds: FeedsPulled,
    outcome: Outcome, now: datetime,
) -> None:  # fmt: skip
    moved = {name for name, found in pulled.items() if found.is_changed}
    forget_feeds(following.con, settings.feeds)
    _land_lineage(following.con, settings, moved)
    repositories = {repository.name for repository in settings.repositories}
    for name in (*pulled, *sorted(repositories & outcome.failures.keys())):
        _record_source(following.con, settings, name, outcome.failures.get(name), now)
    jira.record_sources(following.con, now)
    feeds.record_sources(following.con, now)
    _land_journal(following.con, settings, outcome, now)
    record_run(following.con, "history", outcome, started_at=now)


def _land_journal(
    con: duckdb.DuckDBPyConnection, settings: SourceSettings, outcome: Outcome, now: datetime
) -> None:
    failure = land_journal(con, settings, now)
    if failure:
        outcome.failures[PEOPLE] = failure


def _land_lineage(con: duckdb.DuckDBPyConnection, settings: SourceSettings, moved: set[str]) -> None:
    con.execute("begin")
    relearnt = refresh_lineage(con, settings.services, moved)
    land_all_services(con, settings)
    refresh_deployed(con, settings.services, relearnt)
    con.execute("commit")


def _record_source(
    con: duckdb.DuckDBPyConnection, settings: SourceSettings, name: str, failure: str | None, now: datetime
) -> None:
    location = printable(next(repository.location for repository in settings.repositories if repository.name == name))
    last = con.execute("select last_success_at from meta.sources where source = $1 and kind = 'git'", [name]).fetchall()
    con.execute("delete from meta.sources where source = $1 and kind = 'git'", [name])
    con.execute(
        "insert into meta.sources select $name, 'git', coalesce((select any_value(location) from raw.git_repositories "
        "where repository = $name), $location), $state, $message, $now, $success, "
        "(select to_timestamp(max(committed_epoch)) from raw.git_commits join raw.git_repositories using (repository_id) "
        " where repository = $name and committed_epoch between 631152000 and epoch($now::timestamptz) + 172800)",
        {"name": name, "location": without_credentials(location), "state": "failed" if failure else "ok", "message": failure, "now": now,
         "success": (last[0][0] if last else None) if failure else now},
    )  # fmt: skip


def record_run(con: duckdb.DuckDBPyConnection, stage: str, outcome: Outcome, *, started_at: datetime) -> None:
    """Add this stage of the run to meta.sync_runs."""
    con.execute(
        "insert into meta.sync_runs values ($id, $started, now(), $state, $stage, $asked, $failed, $new, $message)",
        {"id": uuid4().hex, "started": started_at, "state": "partly" if outcome.failures else "done", "stage": stage,
         "asked": outcome.asked, "failed": len(outcome.failures), "new": outcome.new_commit_count,
         "message": " ".join(outcome.failures.values()) or None},
    )  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
