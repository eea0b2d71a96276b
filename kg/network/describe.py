"""Which columns a view has, without asking it."""

from __future__ import annotations

from kg import query, sparql
from kg.graph import Graph
from kg.network.edges import Drawing
from kg.network.layout import layout
from kg.network.nodes import Drawn, Things
from kg.network.records import Column


def columns(graph: Graph, question: query.Question) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """Return the columns of the nodes and of the edges of a view over time, without those of single groups."""
    text = query.bind(question, {}, graph.names.find)
    names, _ = query.walk(graph.store, sparql.with_prefixes(text, graph.prefixes))
    plan = layout(graph, question)
    nodes = Drawn(Things(graph, plan), day=None, window=None)
    return nodes.columns(), Drawing(graph, plan, "widest", tuple(names)).columns()
