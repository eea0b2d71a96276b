"""A network as writers need it: nodes and edges with kinds, spells and typed columns, and what was lost on the way.

Spells are closed intervals of days.  There is one edge for each source, target and kind, with several spells inside it,
because Gephi keeps no second one; kg.network.rules says what else it takes for a network to be read as it is meant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

Type = Literal["string", "integer", "double", "boolean", "liststring"]
Scalar = str | int | float | bool
CC_BY: Final = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Spell:
    """A closed interval of days; None is an open end."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Timed:
    """A value of a dynamic column, with the days on which it is valid."""

    value: Scalar
    spell: Spell


Value = Scalar | tuple[str, ...] | tuple[Timed, ...]


@dataclass(frozen=True)
class Column:
    """A column of nodes or edges: a slug (a-z, digits, ``_``), a type that is declared and never guessed from values.

    The values of a dynamic column are tuples of Timed, disjoint and in order.
    """

    name: str
    type: Type
    dynamic: bool = False


@dataclass(frozen=True)
class Node:
    """A node; ``values`` are by column name, a missing value is left out.  Without spells it is always there."""

    id: str
    label: str
    values: Mapping[str, Value] = field(default_factory=dict)
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True)
class Edge:
    """An edge of one kind between two nodes, given by their ids; without spells it is always there.

    Without a label, tools show its kind.  ``weight`` is above zero.
    """

    source: str
    target: str
    kind: str
    spells: tuple[Spell, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    directed: bool = True
    label: str = ""
    weight: float = 1.0

    @property
    def id(self) -> str:
        """A stable identifier: what the edge joins, and its kind."""
        return edge_id(self.source, self.target, self.kind)


@dataclass(frozen=True, order=True)
class Loss:
    """Something that the network does not show as the data have it: the rule, what it is about, and a sentence."""

    rule: str
    about: str
    sentence: str


@dataclass(frozen=True)
class Network:
    """Nodes and edges with their columns.  ``on`` is the day of a cut; without it the network is dynamic.

    ``modified`` is a date that the data give, never that of the export, so that one graph gives one sequence of bytes.
    """

    title: str
    description: str
    node_columns: tuple[Column, ...]
    edge_columns: tuple[Column, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    on: date | None = None
    losses: tuple[Loss, ...] = ()
    licences: tuple[str, ...] = (CC_BY,)
    modified: date | None = None


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
