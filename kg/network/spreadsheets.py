"""Writes the pair of CSV tables that Gephi's spreadsheet importer reads: nodes, and edges with their kinds and times.

Every text stays as it is, also where a spreadsheet would take it for a formula: a program reads these tables, and a
changed label would be another name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from kg.network.records import Edge, Network, Value, ordered
from kg.network.text import clean, line, spells_text, text


def write_nodes(network: Network, stream: BinaryIO) -> None:
    """Write the table of nodes: Id, Label, timeset (if there are spells), and the columns."""
    names = [column.name for column in network.node_columns]
    times = ["timeset"] if any(node.spells for node in network.nodes) else []
    rows = (
        [
            node.id,
            line(node.label),
            *(spells_text(node.spells) for _ in times),
            *_cells(node.values.get(n) for n in names),
        ]
        for node in sorted(network.nodes, key=lambda node: node.id)
    )
    _table(stream, ["Id", "Label", *times, *names], rows)


def write_edges(network: Network, stream: BinaryIO) -> None:
    """Write the table of edges: Source, Target, Type, Kind, Id, Label, Weight, timeset (not in a cut), the columns."""
    names = [column.name for column in network.edge_columns]
    times = [] if network.on else ["timeset"]
    rows = (_edge(edge, names, times) for edge in ordered(network.edges))
    _table(stream, ["Source", "Target", "Type", "Kind", "Id", "Label", "Weight", *times, *names], rows)


def _edge(edge: Edge, names: Iterable[str], times: Iterable[str]) -> list[str]:
    return [
        edge.source,
        edge.target,
        "Directed" if edge.directed else "Undirected",
        edge.kind,
        edge.id,
        line(edge.label) or edge.kind,
        text(float(edge.weight)),
        *(spells_text(edge.spells) for _ in times),
        *_cells(edge.values.get(name) for name in names),
    ]


def _cells(values: Iterable[Value | None]) -> list[str]:
    return ["" if value is None else clean(text(value)) for value in values]


def _table(stream: BinaryIO, head: list[str], rows: Iterable[list[str]]) -> None:
    out = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)
    finally:
        out.detach()  # the stream is its opener's to close
