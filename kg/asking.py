"""Questions as people type them: names, dates and options become what the engine takes."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any, Final

from kg import dates, groups, query, sparql, threads, worker
from kg.errors import Place, WrongUse
from kg.graph import Graph
from kg.perspective import Perspective
from kg.status import Status, check_facets, facet_values, kebab
from kg.status import status as ask
from kg.vocabulary import XSD, local_name

_LIMITS: Final = worker.Limits()


def status(
    graph: Graph,
    target: str | None = None,
    *,
    on: str,
    by: str | None = None,
    relation: str = "recognition",
    facets: Mapping[str, str] | None = None,
    among: str | None = None,
    according_to: str | None = None,
    known_by: str | None = None,
    date_of: str | None = None,
    continuation: bool = True,
) -> Status:
    """Answer a status question whose parts are named as people name them.

    Actors and groups go by slug, CURIE, IRI, label or code, facets by ``{"capacity": "government"}``, days by a date of any
    precision (its last day counts).  Raises WrongUse, with the nearest right form, for what is not known.
    """
    if target is None and by is None:
        raise WrongUse("nobody is asked about", remedy="name a target, or an actor with by")
    wanted = threads.relation(graph, relation)
    check_facets(wanted, facets or {})
    return ask(
        graph,
        target=None if target is None else _target(graph, wanted, target),
        by=None if by is None else graph.names.find(by, "actor"),
        on=on,
        relation_name=relation,
        facets=_known_values(graph, facets or {}),
        among=None if among is None else group(graph, among),
        perspective=perspective(graph, according_to, known_by, date_of, continuation=continuation),
    )


def _target(graph: Graph, wanted: threads.Relation, text: str) -> str:
    """Find a target; where the relation makes members, a name that also means something else means the group."""
    if wanted.counts_states:
        with contextlib.suppress(WrongUse):
            return graph.names.find(text, "actor", groups.group_names(graph))
    return graph.names.find(text, "actor")


def _known_values(graph: Graph, facets: Mapping[str, str]) -> dict[str, str]:
    """Return the IRIs of facet values.  Raises WrongUse, with the values there are, for one that its scheme does not have."""
    found = facet_values(graph, facets)
    concepts = sorted(row["concept"] or "" for row in graph.engine("concepts"))
    for name, iri in found.items():
        scheme = [concept for concept in concepts if concept.startswith(graph.prefixes.get(kebab(name), iri))]
        if scheme and iri not in scheme and iri not in graph.labels:
            values = ", ".join(map(local_name, scheme))
            raise WrongUse(f"{name} has no value {facets[name]!r}", remedy=f"its values are {values}")
    return found


def perspective(
    graph: Graph,
    according_to: str | None = None,
    known_by: str | None = None,
    date_of: str | None = None,
    *,
    continuation: bool = True,
) -> Perspective:
    """Return the perspective of which the parts are named as people name them."""
    speaker = None if according_to is None else graph.names.find(according_to, "actor")
    known = None if known_by is None else dates.bounds(known_by).latest
    return Perspective(speaker, known, date_of, continuation)


def group(graph: Graph, text: str) -> str:
    """Return the IRI of a group that has members on record.

    A code or name that also means something else (``au``: the African Union, and Australia) here means the group.  Raises
    WrongUse with the groups there are.
    """
    known = groups.group_names(graph)
    with contextlib.suppress(WrongUse):
        return graph.names.find(text, "actor", known)
    near = ", ".join(sorted(map(local_name, known))) or "none"
    what = f"no group is called {text!r}"
    with contextlib.suppress(WrongUse):
        what = f"no membership of {graph.label(graph.names.find(text, 'actor'))} is recorded"
    raise WrongUse(what, remedy=f"the groups are {near}")


def question(graph: Graph, name: str, given: Mapping[str, str], limits: worker.Limits = _LIMITS) -> worker.Answer:
    """Ask a question of the catalogue with its parameters as people type them.

    Raises WrongUse, with the nearest names, if there is none, and for a missing or unknown parameter.
    """
    found = graph.questions.get(name)
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(name, graph.questions, n=3)
        raise WrongUse(
            f"there is no question {name!r}",
            remedy=f"did you mean {' or '.join(near)}?" if near else "kg query lists them",
        )
    text = query.bind(found, given, graph.names.find)
    return _ask(graph, text, limits, Place(found.path))


def sparql_text(graph: Graph, text: str, limits: worker.Limits = _LIMITS, place: Place | None = None) -> worker.Answer:
    """Run somebody's own SPARQL; known prefixes may be left out.  Raises WrongUse for what queries must not do."""
    sparql.check(text, place)
    return _ask(graph, text, limits, place)


def _ask(graph: Graph, text: str, limits: worker.Limits, place: Place | None) -> worker.Answer:
    prelude = sparql.prelude(text, graph.prefixes)
    return worker.ask(lambda: graph.store, text, prelude=prelude, limits=limits, place=place)


def plain_term(term: Any) -> Any:
    """Return a term as a plain value: text, a number, true or false, or None."""
    if term is None:
        return None
    datatype = getattr(getattr(term, "datatype", None), "value", "")
    if datatype == XSD + "integer":
        return int(term.value)
    return term.value == "true" if datatype == XSD + "boolean" else str(getattr(term, "value", term))
