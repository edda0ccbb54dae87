"""`leadline metric ID --peers`: our number beside those that other tools would give, and the rows that make the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import pandas as pd
import pyarrow as pa

from dashboard.cli_ask import write
from metrics.peers import READ_ON, peers_of
from metrics.reading import peers

if TYPE_CHECKING:
    from metrics.snapshot import Snapshot


def write_peers(snapshot: Snapshot, metric_id: str, question: dict[str, Any], form: str, *, receipt: bool) -> None:
    """Write the numbers by each definition; with `receipt` the rows that one counts otherwise than ours."""
    window = {"since": question["since"], "until": question["until"]}
    if question["grain"] != "all" or question["group"] is not None:
        raise click.UsageError("--peers compares over one window; leave --grain and --group out.")
    rows = peers.compared(snapshot, metric_id, breakdown=question["breakdown"], **window)
    if receipt:
        rows = pd.concat(
            [peers.differences(snapshot, peer.id, **window).assign(tool=peer.tool) for peer in peers_of(metric_id)], ignore_index=True
        )
        rows = rows[["tool", *(name for name in rows.columns if name != "tool")]]
    write(pa.Table.from_pandas(rows, preserve_index=False), form, None)
    if form == "table":
        for peer in peers_of(metric_id):
            click.echo(f"{peer.tool}: {peer.formula}. After {peer.address} ({peer.version}), read on {READ_ON}.", err=True)
