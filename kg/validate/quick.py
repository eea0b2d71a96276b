"""The quick engine: each constraint is checked for all its nodes at once, by look-ups in an index of texts.

It knows the parts of SHACL Core that the shapes use and refuses all others (see ``kg.validate.shapes``).  Constraints in
SPARQL, and patterns, are run by Oxigraph (see ``kg.validate.rules``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from decimal import Decimal
from functools import partial
from itertools import chain
from math import inf
from time import monotonic
from typing import Final

from kg.errors import LimitReached
from kg.validate.data import Data
from kg.validate.results import Result
from kg.validate.shapes import Shape
from kg.validate.terms import Number, has_datatype, is_literal, lexical, number, split
from kg.vocabulary import SH
from kg.worker import Limits

Test = Callable[[str], bool]
# Of some values, those that fail.
Failing = Callable[[set[str]], set[str]]
_KINDS: Final = {"IRI": "<", "BlankNode": "_", "Literal": '"'}


class Checker:
    """Checks data against shapes.  ``within`` are the only nodes to look at, None for all.

    Past the seconds of ``limits``, counted from the making of the checker, the next shape raises LimitReached.
    """

    def __init__(self, data: Data, within: frozenset[str] | None = None, limits: Limits | None = None) -> None:
        self._data, self._within, self._seconds = data, within, limits.seconds if limits else inf
        self._deadline = monotonic() + self._seconds
        self._instances: dict[str, set[str]] = {}
        self._tests: dict[int, list[tuple[str, Failing]]] = {}

    def check(self, shapes: Iterable[Shape]) -> Iterator[Result]:
        """Yield the results of all constraints but those in SPARQL."""
        for shape in shapes:
            yield from self._shape(shape, self.focus(shape))

    def focus(self, shape: Shape) -> set[str]:
        """Return the nodes that a shape targets."""
        found: set[str] = set()
        for nodes in self._targets(shape):
            found |= nodes if self._within is None else nodes & self._within
        return found

    def _targets(self, shape: Shape) -> Iterator[Set[str]]:
        index = self._data.index
        yield set(shape.targets.get("targetNode", ()))
        for name in shape.targets.get("targetClass", ()):
            yield self.instances(name)
        for name in shape.targets.get("targetSubjectsOf", ()):
            yield index.get(name, {}).keys()
        for name in shape.targets.get("targetObjectsOf", ()):
            yield set(chain.from_iterable(index.get(name, {}).values()))

    def instances(self, name: str) -> set[str]:
        """Return the nodes of a class, looked up once."""
        if name not in self._instances:
            self._instances[name] = self._data.instances(name)
        return self._instances[name]

    def _shape(self, shape: Shape, nodes: set[str]) -> Iterator[Result]:
        if not nodes:
            return
        if monotonic() > self._deadline:
            raise LimitReached(f"the shapes took longer than {self._seconds:g} s", remedy="raise it with --timeout")
        if shape.path:
            yield from self._values(shape, nodes)
            yield from self._counts(shape, nodes)
        else:
            for component, failing in self._of(shape):
                # SHACL 4.8.1: what is missing is no value node.
                missing = component == "HasValue"
                yield from (_result(shape, node, "", "" if missing else node, component) for node in failing(nodes))
            yield from self._closed(shape, nodes)
        for inner in shape.properties:
            yield from self._shape(inner, nodes)

    def _values(self, shape: Shape, nodes: set[str]) -> Iterator[Result]:
        facts = self._data.index.get(shape.path, {})
        tests, others = self._of(shape), shape.constraints.get("disjoint", ())
        having = _both(facts, nodes) if tests or others else []
        values = set(chain.from_iterable(facts[node] for node in having))
        for component, failing in tests:
            if wrong := failing(values):
                found = ((node, value) for node in having for value in facts[node] if value in wrong)
                yield from (_result(shape, node, shape.path, value, component) for node, value in found)
        for other in (self._data.index.get(name, {}) for name in others):
            found = (
                (node, value) for node in _both(other, set(having)) for value in facts[node] if value in other[node]
            )
            yield from (_result(shape, node, shape.path, value, "Disjoint") for node, value in found)

    def _counts(self, shape: Shape, nodes: set[str]) -> Iterator[Result]:
        facts = self._data.index.get(shape.path, {})
        constraints = shape.constraints
        for least in (Decimal(lexical(value)) for value in constraints.get("minCount", ())):
            short = [node for node in nodes if len(facts.get(node, ())) < least]
            yield from (_result(shape, node, shape.path, "", "MinCount") for node in short)
        for most in (Decimal(lexical(value)) for value in constraints.get("maxCount", ())):
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

    def _failing(self, shape: Shape, nodes: set[str]) -> set[str]:
        """Those of the nodes that have a result under a shape."""
        return {result.focus for result in self._shape(shape, nodes)}

    def _of(self, shape: Shape) -> list[tuple[str, Failing]]:
        """The tests of values that a shape makes, with the names of their components."""
        if id(shape) not in self._tests:
            self._tests[id(shape)] = [*self._term_tests(shape), *self._shape_tests(shape)]
        return self._tests[id(shape)]

    def _term_tests(self, shape: Shape) -> Iterator[tuple[str, Failing]]:
        for name, values in shape.constraints.items():
            for value in values:
                if name in _TERM_TESTS:
                    yield name[0].upper() + name[1:], _each(_TERM_TESTS[name](value))
                elif name == "class":
                    yield "Class", _none_of(self.instances(value))
                elif name == "hasValue" and not shape.path:
                    yield "HasValue", _none_of({value})
        for members in shape.lists.get("in", ()):
            yield "In", _none_of(set(members))

    def _shape_tests(self, shape: Shape) -> Iterator[tuple[str, Failing]]:
        for name, groups in shape.shapes.items():
            for group in groups:
                yield name.capitalize(), partial(self._combined, name, group)

    def _combined(self, name: str, group: list[Shape], nodes: set[str]) -> set[str]:
        if name == "or":
            for shape in group:
                nodes = self._failing(shape, nodes)
            return nodes
        failed = Counter(node for shape in group for node in self._failing(shape, nodes))
        if name == "xone":
            return {node for node in nodes if failed[node] != len(group) - 1}
        return nodes - failed.keys() if name == "not" else set(failed)


def _each(test: Test) -> Failing:
    return lambda values: {value for value in values if not test(value)}


def _none_of(allowed: set[str]) -> Failing:
    return lambda values: values - allowed


def _both(facts: dict[str, list[str]], nodes: set[str]) -> list[str]:
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


def _compared(holds: Callable[[Number, Number], bool]) -> Callable[[str], Test]:
    def test(value: str) -> Test:
        limit = number(value)

        def passes(term: str) -> bool:
            """What cannot be compared fails (SHACL 4.3), and so does NaN, of which no comparison holds."""
            found = number(term)
            if found is None or limit is None:
                return False
            # SPARQL 17.3 compares as doubles if one of the two is one.
            as_doubles = isinstance(found, float) or isinstance(limit, float)
            return holds(float(found), float(limit)) if as_doubles else holds(found, limit)

        return passes

    return test


def _length(holds: Callable[[int, Decimal], bool]) -> Callable[[str], Test]:
    def test(value: str) -> Test:
        limit = Decimal(lexical(value))
        return lambda term: not term.startswith("_:") and holds(len(lexical(term)), limit)

    return test


_TERM_TESTS: Final[dict[str, Callable[[str], Test]]] = {
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minInclusive": _compared(lambda a, b: a >= b),
    "maxInclusive": _compared(lambda a, b: a <= b),
    "minExclusive": _compared(lambda a, b: a > b),
    "maxExclusive": _compared(lambda a, b: a < b),
    "minLength": _length(lambda a, b: a >= b),
    "maxLength": _length(lambda a, b: a <= b),
}


def _result(shape: Shape, node: str, path: str, value: str, component: str) -> Result:
    name = f"{SH}{component}ConstraintComponent"
    return Result(node, path, value, name, shape.iri, shape.severity, shape.message)
