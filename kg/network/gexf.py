"""Writes GEXF 1.3 (https://gexf.net/schema.html) in the way that Gephi really reads.

networkx's writer cannot write kinds, so Gephi merges parallel edges; and it holds the whole document in memory.  This
one streams.  A dynamic file has closed intervals of days in UTC; open ends are left out.  Characters that XML 1.0
forbids become U+FFFD.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import BinaryIO, Final, NamedTuple
from xml.sax.saxutils import quoteattr

from kg.network.records import Color, Column, Edge, Network, Node, Spell, Streamed, Timed, Value, ordered
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
    yield from map(_Edges(network.edge_columns).text, ordered(network.edges))
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _graph(network: Network) -> str:
    # Gephi discards an edge whose type is not the default one; without a default it keeps both.
    types = _types(network.edges) or {"directed"}
    default = f' defaultedgetype="{types.pop()}"' if len(types) == 1 else ""
    if network.on:
        return f'{default} idtype="string" mode="static"'
    return f'{default} idtype="string" mode="dynamic" timeformat="date" timerepresentation="interval" timezone="UTC"'


def _types(edges: Collection[Edge]) -> set[str]:
    if isinstance(edges, Streamed) and edges.directed is not None:
        return {"directed" if edges.directed else "undirected"}
    return {_type(edge) for edge in edges}


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


class _Name(NamedTuple):
    """An id or a kind as XML writes it; tame if it stands there as it is, and no ``--`` in it can be taken for another."""

    quoted: str
    tame: bool


class _Edges:
    """Makes the text of an edge in one piece: edges may be a million, and a call for each line would take most of the time.

    Ids, kinds and days recur, so that their text is kept.
    """

    def __init__(self, columns: Iterable[Column]) -> None:
        self._columns = [(c.name, f'          <attvalue for="{c.name}" value=', c.dynamic) for c in columns]
        self._names: dict[str, _Name] = {}
        self._days: dict[date | None, str] = {}

    def text(self, edge: Edge) -> str:
        source, target, kind = self._name(edge.source), self._name(edge.target), self._name(edge.kind)
        shown = line(edge.label) if edge.label else ""
        label = _quoted(shown) if shown else kind.quoted
        # Of three tame names the id is those names; that is quicker than to ask for it and to look at every character.
        tame = source.tame and target.tame and kind.tame
        name = f'"{edge.source}--{edge.kind}--{edge.target}"' if tame else _quoted(edge.id)
        ends = f"id={name} source={source.quoted} target={target.quoted} kind={kind.quoted} label={label}"
        return (
            f'      <edge {ends} type="{_type(edge)}" weight="{float(edge.weight)}">\n'
            f"{self._values(edge.values)}{self._spells(edge.spells)}{_edge_color(edge.color)}      </edge>"
        )

    def _name(self, name: str) -> _Name:
        found = self._names.get(name)
        if found is None:
            apart = bool(name) and "--" not in name and name[0] != "-" and name[-1] != "-"
            found = self._names[name] = _Name(_quoted(name), apart and PLAIN.fullmatch(name) is not None)
        return found

    def _values(self, values: Mapping[str, Value]) -> str:
        found = []
        for name, head, dynamic in self._columns:
            value = values.get(name)
            if value is None:
                continue
            if isinstance(value, str):
                found.append(f"{head}{_quoted(value)}/>\n")
            elif not isinstance(value, tuple):
                found.append(f'{head}"{text(value)}"/>\n')
            elif not dynamic:
                found.append(f"{head}{_quoted(text(value))}/>\n")
            else:
                for item in value:
                    if isinstance(item, Timed):
                        found.append(f"{head}{_quoted(text(item.value))}{self._bounds(item.spell)}/>\n")
        return f"        <attvalues>\n{''.join(found)}        </attvalues>\n" if found else ""

    def _spells(self, spells: tuple[Spell, ...]) -> str:
        if not spells or (len(spells) == 1 and spells[0].start is None is spells[0].end):
            return ""
        found = [f"          <spell{self._bounds(spell)}/>\n" for spell in spells]
        return f"        <spells>\n{''.join(found)}        </spells>\n"

    def _bounds(self, spell: Spell) -> str:
        start = f' start="{self._day(spell.start)}"' if spell.start else ""
        return f'{start} end="{self._day(spell.end)}"' if spell.end else start

    def _day(self, day: date) -> str:
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = day.isoformat()
        return found


def _edge_color(color: Color | None) -> str:
    return "".join(f"{found}\n" for found in _color(color)) if color else ""


def _type(edge: Edge) -> str:
    return "directed" if edge.directed else "undirected"


def _color(color: Color | None) -> Iterator[str]:
    # Not hex, in which Gephi alone reads a colour.
    if color is not None:
        yield f'        <viz:color r="{color.red}" g="{color.green}" b="{color.blue}"/>'


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
