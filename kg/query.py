"""The questions in ``queries/``: finds them, reads their headers, binds their parameters.

A ``.rq`` file begins with metadata in ``#+`` comments, as grlc reads them (YAML: summary, description, params, tags).
A parameter stands in the query as a ``VALUES ?name { … }`` row; binding replaces that row by one that holds the term,
so that a value can never change the structure of the query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg import dates
from kg.errors import EnvironmentFault, Place, UnreadableInput, WrongUse
from kg.vocabulary import BASE, PREFIXES, XSD, local_name

Term = NamedNode | Literal
# Turns what was typed into an IRI, of one kind if it is given.
Resolver = Callable[[str, str | None], str]
# The types of parameters that are things, with the kind of their IRIs; a term may be of any.
THINGS: Final[Mapping[str, str | None]] = {
    "actor": "actor",
    "act": "event",
    "list": "list",
    "case": "case",
    "term": None,
}
TYPES: Final = (*THINGS, "day", "integer", "text")


@dataclass(frozen=True)
class Parameter:
    """What a query asks its user for; ``type`` is one of TYPES."""

    name: str
    type: str
    example: str
    description: str = ""
    required: bool = True


@dataclass(frozen=True)
class Question:
    """A query file: its name, header and text.

    ``recipe`` is the part of the header that only importers read, ``network`` that which only networks read.  ``own`` says
    that it is somebody's own file, and not one of those that are shipped.
    """

    name: str
    path: Path
    text: str
    summary: str
    description: str = ""
    params: tuple[Parameter, ...] = ()
    tags: tuple[str, ...] = ()
    order: int = 0
    repeat: bool = False
    recipe: Mapping[str, Any] | None = None
    network: Mapping[str, Any] | None = None
    own: bool = False


_PARAMETER: Final = tuple(Parameter.__dataclass_fields__)
_PARAMETER_FORM: Final = "write - {name: day, type: day, example: 2025-07-04}"
# What a header may say; the rest of a question comes from its file.
_HEADER: Final = ("summary", "description", "params", "tags", "order", "repeat", "recipe", "network")


def catalogue(root: Path, folder: str = "queries") -> dict[str, Question]:
    """Return the questions of a folder below ``root`` by name, sorted.  Raises UnreadableInput for a broken header."""
    return {path.stem: load(path) for path in sorted((root / folder).glob("*.rq"))}


def load(path: Path, *, own: bool = False) -> Question:
    """Read one query file with its header; somebody's ``own`` file may do without, and is then called as the file is.

    Raises UnreadableInput if the header is missing or not understood, or the file is not UTF-8; EnvironmentFault if it cannot
    be read.
    """
    text = _read(path)
    place = Place(path, 1, 1)
    header = _header(text, place)
    if own and header is None:
        header = {}
    if own and isinstance(header, dict):
        header.setdefault("summary", path.stem)
    if not isinstance(header, dict) or not header.get("summary"):
        raise UnreadableInput("the query has no header", place=place, remedy="begin it with '#+ summary: …'")
    return _question(path, text, header, place, own=own)


def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise EnvironmentFault(f"cannot be read ({fault.strerror})", place=Place(path)) from fault
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise UnreadableInput("not UTF-8", place=Place(path, line), remedy="save the file as UTF-8") from None


def _header(text: str, place: Place) -> Any:
    import yaml

    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        # In C where it is there: ten times as quick, and some thirty headers are read for each derivation.
        return yaml.load("\n".join(lines), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except RecursionError:
        raise UnreadableInput("the header is nested too deep", place=place) from None
    except (yaml.YAMLError, ValueError) as fault:  # A date that no calendar has is a ValueError.
        raise UnreadableInput(f"the header is not YAML ({fault})".splitlines()[0], place=place) from None


def _question(path: Path, text: str, header: dict[str, Any], place: Place, *, own: bool) -> Question:
    _check_keys(header, _HEADER, "the header", place)
    params = tuple(_parameter(given, place) for given in _list(header.pop("params", ()), "params", place))
    tags = tuple(map(str, _list(header.pop("tags", ()), "tags", place)))
    for name in ("summary", "description"):
        header[name] = _text(header.get(name, ""), name, place)
    if not isinstance(header.get("order", 0), int):
        raise _misunderstood("order must be a whole number", "write order: 1", place)
    question = Question(path.stem, path, text, params=params, tags=tags, own=own, **header)
    for parameter in params:
        if parameter.type not in TYPES:
            what = f"the parameter {parameter.name} has the unknown type {parameter.type!r}"
            raise UnreadableInput(what, place=place, remedy=f"there are {', '.join(TYPES)}")
        if not _row(parameter.name).search(text):
            raise UnreadableInput(f"no VALUES ?{parameter.name} {{ … }} row for the parameter", place=place)
    return question


def _parameter(given: Any, place: Place) -> Parameter:
    if not isinstance(given, dict):
        raise _misunderstood("a parameter must have keys and values", _PARAMETER_FORM, place)
    _check_keys(given, _PARAMETER, "a parameter", place)
    for name in ("name", "type", "example"):
        if name not in given:
            raise _misunderstood(f"a parameter has no {name}", _PARAMETER_FORM, place)
    required = given.get("required", True)
    if not isinstance(required, bool):
        raise _misunderstood("required must be true or false", _PARAMETER_FORM, place)
    texts = {name: _text(value, name, place) for name, value in given.items() if name != "required"}
    return Parameter(**texts, required=required)


def _check_keys(given: Mapping[Any, Any], known: Iterable[str], what: str, place: Place) -> None:
    for name in given:
        if name not in known:
            raise _misunderstood(f"{what} has no key {str(name)!r}", f"its keys are {', '.join(known)}", place)


def _list(given: Any, name: str, place: Place) -> list[Any] | tuple[Any, ...]:
    if not isinstance(given, (list, tuple)):
        raise _misunderstood(f"{name} must be a list", f"write {name}: [ … ]", place)
    return given


def _text(given: Any, name: str, place: Place) -> str:
    if isinstance(given, (dict, list)) or given is None:
        raise _misunderstood(f"{name} must be a text", f'write {name}: "…"', place)
    return str(given)


def _misunderstood(what: str, remedy: str, place: Place) -> UnreadableInput:
    return UnreadableInput(f"the header is not understood: {what}", place=place, remedy=remedy)


def prefixes(store: Store) -> dict[str, str]:
    """Return every prefix that queries may leave out: the table, and one for each concept scheme in the store."""
    schemes = select(store, f"SELECT ?s {{ ?s a <{PREFIXES['skos']}ConceptScheme> }}")
    found = (row["s"] for row in schemes)
    return {**PREFIXES, **{local_name(iri): iri + "/" for iri in found if iri and iri.startswith(BASE)}}


def as_given(name: str, kind: str | None = None) -> str:
    """Return an IRI as it is: the Resolver for values that are IRIs already."""
    return name


def bind(question: Question, given: Mapping[str, str], resolve: Resolver = as_given) -> str:
    """Return the text of a question with its parameters bound.

    ``given`` holds the values as typed; ``resolve`` turns the name of an actor, an act, a list, a case or a term into its IRI.
    Raises WrongUse for a missing or unknown parameter, or a value of the wrong type.
    """
    names = [parameter.name for parameter in question.params]
    for name in given:
        if name not in names:
            raise WrongUse(f"{question.name} has no parameter {name}", remedy=f"it has {', '.join(names) or 'none'}")
    text = question.text
    for parameter in question.params:
        if parameter.name in given:
            term = str(_term(parameter, given[parameter.name], resolve))
            text = _row(parameter.name).sub(lambda row, term=term: f"{row[1]}{term} }}", text)  # type: ignore[misc]
        elif parameter.required:
            raise WrongUse(
                f"{question.name} needs the parameter {parameter.name} ({parameter.type})",
                remedy=f"for example -p {parameter.name}={parameter.example}",
            )
    return text


def bind_all(text: str, name: str, iris: Iterable[str]) -> str:
    """Return a query's text with the row of a parameter replaced by all the IRIs, none or many."""
    terms = " ".join(str(NamedNode(iri)) for iri in iris)
    return _row(name).sub(lambda row: f"{row[1]}{terms} }}", text)


