"""Views of the graph as networks: the rows of a network query, folded into edges with spells.

A network query is a ``.rq`` file in one of two forms.  A row of the first is a change of an edge: ``?source ?target ?kind
?thread ?row ?act ?state ?earliest ?latest ?disputed``, and the spells follow from what the acts make possible; a row of the
second is an event between two nodes: ``?source ?target ?kind ?act ?earliest ?latest ?disputed``.  Both may have ``?carrier``
(the continuation that handed a row on), ``?date`` (the date as written), ``?value``, ``?label``, ``?directed``, and further
variables, which become columns.  What the header may say is told in kg.network.layout.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from kg import dates, groups, query, sparql
from kg.errors import Place, WrongUse
from kg.graph import Graph
from kg.network import runs
from kg.network.describe import columns as columns
from kg.network.edges import Drawing
from kg.network.layout import Layout, layout
from kg.network.nodes import Drawn, Things
from kg.network.records import Edge, Network, Spell, Uncertain
from kg.network.searched import complete
from kg.network.ties import CHANGE, EVENT, Tie, projected, ties
from kg.threads import Row, carriers
from kg.worlds import Run

_SHOWN: Final[Mapping[Uncertain, str]] = {
    "widest": "Every edge has the days on which it may hold.",
    "skip": "Every edge has the days on which it holds for certain.",
    "earliest": "Every edge has the days on which it holds if each act came on its first possible day.",
    "latest": "Every edge has the days on which it holds if each act came on its last possible day.",
}


def questions(root: Path) -> dict[str, query.Question]:
    """Return the network queries that are shipped, by name."""
    return query.catalogue(root, "queries/networks")


def find(root: Path, name: str) -> query.Question:
    """Return the shipped network query of a name, or that in a file.  Raises WrongUse with the list of them."""
    known = questions(root)
    if name.endswith(".rq") and Path(name).is_file():
        return query.load(Path(name), own=True)
    if name not in known:
        raise WrongUse(
            f"there is no view {name!r}", remedy=f"the views are graph, {', '.join(known)}, or a network .rq file"
        )
    return known[name]


@dataclass(frozen=True)
class View:
    """A network query, asked: its ties over all time, from which networks over time and cuts are made."""

    graph: Graph
    question: query.Question
    plan: Layout
    uncertain: Uncertain
    params: Mapping[str, str]
    text: str
    variables: tuple[str, ...]
    ties: tuple[Tie, ...]

    @cached_property
    def things(self) -> Things:
        """All that can be a node."""
        return Things(self.graph, self.plan)

    def over_time(self, *, within: Spell | None = None, everybody: bool = False) -> Network:
        """Return the network with its spells, all of them or those within a period, at whose ends they are cut.

        Raises WrongUse for a period that ends before it begins.
        """
        window = None if within is None else _run(within)
        if window and window.last is not None and window.last < window.first:
            raise WrongUse("the period ends before it begins", remedy="turn the dates round")
        return self._network(_SHOWN[self.uncertain], None, window, everybody, within=within)

    def cut(self, on: date, *, everybody: bool = False) -> Network:
        """Return the network at the end of a day."""
        made = self._network(f"On {on.isoformat()}.", dates.day_number(on), None, everybody, on=on)
        return replace(made, absent=self.absent([made], made))

    def _network(
        self,
        when: str,
        day: int | None,
        window: Run | None,
        everybody: bool,
        on: date | None = None,
        within: Spell | None = None,
    ) -> Network:
        drawing = Drawing(self.graph, self.plan, self.uncertain, self.variables, day, window)
        pairs = [(tie, edge) for tie in self.ties if (edge := drawing.edge(tie))]
        drawn = Drawn(self.things, day=day, window=window)
        nodes = drawn.nodes(self._ends(pairs, everybody, Run(day, day) if day is not None else window))
        return Network(
            self.question.summary,
            when,
            drawn.columns(),
            drawing.columns(),
            nodes,
            tuple(edge for _, edge in pairs),
            on=on,
            losses=tuple(sorted({*drawing.losses, *drawn.losses})),
            view=self.question.name,
            query=self.text,
            parameters=self.params,
            within=within,
            uncertain=self.uncertain,
            modes=self.plan.modes,
            searched=() if day is None else complete(self.things, {tie.kind for tie in self.ties}, day),
            unsettled=frozenset() if day is None else self._unsettled(drawing, day),
        )

    def _unsettled(self, drawing: Drawing, day: int) -> frozenset[tuple[str, str, str]]:
        """Edges that may hold on a day and are not shown."""
        there = (tie for tie in self.ties if any(runs.covers(run, day) for run in tie.possible))
        hidden = (tie for tie in there if not any(runs.covers(run, day) for run in tie.shown))
        return frozenset((*drawing.ends(tie), tie.kind) for tie in hidden)

    def absent(self, cuts: Iterable[Network], cut: Network) -> frozenset[str]:
        """Return those nodes of some cuts that do not exist on the day of one of them."""
        day = dates.day_number(cut.on) if cut.on else 0
        nodes = {node.id: str(node.values["iri"]) for other in cuts for node in other.nodes}
        return frozenset(name for name, iri in nodes.items() if not self.things.exists(iri, day))

    def _ends(self, pairs: Iterable[tuple[Tie, Edge]], everybody: bool, days: Run | None) -> Iterator[tuple[str, int]]:
        for tie, _ in pairs:
            yield tie.source, 0
            yield tie.target, 1
        if everybody:
            yield from ((iri, 0) for iri in groups.counted(self.graph, days))


def _run(spell: Spell) -> Run:
    first = runs.ALWAYS if spell.start is None else dates.day_number(spell.start)
    return Run(first, None if spell.end is None else dates.day_number(spell.end))


def ask(
    graph: Graph,
    question: query.Question,
    *,
    params: Mapping[str, str] | None = None,
    uncertain: Uncertain = "widest",
) -> View:
    """Ask a network query.

    ``uncertain`` is the policy of days that dates and disputes leave open.  Raises WrongUse if the columns are neither those
    of changes nor those of events, or for a parameter that the query does not have; UnreadableInput for a header that is not
    understood.
    """
    text = query.bind(question, params or {}, graph.names.find)
    sparql.check(text, Place(question.path))
    plan = layout(graph, question)
    names, rows = _rows(graph, question, plan, text)
    found: Iterable[Tie] = ties(rows, carriers(graph), graph.follows, uncertain)
    if plan.project:
        found = projected(found, plan.project)
    return View(graph, question, plan, uncertain, dict(params or {}), text, tuple(names), tuple(found))


def _rows(graph: Graph, question: query.Question, plan: Layout, text: str) -> tuple[list[str], Iterable[Row]]:
    """The names of the columns of a query, and its rows; those of somebody's own query are looked at first."""
    if not question.own:
        names, rows = query.walk(graph.store, sparql.with_prefixes(text, graph.prefixes))
        _needed(question, names)
        return names, rows
    from kg.network import own  # It needs processes, which what is shipped does not.

    answer = own.ask(graph, question, text)
    return list(answer.variables), own.read(graph, question, plan, answer, _needed(question, answer.variables))


