"""Writes into a journal in processes of its own that start in milliseconds and may be killed.

Everything is imported once; each order on standard input, `NAME FOLDER ACKNOWLEDGED`, is run in a fork that writes until it
is killed and notes in the file ACKNOWLEDGED what `save` returned for, one line each: identity and revision. The answer
is the process id; to a further line, its exit status once it has ended.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from ingest.journal import Decision, Journal, Review


def write(name: str, folder: Path, acknowledged: Path) -> None:
    """Reviews of its own, each twice as a double click would, and in turn a decision that others judge as well."""
    journal = Journal.of(folder)
    noted = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    started, number, seen = os.getpid(), 0, 0
    while True:
        number += 1
        review = Review(review_id=f"{name}-{started}-{number}", release_id="r", service="s", state="draft", objective=name * 50)
        for _ in range(2):
            saved = journal.save(review, over=0, by=name, at=datetime.now(UTC)).written
        os.write(noted, f"{review.review_id} {saved.revision}\n".encode())
        decision = Decision(
            decision_id="shared", deployment_id="d", release_id="r", subject_kind="issue", subject="PAY-1",
            verdict="rejected", reason=f"{name}-{started}-{number}",
        )  # fmt: skip
        result = journal.save(decision, over=seen, by=name, at=datetime.now(UTC))
        os.write(noted, f"shared {result.written.revision} {decision.reason}\n".encode())
        seen = (result.overtaken_by or result.written).revision


def answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    for order in sys.stdin:
        name, folder, acknowledged = order.split()
        pid = os.fork()
        if pid == 0:
            write(name, Path(folder), Path(acknowledged))
        answer(pid)
        sys.stdin.readline()
        answer(os.waitpid(pid, 0)[1])
