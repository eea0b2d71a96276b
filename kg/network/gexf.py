"""Writes GEXF 1.3 (https://gexf.net/schema.html) in the way that Gephi really reads.

networkx's writer cannot write kinds, so Gephi merges parallel edges; and it holds the whole document in memory.  This one
streams.  A dynamic file has closed intervals of days in UTC; open ends are left out.  Characters that XML 1.0 forbids become
U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from kg.network.records import Column, Edge, Network, Node, Spell, Value

_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(network: Network, stream: BinaryIO) -> None:
    """Write the network; the bytes depend on nothing but the network."""
    for line in _lines(network):
        stream.write(line.encode())
        stream.write(b"\n")


def _lines(network: Network) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">'
    # Gephi keeps only what follows the last entity in a meta text, so there must be none.
    yield f"  <meta><title>{_meta(network.title)}</title><description>{_meta(network.description)}</description></meta>"
    if network.on:
        yield '  <graph defaultedgetype="directed" idtype="string" mode="static">'
    else:
        time = 'mode="dynamic" timeformat="date" timerepresentation="interval" timezone="UTC"'
        yield f'  <graph defaultedgetype="directed" idtype="string" {time}>'
    yield from _columns("node", network.node_columns)
    yield from _columns("edge", network.edge_columns)
    yield "    <nodes>"
    for node in sorted(network.nodes, key=lambda node: node.id):
        yield from _node(node, network.node_columns)
    yield "    </nodes>"
    yield "    <edges>"
    for edge in sorted(network.edges, key=lambda edge: edge.id):
        yield from _edge(edge, network.edge_columns)
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _columns(of: str, columns: Iterable[Column]) -> Iterator[str]:
    yield f'    <attributes class="{of}" mode="static">'
    for column in columns:
        yield f'      <attribute id="{column.name}" title="{column.name}" type="{column.type}"/>'
    yield "    </attributes>"


def _node(node: Node, columns: Iterable[Column]) -> Iterator[str]:
    yield f"      <node id={_quoted(node.id)} label={_quoted(node.label)}>"
    yield from _values(node.values, columns)
    longitude, latitude = node.values.get("longitude"), node.values.get("latitude")
    if longitude is not None and latitude is not None:
        yield f'        <viz:position x="{longitude}" y="{latitude}" z="0.0"/>'
    yield "      </node>"


def _edge(edge: Edge, columns: Iterable[Column]) -> Iterator[str]:
    kind = "directed" if edge.directed else "undirected"
    ends = f"id={_quoted(edge.id)} source={_quoted(edge.source)} target={_quoted(edge.target)}"
    yield f'      <edge {ends} kind={_quoted(edge.kind)} label={_quoted(edge.kind)} type="{kind}" weight="1.0">'
    yield from _values(edge.values, columns)
    if edge.spells:
        yield "        <spells>"
        yield from (f"          <spell{_bounds(spell)}/>" for spell in edge.spells)
        yield "        </spells>"
    yield "      </edge>"


def _bounds(spell: Spell) -> str:
    start = f' start="{spell.start.isoformat()}"' if spell.start else ""
    return start + (f' end="{spell.end.isoformat()}"' if spell.end else "")


def _values(values: Mapping[str, Value], columns: Iterable[Column]) -> Iterator[str]:
    found = [(column.name, values[column.name]) for column in columns if column.name in values]
    if found:
        yield "        <attvalues>"
        yield from (f'          <attvalue for="{name}" value={_quoted(text(value))}/>' for name, value in found)
        yield "        </attvalues>"


def text(value: Value) -> str:
    """Return a value as Gephi reads it: ``true``, ``1.5``, ``[a, "b, c"]``."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_item, value)) + "]"
    return str(value)


def _item(text: str) -> str:
    plain = re.fullmatch(r"[^\s,;\[\]\"'\\](?:[^,;\[\]\"'\\\n]*[^\s,;\[\]\"'\\])?", text)
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def clean(text: str) -> str:
    """Return a text in one line without the characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub("\ufffd", re.sub(r"[\t\r\n]+", " ", text))


def _quoted(text: str) -> str:
    return quoteattr(clean(text))


def _meta(text: str) -> str:
    return escape(clean(text).replace("&", "and").replace("<", "(").replace(">", ")"))
