"""A network as writers need it: nodes and edges with kinds, spells and typed columns, and what was lost on the way.

Spells are closed intervals of days.  There is one edge for each source, target and kind, with several spells inside it,
because Gephi keeps no second one; kg.network.rules says what else it takes for a network to be read as it is meant.

A writer takes one Network.  A series of waves is a sequence of cuts (networks with ``on``) whose columns are the same and
whose nodes are those of that day; who writes matrices takes the union of their nodes for one order of actors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

Type = Literal["string", "integer", "double", "boolean", "liststring"]
Scalar = str | int | float | bool
# How the days that partial dates and disputes leave open are shown: all of them, none, or each act on one of its days.
Uncertain = Literal["widest", "earliest", "latest", "skip"]
CC_BY: Final = "https://creativecommons.org/licenses/by/4.0/"


# Spells, values, nodes and edges are named tuples: there are many, and a data class takes four times as long to make.


class Spell(NamedTuple):
    """A closed interval of days; None is an open end."""

    start: date | None = None
    end: date | None = None


class Timed(NamedTuple):
    """A value of a dynamic column, with the days on which it is valid."""

    value: Scalar
    spell: Spell


Value = Scalar | tuple[str, ...] | tuple[Timed, ...]
_NO_VALUES: Final[Mapping[str, Value]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of nodes or edges: a slug (a-z, digits, ``_``), a type that is declared and never guessed from values.

    The values of a dynamic column are tuples of Timed, disjoint and in order.
    """

    name: str
    type: Type
    dynamic: bool = False


class Color(NamedTuple):
    """Red, green and blue, each from 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def hex(self) -> str:
        """The colour as ``#rrggbb``."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


class Node(NamedTuple):
    """A node; ``values`` are by column name, a missing value is left out.  Without spells it is always there.

    ``color`` and ``size`` (of Gephi: 10 is common) are for drawing, and only there if they were asked for.
    """

    id: str
    label: str
    values: Mapping[str, Value] = _NO_VALUES
    spells: tuple[Spell, ...] = ()
    color: Color | None = None
    size: float | None = None


class Edge(NamedTuple):
    """An edge of one kind between two nodes, given by their ids; without spells it is always there.

    Without a label, tools show its kind.  ``weight`` is above zero.
    """

    source: str
    target: str
    kind: str
    spells: tuple[Spell, ...] = ()
    values: Mapping[str, Value] = _NO_VALUES
    directed: bool = True
    label: str = ""
    weight: float = 1.0
    color: Color | None = None

    @property
    def id(self) -> str:
        """A stable identifier: what the edge joins, and its kind."""
        return edge_id(self.source, self.target, self.kind)


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """Something that the network does not show as the data have it: the rule, what it is about, and a sentence."""

    rule: str
    about: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Search:
    """A complete search, on the day of a cut: for edges of a kind to a target, among these sources."""

    kind: str
    target: str
    sources: frozenset[str]


class Streamed(Collection[Edge]):
    """Edges that are made anew each time they are walked, so that they need not be in memory all at once.

    ``make`` starts a walk; every walk gives the same edges in the same order, in which writers leave them.  ``directed`` says
    whether all have a direction, or none has; None where some have, or nobody knows without a walk.
    """

    def __init__(self, make: Callable[[], Iterator[Edge]], *, directed: bool | None = None) -> None:
        self._make = make
        self.directed = directed
        self._length: int | None = None

    def __iter__(self) -> Iterator[Edge]:
        return self._make()

    def __len__(self) -> int:
        if self._length is None:
            self._length = sum(1 for _ in self)
        return self._length

    def __contains__(self, edge: object) -> bool:
        return any(edge == other for other in self)


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges with their columns.  ``on`` is the day of a cut; without it the network is dynamic.

    ``edges`` is a tuple, or Streamed where they are many; writers walk it with ``ordered``.  ``within`` are the days to which
    a dynamic network was cut, if it was.  ``view``, ``query`` and ``parameters`` say how it was asked for, ``legend`` what
    colours and sizes mean.  ``modified`` is a date that the data give, never that of the export, so that one graph gives one
    sequence of bytes.

    ``modes`` are what the ``mode`` column says of sources and targets in a network of two modes.  The last three are those of
    a cut, for who tells a missing edge from an unknown one: complete searches; source, target and kind of edges that may hold
    and are not shown; and nodes that do not exist on that day.
    """

    title: str
    description: str
    node_columns: tuple[Column, ...]
    edge_columns: tuple[Column, ...]
    nodes: tuple[Node, ...]
    edges: Collection[Edge]
    on: date | None = None
    losses: tuple[Loss, ...] = ()
    licences: tuple[str, ...] = (CC_BY,)
    modified: date | None = None
    view: str = ""
    query: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    within: Spell | None = None
    uncertain: Uncertain = "widest"
    legend: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    modes: tuple[str, str] | None = None
    searched: tuple[Search, ...] = ()
    unsettled: frozenset[tuple[str, str, str]] = frozenset()
    absent: frozenset[str] = frozenset()


def ordered(edges: Collection[Edge]) -> Iterable[Edge]:
    """Return edges in the order of a file: by id, or as they stream."""
    return edges if isinstance(edges, Streamed) else sorted(edges, key=lambda edge: edge.id)


def direction(edges: Collection[Edge]) -> bool | None:
    """Return whether all edges have a direction (also if there are none), or none has; None where it is neither."""
    if isinstance(edges, Streamed):
        return edges.directed
    found = {edge.directed for edge in edges} or {True}
    return found.pop() if len(found) == 1 else None


def edge_id(source: str, target: str, kind: str) -> str:
    """Return ``source--kind--target``; where that could mean two edges, a digest of the three is added.

    Slugs without ``--`` never need the digest, so the identifiers people see are readable.
    """
    readable = f"{source}--{kind}--{target}"
    if readable.count("--") == 2 and "---" not in readable and readable[0] != "-" and readable[-1] != "-":
        return readable
    digest = hashlib.sha256("\0".join((source, kind, target)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{readable}--{digest}"


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
