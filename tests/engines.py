"""Runs a query on both engines, so that their answers can be compared as multisets of plain rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kg import dump, query
from kg.graph import Graph

Row = tuple[str | None, ...]


def arguments(question: query.Question) -> dict[str, str]:
    """The example of each required parameter."""
    return {p.name: p.example for p in question.params if p.required}


def bound(graph: Graph, question: query.Question, given: dict[str, str] | None = None) -> str:
    """The text of a question with its examples, or other values, bound.  Shipped queries declare all their prefixes."""
    return query.bind(question, arguments(question) if given is None else given, graph.names.find)


def on_oxigraph(graph: Graph, text: str) -> Counter[Row]:
    """The rows by pyoxigraph."""
    rows = query.select(graph.store, text)
    return Counter(tuple(row.values()) for row in rows)


def on_rdflib(loaded: object, text: str) -> Counter[Row]:
    """The rows by rdflib; a number's text is that of its value, as Oxigraph writes it."""
    return Counter(tuple(None if cell is None else str(cell) for cell in row) for row in loaded.query(text))  # type: ignore[attr-defined]


def load_rdflib(graph: Graph, folder: Path) -> object:
    """What ``kg export graph`` writes, read by plain rdflib."""
    import rdflib

    file = folder / "all.ttl"
    file.write_bytes(dump.turtle(graph))
    return rdflib.Graph().parse(file, format="turtle")
