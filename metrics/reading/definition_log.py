"""What changed from one version of a definition to the next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from metrics.catalog import METRICS


def changed(versions: pd.DataFrame) -> pd.DataFrame:
    """Return the versions of definitions with `what`: what each changed, empty for the first of a metric; newest first.

    `versions`: metric_id, version, first_built_at, settings, as meta.definitions has them.
    """
    by_metric: dict[object, list[dict[str, object]]] = {}
    for row in versions.sort_values("first_built_at", kind="stable").to_dict("records"):
        by_metric.setdefault(row["metric_id"], []).append({str(name): value for name, value in row.items()})
    told = [{**row, "what": _difference(before, row)} for group in by_metric.values() for before, row in _pairs(group)]
    columns = [*versions.columns, "what"]
    listed = pd.DataFrame(told, columns=columns)
    return listed.sort_values(["first_built_at", "metric_id"], ascending=[False, True], kind="stable").reset_index(
        drop=True
    )


def _pairs(
    rows: Sequence[Mapping[str, object]],
) -> list[tuple[Mapping[str, object] | None, Mapping[str, object]]]:
    return list(zip([None, *rows[:-1]], rows, strict=True))


def _difference(before: Mapping[str, object] | None, row: Mapping[str, object]) -> str:
    if before is None:
        return ""
    if str(before["version"]).partition(".")[0] != str(row["version"]).partition(".")[0]:
        return "its definition"
    was, now = (_values(str(one["metric_id"]), str(one["settings"] or "")) for one in (before, row))
    differing = [
        f"{name}: {was.get(name, 'unset')} → {now.get(name, 'unset')}"
        for name in {**was, **now}
        if was.get(name) != now.get(name)
    ]
    return "; ".join(differing) or "how a model behind it is made"


def _values(metric_id: str, text: str) -> dict[str, str]:
    """The settings of a version by name; values hold commas of their own, so the names tell where one begins."""
    metric = METRICS.get(metric_id)
    names = "|".join(map(re.escape, metric.settings)) if metric else r"[a-z_]+"
    parts = re.split(rf"(?:^|, )({names}) = ", text)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))
