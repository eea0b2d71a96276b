"""Blocs: parts of a network that have more ties within than chance would give, by the method of Louvain or of Leiden.

Both make the modularity of Newman and Girvan (2004, https://doi.org/10.1103/PhysRevE.69.026113) large,
``Q = sum over blocs of (L_c / m - (d_c / 2m)²)``, where m is the weight of all ties, L_c that of ties within a bloc and d_c the
sum of the weights at its members; directions are left out and ties that go both ways weigh two.  Louvain: Blondel et al. 2008,
https://doi.org/10.1088/1742-5468/2008/10/P10008.  Leiden: Traag, Waltman and van Eck 2019,
https://doi.org/10.1038/s41598-019-41695-z.  Both choose at random among equals; the seed is fixed, so that one network gives
one answer, but another partition can be as good.
"""

from __future__ import annotations

import random
from typing import Any, Final

import networkx

from kg.errors import WrongUse
from kg.measures.cuts import Name, undirected

METHODS: Final = ("louvain", "leiden")
_SEED: Final = 1


def blocs(graph: networkx.Graph[Name], method: str = "louvain") -> dict[Name, frozenset[Name]]:
    """Return the blocs of a network by name, the largest first; a bloc is called by its member with the most ties.

    Who has no ties is a bloc alone.  Raises WrongUse for an unknown method, and for Leiden without the igraph package.
    """
    if method not in METHODS:
        raise WrongUse(f"there is no method {method!r}", remedy=f"the methods are {', '.join(METHODS)}")
    nodes = sorted(graph)
    # Whole numbers instead of names, so that no order depends on how Python hashes text.
    numbered = networkx.relabel_nodes(undirected(graph), {node: number for number, node in enumerate(nodes)})
    parts = _louvain(numbered) if method == "louvain" else _leiden(numbered)
    found = {_leader(numbered, part): frozenset(nodes[number] for number in part) for part in parts}
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), nodes[item[0]]))
    return {nodes[leader]: members for leader, members in ranked}


def _leader(graph: networkx.Graph[Any], part: set[int]) -> int:
    return min(part, key=lambda node: (-graph.degree(node, weight="weight"), node))


def _louvain(graph: networkx.Graph[Any]) -> list[set[int]]:
    made = networkx.Graph()
    made.add_nodes_from(sorted(graph))
    made.add_weighted_edges_from(sorted((min(a, b), max(a, b), w) for a, b, w in graph.edges(data="weight")))
    return [set(part) for part in networkx.community.louvain_communities(made, weight="weight", seed=_SEED)]


def _leiden(graph: networkx.Graph[Any]) -> list[set[int]]:
    try:
        import igraph
    except ImportError:
        raise WrongUse(
            "the method leiden needs the package igraph", remedy="pip install igraph, or take louvain"
        ) from None
    edges = sorted((min(a, b), max(a, b), w) for a, b, w in graph.edges(data="weight"))
    made = igraph.Graph(n=len(graph), edges=[(a, b) for a, b, _ in edges])
    igraph.set_random_number_generator(random.Random(_SEED))
    try:
        weights = [w for *_, w in edges]
        found = made.community_leiden(objective_function="modularity", weights=weights, n_iterations=-1)
    finally:
        igraph.set_random_number_generator(random)
    return [set(part) for part in found]


def modularity(graph: networkx.Graph[Name], parts: dict[Name, frozenset[Name]]) -> float | None:
    """Return how far ties within blocs exceed what chance would give; None without ties."""
    if not graph.number_of_edges():
        return None
    return float(networkx.community.modularity(undirected(graph), list(parts.values()), weight="weight"))
