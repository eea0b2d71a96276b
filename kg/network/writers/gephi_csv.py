"""Writes the pair of CSV tables that Gephi's spreadsheet importer reads: nodes, and edges with their kinds and times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

from kg.network.records import Edge, Network, ordered
from kg.network.text import line, spells_text, text
from kg.network.writers.form import Format, each
from kg.network.writers.tables import cells, write_table


def write_nodes(network: Network, stream: BinaryIO) -> None:
    """Write the table of nodes: Id, Label, timeset (if there are spells), and the columns."""
    names = [column.name for column in network.node_columns]
    times = ["timeset"] if any(node.spells for node in network.nodes) else []
    rows = (
        [
            node.id,
            line(node.label),
            *(spells_text(node.spells) for _ in times),
            *cells(node.values, network.node_columns),
        ]
        for node in sorted(network.nodes, key=lambda node: node.id)
    )
    write_table(stream, ["Id", "Label", *times, *names], rows)


def write_edges(network: Network, stream: BinaryIO) -> None:
    """Write the table of edges: Source, Target, Type, Kind, Id, Label, Weight, timeset (not in a cut), the columns."""
    names = [column.name for column in network.edge_columns]
    times = [] if network.on else ["timeset"]
    rows = (_edge(edge, network, times) for edge in ordered(network.edges))
    write_table(stream, ["Source", "Target", "Type", "Kind", "Id", "Label", "Weight", *times, *names], rows)


def _edge(edge: Edge, network: Network, times: Iterable[str]) -> list[str]:
    return [
        edge.source,
        edge.target,
        "Directed" if edge.directed else "Undirected",
        edge.kind,
        edge.id,
        line(edge.label) or edge.kind,
        text(float(edge.weight)),
        *(spells_text(edge.spells) for _ in times),
        *cells(edge.values, network.edge_columns),
    ]


FORMAT: Final = Format(
    "gephi-csv",
    ".csv",
    "two tables for Gephi's spreadsheet import, R and pandas: kinds, spells as text, columns without types",
    each((".nodes", ".csv", write_nodes), (".edges", ".csv", write_edges)),
)
