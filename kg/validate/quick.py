"""The quick engine: each constraint is checked for all its nodes at once, by look-ups in an index of texts.

It knows the parts of SHACL Core that the shapes use and refuses all others (see ``kg.validate.shapes``).  Constraints in
SPARQL, and patterns, are run by Oxigraph (see ``kg.validate.rules``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from kg.validate.data import Data
from kg.validate.results import Result
from kg.validate.shapes import Shape
from kg.validate.terms import has_datatype, is_literal, lexical, number, split
from kg.vocabulary import SH

Test = Callable[[str], bool]
_KINDS: Final = {"IRI": "<", "BlankNode": "_", "Literal": '"'}


class Checker:
    """Checks data against shapes.  ``within`` are the only nodes to look at, None for all."""

    def __init__(self, data: Data, within: frozenset[str] | None = None) -> None:
        self._data, self._within = data, within
        self._instances: dict[str, set[str]] = {}
        self._tests: dict[int, list[tuple[str, Test]]] = {}

    def check(self, shapes: Iterable[Shape]) -> Iterator[Result]:
        """Yield the results of all constraints but those in SPARQL."""
        for shape in shapes:
            yield from self._shape(shape, self.focus(shape))

    def focus(self, shape: Shape) -> set[str]:
        """Return the nodes that a shape targets."""
        found: set[str] = set()
        index = self._data.index
        for name in shape.targets.get("targetClass", ()):
            found |= self.instances(name)
        found |= set(shape.targets.get("targetNode", ()))
        for name in shape.targets.get("targetSubjectsOf", ()):
            found |= index.get(name, {}).keys()
        for name in shape.targets.get("targetObjectsOf", ()):
            found |= {value for values in index.get(name, {}).values() for value in values}
        return found if self._within is None else found & self._within

    def instances(self, name: str) -> set[str]:
        """Return the nodes of a class, looked up once."""
        if name not in self._instances:
            self._instances[name] = self._data.instances(name)
        return self._instances[name]

    def _shape(self, shape: Shape, nodes: set[str]) -> Iterator[Result]:
        if not nodes:
            return
        if shape.path:
            yield from self._values(shape, nodes)
            yield from self._counts(shape, nodes)
        else:
            for component, test in self._of(shape):
                yield from (_result(shape, node, "", node, component) for node in nodes if not test(node))
            yield from self._closed(shape, nodes)
        for inner in shape.properties:
            yield from self._shape(inner, nodes)

    def _values(self, shape: Shape, nodes: set[str]) -> Iterator[Result]:
        tests = self._of(shape)
        facts = self._data.index.get(shape.path, {})
        for node in _both(facts, nodes) if tests or "disjoint" in shape.constraints else ():
            for value in facts[node]:
                for component, test in tests:
                    if not test(value):
                        yield _result(shape, node, shape.path, value, component)
                for other in shape.constraints.get("disjoint", ()):
                    if value in self._data.index.get(other, {}).get(node, ()):
                        yield _result(shape, node, shape.path, value, "Disjoint")

    def _counts(self, shape: Shape, nodes: set[str]) -> Iterator[Result]:
        facts = self._data.index.get(shape.path, {})
        constraints = shape.constraints
        for least in (int(lexical(value)) for value in constraints.get("minCount", ())):
            short = [node for node in nodes if len(facts.get(node, ())) < least]
            yield from (_result(shape, node, shape.path, "", "MinCount") for node in short)
        for most in (int(lexical(value)) for value in constraints.get("maxCount", ())):
            found = (node for node in _both(facts, nodes) if len(facts[node]) > most)
            yield from (_result(shape, node, shape.path, "", "MaxCount") for node in found)
        for wanted in constraints.get("hasValue", ()):
            found = (node for node in nodes if wanted not in facts.get(node, ()))
            yield from (_result(shape, node, shape.path, "", "HasValue") for node in found)
        if lexical(constraints.get("uniqueLang", ['"false"'])[0]) == "true":
            for node in _both(facts, nodes):
                if len(facts[node]) > 1:
                    languages = Counter(split(value)[2].lower() for value in facts[node] if is_literal(value))
                    twice = [language for language, count in languages.items() if language and count > 1]
                    yield from (_result(shape, node, shape.path, "", "UniqueLang") for _ in twice)

    def _closed(self, shape: Shape, nodes: set[str]) -> Iterator[Result]:
        if shape.closed is None:
            return
        for predicate, facts in self._data.index.items():
            if predicate not in shape.closed:
                for node in _both(facts, nodes):
                    yield from (_result(shape, node, predicate, value, "Closed") for value in facts[node])

    def conforms(self, shape: Shape, node: str) -> bool:
        """Whether one node has no result under a shape."""
        return next(self._shape(shape, {node}), None) is None

    def _of(self, shape: Shape) -> list[tuple[str, Test]]:
        """The tests of single values that a shape makes, with the names of their components."""
        if id(shape) not in self._tests:
            self._tests[id(shape)] = [*self._term_tests(shape), *self._shape_tests(shape)]
        return self._tests[id(shape)]

    def _term_tests(self, shape: Shape) -> Iterator[tuple[str, Test]]:
        for name, values in shape.constraints.items():
            for value in values:
                if name in _TERM_TESTS:
                    yield name[0].upper() + name[1:], _TERM_TESTS[name](value)
                elif name == "class":
                    yield "Class", self.instances(value).__contains__
                elif name == "hasValue" and not shape.path:
                    yield "HasValue", value.__eq__
        for members in shape.lists.get("in", ()):
            yield "In", frozenset(members).__contains__

    def _shape_tests(self, shape: Shape) -> Iterator[tuple[str, Test]]:
        for name, groups in shape.shapes.items():
            for group in groups:
                yield name.capitalize(), self._combined(name, group)

    def _combined(self, name: str, group: list[Shape]) -> Test:
        def passed(node: str) -> Iterator[bool]:
            return (self.conforms(shape, node) for shape in group)

        if name == "or":
            return lambda node: any(passed(node))
        if name == "xone":
            return lambda node: sum(passed(node)) == 1
        if name == "not":
            return lambda node: not any(passed(node))
        return lambda node: all(passed(node))


def _both(facts: dict[str, list[str]], nodes: set[str]) -> Iterable[str]:
    """The nodes that have facts, by way of the smaller of the two."""
    if len(facts) < len(nodes):
        return [node for node in facts if node in nodes]
    return [node for node in nodes if node in facts]


def _datatype(value: str) -> Test:
    wanted = lexical(value)
    return lambda term: has_datatype(term, wanted)


def _node_kind(value: str) -> Test:
    kinds = tuple(mark for kind, mark in _KINDS.items() if kind in lexical(value).removeprefix(SH).split("Or"))
    return lambda term: term.startswith(kinds)


def _compared(holds: Callable[[object, object], bool]) -> Callable[[str], Test]:
    def test(value: str) -> Test:
        limit = number(value)

        def passes(term: str) -> bool:
            found = number(term)
            return found is not None and limit is not None and holds(found, limit)

        return passes

    return test


def _length(holds: Callable[[int, int], bool]) -> Callable[[str], Test]:
    def test(value: str) -> Test:
        limit = int(lexical(value))
        return lambda term: not term.startswith("_:") and holds(len(lexical(term)), limit)

    return test


_TERM_TESTS: Final[dict[str, Callable[[str], Test]]] = {
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minInclusive": _compared(lambda a, b: a >= b),  # type: ignore[operator]
    "maxInclusive": _compared(lambda a, b: a <= b),  # type: ignore[operator]
    "minExclusive": _compared(lambda a, b: a > b),  # type: ignore[operator]
    "maxExclusive": _compared(lambda a, b: a < b),  # type: ignore[operator]
    "minLength": _length(lambda a, b: a >= b),
    "maxLength": _length(lambda a, b: a <= b),
}


def _result(shape: Shape, node: str, path: str, value: str, component: str) -> Result:
    name = f"{SH}{component}ConstraintComponent"
    return Result(node, path, value, name, shape.iri, shape.severity, shape.message)
