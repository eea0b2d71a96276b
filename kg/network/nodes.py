"""The nodes of a network: what is said of them, when they exist, and to which groups they belong.

What there is to say comes from the queries in ``queries/networks/nodes/``, a value a row, with the time for which it is valid.
A node is there on each day on which it may have existed, whatever the policy of uncertain days: an edge is not to lose its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg import dates, groups, query, sparql
from kg.graph import Graph
from kg.network import runs
from kg.network.layout import Layout, columns_of, layout, node_queries, typed
from kg.network.records import Column, Loss, Node, Timed, Type, Value
from kg.network.ties import ties
from kg.threads import carriers
from kg.vocabulary import BASE, curie, local_name
from kg.worlds import Run

_ACTOR: Final = BASE + "actor/"
_TIME: Final = "existence"
_LABEL: Final = "label"
_MODES: Final = (Column("mode", "string"), Column("bipartite", "integer"))


def node_id(iri: str, mode: str | None = None) -> str:
    """Return the stable id of a node: the slug of an actor, the short IRI of another thing; in two modes with its mode."""
    name = local_name(iri) if iri.startswith(_ACTOR) else curie(iri)
    return name if mode is None else f"{mode}:{name}"


@dataclass(frozen=True)
class Fact:
    """A value of a column, and the run of days for which it is valid."""

    text: str
    valid: Run


class Things:
    """All that can be a node of a view, with what is said of it over all time."""

    def __init__(self, graph: Graph, plan: Layout) -> None:
        self.graph = graph
        self.plan = plan
        self.types: dict[str, Type] = {"iri": "string"}
        self.facts: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        for name in plan.nodes:
            self._read(node_queries(graph)[name])

    def _read(self, question: query.Question) -> None:
        self.types |= layout(self.graph, question).columns or {}
        for row in query.select(self.graph.store, sparql.with_prefixes(question.text, self.graph.prefixes)):
            facts = self.facts[row["node"] or ""][row["column"] or ""]
            facts.append(Fact(row["value"] or "", _valid(row.get("from"), row.get("to"))))

    @cached_property
    def lives(self) -> Mapping[str, tuple[Run, ...]]:
        """The days on which each thing may exist; what is missing is always there."""
        rows = self.graph.engine("lives")
        found = {}
        for tie in ties(rows, carriers(self.graph), self.graph.follows, "widest"):
            ends = [strand for strand in tie.strands if not strand.begun]
            before = [Run(runs.ALWAYS, _last_possible(rows, strand.name)) for strand in ends]
            found[tie.source] = runs.united([*tie.possible, *before])
        return found | {
            iri: runs.united(fact.valid for fact in facts[_TIME]) for iri, facts in self.facts.items() if _TIME in facts
        }

    @cached_property
    def memberships(self) -> Mapping[str, Mapping[str, tuple[Run, ...]]]:
        """The days on which each actor may count in each group, as a member or speaking for one, by the slug of the group."""
        found: dict[str, dict[str, tuple[Run, ...]]] = defaultdict(dict)
        for group, actors in groups.belonging(self.graph).items():
            for actor, days in actors.items():
                found[actor][local_name(group)] = runs.united(days)
        return found

    def exists(self, iri: str, day: int) -> bool:
        """Whether a thing may exist on a day."""
        return iri not in self.lives or any(runs.covers(run, day) for run in self.lives[iri])

    def existing(self, days: Run | None) -> set[str]:
        """Return everything that may exist on one of the days, or at any time."""
        everything = set(self.facts)
        return {iri for iri in everything if days is None or runs.common(self.lives.get(iri, (days,)), [days])}


def _valid(first: str | None, last: str | None) -> Run:
    return Run(dates.bounds(first).earliest if first else runs.ALWAYS, dates.bounds(last).latest if last else None)


def _last_possible(rows: Iterable[Mapping[str, str | None]], thread: str) -> int:
    """The last day before every act of a thread that only ends."""
    return max(int(row["latest"] or 0) for row in rows if row["thread"] == thread) - 1


class Drawn:
    """The nodes of one network: on a day, or within a window of days (all days, without one)."""

    def __init__(self, things: Things, *, day: int | None, window: Run | None) -> None:
        self.things = things
        self.day = day
        self.window = window
        self.losses: list[Loss] = []
        self._groups: set[str] = set()

    def nodes(self, wanted: Iterable[tuple[str, int]]) -> tuple[Node, ...]:
        """Return the nodes of IRIs with their modes (0 or 1); without modes in the view, one node for each IRI."""
        modes: dict[str, set[int]] = defaultdict(set)
        for iri, mode in wanted:
            modes[iri].add(mode if self.things.plan.modes else 0)
        return tuple(node for iri, found in sorted(modes.items()) for node in self._several(iri, sorted(found)))

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the nodes that were made."""
        modes = _MODES if self.things.plan.modes else ()
        in_groups = (Column(_group_column(group), "boolean", self.day is None) for group in sorted(self._groups))
        member_of = (Column("member_of", "liststring"),) if self._groups else ()
        return (*columns_of(self.things.types), *modes, *member_of, *in_groups)

    def _several(self, iri: str, modes: list[int]) -> Iterator[Node]:
        names = self.things.plan.modes
        values = self._values(iri)
        label = next((fact.text for fact in self._facts(iri).get(_LABEL, ())), self.things.graph.label(iri))
        label = local_name(iri) if label == iri else label
        spells = tuple(map(runs.spell, self._life(iri)))
        for mode in modes:
            if names is None:
                yield Node(node_id(iri), label, values, spells)
            else:
                own = {**values, "mode": names[mode], "bipartite": mode}
                yield Node(node_id(iri, names[mode]), label, own, spells)

    def _facts(self, iri: str) -> Mapping[str, list[Fact]]:
        return self.things.facts.get(iri, {})

    def _life(self, iri: str) -> tuple[Run, ...]:
        life = self.things.lives.get(iri)
        if life is None:
            return ()
        days = Run(self.day, self.day) if self.day is not None else self.window
        there = life if days is None else runs.common(life, [days])
        if not there:
            self.losses.append(
                Loss("outside-existence", iri, "it has edges on days on which it does not exist; it is shown")
            )
        return () if self.day is not None else there

    def _values(self, iri: str) -> dict[str, Value]:
        found: dict[str, Value] = {"iri": iri}
        for column, kind in self.things.types.items():
            facts = self._facts(iri).get(column, ())
            if facts and kind == "liststring":
                found[column] = tuple(sorted({fact.text for fact in facts}))
            elif facts:
                found[column] = typed(self._one(iri, column, facts), kind)
        return found | self._member_of(iri)

    def _one(self, iri: str, column: str, facts: Iterable[Fact]) -> str:
        """The value that is valid on the day, else the last one; what is left out and was not of another day is told."""
        ranked = sorted(facts, key=lambda fact: (_end(fact.valid), fact.valid.first, fact.text), reverse=True)
        now = [fact for fact in ranked if self.day is not None and runs.covers(fact.valid, self.day)]
        # What is in use today often has no recorded beginning, so that it seems always valid: the nearest end says most.
        soonest = min((_end(fact.valid) for fact in now), default=None)
        of_then = [fact for fact in now if _end(fact.valid) == soonest]
        chosen = (of_then or ranked)[0].text
        left = ranked if self.day is None else of_then
        others = sorted({fact.text for fact in left} - {chosen})
        if others:
            when = "which it had at another time" if self.day is None else "of the same day"
            self.losses.append(Loss("merged", iri, f"{column} is {chosen}; left out {', '.join(others)}, {when}"))
        return chosen

    def _member_of(self, iri: str) -> dict[str, Value]:
        days = Run(self.day, self.day) if self.day is not None else self.window
        of = self.things.memberships.get(iri, {})
        cut = {group: found if days is None else runs.common(found, [days]) for group, found in of.items()}
        there = {group: found for group, found in cut.items() if found}
        if not there:
            return {}
        self._groups |= there.keys()
        every: dict[str, Value] = {"member_of": tuple(sorted(there))}
        for group, found in there.items():
            timed = tuple(Timed(True, runs.spell(run)) for run in found)
            every[_group_column(group)] = True if self.day is not None else timed
        return every


def _group_column(group: str) -> str:
    return "in_" + group.replace("-", "_")


def _end(run: Run) -> float:
    return float("inf") if run.last is None else run.last
