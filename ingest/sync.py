"""One run of ingest: ask every source, land what is new, hand over for building, publish."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import duckdb

from ingest.errors import IngestError, SettingsError
from ingest.git_client import end_all
from ingest.git_mirror import Mirror, open_mirror
from ingest.git_source import Pulled, pull
from ingest.lineage_land import land_services, refresh_lineage
from ingest.progress import Progress
from ingest.settings import Repository, SourceSettings
from ingest.sync_state import read_state, settings_digest, state_of, write_state
from ingest.text import printable, without_credentials
from ingest.warehouse import NextSnapshot, Warehouse


@dataclass(frozen=True, slots=True)
class Models:
    """What makes the derived tables; given by the command line, which knows metrics."""

    build: Callable[[duckdb.DuckDBPyConnection, datetime], None]
    """Makes them in the open warehouse."""
    fingerprint: str
    """Equal fingerprints mean equal definitions and settings."""


@dataclass(slots=True)
class Outcome:
    """What one sync did."""

    failures: dict[str, str] = field(default_factory=dict)
    """One sentence per source that failed."""
    new_commit_count: int = 0
    published: Path | None = None
    """The snapshot that was published; None when nothing was new."""
    asked: int = 0

    @property
    def is_total_failure(self) -> bool:
        """No source succeeded."""
        return bool(self.failures) and len(self.failures) == self.asked


def sync(
    settings: SourceSettings, models: Models, *, now: datetime, progress: Progress,
    full: bool = False, only: Iterable[str] = (),
) -> Outcome:  # fmt: skip
    """Bring the warehouse up to date with the history of every source and publish it.

    Line counts are left to `ingest.line_counts`. Nothing is written when nothing is new. A source that
    fails is left as it was and named in the outcome; raises only when the whole run cannot be done.
    """
    chosen = _chosen(settings, set(only))
    warehouse = Warehouse(settings.data_dir)
    outcome = Outcome(asked=len(chosen))
    with warehouse.writing():
        mirrors = _open_mirrors(settings, chosen, outcome)
        if not full and _nothing_new(warehouse, settings, models, mirrors, outcome):
            return outcome
        with warehouse.next(now) as following:
            pulled = _pull_all(following, settings, mirrors, outcome, now=now, progress=progress, full=full)
            if outcome.is_total_failure and not _has_history(following.con):
                return outcome
            _finish(following, settings, pulled, outcome, now)
            outcome.published = publish(following, settings, models, now)
    return outcome


def publish(following: NextSnapshot, settings: SourceSettings, models: Models, now: datetime) -> Path:
    """Build the models, publish, and keep what the snapshot was made from."""
    models.build(following.con, now)
    digest = settings_digest(settings.services, models.fingerprint)
    state = state_of(following.con, following.name, digest)
    published = following.publish()
    write_state(following.warehouse, state)
    return published


def rebuild(settings: SourceSettings, models: Models, *, now: datetime) -> Path:
    """Publish the facts at hand with lineage and models made anew; asks no source."""
    warehouse = Warehouse(settings.data_dir)
    with warehouse.writing():
        if warehouse.current() is None:
            raise SettingsError(f"There is no warehouse in {settings.data_dir} yet. Run `leadline sync` first.")
        with warehouse.next(now) as following:
            names = {repository.name for repository in settings.repositories}
            _land_lineage(following.con, settings, names)
            return publish(following, settings, models, now)


def _chosen(settings: SourceSettings, only: set[str]) -> list[Repository]:
    """The repositories to ask: all, or those that `only` names by their own or their service's name."""
    if not only:
        return list(settings.repositories)
    of_service = {service.name: {repo.name for repo in service.repositories} for service in settings.services}
    known = {repo.name for repo in settings.repositories} | of_service.keys()
    unknown = sorted(only - known)
    if unknown:
        raise SettingsError(f"--only {unknown[0]!r} names no service or repository. Known: {', '.join(sorted(known))}.")
    wanted = set().union(*(of_service.get(name, {name}) for name in only))
    return [repository for repository in settings.repositories if repository.name in wanted]


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


def _nothing_new(
    warehouse: Warehouse, settings: SourceSettings, models: Models, mirrors: list[Mirror], outcome: Outcome
) -> bool:
    """Tell whether the published snapshot is up to date, mostly at the price of looking at the refs' files."""
    state = read_state(warehouse)
    if state is None or outcome.failures or state.settings != settings_digest(settings.services, models.fingerprint):
        return False
    try:
        with ThreadPoolExecutor(settings.git.workers) as pool:
            digests = dict(pool.map(lambda mirror: (mirror.name, _digest(mirror, settings)), mirrors))
    except IngestError:
        return False
    if any(state.digests.get(name) != digest for name, digest in digests.items()):
        return False
    write_state(warehouse, replace(state, checked_at=datetime.now(UTC).isoformat(timespec="seconds")))
    return True


def _digest(mirror: Mirror, settings: SourceSettings) -> str:
    known = mirror.known_digest()
    if known is not None:
        return known
    fingerprint = mirror.fingerprint()
    digest = mirror.refs(settings.git.fetch_timeout_minutes * 60).digest
    mirror.keep_digest(digest, fingerprint)
    return digest


def _pull_all(
    following: NextSnapshot, settings: SourceSettings, mirrors: list[Mirror], outcome: Outcome, *,
    now: datetime, progress: Progress, full: bool,
) -> dict[str, Pulled]:  # fmt: skip
    ids = {mirror.name: _repository_id(following.con, mirror.name) for mirror in mirrors}
    timeout = settings.git.fetch_timeout_minutes * 60
    pulled: dict[str, Pulled] = {}

    def one(mirror: Mirror) -> None:
        with following.con.cursor() as con:
            con.execute("use warehouse")
            try:
                found = pull(con, mirror, ids[mirror.name], timeout=timeout, now=now, progress=progress, full=full)
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
    return bool(con.execute("select 1 from raw.git_repositories limit 1").fetchall())


def _finish(
    following: NextSnapshot, settings: SourceSettings, pulled: dict[str, Pulled], outcome: Outcome, now: datetime
) -> None:
    moved = {name for name, found in pulled.items() if found.is_changed}
    _land_lineage(following.con, settings, moved)
    for name in pulled:
        _record_source(following.con, settings, name, None, now)
    for name, sentence in outcome.failures.items():
        _record_source(following.con, settings, name, sentence, now)
    record_run(following.con, "history", outcome, started_at=now)


def _land_lineage(con: duckdb.DuckDBPyConnection, settings: SourceSettings, moved: set[str]) -> None:
    con.execute("begin")
    refresh_lineage(con, settings.services, moved)
    land_services(con, settings.services)
    con.execute("commit")


def _record_source(
    con: duckdb.DuckDBPyConnection, settings: SourceSettings, name: str, failure: str | None, now: datetime
) -> None:
    location = printable(next(repository.location for repository in settings.repositories if repository.name == name))
    last = con.execute("select last_success_at from meta.sources where source = $1", [name]).fetchall()
    con.execute("delete from meta.sources where source = $1", [name])
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
