"""Constraints in SPARQL, each for all its nodes at once, run by Oxigraph in a child with a deadline.

SHACL asks such a query once for each node, with ``$this`` bound to it.  Here it is asked once with ``$this`` free, and the
rows about other nodes are dropped.  That gives the same answer where each group that uses ``$this`` has it in a triple
pattern; a query that does not is refused, and so is all that SHACL forbids or that could leave the data.

Few nodes are no reason to bind them: Oxigraph builds the optional parts for all nodes anyway, and naming 26 nodes took five
times as long as asking about all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg import sparql, worker
from kg.errors import Place, UnreadableInput
from kg.turtle import quote
from kg.validate.data import Data
from kg.validate.quick import Checker
from kg.validate.results import Result
from kg.validate.shapes import BadShape, Graph, Select, Shape
from kg.validate.terms import iri, lexical
from kg.vocabulary import SH, curie

_FORBIDDEN: Final = ("MINUS", "VALUES", "SERVICE", "FROM", "GRAPH", "LIMIT", "OFFSET")
_LEFT_OUT = re.compile(r"\{[$?](\w+)\}")


@dataclass(frozen=True)
class Query:
    """One query of the run: for which shape, in which words, and how a row becomes a result.

    ``node`` holds its text.  A query that asks about texts has for each the nodes and values that it stands for.
    """

    shape: Shape
    node: str
    text: str
    prefixes: Mapping[str, str]
    message: str
    component: str
    pairs: tuple[list[tuple[str, str]], ...] = ()


def results(data: Data, graph: Graph, shapes: Iterable[Shape], checker: Checker, limits: worker.Limits) -> list[Result]:
    """Return the results of all constraints in SPARQL and of all patterns; ``graph`` is what the shapes were read from.

    Raises BadShape for a query that is no SPARQL or is refused, LimitReached if time or memory ran out.
    """
    wanted = [
        (query, nodes) for shape in shapes if (nodes := checker.focus(shape)) for query in _queries(data, shape, nodes)
    ]
    if not wanted:
        return []
    for query, _ in wanted:
        if query.node:
            _refuse(graph, query)
    answer = _ask(data, graph, wanted, limits)
    found = []
    for row in answer.rows:
        values = {name: str(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
        query, nodes = wanted[int(lexical(values["kgQuery"]))]
        if query.pairs:
            pairs = query.pairs[int(lexical(values["kgText"]))]
            found += [_result(query, {"this": node, "value": value}) for node, value in pairs]
        elif values["this"] in nodes:
            found.append(_result(query, values))
    return found


def _queries(data: Data, shape: Shape, nodes: set[str]) -> Iterator[Query]:
    for select in shape.selects:
        yield _constraint(shape, select)
    for inner in shape.walk():
        for pattern in inner.constraints.get("pattern", ()):
            yield from _pattern(data, inner, pattern, nodes)


def _pattern(data: Data, shape: Shape, pattern: str, nodes: set[str]) -> Iterator[Query]:
    """Ask which of the texts a pattern does not match, as they are written: the store has ``007`` as ``7``."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for node in nodes & data.index.get(shape.path, {}).keys():
        for value in data.index[shape.path][node]:
            # A blank node has no text; it fails (SHACL 4.4.3).
            pairs.setdefault("" if value.startswith("_:") else quote(lexical(value)), []).append((node, value))
    if not pairs:
        return
    rows = " ".join(f"({number} {text or 'UNDEF'})" for number, text in enumerate(pairs))
    flags = f', "{shape.flags}"' if shape.flags else ""
    matched = f"COALESCE(REGEX(?kgValue, {pattern}{flags}), false)"
    text = f"SELECT ?kgText {{ VALUES (?kgText ?kgValue) {{ {rows} }} FILTER(!{matched}) }}"
    yield Query(shape, "", text, {}, shape.message, "Pattern", tuple(pairs.values()))


def _constraint(shape: Shape, select: Select) -> Query:
    return Query(shape, select.node, select.text, select.prefixes, select.message, "SPARQL")


