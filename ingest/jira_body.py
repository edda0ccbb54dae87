"""The body of an answer: read with a limit, decompressed with a limit, and understood whatever it holds."""

import json
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec

LONGEST_BODY = 64 * 2**20
"""Bytes that a page may have, compressed or not."""
_CHUNK = 2**20
Outline = msgspec.json.Decoder[Any]
"""Which parts of an answer are built."""
WHOLE: Outline = msgspec.json.Decoder(Any)


class CutOff(ValueError):
    """The body ends before it should."""


class TooLong(ValueError):
    """The body is longer than a page may be."""


class NoJson(ValueError):
    """The body is no JSON."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it came over the wire."""

    raw: bytes
    encoding: str = ""
    """gzip or deflate; empty when it is plain."""

    def text_bytes(self) -> bytes:
        """Return the body decompressed. Raises `CutOff` or `TooLong`."""
        if not self.encoding:
            return self.raw
        return _inflated(self.raw, 31 if self.encoding == "gzip" else 15)

    def value(self) -> Any:
        """Return what the JSON says. Raises `CutOff`, `TooLong` or `NoJson`."""
        return parsed(self.text_bytes())


def _inflated(raw: bytes, window: int) -> bytes:
    parts: list[bytes] = []
    size, rest = 0, raw
    while rest:
        inflating = zlib.decompressobj(window)
        waiting = rest
        while not inflating.eof:
            try:
                part = inflating.decompress(waiting, _CHUNK)
            except zlib.error:
                raise CutOff("it cannot be decompressed") from None
            size += len(part)
            if size > LONGEST_BODY:
                raise TooLong("it grows beyond the limit")
            waiting = inflating.unconsumed_tail
            if not part and not waiting and not inflating.eof:
                raise CutOff("it ends too early")
            parts.append(part)
        rest = inflating.unused_data
    return b"".join(parts)


def parsed(raw: bytes, outline: Outline = WHOLE) -> Any:
    """Return what JSON says, as UTF-8 whatever the header claims; NaN and the infinities become None. Raises `NoJson`.

    An `outline` that leaves parts out saves the time to build them; that they are JSON is checked all the same.
    """
    with suppress(msgspec.MsgspecError, RecursionError):
        return outline.decode(raw)
    # What it refuses may be no more than odd: the standard library decides, and says where it stops being JSON.
    text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        return json.loads(text, parse_constant=_nothing)
    except json.JSONDecodeError as error:
        raise NoJson(f"no JSON from character {error.pos} on") from None
    except RecursionError:
        raise NoJson("it is nested too deeply") from None
    except ValueError:
        return _with_huge_numbers(text)


def _with_huge_numbers(text: str) -> Any:
    """Python refuses to read a whole number of more than some thousand digits; no column holds one either."""
    try:
        return json.loads(
            text, parse_constant=_nothing, parse_int=lambda digits: int(digits) if len(digits) < 40 else None
        )
    except (ValueError, RecursionError):
        raise NoJson("it cannot be read") from None


def _nothing(_: str) -> None:
    return None
