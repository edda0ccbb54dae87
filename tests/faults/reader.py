"""Reads the current snapshot over and over, as the dashboard does, until its standard input is closed.

Then it says on one line, as JSON, how many looks it took, the highest number it saw, whether a number
ever went back, and every error.
"""

import json
import select
import sys
from pathlib import Path

from metrics.errors import NoWarehouse
from metrics.snapshot import current


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def read_until_told(data_dir: Path) -> dict[str, object]:
    """Return what was seen."""
    looks, highest, steps_back, errors = 0, 0, 0, []
    say("ready")
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        try:
            with current(data_dir) as snapshot:
                [(number, commits)] = snapshot.query(
                    "select (select snapshot_number from meta.warehouse), (select count(*) from raw.git_commits)"
                ).itertuples(index=False)
                [(messages, changes)] = snapshot.query(
                    "select (select count(message) from raw.git_messages), "
                    "(select count(pair_id) from raw.git_file_changes semi join raw.git_commits using (commit_id))"
                ).itertuples(index=False)
        except NoWarehouse:
            if highest:
                errors.append("no warehouse, though there was one")
            continue
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is what this process is here to tell
            errors.append(f"{type(error).__name__}: {error}")
            continue
        looks += 1
        if messages != commits or changes < 0 or snapshot.number != number:
            errors.append(f"snapshot {snapshot.number} is torn: {number}, {commits} commits, {messages} messages")
        steps_back += number < highest
        highest = max(highest, int(number))
    return {"looks": looks, "highest": highest, "steps_back": steps_back, "errors": errors}


if __name__ == "__main__":
    say(json.dumps(read_until_told(Path(sys.argv[1]))))