def _ask(data: Data, graph: Graph, wanted: list[tuple[Query, set[str]]], limits: worker.Limits) -> worker.Answer:
    """Ask all queries as one, so that one child and one deadline serve for all."""
    prefixes: dict[str, str] = {}
    for query, _ in wanted:
        for name, namespace in query.prefixes.items():
            if prefixes.setdefault(name, namespace) != namespace:
                raise _bad(
                    graph, query, f"has a prefix {name} that means something else in another shape", "declare it once"
                )
    prologue = "".join(f"PREFIX {name}: <{namespace}> " for name, namespace in prefixes.items())
    parts = [f"{{ BIND({n} AS ?kgQuery) {{ {query.text} }} }}" for n, (query, _) in enumerate(wanted)]
    try:
        return worker.ask(
            lambda: data.store, prologue + "SELECT * WHERE {\n" + "\nUNION\n".join(parts) + "\n}", limits=limits
        )
    except UnreadableInput:
        _blame(graph, wanted, prologue, limits)
        raise


def _blame(graph: Graph, wanted: list[tuple[Query, set[str]]], prologue: str, limits: worker.Limits) -> None:
    """Raise the fault of the first query that is none by itself."""
    from pyoxigraph import Store

    for query, _ in wanted:
        try:
            worker.ask(Store, query.text, prelude=prologue, limits=limits)
        except UnreadableInput as fault:
            raise _bad(graph, query, f"has a query that is {fault.what}", "mend it", fault.place) from None


def _bad(graph: Graph, query: Query, what: str, remedy: str, within: Place | None = None) -> BadShape:
    """A fault in a query, with the place in its text if it is known, else at its beginning."""
    place = within or Place(Path("query"), 1, 1)
    return BadShape(graph, query.node or iri(query.shape.iri), what, remedy, SH + "select", quote(query.text), place)


def _refuse(graph: Graph, query: Query) -> None:
    """Refuse what SHACL forbids, and what means something else with ``$this`` left free."""
    found = list(sparql.tokens(query.text))
    for token in found:
        if token.word in _FORBIDDEN:
            at = Place(Path("query"), token.line, token.column)
            raise _bad(graph, query, f"has a query with {token.word}, which a constraint may not use", "mend it", at)
    if _hidden_in_subquery(found):
        raise _bad(graph, query, "has a subquery that does not select $this", "add $this to what it selects")
    if _only_in_expressions(found):
        what = "has a query with a group that uses $this in an expression only"
        raise _bad(graph, query, what, "put $this into a triple pattern of that group")


def _hidden_in_subquery(found: Iterable[sparql.Token]) -> bool:
    """Whether some SELECT does not give $this, so that it could not be bound (SHACL 5.3.1)."""
    selected: list[set[str]] = []
    heading = False
    for token in found:
        if token.word == "SELECT":
            selected.append(set())
            heading = True
        heading &= token.text != "{"
        if heading:
            selected[-1].add(token.text)
    return any(names.isdisjoint(("$this", "?this", "*")) for names in selected)


def _only_in_expressions(found: Iterable[sparql.Token]) -> bool:
    """Whether some group uses $this in an expression and in no triple pattern; OPTIONAL and EXISTS see those around them."""
    groups = [[False, False, False]]
    depth, before = 0, ""
    for token in found:
        if token.text == "{":
            groups.append([before in ("OPTIONAL", "EXISTS"), False, False])
        elif token.text == "}":
            sees_outer, expression, pattern = groups.pop()
            if expression and not (pattern or sees_outer):
                return True
            groups[-1][2] |= pattern and not sees_outer
        depth += (token.text == "(") - (token.text == ")")
        if token.text in ("$this", "?this"):
            groups[-1][1 if depth else 2] = True
        before = token.word
    return False


def _result(query: Query, values: Mapping[str, str]) -> Result:
    shape, focus = query.shape, values["this"]
    path = values.get("path", "") if query.component == "SPARQL" else shape.path
    component = f"{SH}{query.component}ConstraintComponent"
    message = _LEFT_OUT.sub(lambda name: _shown(values.get(name[1], name[0])), query.message)
    return Result(focus, path, values.get("value", focus), component, shape.iri, shape.severity, message)


def _shown(term: str) -> str:
    return curie(lexical(term)) if term.startswith("<") else lexical(term)
