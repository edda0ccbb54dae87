"""A web server that answers by a script, and a clock whose waits are played."""

import gzip
import http.server
import json
import socket
import struct
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from ingest.jira_client import Clock
from ingest.settings_jira import JiraSettings

TOKEN = "canary-3f9c1"
INFO = {"version": "9.12.0", "deploymentType": "Server", "serverTitle": "Ours"}
CLOUD_INFO = {"version": "1001.0.0", "deploymentType": "Cloud", "serverTitle": "Ours"}
ME = {"displayName": "Ada", "timeZone": "Europe/Lisbon"}


def settings_for(url, folder, **options):
    """Settings whose token lies in a file of `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "token"
    file.write_text(TOKEN)
    return JiraSettings(
        url, token_file=file, **{"requests_at_once": 4, "page_size": 100, "timeout_seconds": 5, **options}
    )


class PlayedClock(Clock):
    """Waiting takes no time and moves the clock on."""

    def __init__(self):
        self.start = datetime.now(UTC)
        self.waits = []
        self._lock = threading.Lock()

    def now(self):
        return datetime.now(UTC) + timedelta(seconds=sum(self.waits))

    def elapsed(self):
        return (datetime.now(UTC) - self.start).total_seconds() + sum(self.waits)

    def wait(self, seconds, stopped):
        with self._lock:
            self.waits.append(seconds)


@dataclass
class Asked:
    """One request as the server got it."""

    method: str
    path: str
    query: dict
    body: object
    headers: Message


@dataclass
class Say:
    """One answer of the script."""

    value: object = None
    status: int = 200
    headers: dict = field(default_factory=dict)
    raw: bytes | None = None
    cut: int | None = None
    """Send so many bytes of the body, then close."""
    reset: bool = False
    drip_seconds: float | None = None
    hang: threading.Event | None = None
    """Answer only when it is set."""
    gzipped: bool = False

    def body(self):
        raw = self.raw if self.raw is not None else json.dumps(self.value).encode()
        return gzip.compress(raw, 1) if self.gzipped else raw


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet: two would make the client's machine wait before it confirms the first.
    wbufsize = -1
    server: "_Server"

    def do_GET(self):
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        request = Asked(self.command, parts.path, query, body, self.headers)
        self.server.asked.append(request)
        said = self.server.answer(request)
        self._say(said if isinstance(said, Say) else Say(said))

    do_POST = do_GET

    def _say(self, say):
        if say.hang is not None:
            say.hang.wait(30)
        if say.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        body = say.body()
        self.send_response(say.status)
        packed = {"Content-Encoding": "gzip"} if say.gzipped else {}
        for name, value in {"Content-Type": "application/json", **packed, **say.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self._send(say, body)

    def _send(self, say, body):
        if say.cut is not None:
            self.wfile.write(body[: say.cut])
            self.close_connection = True
        elif say.drip_seconds is None:
            self.wfile.write(body)
        else:
            for number in body:
                self.wfile.write(bytes([number]))
                self.wfile.flush()
                threading.Event().wait(say.drip_seconds)

    def log_message(self, *_):
        """Say nothing."""

    def finish(self):
        try:
            super().finish()
        except (OSError, ValueError):
            return


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, port, answer):
        super().__init__(("127.0.0.1", port), _Handler)
        self.answer, self.asked = answer, []

    def handle_error(self, *_):
        """A client that went away is no news."""


@contextmanager
def jira(answer, info=None, me=None, port=0):
    """Serve. `answer` takes what was asked, but for what `info` and `me` answer, and returns a value or a `Say`."""

    def first(request):
        for name, said in (("/serverInfo", info), ("/myself", me)):
            if said is not None and request.path.endswith(name):
                return said
        return answer(request)

    server = _Server(port, first)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.asked
    finally:
        server.shutdown()
        server.server_close()


def an_issue(number, key=None, *, histories=None, total=None, **fields):
    """An issue as Jira sends it; with `histories` their changelog is expanded."""
    issue = {"id": str(number), "key": key or f"PAY-{number}", "fields": {"summary": f"issue {number}", **fields}}
    if histories is not None:
        issue["changelog"] = {
            "startAt": 0,
            "maxResults": 100,
            "total": len(histories) if total is None else total,
            "histories": histories,
        }
    return issue


def entries(*numbers):
    """Changelog entries with these ids."""
    return [{"id": str(number), "created": "2026-01-01T00:00:00.000+0000", "items": []} for number in numbers]


class DataCenterSearch:
    """Answers searches over a list of issues as a Data Center does. `cap` is its own limit of a page."""

    def __init__(self, issues, *, cap=1000, total=..., expands=True):
        self.issues, self.cap, self.total, self.expands = list(issues), cap, total, expands
        self.searches = 0

    def __call__(self, request):
        if request.path.endswith("/search"):
            return self.search(request.query if request.method == "GET" else request.body)
        name = request.path.rpartition("/")[2]
        found = [issue for issue in self.issues if name in (issue["key"], issue["id"])]
        return found[0] if found else Say({"errorMessages": ["Issue Does Not Exist"]}, 404)

    def search(self, asked):
        start, most = int(asked["startAt"]), min(int(asked["maxResults"]), self.cap)
        page = self.issues[start : start + most]
        if most:
            self.searches += 1
        if not self.expands:
            page = [{name: value for name, value in issue.items() if name != "changelog"} for issue in page]
        total = len(self.issues) if self.total is ... else self.total
        return {"startAt": start, "maxResults": most, "total": total, "issues": page}


class CloudSearch:
    """Answers searches and bulk changelogs over a list of issues as a Cloud does."""

    def __init__(self, issues, logs=None, *, entries_at_once=10_000):
        self.issues, self.logs, self.entries_at_once = list(issues), logs or {}, entries_at_once
        self.refused = set()
        self.searches = 0

    def __call__(self, request):
        if request.path.endswith("/search/jql"):
            return self.search(request.body)
        if request.path.endswith("/search/approximate-count"):
            return {"count": len(self.issues)}
        if request.path.endswith("/changelog/bulkfetch"):
            return self.bulk(request.body)
        return Say({"errorMessages": ["nothing here"]}, 404)

    def search(self, asked):
        token = asked.get("nextPageToken")
        if token in self.refused:
            return Say({"errorMessages": ["The provided next page token is invalid or expired."]}, 400)
        self.searches += 1
        start = int(token.partition("-")[2]) if token else 0
        end = start + asked["maxResults"]
        answer = {"issues": self.issues[start:end], "isLast": end >= len(self.issues)}
        return answer if answer["isLast"] else {**answer, "nextPageToken": f"token-{end}"}

    def bulk(self, asked):
        every = [(number, entry) for number in asked["issueIdsOrKeys"] for entry in self.logs.get(number, [])]
        start = int(asked.get("nextPageToken") or 0)
        end = start + min(self.entries_at_once, asked["maxResults"])
        logs = {}
        for number, entry in every[start:end]:
            logs.setdefault(number, []).append(entry)
        answer = {"issueChangeLogs": [{"issueId": number, "changeHistories": found} for number, found in logs.items()]}
        return {**answer, "nextPageToken": str(end)} if end < len(every) else answer


def http_date(moment):
    """A date as HTTP headers write it."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)
