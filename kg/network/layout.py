"""What the header of a network query says: which queries describe its nodes, of which type columns are, how edges are made.

::

    #+ network:
    #+   nodes: [actors]             queries in queries/networks/nodes/ that describe the nodes
    #+   apart: [refusal]            kinds that say the contrary, by patterns: edges of their own, no ties to be measured
    #+   columns: {lag: integer}     the type of a column, by its name or by a property whose shape says it
    #+   value: level                the column for the value of a thread (?value)
    #+   modes: [member, group]      two modes: what sources and what targets are; an actor that is both is two nodes
    #+   project: source             join the sources that share a target (or target: the targets that share a source)
    #+   searched: [recognition]     queries in queries/networks/searched/ that tell no edge from an unknown one
    #+   weight: number              the weight is the number of threads held at once, which also gets this column
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from kg.errors import Place, UnreadableInput
from kg.graph import Graph
from kg.network.records import Column, Scalar, Type
from kg.query import Question, catalogue
from kg.vocabulary import XSD

TYPES: Final = get_args(Type)
_OF_DATATYPE: Final[Mapping[str, Type]] = {
    XSD + "integer": "integer",
    XSD + "decimal": "double",
    XSD + "double": "double",
    XSD + "boolean": "boolean",
}


@dataclass(frozen=True)
class Layout:
    """The header of a network query, read."""

    nodes: tuple[str, ...] = ("actors",)
    columns: Mapping[str, Type] | None = None
    apart: tuple[str, ...] = ()
    value: str | None = None
    modes: tuple[str, str] | None = None
    project: str | None = None
    weight: str | None = None
    searched: tuple[str, ...] = ()


def layout(graph: Graph, question: Question) -> Layout:
    """Return the layout of a network query.  Raises UnreadableInput, with the file, for a header that is not understood."""
    given = dict(question.network or {})
    place = Place(question.path, 1, 1)
    columns = given.pop("columns", {})
    try:
        given |= {"apart": _texts(given.get("apart", ()))}
        nodes = tuple(given.pop("nodes", ("actors",)))
        modes = given.pop("modes", None)
        searched = tuple(given.pop("searched", ()))
        pair = None if modes is None else _pair(modes)
        made = Layout(nodes, _types(graph, columns, place), modes=pair, searched=searched, **given)
    except (TypeError, ValueError) as fault:
        raise UnreadableInput(f"the network part of the header is not understood ({fault})", place=place) from None
    unknown = [name for name in made.nodes if name not in node_queries(graph)]
    if unknown:
        known = ", ".join(node_queries(graph))
        raise UnreadableInput(f"there are no nodes {unknown[0]!r}", place=place, remedy=f"there are {known}")
    if made.project not in (None, "source", "target"):
        raise UnreadableInput(f"a network is not projected on {made.project!r}", place=place, remedy="source or target")
    return made


def node_queries(graph: Graph) -> Mapping[str, Question]:
    """Return the queries that describe nodes, by name."""
    return graph.once("node queries", lambda: catalogue(graph.root, "queries/networks/nodes"))


def _texts(given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        raise TypeError("a list is written in brackets")
    return tuple(map(str, given))


def _pair(modes: Any) -> tuple[str, str]:
    source, target = modes
    return str(source), str(target)


def _types(graph: Graph, columns: Mapping[str, str], place: Place) -> dict[str, Type]:
    return {name: type_of(graph, str(given), place) for name, given in columns.items()}


def type_of(graph: Graph, given: str, place: Place) -> Type:
    """Return the type of a column from its name, or from the shape of a property given as a CURIE.

    Raises UnreadableInput for a name that is no type, and a property of which no shape speaks.
    """
    if given in TYPES:
        return given  # type: ignore[return-value]
    prefix, _, local = given.partition(":")
    found = _shapes(graph).get(graph.prefixes.get(prefix, given) + local)
    if found is None:
        remedy = f"name one of {', '.join(TYPES)}, or a property that has a shape"
        raise UnreadableInput(f"{given!r} is no type of a column", place=place, remedy=remedy)
    datatypes, single = found
    types = {_OF_DATATYPE.get(datatype, "string") for datatype in datatypes}
    return "liststring" if not single else types.pop() if len(types) == 1 else "string"


def _shapes(graph: Graph) -> Mapping[str, tuple[set[str], bool]]:
    """For each property that a shape speaks of, its datatypes, and whether it has at most one value everywhere."""
    found: dict[str, tuple[set[str], bool]] = {}
    for row in graph.engine("column-types"):
        datatypes, single = found.get(row["path"] or "", (set(), True))
        found[row["path"] or ""] = (datatypes | {row["datatype"] or ""}, single and row["most"] == "1")
    return found


def typed(text: str, kind: Type) -> Scalar:
    """Return a text of the store as a value of a column that is no list.  Raises ValueError if it is none."""
    if kind == "integer":
        return int(text)
    if kind == "double":
        return float(text)
    return text == "true" if kind == "boolean" else text


def columns_of(types: Mapping[str, Type]) -> tuple[Column, ...]:
    """Return static columns from their types."""
    return tuple(Column(name, kind) for name, kind in types.items())
