"""Refuses shapes that no engine can check: values of the wrong kind, lists and shapes that go in a circle, bad patterns.

Engines differ in what they make of such shapes: they pass them over, fail, or never end.  What SHACL says of each parameter
(W3C Recommendation 20 July 2017, section 4, and the appendix on the syntax of shapes) is the table below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from kg import sparql, worker
from kg.errors import KgError, Place
from kg.validate.shapes import FIRST, KNOWN, NIL, ONLY_PYSHACL, REST, TERMS, BadShape, Graph, many, members
from kg.validate.terms import LANG_STRING, XSD_STRING, has_datatype, iri, is_literal, lexical, split, well_formed
from kg.vocabulary import SH, XSD, curie

# How deep shapes may stand in each other: each step is one on the stack of an engine.
MAX_NESTING: Final = 50
_SHAPE_LISTS: Final = ("and", "or", "xone")
_INNER: Final = ("property", "node", "not", "qualifiedValueShape")
_ONE_STEP: Final = ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
_KINDS: Final = {
    iri(SH + name) for name in ("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
}


def _is_iri(term: str) -> bool:
    return term.startswith("<")


def _is_text(term: str) -> bool:
    return has_datatype(term, XSD_STRING)


def _is_message(term: str) -> bool:
    return _is_text(term) or (is_literal(term) and split(term)[1] == LANG_STRING)


def _is_count(term: str) -> bool:
    return has_datatype(term, XSD + "integer") and not lexical(term).startswith("-")


def _is_query(term: str) -> bool:
    return _is_text(term) and bool(lexical(term).strip())


def _is_limit(term: str) -> bool:
    """A literal; if it says that it is a number, one that is."""
    if not is_literal(term):
        return False
    text, datatype, _ = split(term)
    return not datatype.startswith(XSD) or well_formed(text, datatype.removeprefix(XSD))


def _is_prefix(term: str) -> bool:
    return _is_text(term) and (name := lexical(term)).replace("-", "").replace("_", "").isalnum() and name.isascii()


def _is_namespace(term: str) -> bool:
    return is_literal(term) and not any(sign <= " " or sign in '<>"{}|^`\\' for sign in lexical(term))


# Each kind of value with what to write, and the parameters that take it.
_TAKES: Final[tuple[tuple[Callable[[str], bool], str, str], ...]] = (
    (_is_iri, "a name", "class datatype targetClass targetSubjectsOf targetObjectsOf severity disjoint equals lessThan"
     " lessThanOrEquals"),
    (lambda term: not term.startswith("_:"), "a name or a literal", "targetNode"),
    (lambda term: term in _KINDS, "a kind of node, such as sh:IRI or sh:Literal", "nodeKind"),
    (_is_count, "an integer, 0 or more", "minCount maxCount minLength maxLength qualifiedMinCount qualifiedMaxCount"),
    (_is_limit, "a literal that its datatype has", "minInclusive maxInclusive minExclusive maxExclusive"),
    (lambda term: has_datatype(term, XSD + "boolean"), "true or false", "uniqueLang qualifiedValueShapesDisjoint"),
    (lambda term: has_datatype(term, XSD + "boolean") and len(lexical(term)) > 1, "true or false", "closed deactivated"),
    (_is_text, "a text without a language", "pattern flags"),
    (_is_query, "a query", "select ask"),
    (_is_message, "a text", "message name description"),
    (_is_prefix, "a text of letters and digits", "prefix"),
    (_is_namespace, "the text of an IRI", "namespace"),
    (lambda term: not is_literal(term), "a node", "sparql prefixes declare path property node not qualifiedValueShape"),
)  # fmt: skip
# What no engine here looks at.
_UNCHECKED: Final = frozenset(TERMS - KNOWN - ONLY_PYSHACL)
_KIND_OF: Final = {name: (test, said) for test, said, names in _TAKES for name in names.split()}
_LISTS: Final = frozenset("in and or xone languageIn ignoredProperties alternativePath".split())  # noqa: SIM905
_AT_MOST_ONE: Final = frozenset(
    """datatype nodeKind minCount maxCount minInclusive maxInclusive minExclusive maxExclusive minLength maxLength flags
    uniqueLang in languageIn closed ignoredProperties deactivated severity path select prefix namespace qualifiedMinCount
    qualifiedMaxCount qualifiedValueShapesDisjoint""".split()  # noqa: SIM905
)


def refuse(graph: Graph, limits: worker.Limits) -> None:
    """Raise BadShape for the first thing in a graph of shapes that is ill-formed; it names shape, parameter and remedy."""
    _refuse_unchecked(graph)
    _refuse_lists(graph)
    for node in graph:
        _refuse_values(graph, node)
        _refuse_path(graph, node)
        _refuse_inner(graph, node)
    _refuse_circles(graph)
    _refuse_queries(graph)
    _refuse_patterns(graph, limits)


def refuse_severities(graph: Graph, known: Iterable[str]) -> None:
    """Raise BadShape for a severity of which reports know no rank; ``known`` are the names that they know, in lower case."""
    names = [name.capitalize() for name in known]
    for node, facts in graph.items():
        for value in facts.get(iri(SH + "severity"), ()):
            if lexical(value) not in {SH + name for name in names}:
                raise _bad(graph, node, "severity", value, f"write {' or '.join(f'sh:{name}' for name in names)}")


def _refuse_unchecked(graph: Graph) -> None:
    """Raise BadShape for what every engine here would pass over: rules, functions and constraints in JavaScript."""
    for node, facts in graph.items():
        for predicate in facts:
            name = lexical(predicate)
            if name in _UNCHECKED:
                what = f"uses {curie(name)}, which no engine here checks"
                raise BadShape(graph, node, what, "say it with other constraints, such as sh:sparql", name)


def _bad(graph: Graph, node: str, name: str, value: str, remedy: str) -> BadShape:
    return BadShape(graph, node, f"has sh:{name} {_shown(value)}", remedy, SH + name, value)


def _shown(value: str) -> str:
    if value.startswith("_:"):
        return "of several parts"
    return curie(lexical(value)) if _is_iri(value) else f'"{lexical(value)}"'[:80]


def _refuse_lists(graph: Graph) -> None:
    """A list has one first and one rest in each part, and an end."""
    done = {NIL}
    for start in graph:
        if FIRST not in graph[start] and REST not in graph[start]:
            continue
        node, seen = start, set()
        while node not in done:
            facts = graph.get(node, {})
            if len(facts.get(FIRST, ())) != 1 or len(facts.get(REST, ())) != 1:
                raise BadShape(graph, start, "has a list that is broken", "write it in round brackets")
            if node in seen:
                raise BadShape(graph, start, "has a list that goes in a circle", "end it with rdf:nil")
            seen.add(node)
            (node,) = facts[REST]
        done |= seen


def _refuse_values(graph: Graph, node: str) -> None:
    for predicate, values in graph[node].items():
        name = lexical(predicate).removeprefix(SH)
        if len(set(values)) > 1 and name in _AT_MOST_ONE and predicate == iri(SH + name):
            raise BadShape(graph, node, f"has more than one sh:{name}", "keep one", SH + name, values[1])
        test, said = _KIND_OF.get(name, (None, ""))
        for value in values if predicate == iri(SH + name) else ():
            if test and not test(value):
                raise _bad(graph, node, name, value, f"write {said}")
            if name in _LISTS and value != NIL and FIRST not in graph.get(value, {}):
                raise _bad(graph, node, name, value, "write a list in round brackets")


def _refuse_path(graph: Graph, node: str) -> None:
    for path in many(graph, node, "path"):
        if not _is_path(graph, path, frozenset()):
            raise _bad(graph, node, "path", path, "write the name of a property, or a path of SHACL 2.3.1")


def _is_path(graph: Graph, path: str, above: frozenset[str]) -> bool:
    if _is_iri(path):
        return path != NIL
    if is_literal(path) or path in above or len(above) > MAX_NESTING:
        return False
    above |= {path}
    if FIRST in graph.get(path, {}):
        steps = members(graph, path)
        return len(steps) > 1 and all(_is_path(graph, step, above) for step in steps)
    if choices := many(graph, path, "alternativePath"):
        return len(choices) == 1 and all(_is_path(graph, step, above) for step in members(graph, choices[0]))
    steps = [step for name in _ONE_STEP for step in many(graph, path, name)]
    return len(steps) == 1 and _is_path(graph, steps[0], above)


def _refuse_inner(graph: Graph, node: str) -> None:
    """A shape that is named and nowhere described would check nothing."""
    for name, inner in _used(graph, node):
        if is_literal(inner):
            raise _bad(graph, node, name, inner, "name a shape")
        if inner not in graph:
            raise _bad(graph, node, name, inner, "describe that shape, or correct its name")
        if name == "property" and not many(graph, inner, "path"):
            raise _bad(graph, node, name, inner, "give that shape a sh:path")
    for constraint in many(graph, node, "sparql"):
        if not many(graph, constraint, "select"):
            raise BadShape(graph, node, "has a sh:sparql without sh:select", "write its query", SH + "sparql")


def _used(graph: Graph, node: str) -> Iterator[tuple[str, str]]:
    """The shapes that a shape uses, with the parameter by which it does."""
    for name in _INNER:
        yield from ((name, inner) for inner in many(graph, node, name))
    for name in _SHAPE_LISTS:
        for value in many(graph, node, name):
            yield from ((name, inner) for inner in members(graph, value))


def _refuse_circles(graph: Graph) -> None:
    """SHACL leaves open what a shape means that uses itself (3.4.3)."""
    depth: dict[str, int] = {}
    for start in graph:
        path: list[tuple[str, Iterator[str]]] = [(start, _inner(graph, start))] if start not in depth else []
        open_nodes = {start}
        while path:
            node, waiting = path[-1]
            inner = next(waiting, None)
            if inner is None:
                path.pop()
                open_nodes.discard(node)
                depth[node] = 1 + max((depth.get(one, 0) for one in _inner(graph, node)), default=0)
            elif inner in open_nodes:
                raise BadShape(graph, inner, "uses itself", "SHACL gives that no meaning; take it apart")
            elif inner not in depth:
                path.append((inner, _inner(graph, inner)))
                open_nodes.add(inner)
        if depth.get(start, 0) > MAX_NESTING:
            raise BadShape(graph, start, f"nests deeper than {MAX_NESTING} shapes", "take it apart")


def _inner(graph: Graph, node: str) -> Iterator[str]:
    return (inner for _, inner in _used(graph, node))


def _refuse_queries(graph: Graph) -> None:
    """A query of a shape must not reach the network, files or the data."""
    for node in graph:
        for name in ("select", "ask"):
            for value in many(graph, node, name):
                _refuse_query(graph, node, name, value)


def _refuse_query(graph: Graph, node: str, name: str, value: str) -> None:
    """Raise BadShape, with the place in the query, for a text that asks for more than data or is none of SPARQL's."""
    try:
        sparql.check(lexical(value), Place(Path("query")))
    except KgError as fault:
        raise BadShape(
            graph, node, f"has a query in which {fault.what}", fault.remedy, SH + name, value, fault.place
        ) from None


def _refuse_patterns(graph: Graph, limits: worker.Limits) -> None:
    """Oxigraph's REGEX is unbound for what it cannot compile; all patterns are asked about at once."""
    from pyoxigraph import Store

    found = [
        (node, pattern, (many(graph, node, "flags") or ['""'])[0])
        for node in graph
        for pattern in many(graph, node, "pattern")
    ]
    if not found:
        return
    asked = " ".join(f'(REGEX("", {pattern}, {flags}) AS ?r{n})' for n, (_, pattern, flags) in enumerate(found))
    answer = worker.ask(Store, f"SELECT {asked} {{}}", limits=limits)
    for (node, pattern, flags), told in zip(found, answer.rows[0], strict=True):
        if told is None:
            shown = f"{_shown(pattern)}" + (f" with sh:flags {_shown(flags)}" if flags != '""' else "")
            what = f"has sh:pattern {shown}, which is no regular expression of XPath, or too large a one"
            remedy = "mend it; look-ahead and references back are not in it, and flags are i, m, s, x and q"
            raise BadShape(graph, node, what, remedy, SH + "pattern", pattern)
