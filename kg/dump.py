"""The whole graph as one file: data, ontology, shapes and what is derived, for other engines.

The triples of the files are parsed anew, because the store does not keep terms as they were written.  Lines are sorted, so one
input gives one sequence of bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from kg import store
from kg.graph import Graph
from kg.vocabulary import DERIVED


def _quads(graph: Graph) -> Iterator[Quad]:
    for path in graph.reading.files:
        yield from store.quads(path, graph.root)
    yield from graph.store.quads_for_pattern(None, None, None, NamedNode(DERIVED))


def nquads(graph: Graph) -> bytes:
    """Return all quads, each in the graph of its file or in the derived graph, as sorted N-Quads."""
    lines = sorted({line for line in (serialize(_quads(graph), format=RdfFormat.N_QUADS) or b"").splitlines()})
    return b"".join(line + b"\n" for line in lines)


def turtle(graph: Graph) -> bytes:
    """Return all triples as one Turtle graph, in the order of their subjects."""
    triples = sorted({quad.triple for quad in _quads(graph)}, key=str)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(graph.prefixes)) or b""


FORMATS: Final[dict[str, Callable[[Graph], bytes]]] = {"turtle": turtle, "nquads": nquads}
