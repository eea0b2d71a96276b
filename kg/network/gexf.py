"""Writes GEXF 1.3 (https://gexf.net/schema.html) in the way that Gephi really reads.

networkx's writer cannot write kinds, so Gephi merges parallel edges; and it holds the whole document in memory.  This
one streams.  A dynamic file has closed intervals of days in UTC; open ends are left out.  Characters that XML 1.0
forbids become U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final
from xml.sax.saxutils import quoteattr

from kg.network.records import Color, Column, Edge, Network, Node, Spell, Timed, Value, ordered
from kg.network.text import PLAIN, clean, line, text, write_lines

# One degree in Gephi's units, in which a node is about ten wide: a plain equirectangular map.
_DEGREE: Final = 10
# A spell without ends says no more than no spell.
_ALWAYS: Final = (Spell(),)
# Gephi keeps only what follows the last entity in a meta text, so there must be none.
_WITHOUT_ENTITIES: Final = str.maketrans({"&": "and", "<": "‹", ">": "›"})


def write(network: Network, stream: BinaryIO, *, positions: bool = True) -> None:
    """Write a network in which kg.network.rules finds no fault; the bytes depend on nothing but the network.

    Nodes with a ``latitude`` and a ``longitude`` (degrees, north and east positive) get a place, unless ``positions``
    is False.
    """
    write_lines(stream, _lines(network, positions))


def _lines(network: Network, positions: bool) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">'
    modified = f' lastmodifieddate="{network.modified.isoformat()}"' if network.modified else ""
    # The grammar has no title here.
    about = " ".join(_sentence(part) for part in map(line, (network.title, network.description)) if part)
    yield f"  <meta{modified}><creator>kg</creator><description>{about}</description></meta>"
    yield f"  <graph{_graph(network)}>"
    yield from _columns("node", network.node_columns)
    yield from _columns("edge", network.edge_columns)
    yield "    <nodes>"
    for node in sorted(network.nodes, key=lambda node: node.id):
        yield from _node(node, network.node_columns, positions)
    yield "    </nodes>"
    yield "    <edges>"
    for edge in ordered(network.edges):
        yield from _edge(edge, network.edge_columns)
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _graph(network: Network) -> str:
    # Gephi discards an edge whose type is not the default one; without a default it keeps both.
    types = {_type(edge) for edge in network.edges} or {"directed"}
    default = f' defaultedgetype="{types.pop()}"' if len(types) == 1 else ""
    if network.on:
        return f'{default} idtype="string" mode="static"'
    return f'{default} idtype="string" mode="dynamic" timeformat="date" timerepresentation="interval" timezone="UTC"'


def _columns(of: str, columns: Iterable[Column]) -> Iterator[str]:
    # Some readers take the types from the last block only, so the static one comes last.
    for mode in ("dynamic", "static"):
        found = [column for column in columns if column.dynamic == (mode == "dynamic")]
        if found:
            yield f'    <attributes class="{of}" mode="{mode}">'
            for column in found:
                yield f'      <attribute id="{column.name}" title="{column.name}" type="{column.type}"/>'
            yield "    </attributes>"


def _node(node: Node, columns: Iterable[Column], positions: bool) -> Iterator[str]:
    yield f"      <node id={_quoted(node.id)} label={_quoted(line(node.label))}>"
    yield from _values(node.values, columns)
    yield from _spells(node.spells)
    x, y = (node.values.get(name) for name in ("longitude", "latitude"))
    yield from _color(node.color)
    if positions and isinstance(x, int | float) and isinstance(y, int | float):
        yield f'        <viz:position x="{_place(x)}" y="{_place(y)}" z="0.0"/>'
    if node.size is not None:
        yield f'        <viz:size value="{float(node.size)}"/>'
    yield "      </node>"


def _place(degrees: float) -> float:
    return round(degrees * _DEGREE, 4) + 0.0


def _edge(edge: Edge, columns: Iterable[Column]) -> Iterator[str]:
    ends = f"id={_quoted(edge.id)} source={_quoted(edge.source)} target={_quoted(edge.target)}"
    label = _quoted(line(edge.label) or edge.kind)
    yield (
        f"      <edge {ends} kind={_quoted(edge.kind)} label={label}"
        f' type="{_type(edge)}" weight="{float(edge.weight)}">'
    )
    yield from _values(edge.values, columns)
    yield from _spells(edge.spells)
    yield from _color(edge.color)
    yield "      </edge>"


def _color(color: Color | None) -> Iterator[str]:
    # Not hex, in which Gephi alone reads a colour.
    if color is not None:
        yield f'        <viz:color r="{color.red}" g="{color.green}" b="{color.blue}"/>'


def _type(edge: Edge) -> str:
    return "directed" if edge.directed else "undirected"


def _values(values: Mapping[str, Value], columns: Iterable[Column]) -> Iterator[str]:
    found = [row for column in columns if column.name in values for row in _attvalues(column, values[column.name])]
    if found:
        yield "        <attvalues>"
        yield from found
        yield "        </attvalues>"


def _attvalues(column: Column, value: Value) -> Iterator[str]:
    if column.dynamic and isinstance(value, tuple):
        for item in value:
            if isinstance(item, Timed):
                yield _attvalue(column, text(item.value), _bounds(item.spell))
    else:
        yield _attvalue(column, text(value))


def _attvalue(column: Column, value: str, bounds: str = "") -> str:
    return f'          <attvalue for="{column.name}" value={_quoted(value)}{bounds}/>'


def _spells(spells: tuple[Spell, ...]) -> Iterator[str]:
    if spells and spells != _ALWAYS:
        yield "        <spells>"
        yield from (f"          <spell{_bounds(spell)}/>" for spell in spells)
        yield "        </spells>"


def _bounds(spell: Spell) -> str:
    start = f' start="{spell.start.isoformat()}"' if spell.start else ""
    return start + (f' end="{spell.end.isoformat()}"' if spell.end else "")


def _quoted(text: str) -> str:
    return f'"{text}"' if PLAIN.fullmatch(text) else quoteattr(clean(text))


def _sentence(text: str) -> str:
    found = text.translate(_WITHOUT_ENTITIES)
    return found if found.endswith(".") else f"{found}."
