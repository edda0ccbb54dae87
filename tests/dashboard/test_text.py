"""What people and git wrote is shown letter for letter."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components.text import plain, visible


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("fix *all* [links](x)", r"fix \*all\* \[links\]\(x\)"),
        (
            "https://a www.b c@d",
            "https\u2060\\:\\/\\/a www\u2060\\.b c\u2060\\@d".replace("https\u2060", "http\u2060s"),
        ),
        (":red[x] $y$ `z`", r"\:red\[x\] \$y\$ \`z\`"),
        ("one\ntwo\r\nthree\u2028four", "one two three four"),
        ("a\u202eb\u200bc\x00d\x1b[31me", r"abcd\[31me"),
        (None, ""),
        (7, "7"),
        ("Grüße 漢字 🚀", "Grüße 漢字 🚀"),
    ],
)
def test_punctuation_is_escaped_and_what_is_not_seen_is_dropped(text: object, escaped: str) -> None:
    assert plain(text) == escaped


@given(st.text())
def test_no_punctuation_is_left_that_markdown_could_read(text: str) -> None:
    rest = plain(text)
    for mark in string.punctuation:
        rest = rest.replace(f"\\{mark}", "")

    assert not set(rest) & set(string.punctuation)
    assert "\n" not in rest


@given(st.text())
def test_what_is_seen_keeps_its_letters(text: str) -> None:
    letters = [letter for letter in text if letter.isalnum()]

    assert [letter for letter in visible(text) if letter.isalnum()] == letters
