"""Reads the shapes graph into what the quick engine runs, and refuses what it does not know.

A constraint that is not understood is never left unchecked: it is an error that names the shape and the way out.  A term in
SHACL's namespace that SHACL does not have (``sh:mincount``) would be passed over by every engine; it is a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg.errors import UnreadableInput
from kg.validate.results import VIOLATION
from kg.validate.terms import iri, lexical, number
from kg.vocabulary import RDF_TYPE, SH, curie

_RDF: Final = RDF_TYPE.removesuffix("type")
_FIRST, _REST, _NIL = iri(_RDF + "first"), iri(_RDF + "rest"), iri(_RDF + "nil")
TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
# Constraints with one value or several, and those whose value is a list.
PLAIN: Final = frozenset(
    """class datatype nodeKind minCount maxCount minInclusive maxInclusive minExclusive maxExclusive minLength maxLength
    pattern uniqueLang hasValue disjoint""".split()  # noqa: SIM905
)
LISTS: Final = ("in", "or", "and", "xone")
_SHAPES: Final = ("not", "node")
_SAID: Final = frozenset(
    """path property severity message deactivated order name description group defaultValue closed ignoredProperties flags
    sparql select prefixes declare prefix namespace""".split()  # noqa: SIM905
)
KNOWN: Final = {SH + name for name in (*TARGETS, *PLAIN, *LISTS, *_SHAPES, *_SAID)}
Graph = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True)
class Select:
    """A ``sh:sparql`` constraint: its query, the prefixes that it declares, and its message."""

    text: str
    prefixes: Mapping[str, str]
    message: str


@dataclass
class Shape:
    """A node shape, or a property shape if it has a path; constraints by the local name of their parameter."""

    iri: str
    path: str
    severity: str
    message: str
    targets: dict[str, list[str]]
    constraints: dict[str, list[str]]
    shapes: dict[str, list[list[Shape]]] = field(default_factory=dict)
    lists: dict[str, list[list[str]]] = field(default_factory=dict)
    properties: list[Shape] = field(default_factory=list)
    flags: str = ""
    closed: frozenset[str] | None = None
    selects: list[Select] = field(default_factory=list)

    def walk(self) -> Iterable[Shape]:
        """Yield the shape and all shapes that it uses."""
        yield self
        inner = [*self.properties, *(shape for groups in self.shapes.values() for group in groups for shape in group)]
        for shape in inner:
            yield from shape.walk()


def read_graph(contents: Iterable[bytes]) -> Graph:
    """Return the triples of Turtle texts by subject and predicate, as terms in N-Triples."""
    from pyoxigraph import RdfFormat, parse

    graph: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for content in contents:
        for quad in parse(content, format=RdfFormat.TURTLE, rename_blank_nodes=True):
            graph[str(quad.subject)][str(quad.predicate)].append(str(quad.object))
    return graph


def read(graph: Graph, classes: Iterable[str] = ()) -> list[Shape]:
    """Return the shapes that have targets.  Raises UnreadableInput for a constraint that the quick engine cannot check.

    ``classes`` are the terms that are classes: a shape that is one targets its own instances.
    """
    reader, known = _Reader(graph), set(classes)
    for node in graph:
        reader.refuse_unknown(node)
    found = []
    for node in sorted(graph):
        targets = {name: values for name in TARGETS if (values := graph[node].get(iri(SH + name)))}
        if node in known:
            targets.setdefault("targetClass", []).append(node)
        if targets and not reader.deactivated(node):
            found.append(reader.shape(node, targets))
    return found


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self._graph, self._open = graph, [""]

    def one(self, node: str, name: str, default: str = "") -> str:
        values = self._graph[node].get(iri(SH + name), []) if node in self._graph else []
        return lexical(values[0]) if values else default

    def deactivated(self, node: str) -> bool:
        return self.one(node, "deactivated") == "true"

    def many(self, node: str, name: str) -> list[str]:
        return self._graph[node].get(iri(SH + name), []) if node in self._graph else []

    def members(self, node: str) -> list[str]:
        found = []
        while node != _NIL:
            (first,), (rest,) = self._graph[node][_FIRST], self._graph[node][_REST]
            found.append(first)
            node = rest
        return found

    def refuse_unknown(self, node: str) -> None:
        for predicate in self._graph[node]:
            name = lexical(predicate)
            if name.startswith(SH) and name in TERMS and name not in KNOWN:
                self._refuse(node, f"uses {curie(name)}")

    def _refuse(self, node: str, what: str) -> None:
        shape = curie(lexical(node)) if node.startswith("<") else "a shape"
        raise UnreadableInput(f"{shape} {what}, which the quick engine does not know", remedy="take --engine pyshacl")

    def shape(self, node: str, targets: dict[str, list[str]]) -> Shape:
        """Return a shape with those inside it.  Raises UnreadableInput for a form that the quick engine does not know."""
        if node in self._open:
            self._refuse(node, "uses itself")
        self._open.append(node)
        path = (self.many(node, "path") or [""])[0]
        if path.startswith("_:"):
            self._refuse(node, "has a path of several steps")
        made = Shape(
            lexical(node),
            path,
            self.one(node, "severity", VIOLATION),
            self.one(node, "message"),
            targets,
            {name: values for name in sorted(PLAIN) if (values := self.many(node, name))},
            flags=self.one(node, "flags"),
        )
        self._add_inner(made, node)
        self._refuse_forms(made, node)
        self._open.pop()
        return made

    def _refuse_forms(self, made: Shape, node: str) -> None:
        """Known words in places where the quick engine does not know them."""
        said = made.constraints
        nested = len(self._open) > (3 if made.path else 2)
        limits = [v for name, values in said.items() if name.endswith("clusive") for v in values]
        forms = {
            "compares what is no number": any(number(value) is None for value in limits),
            "has property shapes below a path": bool(made.path and made.properties),
            "has sh:sparql below a path or in another shape": bool(made.selects and (made.path or nested)),
            "has sh:pattern in another shape or without a path": "pattern" in said and (nested or not made.path),
            "has sh:disjoint without a path": "disjoint" in said and not made.path,
        }
        for what, found in forms.items():
            if found:
                self._refuse(node, what)

    def _add_inner(self, made: Shape, node: str) -> None:
        made.properties = [self.shape(p, {}) for p in self.many(node, "property") if not self.deactivated(p)]
        for name in ("or", "and", "xone"):
            for value in self.many(node, name):
                members = [self.shape(member, {}) for member in self.members(value)]
                made.shapes.setdefault(name, []).append(members)
        for name in _SHAPES:
            for value in self.many(node, name):
                made.shapes.setdefault(name, []).append([self.shape(value, {})])
        made.lists["in"] = [self.members(value) for value in self.many(node, "in")]
        if self.one(node, "closed") == "true":
            ignored = [p for value in self.many(node, "ignoredProperties") for p in self.members(value)]
            paths = [path for p in self.many(node, "property") for path in self.many(p, "path")]
            made.closed = frozenset([*ignored, *paths])
        made.selects = [self._select(node, value) for value in self.many(node, "sparql") if not self.deactivated(value)]

    def _select(self, shape: str, node: str) -> Select:
        text = self.one(node, "select")
        if not text:
            self._refuse(shape, "has a sh:sparql without sh:select")
        prefixes = {
            self.one(declared, "prefix"): self.one(declared, "namespace")
            for holder in self.many(node, "prefixes")
            for declared in self.many(holder, "declare")
        }
        return Select(text, prefixes, self.one(node, "message") or self.one(shape, "message"))


# Every term that SHACL, its SPARQL extensions and its advanced features define.
TERMS: Final = {SH + name for name in (Path(__file__).parent / "shacl-terms.txt").read_text(encoding="utf-8").split()}


def misspelt(graph: Graph) -> dict[tuple[str, str], str]:
    """Return the terms in SHACL's namespace that it does not have, with the node that uses each, and the nearest real one."""
    from difflib import get_close_matches

    found = {}
    names = sorted(name.removeprefix(SH) for name in TERMS)
    for node, facts in graph.items():
        for predicate, values in facts.items():
            for term in (predicate, *values):
                name = term[1:-1]
                if term.startswith("<") and name.startswith(SH) and name not in TERMS:
                    short = name.removeprefix(SH)
                    near = [n for n in names if n.lower() == short.lower()] or get_close_matches(short, names, 1)
                    found[node, name] = near[0] if near else ""
    return found
