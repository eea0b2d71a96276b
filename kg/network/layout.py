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

import re
from collections.abc import Iterable, Mapping
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


_SLUG: Final = re.compile(r"[a-z][a-z0-9-]*")


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


_KEYS: Final = tuple(Layout.__dataclass_fields__)


def layout(graph: Graph, question: Question) -> Layout:
    """Return the layout of a network query.  Raises UnreadableInput, with the file, for a header that is not understood."""
    place = Place(question.path, 1, 1)
    given = {} if question.network is None else question.network
    if not isinstance(given, dict):
        raise _misunderstood("network must have keys and values", "write network: {nodes: [actors]}", place)
    for name in given:
        if name not in _KEYS:
            raise _misunderstood(f"it has no key {str(name)!r}", f"its keys are {', '.join(_KEYS)}", place)
    made = Layout(
        nodes=_texts(given, "nodes", place) if "nodes" in given else ("actors",),
        columns=_types(graph, given.get("columns", {}), place),
        apart=_texts(given, "apart", place),
        value=_name(given, "value", place),
        modes=_modes(given, place),
        project=_name(given, "project", place),
        weight=_name(given, "weight", place),
        searched=_texts(given, "searched", place),
    )
    _check_known("nodes", made.nodes, node_queries(graph), place)
    _check_known("searched", made.searched, search_queries(graph), place)
    if made.project not in (None, "source", "target"):
        raise UnreadableInput(f"a network is not projected on {made.project!r}", place=place, remedy="source or target")
    return made


def _misunderstood(what: str, remedy: str, place: Place) -> UnreadableInput:
    return UnreadableInput(f"the network part of the header is not understood: {what}", place=place, remedy=remedy)


def _texts(given: Mapping[str, Any], name: str, place: Place) -> tuple[str, ...]:
    found = given.get(name, [])
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise _misunderstood(f"{name} must be a list of names", f'write {name}: ["…", "…"]', place)
    return tuple(found)


def _name(given: Mapping[str, Any], name: str, place: Place) -> str | None:
    found = given.get(name)
    if found is not None and not isinstance(found, str):
        raise _misunderstood(f"{name} must be one name", f'write {name}: "…"', place)
    return found


def _modes(given: Mapping[str, Any], place: Place) -> tuple[str, str] | None:
    if given.get("modes") is None:
        return None
    found = _texts(given, "modes", place)
    if len(set(found)) != 2 or len(found) != 2 or not all(_SLUG.fullmatch(name) for name in found):
        what = "modes must be two different names of small letters, of what sources are and of what targets are"
        raise _misunderstood(what, "write modes: [member, organisation]", place)
    return found[0], found[1]


def _check_known(name: str, wanted: Iterable[str], known: Mapping[str, Question], place: Place) -> None:
    for one in wanted:
        if one not in known:
            raise UnreadableInput(f"there are no {name} {one!r}", place=place, remedy=f"there are {', '.join(known)}")


def search_queries(graph: Graph) -> Mapping[str, Question]:
    """Return the queries that say which complete searches would have found an edge, by name."""
    return graph.once("search queries", lambda: catalogue(graph.root, "queries/networks/searched"))


def node_queries(graph: Graph) -> Mapping[str, Question]:
    """Return the queries that describe nodes, by name."""
    return graph.once("node queries", lambda: catalogue(graph.root, "queries/networks/nodes"))


def _types(graph: Graph, columns: Any, place: Place) -> dict[str, Type]:
    if not isinstance(columns, dict) or not all(isinstance(part, str) for item in columns.items() for part in item):
        raise _misunderstood("columns must be names with types", "write columns: {days: integer}", place)
    return {name: type_of(graph, given, place) for name, given in columns.items()}


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
