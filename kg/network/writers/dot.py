"""Writes DOT (https://graphviz.org/doc/info/lang.html) for Graphviz.

networkx writes DOT through pydot or pygraphviz, which keep the graph in memory and leave quoting to their callers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from kg.network.records import Column, Network, Value, ordered
from kg.network.text import clean, line, text, times, write_lines
from kg.network.writers.form import Format, each

# Attributes by which Graphviz draws; a column of such a name would be taken for one of them.
_DRAWING: Final = re.compile(
    "class|color|comment|dir|fillcolor|group|head|height|href|id|image|key|label|layer|len|lp|margin|minlen|ordering|pos|"
    "rank|root|shape|size|style|tail|target|tooltip|url|weight|width|xlabel",
    re.IGNORECASE,
)


def write(network: Network, stream: BinaryIO) -> None:
    """Write a directed graph unless no edge has a direction; ``key`` is the id of an edge, so that none are merged.

    A column whose name is one of Graphviz's own is written as ``kg_`` with its name.  Every backslash is
    doubled: Graphviz shows a label as it is, and other texts keep both, since DOT cannot write one before a quote.
    """
    write_lines(stream, _lines(network))


def _lines(network: Network) -> Iterator[str]:
    directed = not network.edges or any(edge.directed for edge in network.edges)
    arrow = "->" if directed else "--"
    names = {column.name: _name(column) for column in (*network.node_columns, *network.edge_columns)}
    yield f"{'digraph' if directed else 'graph'} {{"
    yield f"  label={_shown(line(network.title))};"
    for node in sorted(network.nodes, key=lambda node: node.id):
        drawn = {} if node.color is None else {"style": "filled", "fillcolor": node.color.hex}
        found = {"label": line(node.label), **times(node.spells), **_columns(node.values, names), **drawn}
        yield f"  {_quoted(node.id)} [{_attributes(found)}];"
    for edge in ordered(network.edges):
        own: dict[str, Value] = {"key": edge.id, "label": line(edge.label) or edge.kind, "kind": edge.kind}
        own["weight"] = float(edge.weight)
        drawn = {} if edge.color is None else {"color": edge.color.hex}
        drawn |= {"dir": "none"} if directed and not edge.directed else {}
        found = {**own, **times(edge.spells), **_columns(edge.values, names), **drawn}
        yield f"  {_quoted(edge.source)} {arrow} {_quoted(edge.target)} [{_attributes(found)}];"
    yield "}"


def _name(column: Column) -> str:
    return f"kg_{column.name}" if _DRAWING.fullmatch(column.name) else column.name


def _columns(values: Mapping[str, Value], names: Mapping[str, str]) -> dict[str, Value]:
    return {names[name]: value for name, value in values.items() if name in names}


def _attributes(values: Mapping[str, Value]) -> str:
    return ", ".join(
        f"{name}={_shown(value) if name == 'label' and isinstance(value, str) else _quoted(clean(text(value)))}"
        for name, value in values.items()
    )


def _shown(label: str) -> str:
    # In a label ``&`` begins an entity.
    return _quoted(label.replace("&", "&amp;"))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


FORMAT: Final = Format(
    "dot",
    ".dot",
    "DOT for Graphviz: labels, kinds, colours; spells and columns as text",
    each(("", ".dot", write)),
    colors=True,
)