def _needed(question: query.Question, names: Collection[str]) -> tuple[str, ...]:
    needed = CHANGE if "thread" in names else EVENT
    if not set(needed) <= set(names):
        remedy = f"its columns must be {', '.join(needed)}"
        raise WrongUse(f"{question.name} gives no network", remedy=remedy, place=Place(question.path))
    return needed


def network(
    graph: Graph,
    question: query.Question,
    *,
    on: date | None = None,
    within: Spell | None = None,
    everybody: bool = False,
    uncertain: Uncertain = "widest",
    params: Mapping[str, str] | None = None,
) -> Network:
    """Return a view as a network: dynamic, perhaps within a period, or with ``on`` the cut at the end of that day.

    ``everybody`` adds those whom no edge touches and who are counted (see kg.groups.counted).  Raises what ``ask`` raises.
    """
    view = ask(graph, question, params=params, uncertain=uncertain)
    return view.over_time(within=within, everybody=everybody) if on is None else view.cut(on, everybody=everybody)


def waves(view: View, days: Iterable[date], *, everybody: bool = False) -> list[Network]:
    """Return the cuts of a view at the end of each of the days, all with the same columns."""
    cuts = [view.cut(day, everybody=everybody) for day in days]
    columns = dict.fromkeys(column for cut in cuts for column in cut.node_columns)
    return [replace(cut, node_columns=tuple(columns), absent=view.absent(cuts, cut)) for cut in cuts]
