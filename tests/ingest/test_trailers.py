"""Which lines of a message name a person, against a plain regular expression."""

import random
import re

import numpy as np
import pytest

from ingest.git_text import Spans, find_trailers

_LINE = re.compile(r"[ \t]*((?i:[a-z]+(?:-[a-z]+)*-by|reviewers?))[ \t]*:[ \t]*([^ \t\r].*)", re.ASCII)


def expected(messages):
    """What stands in the messages, line by line."""
    found = []
    for number, message in enumerate(messages):
        for line in message.split("\n"):
            match = _LINE.fullmatch(line)
            if match:
                found.append((number, match.group(1).lower(), match.group(2).rstrip(" \t\r")))
    return found


def read(messages):
    """What `find_trailers` makes of the messages as git prints them, other fields around them."""
    content, starts, ends = b"", [], []
    for message in messages:
        content += b"0" * 40 + b"\0reviewed-by: \0"
        starts.append(len(content))
        content += message.encode()
        ends.append(len(content))
        content += b"\0"
    spans = Spans(np.frombuffer(content, np.uint8), np.array(starts, np.int64), np.array(ends, np.int64))
    found = find_trailers(spans, np.zeros(len(messages), np.bool_))
    return list(zip(found.rows.tolist(), found.names.to_pylist(), found.values.to_pylist(), strict=True))


@pytest.mark.parametrize(
    "line",
    [
        "Reviewed-by: Ada", "REVIEWERS: Ada, Grace", "Reviewer:Ada", "\t Signed-off-by \t: Ada \t\r", "-by: Ada",
        "by: Ada", "a-by: Ada", "Co--authored-by: Ada", "-authored-by: Ada", "co-reviewers: Ada", "xreviewer: Ada",
        "see Reviewed-by: Ada", "Reviewed-by:", "Reviewed-by: \t", "Reviewed-by: \r", "Reviewed-by: \rAda",
        "Reviewed-by: x: y", "Reviewed-by Ada: y", "reviewerss: Ada", "Tested-by: Zoë", ": Ada", "y: Ada", "r:",
    ],
)  # fmt: skip
def test_a_line_is_read_as_the_expression_reads_it(line):
    for messages in ([line], ["subject\n\n" + line], [line + "\nnext", "", line]):
        assert read(messages) == expected(messages)


def test_any_mixture_of_such_pieces_is_read_as_the_expression_reads_it():
    choose = random.Random(7)
    pieces = ["Reviewed", "-by", "reviewer", "s", ":", " ", "\t", "\n", "\r", "x", "-", "Ada", "é", "--", "1"]
    messages = ["".join(choose.choices(pieces, k=choose.randint(0, 14))) for _ in range(20_000)]
    assert read(messages) == expected(messages)
