"""A network as writers need it: nodes and edges with kinds, spells and typed columns, and what was lost on the way.

The rules are those that Gephi's importer keeps (docs/decisions/0012): one edge for each source, target and kind, with disjoint
spells inside it; spells are closed intervals of days; columns have declared types and names of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

Value = str | int | float | bool | tuple[str, ...]

TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "string": str,
    "integer": int,
    "double": (int, float),
    "boolean": bool,
    "liststring": tuple,
}
# Names that Gephi gives a meaning of its own, in any case.
RESERVED: Final = frozenset("id label timeset interval weight kind type source target directed".split())


@dataclass(frozen=True)
class Spell:
    """A closed interval of days; None is an open end."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Column:
    """A column of nodes or edges, with one of TYPES."""

    name: str
    type: str


@dataclass(frozen=True)
class Node:
    """A node; ``values`` are by column name, and a missing value is left out."""

    id: str
    label: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Edge:
    """An edge of one kind between two nodes; without spells it is always there."""

    source: str
    target: str
    kind: str
    spells: tuple[Spell, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    directed: bool = True

    @property
    def id(self) -> str:
        """A stable identifier: what the edge joins, and its kind."""
        return f"{self.source}--{self.kind}--{self.target}"


@dataclass(frozen=True, order=True)
class Loss:
    """Something that the network does not show as the data have it: the rule, what it is about, and a sentence."""

    rule: str
    about: str
    sentence: str


@dataclass(frozen=True)
class Network:
    """Nodes and edges with their columns.  ``on`` is the day of a cut; without it the network is dynamic."""

    title: str
    description: str
    node_columns: tuple[Column, ...]
    edge_columns: tuple[Column, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    on: date | None = None
    losses: tuple[Loss, ...] = ()


def unite(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """Return the same days as disjoint spells in order; spells that overlap or touch (on adjacent days) become one."""
    ordered = sorted(spells, key=lambda spell: (spell.start or date.min, spell.end or date.max))
    united: list[Spell] = []
    for spell in ordered:
        if united and _touch(united[-1], spell):
            last = united.pop()
            ends = (last.end, spell.end)
            end = None if None in ends else max(day for day in ends if day)
            united.append(Spell(last.start, end))
        else:
            united.append(spell)
    return tuple(united)


def _touch(one: Spell, other: Spell) -> bool:
    if one.end is None or other.start is None:
        return True
    return other.start <= one.end or other.start - one.end == timedelta(days=1)


def faults(network: Network) -> Iterator[str]:
    """Yield what Gephi would drop, merge or refuse without a word."""
    known = {node.id for node in network.nodes}
    if len(known) < len(network.nodes):
        yield "two nodes have one id"
    seen: set[tuple[str, str, str]] = set()
    for edge in network.edges:
        key = (edge.source, edge.target, edge.kind)
        if key in seen:
            yield f"{edge.id}: a second edge of one kind would be merged"
        seen.add(key)
        for end in (edge.source, edge.target):
            if end not in known:
                yield f"{edge.id}: its end {end} is not declared"
        yield from _spell_faults(edge)
    yield from _column_faults("node", network.node_columns, [node.values for node in network.nodes])
    yield from _column_faults("edge", network.edge_columns, [edge.values for edge in network.edges])


def _spell_faults(edge: Edge) -> Iterator[str]:
    for spell in edge.spells:
        if spell.start and spell.end and spell.end < spell.start:
            yield f"{edge.id}: a spell ends before it begins"
    if unite(edge.spells) != edge.spells:
        yield f"{edge.id}: spells overlap, touch or are not in order"


def _column_faults(what: str, columns: Iterable[Column], values: Iterable[Mapping[str, Value]]) -> Iterator[str]:
    types = {column.name: column.type for column in columns}
    names = [name.lower() for name in types]
    if len(set(names)) < len(names):
        yield f"{what} columns differ only by case"
    for name in sorted(RESERVED & set(names)):
        yield f"the {what} column {name} has a name that Gephi keeps for itself"
    for row in values:
        for name, value in row.items():
            if name not in types:
                yield f"the {what} column {name} is not declared"
            elif not _fits(value, types[name]):
                yield f"the {what} column {name} is {types[name]}, and {value!r} is not"


def _fits(value: Value, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and not (kind in ("integer", "double") and isinstance(value, bool))
