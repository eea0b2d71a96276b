"""Writes spells as tables for statnet's networkDynamic and for other programs with half-open times.

networkDynamic counts a spell from ``onset`` to, and without, ``terminus``
(https://search.r-project.org/CRAN/refmans/networkDynamic/html/activity.attribute.html).  Days are numbers since 1970-01-01, as
in R's ``as.Date``: the terminus is the day after the last one.  Open ends are -Inf and Inf.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import BinaryIO, Final

from kg.network.records import Edge, Network, Node, Spell, ordered
from kg.network.text import line, text
from kg.network.writers.form import Format, each
from kg.network.writers.tables import cells, write_table

_EPOCH: Final = date(1970, 1, 1).toordinal()
_TIMES: Final = ("onset", "terminus")
_CENSORED: Final = ("onset.censored", "terminus.censored")


def write_edges(network: Network, stream: BinaryIO) -> None:
    """Write a row for each spell of an edge: onset, terminus, tail and head (numbers of vertices), censored ends, kind,
    weight, direction, id, and the columns.


    networkDynamic takes the first four columns of the rows of one kind.  An open end counts as censored.  An edge without
    direction has one row.
    """
    numbers = {node.id: number for number, node in enumerate(_nodes(network), 1)}
    head = [*_TIMES, "tail", "head", *_CENSORED, "kind", "weight", "directed", "edge.id"]
    head += [column.name for column in network.edge_columns]
    write_table(stream, head, (row for edge in ordered(network.edges) for row in _rows(edge, numbers, network)))


def write_existence(network: Network, stream: BinaryIO) -> None:
    """Write a row for each spell of a vertex: onset, terminus, vertex.id, censored ends; what has no spells is always there."""
    rows = (
        [*_bounds(spell), str(number), *_censored(spell)]
        for number, node in enumerate(_nodes(network), 1)
        for spell in node.spells or (Spell(),)
    )
    write_table(stream, [*_TIMES, "vertex.id", *_CENSORED], rows)


def write_vertices(network: Network, stream: BinaryIO) -> None:
    """Write a row for each vertex in the order of its number: vertex.id, name (its id), label, and the columns."""
    names = [column.name for column in network.node_columns]
    rows = (
        [str(number), node.id, line(node.label), *cells(node.values, network.node_columns)]
        for number, node in enumerate(_nodes(network), 1)
    )
    write_table(stream, ["vertex.id", "name", "label", *names], rows)


def _nodes(network: Network) -> list[Node]:
    return sorted(network.nodes, key=lambda node: (node.values.get("bipartite") == 1, node.id))


def _rows(edge: Edge, numbers: Mapping[str, int], network: Network) -> Iterator[list[str]]:
    ends = [str(numbers[edge.source]), str(numbers[edge.target])]
    own = [edge.kind, text(float(edge.weight)), text(edge.directed), edge.id, *cells(edge.values, network.edge_columns)]
    for spell in edge.spells or (Spell(),):
        yield [*_bounds(spell), *ends, *_censored(spell), *own]


def _bounds(spell: Spell) -> list[str]:
    onset = "-Inf" if spell.start is None else str(spell.start.toordinal() - _EPOCH)
    return [onset, "Inf" if spell.end is None else str(spell.end.toordinal() - _EPOCH + 1)]


def _censored(spell: Spell) -> list[str]:
    return ["TRUE" if day is None else "FALSE" for day in (spell.start, spell.end)]


FORMAT: Final = Format(
    "statnet",
    ".csv",
    "three tables of half-open spells in days since 1970-01-01 for networkDynamic: edges, existence, vertices",
    each(
        (".edge-spells", ".csv", write_edges),
        (".vertex-spells", ".csv", write_existence),
        (".vertices", ".csv", write_vertices),
    ),
    by_suffix=False,
    cut=False,
)
