"""A network as a graph of networkx or igraph, for analysis and for people's own code; their writers are not for Gephi."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import EnvironmentFault
from kg.network.records import Edge, Network, Node, Spell, Timed, Value

if TYPE_CHECKING:
    import igraph
    import networkx


def to_networkx(network: Network) -> networkx.MultiDiGraph[Any]:
    """Return the network as a MultiDiGraph: the kind is the key of an edge.

    Nodes and edges have ``label`` and ``spells`` (a tuple of pairs of datetime.date, closed, None where open), edges
    ``id``, ``weight`` and ``directed``, and both their columns.  Lists are tuples; a dynamic value is a tuple of
    (value, start, end).  An edge without direction stands once: take ``to_undirected()`` where that matters.
    """
    import networkx

    graph: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph(title=network.title, on=network.on)
    graph.add_nodes_from((node.id, _of_node(node)) for node in network.nodes)
    graph.add_edges_from((edge.source, edge.target, edge.kind, _of_edge(edge)) for edge in network.edges)
    return graph


def to_igraph(network: Network) -> igraph.Graph:
    """Return the network as a directed igraph graph, or an undirected one if no edge has a direction.

    Vertices have ``name`` (the id of the node), edges ``kind``; the other attributes are those of ``to_networkx``, None where
    there is no value.  Raises EnvironmentFault if igraph is not installed.
    """
    try:
        import igraph
    except ImportError:
        raise EnvironmentFault("igraph is not installed", remedy="pip install 'recognition-graph[igraph]'") from None

    nodes, edges = list(network.nodes), list(network.edges)
    numbers = {node.id: number for number, node in enumerate(nodes)}
    graph = igraph.Graph(
        len(nodes),
        [(numbers[edge.source], numbers[edge.target]) for edge in edges],
        directed=not edges or any(edge.directed for edge in edges),
        graph_attrs={"title": network.title, "on": network.on},
    )
    graph.vs["name"] = [node.id for node in nodes]
    _attributes(graph.vs, [_of_node(node) for node in nodes], [column.name for column in network.node_columns])
    graph.es["kind"] = [edge.kind for edge in edges]
    _attributes(graph.es, [_of_edge(edge) for edge in edges], [column.name for column in network.edge_columns])
    return graph


def _attributes(sequence: Any, found: list[dict[str, Any]], columns: list[str]) -> None:
    own = [name for name in (found[0] if found else ()) if name not in columns]
    for name in (*own, *columns):
        sequence[name] = [values.get(name) for values in found]


def _of_node(node: Node) -> dict[str, Any]:
    return {"label": node.label, "spells": _pairs(node.spells), **_plain(node.values)}


def _of_edge(edge: Edge) -> dict[str, Any]:
    own = {"id": edge.id, "label": edge.label or edge.kind, "weight": edge.weight, "directed": edge.directed}
    return {**own, "spells": _pairs(edge.spells), **_plain(edge.values)}


def _pairs(spells: tuple[Spell, ...]) -> tuple[tuple[Any, Any], ...]:
    return tuple((spell.start, spell.end) for spell in spells)


def _plain(values: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Value) -> Any:
    if isinstance(value, tuple):
        return tuple((v.value, v.spell.start, v.spell.end) if isinstance(v, Timed) else v for v in value)
    return value
