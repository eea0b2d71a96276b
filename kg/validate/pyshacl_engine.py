"""The reference engine: pySHACL on one plain rdflib graph, in a child with a deadline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg import worker
from kg.errors import KgError, UnreadableInput
from kg.validate.results import Result
from kg.vocabulary import SH


def results(triples: bytes, shapes: Iterable[bytes], limits: worker.Limits) -> list[Result]:
    """Validate N-Triples against shapes in Turtle.  Imports are never followed.

    pySHACL gets a plain Graph: with a Dataset, it lets constraints read files.  Terms reach it as the files write them,
    because the store does not keep them.  Raises LimitReached at the deadline.
    """
    texts = list(shapes)
    found = worker.call(lambda: [vars(result) for result in validate(triples, texts)], limits)
    return [Result(**values) for values in found]


def validate(triples: bytes, shapes: Iterable[bytes], focus: list[str] | None = None) -> list[Result]:
    """Validate in this process; ``focus`` are the IRIs of the only nodes to look at.

    Raises UnreadableInput for what pySHACL cannot use.
    """
    try:
        return _validated(triples, shapes, focus)
    except (KgError, MemoryError):
        raise
    except Exception as fault:
        # pySHACL lets through whatever a literal, a shape or a query raises in it, in rdflib or in Python's own modules.
        raise _unusable(fault) from None


def _validated(triples: bytes, shapes: Iterable[bytes], focus: list[str] | None) -> list[Result]:
    import logging

    import pyshacl
    import rdflib
    from rdflib import Graph, Namespace
    from rdflib.plugins import sparql

    sparql.SPARQL_LOAD_GRAPHS = False
    rdflib.NORMALIZE_LITERALS = False
    sh = Namespace(SH)
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    shapes_graph = Graph()
    for text in shapes:
        shapes_graph.parse(data=text, format="turtle")
    _, report, _ = pyshacl.validate(
        Graph().parse(data=triples, format="nt"),
        shacl_graph=shapes_graph,
        inference="none",
        advanced=False,
        do_owl_imports=False,
        inplace=True,
        focus_nodes=focus,
    )
    if isinstance(report, Exception):
        raise _unusable(report)
    return [
        Result(
            _term(report.value(node, sh.focusNode)),
            _term(report.value(node, sh.resultPath)),
            _term(report.value(node, sh.value)),
            str(report.value(node, sh.sourceConstraintComponent)),
            str(_named(shapes_graph, report.value(node, sh.sourceShape))),
            str(report.value(node, sh.resultSeverity)),
            str(report.value(node, sh.resultMessage)),
        )
        for node in report.objects(None, sh.result)
    ]


def _named(shapes: Any, node: Any) -> Any:
    """Return a shape, or if it has no name the nearest with one around it."""
    from rdflib import BNode

    users, seen = [node], set()
    for one in users:
        if not isinstance(one, BNode):
            return one
        seen.add(one)
        users += [user for user in shapes.subjects(None, one) if user not in seen]
    return node


def _unusable(fault: Exception) -> UnreadableInput:
    """What pySHACL says of shapes that it cannot use, in one line."""
    said = " ".join(str(getattr(fault, "message", "") or fault).split())[:200] or type(fault).__name__
    return UnreadableInput(f"pySHACL cannot use the shapes: {said}", remedy="mend them, or take the quick engine")


def _term(node: Any) -> str:
    """Return a term of rdflib in N-Triples, as Oxigraph writes it."""
    from pyoxigraph import BlankNode, Literal, NamedNode
    from rdflib import BNode, URIRef

    if node is None:
        return ""
    if isinstance(node, URIRef):
        return str(NamedNode(str(node)))
    if isinstance(node, BNode):
        return str(BlankNode(str(node)))
    if node.language:
        return str(Literal(str(node), language=node.language))
    return str(Literal(str(node), datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(str(node)))
