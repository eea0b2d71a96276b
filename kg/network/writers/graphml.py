"""Writes static GraphML (http://graphml.graphdrawing.org/) for igraph, graph-tool, networkit and the like.

GraphML has neither kinds nor times: the kind is a column, and spells become text and the first and last day of them
all.  Edge ids are unique and booleans in lower case, because readers insist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from kg.network.records import Column, Edge, Network, Node, Value, ordered
from kg.network.text import PLAIN, clean, line, text, times, write_lines
from kg.network.writers.form import Format, each

_TYPES: Final = {"string": "string", "integer": "int", "double": "double", "boolean": "boolean", "liststring": "string"}
_TIMES: Final = (Column("first_start", "string"), Column("last_end", "string"), Column("spells", "string"))
_EDGE: Final = (Column("kind", "string"), Column("label", "string"), Column("weight", "double"))


def write(network: Network, stream: BinaryIO) -> None:
    """Write a network in which kg.network.rules finds no fault; the bytes depend on nothing but the network."""
    write_lines(stream, _lines(network))


def _lines(network: Network) -> Iterator[str]:
    nodes = _all((Column("label", "string"),), network.node_columns, network.nodes)
    edges = _all(_EDGE, network.edge_columns, network.edges)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    yield from _keys("node", nodes)
    yield from _keys("edge", edges)
    default = "undirected" if network.edges and not any(edge.directed for edge in network.edges) else "directed"
    yield f'  <graph id="G" edgedefault="{default}">'
    for node in sorted(network.nodes, key=lambda node: node.id):
        yield f"    <node id={quoteattr(node.id)}>"
        yield from _data("node", {"label": line(node.label), **times(node.spells), **node.values}, nodes)
        yield "    </node>"
    for edge in ordered(network.edges):
        own: dict[str, Value] = {
            "kind": edge.kind,
            "label": line(edge.label) or edge.kind,
            "weight": float(edge.weight),
        }
        yield f"    <edge {_ends(edge, default)}>"
        yield from _data("edge", {**own, **times(edge.spells), **edge.values}, edges)
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"


def _all(own: tuple[Column, ...], columns: tuple[Column, ...], records: Iterable[Node | Edge]) -> tuple[Column, ...]:
    """All columns: ours, the times if there are any and the network has no such column, and the network's."""
    given = {column.name.lower() for column in columns}
    times = _TIMES if any(record.spells for record in records) else ()
    return (*own, *(column for column in times if column.name not in given), *columns)


def _keys(of: str, columns: Iterable[Column]) -> Iterator[str]:
    for column in columns:
        kind = "string" if column.dynamic else _TYPES[column.type]
        yield f'  <key id="{of}_{column.name}" for="{of}" attr.name="{column.name}" attr.type="{kind}"/>'


def _ends(edge: Edge, default: str) -> str:
    ends = f"id={quoteattr(edge.id)} source={quoteattr(edge.source)} target={quoteattr(edge.target)}"
    return ends if edge.directed == (default == "directed") else f'{ends} directed="false"'


def _data(of: str, values: Mapping[str, Value], columns: Iterable[Column]) -> Iterator[str]:
    for column in columns:
        if column.name in values:
            yield f'      <data key="{of}_{column.name}">{_escaped(text(values[column.name]))}</data>'


def _escaped(text: str) -> str:
    # A parser turns a bare carriage return into a line feed.
    return text if PLAIN.fullmatch(text) else escape(clean(text), {"\r": "&#13;"})


FORMAT: Final = Format(
    "graphml",
    ".graphml",
    "GraphML for igraph, graph-tool, networkit, rustworkx and networkx: kinds and spells as columns, typed columns",
    each(("", ".graphml", write)),
)
