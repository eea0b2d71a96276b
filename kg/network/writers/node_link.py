"""Writes node-link JSON in the layout of ``networkx.node_link_data``, for ``networkx.node_link_graph`` and d3.

networkx's own function needs the graph in memory, and json cannot write its dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from kg.network.records import Network, ordered
from kg.network.text import line
from kg.network.writers.form import Format, each
from kg.network.writers.plain_json import days, drawn, encode, plain, write_document


def write(network: Network, stream: BinaryIO) -> None:
    """Write a multigraph whose keys are the kinds; ``spells`` are pairs of days, null where open.

    It is directed unless no edge is; an edge without direction in a directed graph has ``directed`` false.
    """
    directed = not network.edges or any(edge.directed for edge in network.edges)
    about = {
        "title": line(network.title),
        "description": line(network.description),
        "on": network.on.isoformat() if network.on else None,
    }
    head = f'{{"directed":{encode(directed)},"multigraph":true,"graph":{encode(about)},'
    write_document(stream, head, {"nodes": _nodes(network), "edges": _edges(network)}, "}")


def _nodes(network: Network) -> Iterator[dict[str, Any]]:
    for node in sorted(network.nodes, key=lambda node: node.id):
        yield {
            "id": node.id,
            "label": line(node.label),
            "spells": [days(spell) for spell in node.spells],
            **plain(node.values),
            **drawn(node.color, node.size),
        }


def _edges(network: Network) -> Iterator[dict[str, Any]]:
    for edge in ordered(network.edges):
        yield {
            "source": edge.source,
            "target": edge.target,
            "key": edge.kind,
            "id": edge.id,
            "label": line(edge.label) or edge.kind,
            "weight": float(edge.weight),
            "directed": edge.directed,
            "spells": [days(spell) for spell in edge.spells],
            **plain(edge.values),
            **drawn(edge.color),
        }


FORMAT: Final = Format(
    "node-link",
    ".json",
    "JSON for networkx.node_link_graph, d3 and programs: kinds as keys, spells as pairs of days, lists, typed values",
    each(("", ".json", write)),
    colors=True,
)
