"""Writes static GraphML (http://graphml.graphdrawing.org/) for igraph, graph-tool, networkit and the like.

GraphML has neither kinds nor times: the kind is a column, and spells become text and the first and last day of them all.
Edge ids are unique and booleans in lower case, because readers insist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from kg.network.gexf import clean, text
from kg.network.records import Column, Edge, Network, Value

_TYPES: Final = {"string": "string", "integer": "long", "double": "double", "boolean": "boolean", "liststring": "string"}
_OWN: Final = (Column("kind", "string"), Column("first_start", "string"), Column("last_end", "string"), Column("spells", "string"))


def write(network: Network, stream: BinaryIO) -> None:
    """Write the network; the bytes depend on nothing but the network."""
    for line in _lines(network):
        stream.write(line.encode())
        stream.write(b"\n")


def _lines(network: Network) -> Iterator[str]:
    nodes, edges = (Column("label", "string"), *network.node_columns), (*_OWN, *network.edge_columns)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for of, columns in (("node", nodes), ("edge", edges)):
        for column in columns:
            names = f'id="{of}_{column.name}" for="{of}" attr.name="{column.name}"'
            yield f'  <key {names} attr.type="{_TYPES[column.type]}"/>'
    yield '  <graph id="G" edgedefault="directed">'
    for node in sorted(network.nodes, key=lambda node: node.id):
        yield f"    <node id={quoteattr(node.id)}>"
        yield from _data("node", {"label": node.label, **node.values}, nodes)
        yield "    </node>"
    for edge in sorted(network.edges, key=lambda edge: edge.id):
        ends = f"source={quoteattr(edge.source)} target={quoteattr(edge.target)}"
        yield f"    <edge id={quoteattr(edge.id)} {ends}>"
        yield from _data("edge", {**_own(edge), **edge.values}, edges)
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"


def _own(edge: Edge) -> dict[str, Value]:
    found: dict[str, Value] = {"kind": edge.kind}
    if edge.spells:
        first, last = edge.spells[0].start, edge.spells[-1].end
        found |= {"first_start": first.isoformat()} if first else {}
        found |= {"last_end": last.isoformat()} if last else {}
        found["spells"] = "; ".join(f"{spell.start or '..'}/{spell.end or '..'}" for spell in edge.spells)
    return found


def _data(of: str, values: Mapping[str, Value], columns: Iterable[Column]) -> Iterator[str]:
    for column in columns:
        if column.name in values:
            yield f'      <data key="{of}_{column.name}">{escape(clean(text(values[column.name])))}</data>'