def _row(name: str) -> re.Pattern[str]:
    return re.compile(rf"(VALUES\s+\?{re.escape(name)}\s*\{{\s*)[^{{}}]*\}}")


def _term(parameter: Parameter, text: str, resolve: Resolver) -> Term:
    if parameter.type in THINGS:
        return NamedNode(resolve(text, THINGS[parameter.type]))
    kinds: dict[str, Callable[[], Term]] = {
        "day": lambda: Literal(str(_single_day(text)), datatype=NamedNode(XSD + "integer")),
        "integer": lambda: Literal(str(int(text)), datatype=NamedNode(XSD + "integer")),
        "text": lambda: Literal(text),
    }
    try:
        return kinds[parameter.type]()
    except ValueError:
        raise WrongUse(
            f"{parameter.name} is {parameter.type}, and {text!r} is not",
            remedy=f"for example -p {parameter.name}={parameter.example}",
        ) from None


def _single_day(text: str) -> int:
    """The end of a span is what "on" a month or a year means."""
    return dates.bounds(text).latest


def select(store: Store, text: str) -> list[dict[str, str | None]]:
    """Run a SELECT of our own on the union of all graphs; rows are dicts of plain texts, None where unbound."""
    solutions = store.query(text, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [{name: _plain(row[name]) for name in names} for row in solutions]


def walk(store: Store, text: str) -> tuple[list[str], Iterator[dict[str, str | None]]]:
    """Run a SELECT as ``select`` does; return the names of its columns, also where there are no rows, and its rows one by one.

    Raises WrongUse for another form of query.
    """
    solutions = store.query(text, use_default_graph_as_union=True)
    if not isinstance(solutions, QuerySolutions):
        raise WrongUse("the query is no SELECT", remedy="write one that gives rows")
    names = [variable.value for variable in solutions.variables]
    return names, ({name: _plain(row[name]) for name in names} for row in solutions)


def _plain(term: Any) -> str | None:
    return None if term is None else str(term.value)


@lru_cache(maxsize=64)
def engine(root: Path, name: str) -> Question:
    """Return one of the queries by which the engine itself works, from ``queries/engine/``."""
    return load(root / "queries" / "engine" / f"{name}.rq")
