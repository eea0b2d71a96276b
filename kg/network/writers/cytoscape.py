"""Writes Cytoscape JSON (https://js.cytoscape.org/#notation/elements-json) for Cytoscape, Cytoscape.js and Cytoscape Web.

A table of Cytoscape has no times and no lists of lists: spells and dynamic values are text.  ``networkx.cytoscape_data`` gives
edges no id, without which Cytoscape.js makes one at random, and needs the graph in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from kg.network.records import Network, Timed, Value, ordered
from kg.network.text import line, text, times
from kg.network.writers.form import Format, each
from kg.network.writers.plain_json import drawn, encode, plain, write_document


def write(network: Network, stream: BinaryIO) -> None:
    """Write the elements with a table row each; ``name`` is the label and ``interaction`` the kind, as Cytoscape has them."""
    about = {"name": line(network.title), "description": line(network.description)}
    head = f'{{"data":{encode(about)},"elements":{{'
    write_document(stream, head, {"nodes": _nodes(network), "edges": _edges(network)}, "}}")


def _nodes(network: Network) -> Iterator[dict[str, Any]]:
    for node in sorted(network.nodes, key=lambda node: node.id):
        label = line(node.label)
        row = {"id": node.id, "name": label, "label": label, **times(node.spells), **_cells(node.values)}
        found: dict[str, Any] = {"data": {**row, **drawn(node.color, node.size)}}
        x, y = (node.values.get(name) for name in ("longitude", "latitude"))
        if isinstance(x, int | float) and isinstance(y, int | float):
            # Cytoscape's y grows downwards; ten units a degree, as in GEXF.
            found["position"] = {"x": round(10 * x, 4) + 0.0, "y": round(-10 * y, 4) + 0.0}
        yield found


def _edges(network: Network) -> Iterator[dict[str, Any]]:
    for edge in ordered(network.edges):
        label = line(edge.label) or edge.kind
        yield {
            "data": {
                "id": edge.id,
                "source": edge.source,
                "target": edge.target,
                "name": label,
                "label": label,
                "interaction": edge.kind,
                "kind": edge.kind,
                "weight": float(edge.weight),
                "directed": edge.directed,
                **times(edge.spells),
                **_cells(edge.values),
                **drawn(edge.color),
            }
        }


def _cells(values: Mapping[str, Value]) -> dict[str, Any]:
    return plain({name: text(value) if _dynamic(value) else value for name, value in values.items()})


def _dynamic(value: Value) -> bool:
    return isinstance(value, tuple) and any(isinstance(item, Timed) for item in value)


FORMAT: Final = Format(
    "cytoscape",
    ".cyjs",
    "JSON for Cytoscape, Cytoscape.js and Cytoscape Web: kinds as interactions, spells as text, lists, places",
    each(("", ".cyjs", write)),
    colors=True,
)
