"""What a network must be for readers to read it as it is meant.

The rules are those by which Gephi's importer drops, merges or alters without telling its user: see ``faults``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

from kg.network.records import Column, Edge, Network, Spell, Timed, Value, unite
from kg.network.text import line

# Names that Gephi gives a meaning of its own, in any case; ``spells`` and ``directed`` are ours in the other formats.
RESERVED: Final = frozenset(
    ("id", "label", "timeset", "interval", "weight", "kind", "type", "source", "target", "directed", "spells")
)
TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "string": str,
    "integer": int,
    "double": (int, float),
    "boolean": bool,
    "liststring": tuple,
}
_SLUG: Final = re.compile(r"[a-z][a-z0-9_]*", re.ASCII | re.IGNORECASE)
INTEGERS: Final = range(-(2**31), 2**31)  # Gephi's integer has 32 bits


def faults(network: Network) -> Iterator[str]:
    """Yield a sentence for each thing that Gephi would drop, merge or refuse; nothing if the network is sound.

    Node ids are unique; ends are declared; one edge for each source, target and kind; weights are above zero; spells
    are in order and apart by a day or more, and there are none in a cut; columns have slugs for names, unique in any
    case and not reserved; values fit the type of their column.
    """
    known = {node.id: number for number, node in enumerate(network.nodes)}
    if len(known) < len(network.nodes):
        yield "two nodes have one id"
    for of, columns in (("node", network.node_columns), ("edge", network.edge_columns)):
        yield from column_faults(of, columns, cut=network.on is not None)
    described = {column.name: column for column in network.node_columns}
    for node in network.nodes:
        yield from (f"node {node.id!r}: {fault}" for fault in _name_faults(node.id))
        yield from (f"node {node.id!r}: {fault}" for fault in _spell_faults(node.spells, network))
        yield from (f"node {node.id!r}, {fault}" for fault in _value_faults(node.values, described))
    described = {column.name: column for column in network.edge_columns}
    pairs = _Pairs(known)
    for edge in network.edges:
        yield from (f"edge {edge.id!r}: {fault}" for fault in _edge_faults(edge, pairs))
        yield from (f"edge {edge.id!r}: {fault}" for fault in _spell_faults(edge.spells, network))
        yield from (f"edge {edge.id!r}, {fault}" for fault in _value_faults(edge.values, described))


class _Pairs:
    """The pairs and kinds that were seen, as whole numbers: millions of edges are walked and not kept."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self.known = known
        self._kinds: dict[str, int] = {}
        self._seen: set[int] = set()

    def again(self, edge: Edge) -> bool:
        """Whether an edge of this kind between these two was seen before, in this direction or without one."""
        source, target = self.known.get(edge.source), self.known.get(edge.target)
        if source is None or target is None:
            return False
        base = self._kinds.setdefault(edge.kind, len(self._kinds)) * len(self.known) ** 2
        keys = {base + source * len(self.known) + target}
        if not edge.directed:
            keys.add(base + target * len(self.known) + source)
        seen = not self._seen.isdisjoint(keys)
        self._seen |= keys
        return seen


def _name_faults(name: str) -> Iterator[str]:
    if not name or name != line(name):
        yield "an id or kind is empty, or has a line break or a character that XML forbids"


def _edge_faults(edge: Edge, pairs: _Pairs) -> Iterator[str]:
    if pairs.again(edge):
        yield "a second edge of one kind between two nodes would be merged"
    yield from (f"its end {end!r} is not declared" for end in (edge.source, edge.target) if end not in pairs.known)
    if not (math.isfinite(edge.weight) and edge.weight > 0):
        yield f"its weight {edge.weight} is not above zero"
    yield from _name_faults(edge.kind)


def _spell_faults(spells: tuple[Spell, ...], network: Network) -> Iterator[str]:
    if not spells:
        return
    if network.on:
        yield "a cut has no spells"
    if _backwards(spells):
        yield "a spell ends before it begins"
    elif len(spells) > 1 and unite(spells) != spells:
        yield "spells overlap, touch or are not in order"


def column_faults(of: str, columns: Iterable[Column], *, cut: bool) -> Iterator[str]:
    """Yield a sentence for each column of nodes or edges (``of``) that has no place in a network over time, or in a cut."""
    names = [column.name.lower() for column in columns]
    if len(set(names)) < len(names):
        yield f"two {of} columns have one name, or differ only by case"
    for column in columns:
        what = f"the {of} column {column.name!r}"
        if column.name.lower() in RESERVED:
            yield f"{what} has a name that Gephi or kg keeps for itself"
        if not _SLUG.fullmatch(column.name):
            yield f"{what} is not a slug"
        if column.type not in TYPES:
            yield f"{what} has an unknown type {column.type!r}"
        if column.dynamic and (cut or column.type == "liststring"):
            yield f"{what} cannot be dynamic: it is a list, or the network is a cut"


def _value_faults(values: Mapping[str, Value], columns: Mapping[str, Column]) -> Iterator[str]:
    for name, value in values.items():
        yield from (f"column {name!r}: {fault}" for fault in _misfits(value, columns.get(name)))


def _misfits(value: Value, column: Column | None) -> Iterator[str]:
    if column is None:
        yield "the column is not declared"
    elif not _fits(value, column):
        yield f"{value!r} is no {'dynamic ' if column.dynamic else ''}{column.type}"
    elif column.dynamic and isinstance(value, tuple):
        yield from _overlaps(tuple(item.spell for item in value if isinstance(item, Timed)))


def _overlaps(spells: tuple[Spell, ...]) -> Iterator[str]:
    """Values of one column may follow each other from one day to the next, so touching is allowed here."""
    if _backwards(spells):
        yield "a spell ends before it begins"
    for one, other in pairwise(spells):
        if one.end is None or other.start is None or other.start <= one.end:
            yield "spells overlap or are not in order"


def _backwards(spells: tuple[Spell, ...]) -> bool:
    return any(spell.start and spell.end and spell.end < spell.start for spell in spells)


def _fits(value: Value, column: Column) -> bool:
    if column.dynamic:
        items = value if isinstance(value, tuple) else ()
        return bool(items) and all(isinstance(item, Timed) and _is(item.value, column.type) for item in items)
    return _is(value, column.type)


def _is(value: Value, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind not in TYPES or not isinstance(value, TYPES[kind]):
        return False
    if isinstance(value, tuple):
        return all(isinstance(item, str) for item in value)
    if isinstance(value, int) and kind == "integer":
        return value in INTEGERS
    return isinstance(value, str) or math.isfinite(value)
