"""A view on one day as two graphs: the ties that hold in every possible world, and those that hold in some.

Every world's network lies between the two.  Ties of several kinds between two nodes are one, and nothing leads from a node to
itself.  Both graphs have the same nodes: the ends of possible ties, and those who are counted beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

import networkx

from kg import dates, groups
from kg.errors import WrongUse
from kg.network import runs
from kg.network.nodes import node_id
from kg.network.ties import Strand, Tie
from kg.network.views import View
from kg.worlds import Run

Name = str


@dataclass(frozen=True)
class Cut:
    """A view on one day: the graph of certain ties and the graph of possible ones, with labels of the nodes.

    Edges have a ``weight``: what the view counts, or 1.  ``sources`` and ``targets`` are the nodes that ties can lead from and
    to: all of them, but for a view of two modes.
    """

    day: date
    certain: networkx.Graph[Name]
    possible: networkx.Graph[Name]
    labels: dict[Name, str] = field(default_factory=dict)
    sources: tuple[Name, ...] = ()
    targets: tuple[Name, ...] = ()
    two_modes: bool = False

    @property
    def directed(self) -> bool:
        """Whether ties have a direction."""
        return bool(self.possible.is_directed())


def kinds(view: View, wanted: Collection[str] = ()) -> tuple[str, ...]:
    """Return the kinds of ties that count: those that match a pattern, or all but those that the view sets apart.

    Raises WrongUse, with the kinds there are, for a pattern that nothing matches.
    """
    there = sorted({tie.kind for tie in view.ties})
    for pattern in wanted:
        if not any(fnmatchcase(kind, pattern) for kind in there):
            raise WrongUse(
                f"{view.question.name} has no kind {pattern!r}", remedy=f"its kinds are {', '.join(there) or 'none'}"
            )
    if wanted:
        return tuple(kind for kind in there if _matches(kind, wanted))
    return tuple(kind for kind in there if not _matches(kind, view.plan.apart))


def _matches(kind: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(kind, pattern) for pattern in patterns)


@dataclass(frozen=True)
class Counted:
    """Which ties count and between whom: the kinds, the group whose members are counted, whether the unconnected are."""

    kinds: tuple[str, ...]
    among: str | None = None
    everybody: bool = False


def cut(view: View, day: date, counted: Counted) -> Cut:
    """Return a view on a day.  Raises WrongUse if the group has no members on record that day.

    Among members a tie is one of theirs or of who speaks for them, and certain only if it is certain that they do.  Each
    place is there: as those of its actors that have ties, or else as who is seated in it.
    """
    number = dates.day_number(day)
    places = None if counted.among is None else groups.members(view.graph, counted.among, number).places
    if places is None:
        sure, perhaps = None, None
    else:
        sure = {actor for place in places for actor in place.certain}
        perhaps = {actor for place in places for actor in place.actors}
    ties = [tie for tie in view.ties if tie.kind in counted.kinds and _belongs(view, tie, perhaps)]
    make: Callable[[], networkx.Graph[Name]] = networkx.DiGraph if _directed(view, ties) else networkx.Graph
    certain, possible = make(), make()
    there = [tie for tie in ties if _on(tie.possible, number)]
    everybody = groups.counted(view.graph, Run(number, number)) if counted.everybody else set()
    alone = everybody if places is None else _untied(places, there)
    ends = _ends(view, there, sorted(alone))
    for graph in (certain, possible):
        graph.add_nodes_from(sorted(ends))
    for tie in (tie for tie in there if tie.source != tie.target):
        _add(view, possible, tie, number, certain=False)
        if _on(tie.certain, number) and _belongs(view, tie, sure):
            _add(view, certain, tie, number, certain=True)
    two = view.plan.modes is not None
    sources, targets = (
        tuple(sorted(node for node, (_, mode) in ends.items() if mode == wanted or not two)) for wanted in (0, 1)
    )
    labels = {node: view.graph.label(iri) for node, (iri, _) in ends.items()}
    return Cut(day, certain, possible, labels, sources, targets, two)


def _ends(view: View, ties: Iterable[Tie], alone: Iterable[str]) -> dict[Name, tuple[str, int]]:
    """The nodes, each with its IRI and its mode."""
    modes = view.plan.modes or (None, None)
    found = {node_id(iri, modes[0]): (iri, 0) for iri in alone}
    for tie in ties:
        found[node_id(tie.source, modes[0])] = (tie.source, 0)
        found.setdefault(node_id(tie.target, modes[1]), (tie.target, 1))
    return found


def _directed(view: View, ties: Iterable[Tie]) -> bool:
    found = [tie.directed and not any(row.get("directed") == "false" for row in tie.rows) for tie in ties]
    return any(found) or not (found or view.plan.project)


def _belongs(view: View, tie: Tie, members: Collection[str] | None) -> bool:
    """Whether a tie lies among the members: at both ends, or in two modes at the first one."""
    return members is None or (tie.source in members and (bool(view.plan.modes) or tie.target in members))


def _untied(places: Iterable[groups.Place], ties: Collection[Tie]) -> set[str]:
    """Those who are seated in places of which no actor has a tie."""
    tied = {iri for tie in ties for iri in (tie.source, tie.target)}
    return {actor for place in places if not place.actors & tied for actor in place.seated}


def _on(found: Iterable[Run], day: int) -> bool:
    return any(runs.covers(run, day) for run in found)


def _add(view: View, graph: networkx.Graph[Name], tie: Tie, day: int, *, certain: bool) -> None:
    modes = view.plan.modes or (None, None)
    weight = sum(_on(days, day) for days in _days(tie.strands, certain=certain)) if view.plan.weight else 1
    graph.add_edge(node_id(tie.source, modes[0]), node_id(tie.target, modes[1]), weight=max(weight, 1))


def _days(strands: Iterable[Strand], *, certain: bool) -> Iterator[tuple[Run, ...]]:
    return (strand.certain if certain else strand.possible for strand in strands)


def undirected(graph: networkx.Graph[Name]) -> networkx.Graph[Any]:
    """Return a graph without directions: the weight of two ties that go both ways is the sum of theirs."""
    made: networkx.Graph[Any] = networkx.Graph()
    made.add_nodes_from(graph)
    for one, other, weight in graph.edges(data="weight", default=1):
        before = made[one][other]["weight"] if made.has_edge(one, other) else 0
        made.add_edge(one, other, weight=before + weight)
    return made
