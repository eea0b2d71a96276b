"""The reference engine: pySHACL on one plain rdflib graph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.validate.results import Result
from kg.vocabulary import SH


def results(files: Iterable[Path], shapes: Iterable[Path]) -> list[Result]:
    """Validate the union of some files against shapes.  Imports are never followed.

    pySHACL gets a plain Graph: with a Dataset, it lets constraints read files.  rdflib parses the files itself, because the
    store does not keep terms as they were written.
    """
    import logging

    import pyshacl
    from rdflib import Namespace

    sh = Namespace(SH)
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    _, report, _ = pyshacl.validate(
        _graph(files),
        shacl_graph=_graph(shapes),
        inference="none",
        advanced=False,
        do_owl_imports=False,
        inplace=True,
    )
    return [
        Result(
            _term(report.value(node, sh.focusNode)),
            _term(report.value(node, sh.resultPath)),
            _term(report.value(node, sh.value)),
            str(report.value(node, sh.sourceConstraintComponent)),
            str(report.value(node, sh.sourceShape)),
            str(report.value(node, sh.resultSeverity)),
            str(report.value(node, sh.resultMessage)),
        )
        for node in report.objects(None, sh.result)
    ]


def _graph(files: Iterable[Path]) -> Any:
    from rdflib import Graph

    graph = Graph()
    for path in files:
        graph.parse(data=path.read_bytes().removeprefix(b"\xef\xbb\xbf"), format="turtle")
    return graph


def _term(node: Any) -> Any:
    """Return a term of rdflib as one of Oxigraph."""
    from pyoxigraph import BlankNode, Literal, NamedNode
    from rdflib import BNode, URIRef

    if node is None:
        return None
    if isinstance(node, URIRef):
        return NamedNode(str(node))
    if isinstance(node, BNode):
        return BlankNode(str(node))
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(str(node))
