"""Writes Pajek's .net (http://vladowiki.fmf.uni-lj.si/doku.php?id=pajek:faq:format) with kinds as relations, and times.

Times are whole numbers in Pajek, both ends included, ``*`` for an open end.  A day is written as YYYYMMDD: such numbers are in
the order of the days, so that the networks at the times from 19500101 on in steps of 10000 are those of each new year's day.
networkx and igraph write, and read, neither times nor relations; R's network reads both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from kg.network.records import Edge, Loss, Network, Node, Spell, ordered
from kg.network.text import write_lines
from kg.network.writers.form import Format, each, no_columns

_NAME: Final = "Pajek"


def write(network: Network, stream: BinaryIO) -> None:
    """Write the vertices, numbered in the order of their ids (first mode first), then each kind as a numbered relation.

    The label of a vertex is its id, by which other files can be joined; in a file over time what has no spells is always there.
    """
    write_lines(stream, _lines(network))


def _lines(network: Network) -> Iterator[str]:
    nodes = sorted(network.nodes, key=lambda node: (node.values.get("bipartite") == 1, node.id))
    numbers = {node.id: number for number, node in enumerate(nodes, 1)}
    first = sum(node.values.get("bipartite") == 0 for node in nodes)
    yield f"*Vertices {len(nodes)}{f' {first}' if network.modes else ''}"
    # Readers take the lines of vertices as a table: all have a place or none has.
    places = {node.id: _place(node) for node in nodes}
    placed = all(places.values())
    for node in nodes:
        place = places[node.id] if placed else ""
        yield f"{numbers[node.id]} {_quoted(node.id)}{place}{_times(node.spells, network)}"
    for number, kind in enumerate(sorted({edge.kind for edge in network.edges}), 1):
        # A walk for each kind, since the lines of a relation stand together.
        for directed, head in ((True, "*Arcs"), (False, "*Edges")):
            edges = (edge for edge in ordered(network.edges) if edge.kind == kind and edge.directed is directed)
            first_edge = next(edges, None)
            if first_edge is not None:
                yield f"{head} :{number} {_quoted(kind)}"
                yield _line(first_edge, numbers, network)
                yield from (_line(edge, numbers, network) for edge in edges)


def _line(edge: Edge, numbers: Mapping[str, int], network: Network) -> str:
    ends = f"{numbers[edge.source]} {numbers[edge.target]} {edge.weight:g}"
    return f"{ends}{_times(edge.spells, network)}"


def _place(node: Node) -> str | None:
    x, y = (node.values.get(name) for name in ("longitude", "latitude"))
    if not (isinstance(x, int | float) and isinstance(y, int | float)):
        return None
    return f" {(x + 180) / 360:.6f} {(90 - y) / 180:.6f} 0.5"  # Pajek's window is 0 to 1, y downwards.


def _times(spells: tuple[Spell, ...], network: Network) -> str:
    if network.on:
        return ""
    return f" [{','.join(_interval(spell) for spell in spells or (Spell(),))}]"


def _interval(spell: Spell) -> str:
    start = f"{spell.start:%Y%m%d}".lstrip("0") if spell.start else "1"
    end = f"{spell.end:%Y%m%d}".lstrip("0") if spell.end else "*"
    return start if start == end else f"{start}-{end}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'


def _left_out(network: Network) -> Iterator[Loss]:
    yield from no_columns(_NAME)(network)
    changed = Counter(_quoted(node.id) for node in network.nodes if '"' in node.id)
    yield from (Loss("format", name[1:-1], "Pajek has no quotes in names; they became apostrophes") for name in changed)
    if any(node.label != node.id for node in network.nodes):
        yield Loss("format", "nodes", "Pajek has one name for a vertex: the id; the labels are left out")
    if any(edge.label for edge in network.edges):
        yield Loss("format", "edges", "the labels of lines are left out: readers of Pajek do not agree on them")


FORMAT: Final = Format(
    "pajek",
    ".net",
    "Pajek network: kinds as numbered relations, days as YYYYMMDD, two modes; no columns",
    each(("", ".net", write)),
    left_out=_left_out,
)
