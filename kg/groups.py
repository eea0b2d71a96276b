"""Among whom one counts: the members of a group on a day, or the actors that exist on it.

Which relation makes members, in which states and with which value they count, who speaks for a member, and which relation
says who exists is declared on the relations in the ontology.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from kg import dates, worlds
from kg.errors import WrongUse
from kg.graph import Graph
from kg.threads import Relation, Thread, relations, threads


@dataclass(frozen=True)
class Place:
    """One that is counted: the member, and who speaks for it on that day, for certain or only in some worlds.

    It is shared with predecessors that have not ceased yet: a membership carried over is still one.
    """

    member: str
    speakers: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()
    predecessors: frozenset[str] = frozenset()

    @property
    def certain(self) -> frozenset[str]:
        """Everyone whose acts certainly count for this place."""
        return self.speakers | self.predecessors | {self.member}

    @property
    def actors(self) -> frozenset[str]:
        """Everyone whose acts may count for this place."""
        return self.certain | self.perhaps

    @property
    def seated(self) -> frozenset[str]:
        """Who is seen in this place, where a place is to be one: who certainly speaks for the member, else the member."""
        return self.speakers or frozenset((self.member,))


@dataclass(frozen=True)
class Denominator:
    """Among whom one counts, on one day; ``apart`` are those of whom it is not certain that they belong."""

    group: str | None
    places: tuple[Place, ...]
    apart: tuple[str, ...] = ()

    def without(self, actor: str | None) -> Denominator:
        """Return the same without the place of an actor, since nobody is counted towards itself."""
        places = tuple(place for place in self.places if actor not in place.actors)
        return Denominator(self.group, places, tuple(other for other in self.apart if other != actor))


_NOBODY: Final[tuple[frozenset[str], frozenset[str]]] = (frozenset(), frozenset())


def group_names(graph: Graph) -> set[str]:
    """Return the IRIs of all groups of which memberships are recorded."""
    return {thread.object for thread in threads(graph, _making(graph))}


def members(graph: Graph, group: str, day: int) -> Denominator:
    """Return the members of a group at the end of a day, counted from 1970-01-01.

    A member is certain if it counts in every world, and apart if only in some.  Raises WrongUse if no membership of the group
    is recorded on that day, with the days on which there is.
    """
    making = _making(graph)
    found = [thread for thread in threads(graph, making) if thread.object == group]
    certain, perhaps = _sorted_out(graph, found, day, lambda thread: thread.subject, _counter(making))
    if not certain and not perhaps:
        raise _nobody(graph, group, found)
    speakers = _speakers(graph, group, day)
    predecessors = _predecessors(found, certain)
    places = [
        Place(member, *speakers.get(member, _NOBODY), frozenset(predecessors.get(member, ())))
        for member in sorted(certain - set(chain.from_iterable(predecessors.values())))
    ]
    return Denominator(group, tuple(places), tuple(sorted(perhaps)))


def belonging(graph: Graph) -> dict[str, dict[str, list[worlds.Run]]]:
    """Return, by group and actor, the runs of days on which the actor may count in the group; they can overlap.

    It may count as a member, or as one who speaks for a member: on each day those are the actors of the places that ``members``
    gives, those apart, and who speaks for these.
    """
    return graph.once("belonging", lambda: _belonging(graph))


def _belonging(graph: Graph) -> dict[str, dict[str, list[worlds.Run]]]:
    found: dict[str, dict[str, list[worlds.Run]]] = defaultdict(lambda: defaultdict(list))
    if not any(relation.counts_states for relation in relations(graph).values()):
        return found
    making = _making(graph)
    for thread in threads(graph, making):
        found[thread.object][thread.subject] += _runs(graph, thread, _counter(making))
    for group, seats in _seats(graph).items():
        # Who speaks for members is added when the runs of all members are known: a speaker may be a member too.
        spoken = [
            (thread.object, common)
            for seat, speaking in seats.items()
            for thread in speaking
            for run in _runs(graph, thread, _holds)
            for other in found[group].get(seat, ())
            if (common := worlds.common(run, other))
        ]
        for speaker, run in spoken:
            found[group][speaker].append(run)
    return found


def existing(graph: Graph, relation: Relation, day: int) -> Denominator | None:
    """Return the actors that exist at the end of a day and among whom the relation's holders are counted.

    None if the relation does not say among whom.
    """
    if relation.counted_among is None:
        return None
    return graph.once(("existing", relation.counted_among, day), lambda: _existing(graph, relation, day))


def counted(graph: Graph, days: worlds.Run | None = None) -> set[str]:
    """Return the actors of a class that some relation counts and that exist, for certain or perhaps, on one of some days.

    Without days, those that ever existed.  On one day they are those of ``existing``, of all relations: whoever could hold a
    tie, and need not have one.
    """
    lives = graph.once("lives of the counted", lambda: _lives(graph))
    return {actor for actor, runs in lives.items() if days is None or any(_meet(run, days) for run in runs)}


def _lives(graph: Graph) -> dict[str, list[worlds.Run]]:
    """The days on which each actor of a class that some relation counts may exist."""
    counting = [relation.iri for relation in relations(graph).values() if relation.counted_among is not None]
    countable = {row["actor"] for iri in counting for row in graph.engine("countable", relation=iri)}
    lives: dict[str, list[worlds.Run]] = defaultdict(list)
    for thread in threads(graph, _saying(graph)):
        if thread.subject in countable:
            lives[thread.subject] += worlds.held_runs(thread.rows, graph.follows)
    return lives


def _meet(one: worlds.Run, other: worlds.Run) -> bool:
    return (other.last is None or one.first <= other.last) and (one.last is None or other.first <= one.last)


def _saying(graph: Graph) -> Relation:
    return next(relation for relation in relations(graph).values() if relation.says_who_exists)


def _existing(graph: Graph, relation: Relation, day: int) -> Denominator:
    countable = {row["actor"] for row in graph.engine("countable", relation=relation.iri)}
    found = [thread for thread in threads(graph, _saying(graph)) if thread.subject in countable]
    certain, perhaps = _sorted_out(graph, found, day, lambda thread: thread.subject)
    return Denominator(None, tuple(map(Place, sorted(certain))), tuple(sorted(perhaps)))


def _making(graph: Graph) -> Relation:
    return next(relation for relation in relations(graph).values() if relation.counts_states)


def _counter(making: Relation) -> Callable[[worlds.State], bool]:
    """A state counts by its name; where acts give no value with it, as in a suspension, any value is meant."""
    return lambda state: state.name in making.counts_states and state.value in (None, making.counts_value)


def _holds(state: worlds.State) -> bool:
    return state.name == worlds.HELD


def _sorted_out(
    graph: Graph,
    found: Iterable[Thread],
    day: int,
    who: Callable[[Thread], str],
    counts: Callable[[worlds.State], bool] = _holds,
) -> tuple[set[str], set[str]]:
    """Return those who count on that day in every world, and those who count only in some."""
    certain: set[str] = set()
    perhaps: set[str] = set()
    for thread in found:
        counting = {counts(state) for state in worlds.outcome(thread.rows, day, graph.follows).states}
        if counting == {True}:
            certain.add(who(thread))
        elif True in counting:
            perhaps.add(who(thread))
    return certain, perhaps - certain


def _runs(graph: Graph, thread: Thread, counts: Callable[[worlds.State], bool]) -> list[worlds.Run]:
    """Return the runs of days on which a thread counts in some world."""
    history = worlds.history(thread.rows, graph.follows)
    return [run for run, found in history if any(counts(state) for state in found.states)]


def _predecessors(found: Iterable[Thread], certain: Collection[str]) -> dict[str, set[str]]:
    """Return for each member whose membership was carried over the members from whom it was."""
    own: dict[str, str] = {}
    for thread in found:
        own.update((row.act, thread.subject) for row in thread.rows if not row.carriers and row.state == worlds.HELD)
    shared: dict[str, set[str]] = defaultdict(set)
    for thread in found:
        before = {own[row.act] for row in thread.rows if row.carriers and row.act in own} - {thread.subject}
        if thread.subject in certain and before & set(certain):
            shared[thread.subject] = before & set(certain)
    return shared


def _speakers(graph: Graph, group: str, day: int) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return for each member who certainly and who perhaps speaks for it in the group."""
    seats = _seats(graph).get(group, {})
    sorted_out = {seat: _sorted_out(graph, found, day, lambda thread: thread.object) for seat, found in seats.items()}
    return {seat: (frozenset(certain), frozenset(perhaps)) for seat, (certain, perhaps) in sorted_out.items()}


def _seats(graph: Graph) -> dict[str, dict[str, list[Thread]]]:
    """Return, by group and member, the threads that say who speaks for the member in the group."""
    seats: dict[str, dict[str, list[Thread]]] = defaultdict(lambda: defaultdict(list))
    speaking = next((relation for relation in relations(graph).values() if relation.speaks_for), None)
    if speaking is not None:
        for thread in threads(graph, speaking):
            seats[thread.subject][thread.facets.get(speaking.speaks_for or "", "")].append(thread)
    return seats


def _nobody(graph: Graph, group: str, found: Iterable[Thread]) -> WrongUse:
    label = graph.labels.get(group, group)
    runs = [run for thread in found for run in worlds.held_runs(thread.rows, graph.follows)]
    if not runs:
        return WrongUse(
            f"no membership of {label} is recorded", remedy="name a group of which memberships are recorded"
        )
    first = dates.calendar_day(min(run.first for run in runs)).isoformat()
    ends = [run.last for run in runs if run.last is not None]
    until = f" to {dates.calendar_day(max(ends)).isoformat()}" if len(ends) == len(runs) else " on"
    return WrongUse(f"{label} has no members on record that day", remedy=f"it has them from {first}{until}")
