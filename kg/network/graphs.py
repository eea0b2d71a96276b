"""A network as a networkx graph, for analysis and for people's own code; its writers are not for Gephi."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.network.records import Network

if TYPE_CHECKING:
    import networkx


def to_networkx(network: Network) -> networkx.MultiDiGraph[Any]:
    """Return the network as a MultiDiGraph: the kind is the key of an edge, spells are pairs of datetime.date or None."""
    import networkx

    graph: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph(title=network.title)
    for node in network.nodes:
        graph.add_node(node.id, label=node.label, **node.values)
    for edge in network.edges:
        spells = tuple((spell.start, spell.end) for spell in edge.spells)
        graph.add_edge(edge.source, edge.target, key=edge.kind, spells=spells, **edge.values)
    return graph
