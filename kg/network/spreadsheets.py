"""Writes the pair of CSV tables that Gephi's spreadsheet importer reads: nodes, and edges with their kinds and times."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from kg.network.gexf import clean, text
from kg.network.records import Network, Spell


def write_nodes(network: Network, stream: BinaryIO) -> None:
    """Write the table of nodes: Id, Label, and the columns."""
    names = [column.name for column in network.node_columns]
    rows = ([n.id, n.label, *(_cell(n.values.get(name)) for name in names)] for n in network.nodes)
    _table(stream, ["Id", "Label", *names], sorted(rows))


def write_edges(network: Network, stream: BinaryIO) -> None:
    """Write the table of edges: Source, Target, Type, Kind, Id, Label, Weight, timeset (for a dynamic network), and the columns."""
    names = [column.name for column in network.edge_columns]
    times = [] if network.on else ["timeset"]
    rows = (
        [e.source, e.target, "Directed" if e.directed else "Undirected", e.kind, e.id, e.kind, "1.0"]
        + [_timeset(e.spells) for _ in times]
        + [_cell(e.values.get(name)) for name in names]
        for e in network.edges
    )
    _table(stream, ["Source", "Target", "Type", "Kind", "Id", "Label", "Weight", *times, *names], sorted(rows))


def _timeset(spells: Iterable[Spell]) -> str:
    """Return spells as Gephi writes them, with its words for open ends: ``<[1949-10-27, 1966-12-31]; [1970-01-01, Infinity]>``."""
    parts = [
        f"[{spell.start.isoformat() if spell.start else '-Infinity'}, {spell.end.isoformat() if spell.end else 'Infinity'}]"
        for spell in spells
    ]
    return f"<{'; '.join(parts)}>" if parts else ""


def _cell(value: object) -> str:
    return "" if value is None else text(value)  # type: ignore[arg-type]


def _table(stream: BinaryIO, head: list[str], rows: Iterable[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([clean(cell) for cell in row] for row in rows)
    stream.write(out.getvalue().encode())
