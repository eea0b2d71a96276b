"""Colours and sizes for drawing, told in a legend: edges by kind, nodes by a column, sizes by how many edges come in."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from kg.errors import WrongUse
from kg.network.records import Color, Edge, Network, Node, Streamed
from kg.network.text import text

# Okabe and Ito (2008), told apart also by those who see few colours; https://jfly.uni-koeln.de/color/
PALETTE: Final = (
    Color(0, 114, 178),
    Color(230, 159, 0),
    Color(0, 158, 115),
    Color(213, 94, 0),
    Color(86, 180, 233),
    Color(204, 121, 167),
    Color(240, 228, 66),
)
OTHER: Final = Color(153, 153, 153)
# The size of a node without edges, and what is added for each time that its number of edges doubles.
_SMALLEST: Final = 10.0
_STEP: Final = 5.0


def styled(network: Network, column: str | None = None) -> Network:
    """Return the network with colours and sizes, and a legend of them.

    Nodes are coloured by ``column``: the mode or else the class, if it is not given.  The most frequent values get a colour of
    their own, the rest is grey.  The size of a node says how many edges lead to it, of all kinds and times.  Raises WrongUse if
    there is no such column with one value for all time.
    """
    by = column if column is not None else ("mode" if any(c.name == "mode" for c in network.node_columns) else "class")
    if column is not None and not any(
        c.name == by and not c.dynamic and c.type != "liststring" for c in network.node_columns
    ):
        known = ", ".join(c.name for c in network.node_columns if not c.dynamic and c.type != "liststring")
        raise WrongUse(f"nodes cannot be coloured by {column!r}", remedy=f"they can by {known}")
    kinds = _colors(edge.kind for edge in network.edges)
    values = _colors(_word(node, by) for node in network.nodes if by in node.values)
    incoming = Counter(end for edge in network.edges for end in _ends(edge))
    nodes = tuple(
        node._replace(color=values.get(_word(node, by), OTHER), size=_size(incoming[node.id])) for node in network.nodes
    )
    legend = {
        "edges by kind": _named(kinds),
        f"nodes by {by}": _named(values),
        "size of a node": {f"{number} edges in": str(_size(number)) for number in (0, 1, 10, 100)},
    }
    return replace(network, nodes=nodes, edges=_colored(network.edges, kinds), legend=legend)


def _ends(edge: Edge) -> tuple[str, ...]:
    return (edge.target,) if edge.directed else (edge.source, edge.target)


def _word(node: Node, column: str) -> str:
    return text(node.values.get(column, ""))


def _colors(values: Iterable[str]) -> dict[str, Color]:
    """A colour for each value: the most frequent ones first, those as frequent by name."""
    ranked = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return {value: PALETTE[rank] if rank < len(PALETTE) else OTHER for rank, (value, _) in enumerate(ranked)}


def _size(number: int) -> float:
    return round(_SMALLEST + _STEP * math.log2(1 + number), 2)


def _colored(edges: Collection[Edge], kinds: dict[str, Color]) -> Collection[Edge]:
    def made() -> Iterator[Edge]:
        return (edge._replace(color=kinds.get(edge.kind, OTHER)) for edge in edges)

    return Streamed(made, directed=edges.directed) if isinstance(edges, Streamed) else tuple(made())


def _named(colors: dict[str, Color]) -> dict[str, str]:
    return {value: color.hex for value, color in colors.items()}
