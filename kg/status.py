"""Who holds a relation on a day, and how certain that is.

Status is never stored: it is worked out from the effect rows of the derived graph, thread by thread, by ``kg.worlds``, as
seen from a perspective (``kg.perspective``) and counted among the members of a group or those who exist (``kg.groups``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from kg import dates, groups, worlds
from kg.errors import WrongUse
from kg.graph import Graph
from kg.groups import Denominator, Place
from kg.perspective import PLAIN, Perspective, View
from kg.threads import Relation, Thread, relation, threads
from kg.vocabulary import PREFIXES, local_name

ANSWERS: Final = ("held", "disputed", "undecided", "not-held")


@dataclass(frozen=True)
class StatusRow:
    """The answer for one actor and one set of facets; days are counted from 1970-01-01, both ends included."""

    actor: str
    target: str
    facets: Mapping[str, str]
    answer: str
    states: tuple[str, ...]
    value: str | None
    acts: tuple[str, ...]
    since: worlds.Run | None
    since_latest: int | None
    continues: str | None
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """The answer to one question about one day.

    ``rows`` are those of actors who are counted, ``others`` those of actors who have a record and are not.  ``fallbacks`` are
    the acts that do not state the date asked for; ``unknown`` those of which nobody says when they became known.
    """

    relation: str
    day: int
    rows: tuple[StatusRow, ...]
    target: str | None = None
    by: str | None = None
    facets: Mapping[str, str] = field(default_factory=dict)
    perspective: Perspective = PLAIN
    among: Denominator | None = None
    others: tuple[StatusRow, ...] = ()
    fallbacks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    denials: Mapping[str, Collection[tuple[str, str]]] = field(default_factory=dict)

    @cached_property
    def best(self) -> dict[str, str]:
        """The best answer of each that is counted: of the members, or without a denominator of the actors with a record.

        With ``by``, of the targets.
        """
        by_actor: dict[str, str] = {}
        for row in self.rows:
            who = self.counted(row)
            by_actor[who] = min(by_actor.get(who, row.answer), row.answer, key=ANSWERS.index)
        if self.among is None:
            return by_actor
        return {place.member: _best(place, by_actor) for place in self.among.places}

    def counted(self, row: StatusRow) -> str:
        """Return which of its two ends is counted."""
        return row.target if self.by else row.actor

    def count(self, answer: str) -> int:
        """How many have this best answer."""
        return sum(1 for best in self.best.values() if best == answer)


def _best(place: Place, by_actor: Mapping[str, str]) -> str:
    """The answer that holds whoever of those who perhaps speak for the place does; undecided where it depends on that."""
    certain = [by_actor[actor] for actor in place.certain if actor in by_actor]
    perhaps = [by_actor[actor] for actor in place.perhaps if actor in by_actor]
    without = min(certain, default="not-held", key=ANSWERS.index)
    found = min([without, *perhaps], key=ANSWERS.index)
    return found if found == without else "undecided"


def status(
    graph: Graph,
    *,
    target: str | None = None,
    by: str | None = None,
    on: str | int,
    relation_name: str = "recognition",
    facets: Mapping[str, str] | None = None,
    among: str | None = None,
    perspective: Perspective = PLAIN,
) -> Status:
    """Answer who holds a relation to ``target`` (or with ``by``: to whom that actor holds it) at the end of ``on``.

    ``target``, ``by`` and ``among`` (a group, whose members on that day are counted) are IRIs; ``on`` is a date at any
    precision, whose last day counts, or a day number; ``facets`` maps facet names to concept IRIs.  Without ``among`` those
    are counted who exist on that day, of the class that the relation declares, except the target; with ``by``, the targets.
    Raises WrongUse for an unknown relation or facet, or a group without members on that day.
    """
    wanted = relation(graph, relation_name)
    check_facets(wanted, facets or {})
    asked = _with_narrower(graph, facets or {})
    day = on if isinstance(on, int) else dates.bounds(on).latest
    view = View(graph, perspective)
    chosen = [t for t in threads(graph, wanted) if _matches(t, target, by) and _agrees(t, asked)]
    rows = [row for thread in view.threads(chosen) if (row := _answer(thread, day, view.follows)).states]
    rows.sort(key=lambda row: (ANSWERS.index(row.answer), row.actor, row.target, sorted(row.facets.items())))
    counted = _denominator(graph, wanted, day, among, target, by)
    inside = _inside(counted, rows, by)
    bearing = {act for t in chosen for row in t.rows for act in (row.act, *(carrier.act for carrier in row.carriers))}
    return Status(
        wanted.iri,
        day,
        tuple(row for row, within in zip(rows, inside, strict=True) if within),
        target,
        by,
        facets or {},
        perspective,
        counted,
        tuple(row for row, within in zip(rows, inside, strict=True) if not within),
        tuple(sorted(view.fallbacks & bearing)),
        tuple(sorted(view.unknown & bearing)),
        view.denials,
    )


def _matches(thread: Thread, target: str | None, by: str | None) -> bool:
    return (target is None or thread.object == target) and (by is None or thread.subject == by)


def _agrees(thread: Thread, asked: Mapping[str, Collection[str]]) -> bool:
    return all(thread.facets.get(name) in allowed for name, allowed in asked.items())


def _denominator(
    graph: Graph, wanted: Relation, day: int, among: str | None, target: str | None, by: str | None
) -> Denominator | None:
    """Among whom one counts; with ``by`` and no group, among the targets that have a record."""
    if among is not None:
        return groups.members(graph, among, day).without(by or target)
    if by is not None:
        return None
    found = groups.existing(graph, wanted, day)
    return found and found.without(target)


def _inside(counted: Denominator | None, rows: Sequence[StatusRow], by: str | None) -> list[bool]:
    """Say of each row whether it is counted."""
    if counted is None:
        return [True] * len(rows)
    actors = {actor for place in counted.places for actor in place.actors}
    return [(row.target if by else row.actor) in actors for row in rows]


def check_facets(wanted: Relation, names: Iterable[str]) -> None:
    """Raise WrongUse, with the facets there are, for a name that is no facet of the relation."""
    known = [local_name(facet) for facet in wanted.facets]
    for name in names:
        if name not in known:
            raise WrongUse(
                f"{wanted.label} has no facet {name!r}", remedy=f"its facets are {', '.join(known) or 'none'}"
            )


def _with_narrower(graph: Graph, facets: Mapping[str, str]) -> dict[str, set[str]]:
    """Return for each facet asked for the concepts that satisfy it: the one named and those narrower."""
    narrower: dict[str, set[str]] = defaultdict(set)
    for row in graph.engine("narrower"):
        narrower[row["concept"] or ""].add(row["narrower"] or "")
    return {name: {concept, *narrower[concept]} for name, concept in facets.items()}


def _answer(thread: Thread, day: int, links: worlds.Follows) -> StatusRow:
    found = worlds.outcome(thread.rows, day, links)
    names = tuple(sorted({state.name for state in found.states}))
    values = {state.value for state in found.states if state.name == worlds.HELD}
    certain = worlds.held_runs(thread.rows, links, certain=True)
    carriers = {carrier.act for row in thread.rows for carrier in row.carriers if row.act in found.last}
    return StatusRow(
        actor=thread.subject,
        target=thread.object,
        facets=thread.facets,
        answer=found.answer,
        states=names if any(row.earliest <= day for row in thread.rows) and names != (worlds.NO_RECORD,) else (),
        value=values.pop() if len(values) == 1 else None,
        acts=tuple(sorted(found.last)),
        since=_containing(worlds.held_runs(thread.rows, links), day),
        since_latest=next((run.first for run in certain if _contains(run, day)), None),
        continues=min(carriers, default=None),
        disputed=tuple(sorted(_doubts(thread.rows, day))),
    )


def _doubts(rows: Iterable[worlds.Row], day: int) -> set[str]:
    """The disputed acts that may have happened by a day."""
    carriers = {carrier.act for row in rows for carrier in row.carriers if carrier.disputed and carrier.earliest <= day}
    return carriers | {row.act for row in rows if row.disputed and row.earliest <= day}


def _contains(run: worlds.Run, day: int) -> bool:
    return run.first <= day and (run.last is None or day <= run.last)


def _containing(runs: Sequence[worlds.Run], day: int) -> worlds.Run | None:
    return next((run for run in runs if _contains(run, day)), None)


def facet_values(graph: Graph, pairs: Mapping[str, str]) -> dict[str, str]:
    """Turn facet values as typed (``government``, ``capacity:government``, an actor's name) into IRIs."""
    return {name: _facet_value(graph, name, text) for name, text in pairs.items()}


def _facet_value(graph: Graph, name: str, text: str) -> str:
    prefix, colon, local = text.partition(":")
    if colon and prefix in graph.prefixes:
        return graph.prefixes[prefix] + local
    scheme = kebab(name)
    if scheme in graph.prefixes and scheme not in PREFIXES:
        return graph.prefixes[scheme] + text
    return graph.names.find(text)


def kebab(name: str) -> str:
    """Return the name of the scheme that a property's concepts come from: ``missionKind`` gives ``mission-kind``."""
    return "".join("-" + letter.lower() if letter.isupper() else letter for letter in name)
