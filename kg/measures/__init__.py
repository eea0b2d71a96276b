"""Measures of a network on a day or over time, as tables and as pictures; what is open is shown as a range.

Every measure is taken twice: of the network of certain ties, which every possible world has, and of that of possible ties,
which some world has.  The levels: ``network`` (one number for all), ``actors`` (one for each), ``blocs`` (who belongs with
whom), ``similarity`` (how alike two act) and ``cascade`` (who followed whom towards one target).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kg.errors import WrongUse
from kg.graph import Graph
from kg.measures import tables
from kg.measures.blocs import METHODS
from kg.measures.cuts import Counted, Cut, kinds
from kg.network import views
from kg.vocabulary import local_name

LEVELS: Final = tuple(tables.COLUMNS)
# Which parts of a question go with which levels; what is given in vain is refused, not overlooked.
_GOES_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "days": ("network", "actors", "blocs", "similarity"),
    "measures": ("network", "actors", "similarity"),
    "actors": ("actors", "blocs", "similarity"),
    "target": ("cascade",),
    "top": ("actors", "similarity", "cascade"),
    "everybody": ("network", "actors", "blocs", "similarity"),
    "among": ("network", "actors", "blocs", "similarity"),
}


@dataclass(frozen=True)
class Asked:
    """A question about a view: the level, the days, and what narrows it, named as people name it."""

    view: str
    of: str = "network"
    days: tuple[date, ...] = ()
    measures: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    among: str | None = None
    everybody: bool = False
    actors: tuple[str, ...] = ()
    target: str | None = None
    method: str = METHODS[0]
    top: int | None = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """The rows that answer a question, with what they were counted from."""

    asked: Asked
    view: views.View
    kinds: tuple[str, ...]
    apart: tuple[str, ...]
    cuts: tuple[Cut, ...]
    rows: tables.Table

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the rows."""
        return tables.COLUMNS[self.asked.of]

    @property
    def summary(self) -> dict[str, Any]:
        """What is said of all rows."""
        return {
            "view": self.asked.view,
            "of": self.asked.of,
            "kinds": list(self.kinds),
            "kinds_apart": list(self.apart),
            "among": self.asked.among,
            "target": self.asked.target,
            "method": self.asked.method if self.asked.of in ("network", "blocs") else None,
            "formulas": {one.name: one.formula for one in tables.chosen(self.asked.of, self.asked.measures)},
            "references": {one.name: one.reference for one in tables.chosen(self.asked.of, self.asked.measures)},
        }


def check(asked: Asked) -> None:
    """Raise WrongUse for what does not go together, before anything is read."""
    if asked.of not in LEVELS:
        raise WrongUse(f"nothing is measured of {asked.of!r}", remedy=f"it can be of {', '.join(LEVELS)}")
    for name, levels in _GOES_WITH.items():
        if getattr(asked, name) and asked.of not in levels:
            raise WrongUse(f"{name} does not go with {asked.of}", remedy=f"it goes with {', '.join(levels)}")
    if asked.of == "cascade" and not asked.target:
        raise WrongUse("a cascade is towards somebody", remedy="name the target")
    if asked.of != "cascade" and not asked.days:
        raise WrongUse("no day is named", remedy="give a day, or waves of them")
    if asked.method not in METHODS:
        raise WrongUse(f"there is no method {asked.method!r}", remedy=f"the methods are {', '.join(METHODS)}")
    tables.chosen(asked.of, asked.measures)


def answer(graph: Graph, asked: Asked) -> Answer:
    """Answer a question.  Raises WrongUse for a view, a measure, a kind, an actor or a group that is not known."""
    check(asked)
    view = views.ask(graph, views.find(graph.root, asked.view), params=asked.params)
    counted = Counted(kinds(view, asked.kinds), _group(graph, asked.among), asked.everybody)
    apart = tuple(sorted({tie.kind for tie in view.ties} - set(counted.kinds)))
    cuts = tuple(tables.cuts_of(view, asked.days, counted))
    only = [local_name(graph.names.find(name, "actor")) for name in asked.actors]
    measures = tables.chosen(asked.of, asked.measures)
    made: dict[str, Any] = {
        "network": lambda: tables.whole(cuts, measures, asked.method),
        "actors": lambda: tables.actors(cuts, measures, only, asked.top),
        "blocs": lambda: tables.parts(cuts, asked.method, only),
        "similarity": lambda: tables.similarity(cuts, measures, only, asked.top),
        "cascade": lambda: tables.followers(view, _target(graph, asked), counted, asked.top),
    }
    return Answer(asked, view, counted.kinds, apart, cuts, made[asked.of]())


def _group(graph: Graph, name: str | None) -> str | None:
    from kg import asking

    return None if name is None else asking.group(graph, name)


def _target(graph: Graph, asked: Asked) -> str:
    return graph.names.find(asked.target or "", "actor")


def catalogue() -> Sequence[Mapping[str, Any]]:
    """Return every measure with its formula and reference."""
    return [
        {
            "of": level,
            "measure": one.name,
            "bounds": one.bounded,
            "formula": one.formula,
            "reference": one.reference,
        }
        for level, measures in tables.CATALOGUE.items()
        for one in measures
    ]
