"""What is measured, how, and after whom: measures of a whole network, and of each of its actors.

A measure is a function of one graph.  It is *bounded* where more ties can only make it greater, or only smaller: its values on
the certain and on the possible network are then the least and the greatest of any possible world.  The others can lie
outside in a world between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import networkx

from kg.measures import blocs as parts
from kg.measures.cuts import Cut, Name

Number = float | int | None
V = TypeVar("V", covariant=True)


@dataclass(frozen=True)
class Measure(Generic[V]):
    """A measure: its name, the formula, after whom, and whether the two values are bounds over all possible worlds."""

    name: str
    formula: str
    reference: str
    bounded: bool
    of: Callable[[networkx.Graph[Name], Cut, str], V]


def _pairs(graph: networkx.Graph[Name], cut: Cut) -> float:
    """How many ties there can be."""
    if cut.two_modes:
        return len(cut.sources) * len(cut.targets)
    ordered = len(graph) * (len(graph) - 1)
    return ordered if graph.is_directed() else ordered / 2


def _density(graph: networkx.Graph[Name], cut: Cut, _: str) -> Number:
    pairs = _pairs(graph, cut)
    return graph.number_of_edges() / pairs if pairs else None


def _reciprocity(graph: networkx.Graph[Name], cut: Cut, _: str) -> Number:
    if not graph.is_directed() or cut.two_modes or not graph.number_of_edges():
        return None
    return float(networkx.overall_reciprocity(graph))


def _weak(graph: networkx.Graph[Name]) -> list[set[Name]]:
    directed = graph.is_directed()
    return list(networkx.weakly_connected_components(graph) if directed else networkx.connected_components(graph))


def _strong(graph: networkx.Graph[Name], cut: Cut, _: str) -> Number:
    if not graph.is_directed() or cut.two_modes:
        return None
    return int(networkx.number_strongly_connected_components(graph))


def _largest(graph: networkx.Graph[Name], _: Cut, __: str) -> Number:
    return max(map(len, _weak(graph))) / len(graph) if len(graph) else None


def _blocs(graph: networkx.Graph[Name], _: Cut, method: str) -> Number:
    return sum(len(members) > 1 for members in parts.blocs(graph, method).values())


def _modularity(graph: networkx.Graph[Name], _: Cut, method: str) -> Number:
    return parts.modularity(graph, parts.blocs(graph, method))


def _degree(graph: networkx.Graph[Name], _: Cut, __: str) -> Mapping[Name, Number]:
    return dict(graph.degree())


def _in_degree(graph: networkx.Graph[Name], cut: Cut, method: str) -> Mapping[Name, Number]:
    if not graph.is_directed():
        return _degree(graph, cut, method)
    return dict(graph.in_degree())


def _out_degree(graph: networkx.Graph[Name], cut: Cut, method: str) -> Mapping[Name, Number]:
    if not graph.is_directed():
        return _degree(graph, cut, method)
    return dict(graph.out_degree())


def _degree_centrality(graph: networkx.Graph[Name], _: Cut, __: str) -> Mapping[Name, Number]:
    return dict(networkx.degree_centrality(graph.to_undirected())) if len(graph) > 1 else dict.fromkeys(graph)


def _betweenness(graph: networkx.Graph[Name], _: Cut, __: str) -> Mapping[Name, Number]:
    return dict(networkx.betweenness_centrality(graph, normalized=True)) if len(graph) > 2 else dict.fromkeys(graph)


def _closeness(graph: networkx.Graph[Name], _: Cut, __: str) -> Mapping[Name, Number]:
    others = len(graph) - 1
    if not others:
        return dict.fromkeys(graph)
    return {node: value / others for node, value in networkx.harmonic_centrality(graph).items()}


def _eigenvector(graph: networkx.Graph[Name], _: Cut, __: str) -> Mapping[Name, Number]:
    if not graph.number_of_edges():
        return dict.fromkeys(graph)
    try:
        found = networkx.eigenvector_centrality(graph.to_undirected(), max_iter=10_000, tol=1e-12)
    except networkx.PowerIterationFailedConvergence:
        return dict.fromkeys(graph)
    most = max(found.values())
    return {node: value / most for node, value in found.items()}


_WF: Final = "Wasserman and Faust 1994, ch. 4, https://doi.org/10.1017/CBO9780511815478"

WHOLE: Final[tuple[Measure[Number], ...]] = (
    Measure("actors", "n: the nodes", _WF, True, lambda graph, *_: len(graph)),
    Measure("ties", "m: the ordered pairs with a tie", _WF, True, lambda graph, *_: graph.number_of_edges()),
    Measure("density", "m / (n(n-1)); undirected 2m / (n(n-1)); in two modes m / (n1 n2)", _WF, True, _density),
    Measure(
        "reciprocity",
        "ties that are returned / m",
        "Newman, Forrest and Balthrop 2002, https://doi.org/10.1103/PhysRevE.66.035101",
        False,
        _reciprocity,
    ),
    Measure(
        "weak-components",
        "parts without a tie between them, directions left out",
        _WF,
        True,
        lambda graph, *_: len(_weak(graph)),
    ),
    Measure("strong-components", "parts in which a directed path leads from each to each", _WF, True, _strong),
    Measure("largest-component", "actors in the largest weak component / n", _WF, True, _largest),
    Measure(
        "blocs",
        "parts of two or more that make the modularity large, found by --method",
        "Blondel et al. 2008, https://doi.org/10.1088/1742-5468/2008/10/P10008; Traag et al. 2019, "
        "https://doi.org/10.1038/s41598-019-41695-z",
        False,
        _blocs,
    ),
    Measure(
        "modularity",
        "Q = sum over blocs of L_c / m - (d_c / 2m)²",
        "Newman and Girvan 2004, https://doi.org/10.1103/PhysRevE.69.026113",
        False,
        _modularity,
    ),
)

EACH: Final[tuple[Measure[Mapping[Name, Number]], ...]] = (
    Measure("in-degree", "ties that lead to the actor", _WF, True, _in_degree),
    Measure("out-degree", "ties that lead from the actor", _WF, True, _out_degree),
    Measure(
        "degree-centrality",
        "others with a tie in either direction / (n-1)",
        "Freeman 1978, Social Networks 1: 215-239",
        True,
        _degree_centrality,
    ),
    Measure(
        "betweenness",
        "sum over pairs s, t of the share of shortest paths from s to t through the actor / ((n-1)(n-2)); undirected doubled",
        "Freeman 1977, https://doi.org/10.2307/3033543; Brandes 2001, https://doi.org/10.1080/0022250X.2001.9990249",
        False,
        _betweenness,
    ),
    Measure(
        "closeness",
        "harmonic: sum over others u of 1 / distance from u to the actor, 0 if there is no path, / (n-1)",
        "Boldi and Vigna 2014, Internet Mathematics 10: 222-262",
        True,
        _closeness,
    ),
    Measure(
        "eigenvector",
        "x with A x = λ x for the largest λ, directions left out, the greatest value set to 1",
        "Bonacich 1972, Sociological Methodology 4: 176-185",
        False,
        _eigenvector,
    ),
)
