"""Writes GEXF 1.3 (https://gexf.net/schema.html) in the way that Gephi really reads.

networkx's writer cannot write kinds, so Gephi merges parallel edges; and it holds the whole document in memory.  This
one streams.  A dynamic file has closed intervals of days in UTC; open ends are left out.  Characters that XML 1.0
forbids become U+FFFD.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import BinaryIO, Final
from xml.sax.saxutils import quoteattr

from kg.network.records import Color, Column, Network, Spell, Timed, Value, direction, ordered
from kg.network.text import PLAIN, bare_list, clean, line, text, write_lines
from kg.network.writers.form import Format, each

# One degree in Gephi's units, in which a node is about ten wide: a plain equirectangular map.
_DEGREE: Final = 10
# So many values of a column are kept as text, since most repeat.
_FEW: Final = 1000
# Gephi keeps only what follows the last entity in a meta text, so there must be none.
_WITHOUT_ENTITIES: Final = str.maketrans({"&": "and", "<": "‹", ">": "›"})
# The name of a column, and what makes a value of it into XML.
Made = tuple[str, Callable[[Value], str]]


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
    yield from _nodes(network, positions)
    yield "    </nodes>"
    yield "    <edges>"
    yield from _edges(network)
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _graph(network: Network) -> str:
    # Gephi discards an edge whose type is not the default one; without a default it keeps both.
    directed = direction(network.edges)
    default = "" if directed is None else f' defaultedgetype="{_type(directed)}"'
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


def _nodes(network: Network, positions: bool) -> Iterator[str]:
    columns = _columns_of(network.node_columns)
    for node in sorted(network.nodes, key=lambda node: node.id):
        drawn = _color(node.color)
        x, y = (node.values.get(name) for name in ("longitude", "latitude"))
        if positions and isinstance(x, int | float) and isinstance(y, int | float):
            drawn += f'\n        <viz:position x="{_place(x)}" y="{_place(y)}" z="0.0"/>'
        if node.size is not None:
            drawn += f'\n        <viz:size value="{float(node.size)}"/>'
        head = f"      <node id={_quoted(node.id)} label={_quoted(line(node.label))}>"
        yield f"{head}{_values(node.values, columns)}{_spells(node.spells)}{drawn}\n      </node>"


def _place(degrees: float) -> float:
    return round(degrees * _DEGREE, 4) + 0.0


def _edges(network: Network) -> Iterator[str]:
    # Edges are many and written one string each; what they have in common is made once.
    columns = _columns_of(network.edge_columns)
    part = _Made(_part)
    rest = lru_cache(maxsize=2**10)(_rest)
    for edge in ordered(network.edges):
        source, target, kind, spells, values, directed, label, weight, color = edge
        (source_quoted, simple), (kind_quoted, also), (target_quoted, too) = part[source], part[kind], part[target]
        name = f'"{source}--{kind}--{target}"' if simple and also and too else _quoted(edge.id)
        yield (
            f"      <edge id={name} source={source_quoted} target={target_quoted} kind={kind_quoted}"
            f"{rest(line(label) or kind if label else kind, directed, weight)}{_values(values, columns)}{_spells(spells)}"
            f"{_color(color) if color else ''}\n      </edge>"
        )


class _Made(dict[str, tuple[str, bool]]):
    """What is made of each name, the first time that it is asked for; there are as many as nodes and kinds."""

    def __init__(self, make: Callable[[str], tuple[str, bool]]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> tuple[str, bool]:
        return self.setdefault(name, self._make(name))


def _part(name: str) -> tuple[str, bool]:
    """A name quoted, and whether it stands as it is in a readable edge id (see kg.network.records.edge_id)."""
    plain = PLAIN.fullmatch(name) is not None
    return _quoted(name), plain and "--" not in name and name[:1] != "-" and name[-1:] != "-"


def _rest(label: str, directed: bool, weight: float) -> str:
    return f' label={_quoted(label)} type="{_type(directed)}" weight="{float(weight)}">'


def _color(color: Color | None) -> str:
    # Not hex, in which Gephi alone reads a colour.
    return "" if color is None else f'\n        <viz:color r="{color.red}" g="{color.green}" b="{color.blue}"/>'


def _type(directed: bool) -> str:
    return "directed" if directed else "undirected"


class _Scalars(dict[Value, str]):
    """The text of each number or truth of a column, made the first time that it is asked for."""

    def __init__(self, head: str) -> None:
        super().__init__()
        self._head = head

    def __missing__(self, value: Value) -> str:
        made = f"{self._head}{_quoted(text(value))}/>"
        if len(self) < _FEW:
            self[value] = made
        return made


def _columns_of(columns: Iterable[Column]) -> tuple[Made, ...]:
    """The name of each column, and what makes a value of it into XML: it is chosen once, and asked for every row."""
    return tuple((column.name, _writer(column)) for column in columns)


def _writer(column: Column) -> Callable[[Value], str]:
    head = f'\n          <attvalue for="{column.name}" value='

    def timed(value: Value) -> str:
        items = value if isinstance(value, tuple) else ()
        parts = [(_quoted(text(item.value)), _bounds(*item.spell)) for item in items if isinstance(item, Timed)]
        return "".join([f"{head}{shown}{bounds}/>" for shown, bounds in parts])

    def single(value: Value) -> str:
        bare = bare_list(value)
        return f"{head}{_quoted(text(value))}/>" if bare is None else f'{head}"[{bare}]"/>'

    if column.dynamic:
        return timed
    return _Scalars(head).__getitem__ if column.type in ("integer", "boolean") else single


def _values(values: Mapping[str, Value], columns: tuple[Made, ...]) -> str:
    found = ""
    for name, made in columns:
        value = values.get(name)
        if value is not None:
            found += made(value)
    return f"\n        <attvalues>{found}\n        </attvalues>" if found else ""


def _spells(spells: tuple[Spell, ...]) -> str:
    found = ""
    for start, end in spells:
        if end is None and start is not None:  # The most common, and every call counts.
            found += f'\n          <spell start="{start.isoformat()}"/>'
        elif bounds := _bounds(start, end):  # A spell without ends says no more than no spell.
            found += f"\n          <spell{bounds}/>"
    return f"\n        <spells>{found}\n        </spells>" if found else ""


def _bounds(start: date | None, end: date | None) -> str:
    return ("" if start is None else f' start="{start.isoformat()}"') + (
        "" if end is None else f' end="{end.isoformat()}"'
    )


def _quoted(text: str) -> str:
    return f'"{text}"' if PLAIN.fullmatch(text) else quoteattr(clean(text))


def _sentence(text: str) -> str:
    found = text.translate(_WITHOUT_ENTITIES)
    return found if found.endswith(".") else f"{found}."


FORMAT: Final = Format(
    "gexf",
    ".gexf",
    "GEXF 1.3 for Gephi, Gephi Lite and sigma: kinds, spells, typed columns, places",
    each(("", ".gexf", write)),
    colors=True,
)
