"""Derives what status and networks read: the days of each act, and the effect rows.

The queries in ``queries/engine/`` that have an ``order`` are run in that order, and those marked ``repeat`` until nothing
new comes; what an act does is declared in the ontology and known to the queries alone.  The result is a graph of its own in
the store, never in ``data/``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, RdfFormat, Store

from kg import dates, order, query, sparql
from kg.vocabulary import DERIVED, REC, XSD

_GRAPH = NamedNode(DERIVED)
_INTEGER = NamedNode(XSD + "integer")
# Steps of this order and later read the days as the order of acts narrows them; the narrowing needs to know what is disputed.
_NARROWED: Final = 2
# What a repeated step with a parameter of that name is told from its second run on.
_AGAIN: Final = {"again": "1"}
_FOLLOWS = f"SELECT ?act ?earlier {{ ?act <{REC}follows> ?earlier }}"
_DISPUTED = f"SELECT ?act {{ ?act <{REC}disputed> true }}"


@dataclass(frozen=True)
class BadDate:
    """An act whose date bounds no day, and why, with what to do."""

    act: str
    value: str
    why: str


def derive(root: Path, store: Store, *, rows: bool = True) -> list[BadDate]:
    """Add the derived graph to the store; return the dates that could not be understood (their acts have no rows).

    Without ``rows``, only what the rules of validation read: the days of each act, and the existence of actors.  Raises
    UnreadableInput, with file, line and column, if one of the queries cannot be read.
    """
    table = query.prefixes(store)
    dated = query.engine(root, "dates")
    with sparql.blaming(dated.path.relative_to(root), dated.text, table):
        spans, bad = days(query.select(store, dated.text))
    _add(store, spans, ("earliestDay", "latestDay"))
    steps = sorted(query.catalogue(root, "queries/engine").values(), key=lambda step: (step.order, step.name))
    _run(root, store, [step for step in steps if 0 < step.order < _NARROWED], table)
    if rows:
        _add(store, _narrowed(store, spans), ("notBefore", "notAfter"))
        _run(root, store, [step for step in steps if step.order >= _NARROWED], table)
    return bad


def _run(root: Path, store: Store, steps: Iterable[query.Question], table: Mapping[str, str]) -> None:
    for step in steps:
        with sparql.blaming(step.path.relative_to(root), step.text, table):
            _step(store, step, table)


def _step(store: Store, step: query.Question, table: Mapping[str, str]) -> None:
    _construct(store, sparql.with_prefixes(step.text, table))
    if step.repeat:
        again = sparql.with_prefixes(query.bind(step, _AGAIN) if step.params else step.text, table)
        before, size = -1, len(store)
        while size > before:
            _construct(store, again)
            before, size = size, len(store)


def _narrowed(store: Store, spans: Mapping[str, dates.Days]) -> dict[str, dates.Days]:
    links: dict[str, list[str]] = defaultdict(list)
    for row in query.select(store, _FOLLOWS):
        links[row["act"] or ""].append(row["earlier"] or "")
    disputed = {row["act"] or "" for row in query.select(store, _DISPUTED)}
    return order.narrowed(spans, links, disputed)


def _construct(store: Store, text: str) -> None:
    """Add what the query constructs."""
    triples = store.query(text, use_default_graph_as_union=True)
    assert isinstance(triples, QueryTriples)
    # As text from the engine to the engine, which is quicker than by way of objects.
    lines = triples.serialize(format=RdfFormat.N_TRIPLES) or b""
    store.load(lines, format=RdfFormat.N_TRIPLES, to_graph=_GRAPH, lenient=True)


def days(rows: Iterable[Mapping[str, str | None]]) -> tuple[dict[str, dates.Days], list[BadDate]]:
    """Return the hull of the dates of each act, from rows with ``act`` and ``value``, and the dates that bound no day."""
    found: dict[str, dates.Days] = {}
    bad: list[BadDate] = []
    for row in rows:
        act, value = row["act"] or "", row["value"] or ""
        try:
            span = dates.bounds(value)
        except dates.DateFault as fault:
            bad.append(BadDate(act, value, f"{fault.what}; {fault.remedy}"))
        else:
            known = found.get(act, span)
            found[act] = dates.Days(min(known.earliest, span.earliest), max(known.latest, span.latest))
    return found, bad


def _add(store: Store, spans: Mapping[str, dates.Days], names: tuple[str, str]) -> None:
    """Add the first and last day of each act under two property names."""
    properties = [NamedNode(REC + name) for name in names]
    store.extend(
        Quad(NamedNode(act), name, Literal(str(day), datatype=_INTEGER), _GRAPH)
        for act, span in spans.items()
        for name, day in zip(properties, span, strict=True)
    )
