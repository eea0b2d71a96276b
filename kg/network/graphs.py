"""A network as a networkx graph, for analysis and for people's own code; its writers are not for Gephi."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.network.records import Network, Spell, Timed, Value

if TYPE_CHECKING:
    import networkx


def to_networkx(network: Network) -> networkx.MultiDiGraph[Any]:
    """Return the network as a MultiDiGraph: the kind is the key of an edge.

    Nodes and edges have ``label`` and ``spells`` (a tuple of pairs of datetime.date, closed, None where open), edges
    ``id``, ``weight`` and ``directed``, and both their columns.  Lists are tuples; a dynamic value is a tuple of
    (value, start, end).  An edge without direction stands once: take ``to_undirected()`` where that matters.
    """
    import networkx

    graph: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph(title=network.title, on=network.on)
    graph.add_nodes_from(
        (n.id, {"label": n.label, "spells": _pairs(n.spells), **_plain(n.values)}) for n in network.nodes
    )
    for edge in network.edges:
        own = {"id": edge.id, "label": edge.label or edge.kind, "weight": edge.weight, "directed": edge.directed}
        found = {**own, "spells": _pairs(edge.spells), **_plain(edge.values)}
        graph.add_edges_from([(edge.source, edge.target, edge.kind, found)])
    return graph


def _pairs(spells: tuple[Spell, ...]) -> tuple[tuple[Any, Any], ...]:
    return tuple((spell.start, spell.end) for spell in spells)


def _plain(values: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Value) -> Any:
    if isinstance(value, tuple):
        return tuple((v.value, v.spell.start, v.spell.end) if isinstance(v, Timed) else v for v in value)
    return value
