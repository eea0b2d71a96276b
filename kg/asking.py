"""Questions as people type them: names, dates and options become what the engine takes."""

from __future__ import annotations

from collections.abc import Mapping

from kg import dates, groups
from kg.errors import WrongUse
from kg.graph import Graph
from kg.perspective import Perspective
from kg.status import Status, facet_values
from kg.status import status as ask


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
    return ask(
        graph,
        target=None if target is None else graph.names.find(target, "actor"),
        by=None if by is None else graph.names.find(by, "actor"),
        on=on,
        relation_name=relation,
        facets=facet_values(graph, facets or {}),
        among=None if among is None else group(graph, among),
        perspective=perspective(graph, according_to, known_by, date_of, continuation=continuation),
    )


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
    try:
        return graph.names.find(text, "actor", known)
    except WrongUse:
        found = graph.names.find(text, "actor")
        near = ", ".join(sorted(iri.rpartition("/")[2] for iri in known)) or "none"
        raise WrongUse(f"no membership of {graph.label(found)} is recorded", remedy=f"the groups are {near}") from None
