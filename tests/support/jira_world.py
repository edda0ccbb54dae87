"""Small worlds for the stand-in Jira, and the stand-in as a process that is asked and steered over HTTP alone."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
CREATED = "2026-01-05T09:00:00+00:00"

World = dict[str, Any]


def a_world(*projects: World, issues: Sequence[World] = (), **members: Any) -> World:
    """Return a world with two people, four statuses and what else a Jira has; one empty project PAY when none is named.

    The account is ada's, in Lisbon.
    """
    return {
        "title": "A Jira",
        "account": "ada",
        "people": [
            {"id": "ada", "name": "Ada Lovelace", "email": "ada@jira.example", "zone": "Europe/Lisbon", "active": True},
            {
                "id": "grace",
                "name": "Grace Hopper",
                "email": "grace@jira.example",
                "zone": "America/New_York",
                "active": True,
            },
        ],
        "fields": [],
        "statuses": [
            {"id": "1", "name": "To Do", "category": "new"},
            {"id": "3", "name": "In Progress", "category": "indeterminate"},
            {"id": "4", "name": "In Review", "category": "indeterminate"},
            {"id": "5", "name": "Done", "category": "done"},
        ],
        "priorities": ["Highest", "High", "Medium", "Low"],
        "resolutions": ["Done", "Won't Do"],
        "issue_types": [
            *({"name": name, "subtask": False} for name in ("Story", "Bug", "Incident", "Change", "Epic")),
            {"name": "Sub-task", "subtask": True},
        ],
        "link_types": [
            {"name": "Problem/Incident", "inward": "is caused by", "outward": "causes"},
            {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"},
        ],
        "projects": list(projects) or [a_project("PAY")],
        "issues": list(issues),
        **members,
    }


def a_project(key: str, *versions: World, components: Sequence[str] = (), **members: Any) -> World:
    """Return a project whose id, and those of its components, follow from its key."""
    number = _number(key)
    named = [{"id": str(number * 10 + place), "name": name} for place, name in enumerate(components)]
    return {"id": str(number), "key": key, "name": f"Project {key}", "archived": False, "components": named,
            "versions": list(versions), **members}  # fmt: skip


def a_version(name: str, number: int, **members: Any) -> World:
    """Return a version that is neither dated nor released, unless told."""
    return {
        "id": str(number),
        "name": name,
        "start": None,
        "release": None,
        "released": False,
        "archived": False,
        **members,
    }


def an_issue(key: str, **members: Any) -> World:
    """Return a story that is to do, created on 5 January 2026; its id follows from its key, its update from its history."""
    project, _, number = key.rpartition("-")
    created = members.get("created", CREATED)
    last = max([created, *(entry["created"] for entry in members.get("histories", ()))])
    return {
        "id": str(_number(project) * 1000 + int(number)), "key": key, "project": project, "type": "Story", "status": "To Do",
        "priority": "Medium", "resolution": None, "summary": f"Summary of {key}", "description": None, "created": created,
        "updated": last, "reporter": "ada", "assignee": None, "creator": "ada", "labels": [], "fix_versions": [],
        "affects_versions": [], "components": [], "custom": {}, "links": [], "comments": [], "histories": [], **members,
    }  # fmt: skip


def a_history(number: int, created: str, *items: World, author: str | None = "ada") -> World:
    """Return an entry of a changelog."""
    return {"id": str(number), "author": author, "created": created, "items": list(items)}


def an_item(
    name: str,
    before: str | None,
    after: str | None,
    *,
    ids: tuple[str | None, str | None] = (None, None),
    **members: Any,
) -> World:
    """Return what one field was and became, as texts; `ids` are the same as Jira numbers them."""
    return {
        "field": name,
        "fieldtype": "jira",
        "from": ids[0],
        "fromString": before,
        "to": ids[1],
        "toString": after,
        **members,
    }


def a_step(number: int, created: str, before: tuple[str, str], after: tuple[str, str], **members: Any) -> World:
    """Return an entry that moves an issue from one status to another, each with its id."""
    item = an_item("status", before[1], after[1], ids=(before[0], after[0]), field_id="status")
    return a_history(number, created, item, **members)


def _number(key: str) -> int:
    return 10_000 + sum((ord(letter) - 47) * 44**place for place, letter in enumerate(reversed(key.upper()[:4])))


@dataclass(frozen=True)
class Standing:
    """A stand-in that runs."""

    url: str
    """Where the Jira is, its context included."""
    token: str = field(repr=False)
    kind: str
    user: str | None
    """Who signs in with the token; None on Data Center, where the token is enough."""
    process: subprocess.Popen[str]

    @property
    def headers(self) -> dict[str, str]:
        """What proves the account."""
        if self.user is None:
            return {"Authorization": f"Bearer {self.token}"}
        return {"Authorization": "Basic " + b64encode(f"{self.user}:{self.token}".encode()).decode()}

    def ask(self, path: str, body: object = None, *, method: str | None = None) -> Any:
        """Ask the Jira as the account and return what it answers, read from JSON. Raises for any status but 200."""
        status, said = self._send(
            method or ("GET" if body is None else "POST"), urlsplit(self.url).path + path, body, self.headers
        )
        if status != 200:
            raise AssertionError(f"{path}: {status} {said}")
        return said

    def faults(self, plan: Sequence[Mapping[str, Any]]) -> None:
        """Replace the plan of faults."""
        self._control("POST", "faults", {"faults": list(plan)})

    def edit(self, edits: Sequence[Mapping[str, Any]]) -> None:
        """Edit the world, at once or after a request that an edit names."""
        self._control("POST", "edit", {"edits": list(edits)})

    def as_of(self, at: str | None) -> None:
        """Show the world as it was at an instant, ISO 8601 with zone; None for all of it."""
        self._control("POST", "as-of", {"at": at})

    def delay(self, ms: float) -> None:
        """Let every answer wait so many milliseconds."""
        self._control("POST", "delay", {"ms": ms})

    def reset(self) -> None:
        """Become what it was at its start."""
        self._control("POST", "reset", {})

    def requests(self) -> list[dict[str, Any]]:
        """What the Jira was asked, in order."""
        found: list[dict[str, Any]] = self._control("GET", "requests")
        return found

    def forget_requests(self) -> None:
        """Empty that log."""
        self._control("DELETE", "requests")

    def world(self) -> World:
        """The world after all edits."""
        found: World = self._control("GET", "world")
        return found

    def _control(self, method: str, name: str, body: object = None) -> Any:
        status, said = self._send(method, f"/__standin/{name}", body, {})
        if status != 200:
            raise AssertionError(f"{name}: {status} {said}")
        return said

    def _send(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> tuple[int, Any]:
        connection = HTTPConnection("127.0.0.1", urlsplit(self.url).port or 80, timeout=60)
        try:
            raw = None if body is None else json.dumps(body).encode()
            connection.request(method, path, raw, {**headers, "Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()


@contextmanager
def standing(
    world: World, kind: str, *, context: str = "", as_of: str | None = None, delay_ms: float = 0
) -> Iterator[Standing]:
    """Run the stand-in on a free port with a token of its own until the block ends; `kind` is cloud or data-center.

    It ends with this process, however that ends.
    """
    token = f"canary-{secrets.token_hex(16)}"
    with tempfile.TemporaryDirectory(prefix="standin-") as folder:
        file, token_file = Path(folder) / "world.json", Path(folder) / "token"
        file.write_text(json.dumps(world), encoding="utf-8")
        token_file.write_text(token, encoding="utf-8")
        command = [sys.executable, "-m", "dashboard.standin", "--world", str(file), "--kind", kind, "--token-file", str(token_file),
                   "--control", "--until-stdin-closes", "--delay-ms", str(delay_ms), "--context", context]  # fmt: skip
        process = subprocess.Popen(
            [*command, *(["--as-of", as_of] if as_of else [])], cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        try:
            yield Standing(_address(process), token, kind, _user(world) if kind == "cloud" else None, process)
        finally:
            process.kill()
            process.communicate()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = process.stdout.readline()
    if not said.startswith("listening on "):
        raise RuntimeError(f"The stand-in did not come up: {said!r}")
    return said.removeprefix("listening on ").strip()


def _user(world: World) -> str:
    return str(next(person["email"] for person in world["people"] if person["id"] == world["account"]))
