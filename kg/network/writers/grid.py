"""Matrices of actors by actors, or of one mode by the other, that tell no edge from an unknown one.

A cell of a cut is the weight of the edge, 1 where edges have no weights; 0 only if a complete search found no edge; unknown in
every other case, also where an act refused or ended the tie, and where an edge may hold that the policy of uncertain days does
not show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from kg.network.records import Network, Node
from kg.network.writers.form import Networks
from kg.network.writers.tables import cells

UNKNOWN: Final = "NA"
NONE: Final = "0"


@dataclass(frozen=True, slots=True)
class Actors:
    """The actors of all waves in one order, by id: the rows, and the columns, of every matrix."""

    nodes: Mapping[str, Node]
    rows: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def square(self) -> bool:
        """Whether rows and columns are the same actors."""
        return self.rows == self.columns


def actors(waves: Networks) -> Actors:
    """Return the actors of all waves; in two modes the sources are the rows and the targets the columns."""
    found = {node.id: node for wave in waves for node in wave.nodes}
    nodes = dict(sorted(found.items(), key=lambda item: (item[1].values.get("bipartite") == 1, item[0])))
    if waves[0].modes is None:
        return Actors(nodes, tuple(nodes), tuple(nodes))
    first, second = (
        tuple(name for name, node in nodes.items() if node.values.get("bipartite") == side) for side in (0, 1)
    )
    return Actors(nodes, first, second)


def kinds(waves: Networks) -> dict[str, str]:
    """Return the kinds of all waves that have an edge or were searched for, with a part of a file name for each."""
    found = {edge.kind for wave in waves for edge in wave.edges} | {s.kind for wave in waves for s in wave.searched}
    names: dict[str, str] = {}
    for kind in sorted(found):
        name = re.sub(r"[^\w-]+", "-", kind)
        taken = {other.lower() for other in names.values()}
        names[kind] = next(
            n for n in (name, *(f"{name}-{k}" for k in range(2, len(found) + 2))) if n.lower() not in taken
        )
    return names


def matrix(
    wave: Network, kind: str, among: Actors, *, absent: str = UNKNOWN, valued: bool = True
) -> Iterator[list[str]]:
    """Yield the rows of a matrix as text; ``absent`` stands where one of the two does not exist on that day.

    Unless ``valued``, an edge is 1 whatever its weight.  The diagonal of a square matrix is unknown.
    """
    known = _known(wave, kind)
    weights = _weights(wave, kind)
    if not valued:
        weights = dict.fromkeys(weights, "1")
    for source in among.rows:
        yield [
            weights.get((source, target))
            or (absent if {source, target} & wave.absent else _no_edge(source, target, known))
            for target in among.columns
        ]


def _no_edge(source: str, target: str, known: Mapping[str, set[str]]) -> str:
    return NONE if source != target and source in known.get(target, ()) else UNKNOWN


def _weights(wave: Network, kind: str) -> dict[tuple[str, str], str]:
    found = {}
    for edge in wave.edges:
        if edge.kind == kind:
            found[edge.source, edge.target] = f"{edge.weight:g}"
            if not edge.directed:
                found[edge.target, edge.source] = f"{edge.weight:g}"
    return found


def _known(wave: Network, kind: str) -> dict[str, set[str]]:
    """For each target, the sources of which it is known whether they have an edge of this kind to it."""
    found: dict[str, set[str]] = {}
    for search in wave.searched:
        if search.kind == kind:
            found.setdefault(search.target, set()).update(search.sources)
    for source, target, other in wave.unsettled:
        if other == kind and target in found:
            found[target].discard(source)
    return found


def actor_list(waves: Networks, among: Actors, names: Mapping[str, str] | None = None) -> Iterator[Sequence[str]]:
    """Yield the table of actors, its head first: number, id, label, perhaps the name in the matrices, whether each exists on
    the day of each wave, and the columns as they are in the last wave that has the actor."""
    columns = tuple(dict.fromkeys(column for wave in waves for column in wave.node_columns))
    name_head = ["name"] if names else []
    yield ["number", "id", "label", *name_head, *(str(wave.on) for wave in waves), *(column.name for column in columns)]
    for number, (name, node) in enumerate(among.nodes.items(), 1):
        there = ("FALSE" if name in wave.absent else "TRUE" for wave in waves)
        named = [names[name]] if names else []
        yield [str(number), name, node.label, *named, *there, *cells(node.values, columns)]


def short_names(ids: Iterable[str], longest: int) -> dict[str, str]:
    """Return ids, those cut off and numbered that are too long or equal but for case."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in ids:
        plain = re.sub(r"[^\w.:~-]", "_", name)
        short = plain if len(plain) <= longest and plain.lower() not in taken else ""
        for number in () if short else count(1):
            tail = f"~{number}"
            short = plain[: longest - len(tail)] + tail
            if short.lower() not in taken:
                break
        taken.add(short.lower())
        found[name] = short
    return found
