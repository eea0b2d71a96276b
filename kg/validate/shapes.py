"""Reads the shapes graph into what the quick engine runs, and refuses what it does not know.

A constraint that is not understood is never left unchecked: it is an error that names the shape and the way out.  A term in
SHACL's namespace that SHACL does not have (``sh:mincount``) would be passed over by every engine; it is a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

from kg.errors import Place, UnreadableInput
from kg.validate.results import VIOLATION
from kg.validate.terms import iri, lexical, number
from kg.vocabulary import RDF_TYPE, SH, curie

_RDF: Final = RDF_TYPE.removesuffix("type")
FIRST, REST, NIL = iri(_RDF + "first"), iri(_RDF + "rest"), iri(_RDF + "nil")
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
KNOWN: Final = frozenset(SH + name for name in (*TARGETS, *PLAIN, *LISTS, *_SHAPES, *_SAID))
# What pySHACL checks besides, with the words that only describe results.
ONLY_PYSHACL: Final = frozenset(
    SH + name
    for name in """equals lessThan lessThanOrEquals languageIn qualifiedValueShape qualifiedMinCount qualifiedMaxCount
    qualifiedValueShapesDisjoint inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath parameter optional
    labelTemplate validator nodeValidator propertyValidator ask result resultMessage resultPath resultSeverity focusNode value
    sourceConstraint sourceConstraintComponent sourceShape detail conforms shapesGraph suggestedShapesGraph""".split()  # noqa: SIM905
)
# How many shapes may be read: shapes that use each other in many ways grow with the number of ways.
MOST: Final = 50_000
Graph = Mapping[str, Mapping[str, list[str]]]


class BadShape(UnreadableInput):
    """A shape that cannot be used.

    Parameters: ``node`` of the ``graph`` in which the fault is; ``what`` is wrong with it, to be read after its name;
    ``remedy``; the IRI of the property (``term``) and the ``value`` that are wrong, if they can be told; the place ``within``
    that value, if it is a text of several lines.  ``focus`` is the IRI of the nearest node with a name, empty if none has one.
    """

    def __init__(
        self,
        graph: Graph,
        node: str,
        what: str,
        remedy: str,
        term: str = "",
        value: str = "",
        within: Place | None = None,
    ) -> None:
        self.focus = holder(graph, node)
        self.term, self.value, self.within = term, "" if value.startswith("_:") else lexical(value), within
        name = curie(self.focus) if self.focus else "a shape"
        super().__init__(f"{name} {what}", remedy=remedy)


class UnknownToQuick(BadShape):
    """A shape that only pySHACL can check."""

    def __init__(self, graph: Graph, node: str, what: str, term: str = "") -> None:
        super().__init__(graph, node, f"{what}, which the quick engine does not know", "take --engine pyshacl", term)


@dataclass(frozen=True)
class Select:
    """A ``sh:sparql`` constraint: its query, the prefixes that it declares, and its message; ``node`` is where it stands."""

    text: str
    prefixes: Mapping[str, str]
    message: str
    node: str = ""


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


def many(graph: Graph, node: str, name: str) -> list[str]:
    """Return the values of a property of SHACL."""
    return graph[node].get(iri(SH + name), []) if node in graph else []


def members(graph: Graph, node: str) -> list[str]:
    """Return the members of a list, which has been found to be one (see ``kg.validate.wellformed``)."""
    found = []
    while node != NIL:
        (first,), (rest,) = graph[node][FIRST], graph[node][REST]
        found.append(first)
        node = rest
    return found


def holder(graph: Graph, node: str) -> str:
    """Return the IRI of a node, or of the nearest that leads to it; empty if none with a name does."""
    users: dict[str, list[str]] = defaultdict(list)
    for user, facts in graph.items():
        for value in chain.from_iterable(facts.values()):
            users[value].append(user)
    seen, waiting = {node}, [node]
    for one in waiting:
        if one.startswith("<"):
            return lexical(one)
        waiting += [user for user in users[one] if user not in seen]
        seen.update(users[one])
    return ""


def read(graph: Graph, classes: Iterable[str] = ()) -> list[Shape]:
    """Return the shapes that have targets.  Raises UnknownToQuick for a constraint that the quick engine cannot check.

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
        self._graph, self._open, self._made = graph, [""], 0

    def one(self, node: str, name: str, default: str = "") -> str:
        values = self._graph[node].get(iri(SH + name), []) if node in self._graph else []
        return lexical(values[0]) if values else default

    def deactivated(self, node: str) -> bool:
        return self.one(node, "deactivated") == "true"

    def many(self, node: str, name: str) -> list[str]:
        return many(self._graph, node, name)

    def members(self, node: str) -> list[str]:
        return members(self._graph, node)

    def refuse_unknown(self, node: str) -> None:
        for predicate in self._graph[node]:
            name = lexical(predicate)
            if name in ONLY_PYSHACL:
                raise UnknownToQuick(self._graph, node, f"uses {curie(name)}", name)

    def _refuse(self, node: str, what: str) -> None:
        raise UnknownToQuick(self._graph, node, what)

    def shape(self, node: str, targets: dict[str, list[str]]) -> Shape:
        """Return a shape with those inside it.  Raises UnknownToQuick for a form that the quick engine does not know."""
        self._made += 1
        if self._made > MOST:
            what = f"is one of more than {MOST:,} uses of shapes by others"
            raise BadShape(self._graph, node, what, "let fewer shapes use others")
        self._open.append(node)
        path = (self.many(node, "path") or [""])[0]
        if path.startswith("_:"):
            self._refuse(node, "has a path of several steps")
        # A shape without a name goes by that of the shape around it: its own is another in each run.
        named = next((one for one in reversed(self._open) if one.startswith("<")), node)
        made = Shape(
            lexical(named),
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
        prefixes = {
            self.one(declared, "prefix"): self.one(declared, "namespace")
            for holder in self.many(node, "prefixes")
            for declared in self.many(holder, "declare")
        }
        return Select(text, prefixes, self.one(node, "message") or self.one(shape, "message"), node)


# Every term that SHACL, its SPARQL extensions and its advanced features define.
TERMS: Final = {SH + name for name in (Path(__file__).parent / "shacl-terms.txt").read_text(encoding="utf-8").split()}


def misspelt(graph: Graph) -> dict[str, str]:
    """Return the terms in SHACL's namespace that it does not have, with the nearest of the same sort that it has.

    Properties of SHACL begin with a small letter, its classes and other values with a capital.
    """
    predicates = {predicate for facts in graph.values() for predicate in facts}
    values = {value for facts in graph.values() for found in facts.values() for value in found}
    mark = "<" + SH
    wrong = [term for term in predicates | values if term.startswith(mark) and lexical(term) not in TERMS]
    return {lexical(term): _nearest(lexical(term).removeprefix(SH), term in predicates) for term in sorted(wrong)}


def _nearest(name: str, is_property: bool) -> str:
    from difflib import get_close_matches

    names = sorted(known for term in TERMS if (known := term.removeprefix(SH))[:1].islower() == is_property)
    near = [one for one in names if one.lower() == name.lower()] or get_close_matches(name, names, 1)
    return near[0] if near else ""
