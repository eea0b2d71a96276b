"""Derives what status and networks read: the days of each act, and the effect rows.

The queries in ``queries/engine/`` that have an ``order`` are run in that order, and those marked ``repeat`` until nothing
new comes; what an act does is declared in the ontology and known to the queries alone.  The result is a graph of its own in
the store, never in ``data/``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store

from kg import dates, query, sparql
from kg.vocabulary import DERIVED, REC, XSD

_GRAPH = NamedNode(DERIVED)
# The days of an act are those of its date, and of every rival date that is still open (the hull of all).
_DATES = """SELECT ?act ?value {
  { ?act rec:date ?value } UNION
  { ?reading rec:about ?act ; rec:property rec:date ; rec:value ?value ; rec:judgement judgement:open }
}"""


@dataclass(frozen=True)
class BadDate:
    """An act whose date bounds no day, and why."""

    act: str
    value: str
    why: str


def derive(root: Path, store: Store, *, steps_before: int | None = None) -> list[BadDate]:
    """Add the derived graph to the store; return the dates that could not be understood (their acts have no rows).

    With ``steps_before``, only the queries with a smaller ``order`` are run: validation needs no effect rows.
    """
    table = query.prefixes(store)
    bad = _days(store, sparql.with_prefixes(_DATES, table))
    steps = sorted(query.catalogue(root, "queries/engine").values(), key=lambda step: (step.order, step.name))
    for step in steps:
        if step.order and (steps_before is None or step.order < steps_before):
            text = sparql.with_prefixes(step.text, table)
            while _construct(store, text) and step.repeat:
                pass
    return bad


def _construct(store: Store, text: str) -> int:
    """Add what the query constructs; return how many triples were new."""
    before = len(store)
    triples = store.query(text, use_default_graph_as_union=True)
    assert isinstance(triples, QueryTriples)
    store.extend([Quad(triple.subject, triple.predicate, triple.object, _GRAPH) for triple in triples])
    return len(store) - before


def _days(store: Store, text: str) -> list[BadDate]:
    spans: dict[str, list[dates.Days]] = defaultdict(list)
    bad: list[BadDate] = []
    for row in query.select(store, text):
        act, value = row["act"] or "", row["value"] or ""
        try:
            span = dates.bounds(value)
        except dates.DateFault as fault:
            bad.append(BadDate(act, value, fault.what))
        else:
            spans[act].append(span)
    store.extend(quad for act, found in spans.items() for quad in _bounds(act, found))
    return bad


def _bounds(act: str, spans: list[dates.Days]) -> list[Quad]:
    ends = {"earliestDay": min(days.earliest for days in spans), "latestDay": max(days.latest for days in spans)}
    return [
        Quad(NamedNode(act), NamedNode(REC + name), Literal(str(day), datatype=NamedNode(XSD + "integer")), _GRAPH)
        for name, day in ends.items()
    ]
