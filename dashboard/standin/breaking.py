"""Answers that went wrong: what is sent instead of, or done to, the answer that was right."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

from dashboard.standin.answers import Answer, Json, Refused, text_of

_MIB = 1 << 20
_LOGIN = (
    '<!DOCTYPE html><html><head><title>Log in</title></head><body><form action="/login" method="post">'
    '<input name="os_username"><input name="os_password" type="password"></form></body></html>'
)
_BROKEN = (
    "<html><head><title>{code}</title></head><body><h1>{code}</h1><p>The server cannot answer now.</p></body></html>"
)
_WORDS = {
    400: "The request is not valid.", 401: "Client must be authenticated to access this resource.",
    403: "You do not have permission to do this.", 404: "There is nothing here.", 408: "The request took too long.",
    410: "This is gone.", 429: "Rate limit exceeded.",
}  # fmt: skip


def broken(name: str, answer: Answer, arguments: Json, now: datetime, *, is_cloud: bool) -> Answer:
    """Return what is sent instead of an answer. A fault of its way alone leaves it as it is."""
    make = _MAKERS.get(name)
    return answer if make is None else make(answer, arguments, now, is_cloud)


def _too_many(answer: Answer, arguments: Json, now: datetime, is_cloud: bool) -> Answer:
    said = arguments.get("retry_after")
    if isinstance(said, str) and said.startswith("date:"):
        said = http_date(now + timedelta(seconds=float(said.removeprefix("date:"))))
    headers = [("RateLimit-Reason", "jira-burst-based")] if is_cloud else []
    if said is not None:
        headers.append(("Retry-After", str(said)))
    return replace(Refused(429, _WORDS[429]).answer(), headers=tuple(headers))


def _status(answer: Answer, arguments: Json, now: datetime, is_cloud: bool) -> Answer:
    code = int(arguments.get("code", 500))
    if code >= 500:
        return Answer(_BROKEN.format(code=code), code, "text/html;charset=UTF-8")
    return Refused(code, _WORDS.get(code, "The request was refused.")).answer()


def _cut_json(answer: Answer, arguments: Json, now: datetime, is_cloud: bool) -> Answer:
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def _login_page(answer: Answer, arguments: Json, now: datetime, is_cloud: bool) -> Answer:
    return Answer(_LOGIN, 200, "text/html;charset=UTF-8")


def _empty_body(answer: Answer, arguments: Json, now: datetime, is_cloud: bool) -> Answer:
    return Answer("", 200)


def _redirect(answer: Answer, arguments: Json, now: datetime, is_cloud: bool) -> Answer:
    where = str(arguments.get("to") or "http://127.0.0.1:9/")
    return Answer("", int(arguments.get("code", 302)), "text/html;charset=UTF-8", (("Location", where),))


def _captcha(answer: Answer, arguments: Json, now: datetime, is_cloud: bool) -> Answer:
    code = int(arguments.get("code", 401 if is_cloud else 403))
    reason = "CAPTCHA_CHALLENGE; login-url=http://127.0.0.1:9/login.jsp"
    return replace(
        Refused(code, _WORDS.get(code, "The request was refused.")).answer(),
        headers=(("X-Authentication-Denied-Reason", reason), ("X-Seraph-LoginReason", "AUTHENTICATION_DENIED")),
    )


def _error_string(answer: Answer, arguments: Json, now: datetime, is_cloud: bool) -> Answer:
    return Answer(text_of("The request could not be answered."), int(arguments.get("code", 400)))


def _gzip_bomb(answer: Answer, arguments: Json, now: datetime, is_cloud: bool) -> Answer:
    return replace(answer, body=bomb(int(arguments.get("size", 512))), headers=(("Content-Encoding", "gzip"),))


def _expired(answer: Answer, arguments: Json, now: datetime, is_cloud: bool) -> Answer:
    return unauthorised()


_MAKERS: dict[str, Callable[[Answer, Json, datetime, bool], Answer]] = {
    "too_many": _too_many, "status": _status, "cut_json": _cut_json, "login_page": _login_page, "empty_body": _empty_body,
    "redirect": _redirect, "captcha": _captcha, "error_string": _error_string, "gzip_bomb": _gzip_bomb,
    "expired_token": _expired,
}  # fmt: skip


def unauthorised() -> Answer:
    """Return the answer to someone who is not signed in."""
    return replace(Refused(401, _WORDS[401]).answer(), headers=(("WWW-Authenticate", 'Basic realm="Jira"'),))


def bomb(size: int) -> bytes:
    """Return a small gzip file that unpacks to `size` MiB of empty issues and blanks: valid JSON, were it read."""
    press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    head, blanks, tail = b'{"issues":[', b" " * _MIB, b"]}"
    first = press.compress(head) + press.flush(zlib.Z_FULL_FLUSH)
    block = press.compress(blanks) + press.flush(zlib.Z_FULL_FLUSH)
    last = press.compress(tail) + press.flush(zlib.Z_FINISH)
    check = zlib.crc32(head)
    for _ in range(size):
        check = zlib.crc32(blanks, check)
    check = zlib.crc32(tail, check)
    length = (len(head) + size * _MIB + len(tail)) % 2**32
    trailer = check.to_bytes(4, "little") + length.to_bytes(4, "little")
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + first + block * size + last + trailer


def bent(answer: Answer, twists: dict[str, Json]) -> Answer:
    """Return an answer with the faults of its wording: a charset that is not true, members that come twice."""
    if "duplicate_keys" in twists and isinstance(answer.body, str):
        answer = replace(answer, body=_doubled(answer.body))
    if "wrong_charset" in twists:
        answer = replace(answer, content_type="application/json;charset=ISO-8859-1")
    return answer


def _doubled(body: str) -> str:
    """Return JSON with false members before the true ones; who reads the last of each reads the same as before."""
    first = re.match(r'\{("[^"\\]+"):', body)
    if first:
        body = f"{{{first[1]}:null,{body[1:]}"
    return body.replace('"fields":{', '"fields":null,"fields":{').replace('"issues":[', '"issues":[],"issues":[')


def http_date(moment: datetime) -> str:
    """Return an instant as headers write it."""
    return format_datetime(moment, usegmt=True)
