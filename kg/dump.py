"""The whole graph as one file: data, ontology, shapes and what is derived, for other engines.

The triples of the files are parsed anew, because the store does not keep terms as they were written.  Lines are sorted, so one
input gives one sequence of bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, serialize

from kg import store
from kg.graph import Graph
from kg.vocabulary import DERIVED


def _quads(graph: Graph) -> Iterator[Quad]:
    for path in graph.reading.files:
        yield from _labelled(store.quads(path, graph.root))
    yield from graph.store.quads_for_pattern(None, None, None, NamedNode(DERIVED))


def _labelled(quads: Iterable[Quad]) -> Iterable[Quad]:
    """Give blank nodes, which only shapes have, labels that depend on the content alone (RDFC-1.0)."""
    found = list(quads)
    if not any(isinstance(term, BlankNode) for quad in found for term in quad.triple):
        return found
    dataset = Dataset(found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def nquads(graph: Graph) -> bytes:
    """Return all quads, each in the graph of its file or in the derived graph, as sorted N-Quads."""
    lines = sorted({line for line in (serialize(_quads(graph), format=RdfFormat.N_QUADS) or b"").splitlines()})
    return b"".join(line + b"\n" for line in lines)


def turtle(graph: Graph) -> bytes:
    """Return all triples as one Turtle graph, in the order of their subjects."""
    triples = sorted({quad.triple for quad in _quads(graph)}, key=str)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(graph.prefixes)) or b""


FORMATS: Final[dict[str, Callable[[Graph], bytes]]] = {"turtle": turtle, "nquads": nquads}
