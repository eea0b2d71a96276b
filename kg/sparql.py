"""Checks the text of a query, and refuses what a query must not do before any engine sees it.

What counts is what the engine would take for a keyword: words in strings, IRIs, comments, variables and the local part of
prefixed names do not, so a label may speak of a *service*.  How a text falls into tokens is told in ``kg.sparql_tokens``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Final, Literal, TypeVar, cast

from kg.errors import KgError, LimitReached, Place, UnreadableInput, WrongUse
from kg.sparql_tokens import Token, fault, tokens

__all__ = [
    "Form",
    "Token",
    "blaming",
    "check",
    "columns",
    "declared_prefixes",
    "form",
    "prelude",
    "syntax_fault",
    "tokens",
    "with_prefixes",
]

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
_Fault = TypeVar("_Fault", bound=KgError)

MAX_BYTES: Final = 1_000_000
MAX_NESTING: Final = 200
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES: Final = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
_PROLOGUE: Final = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
# SPARQL 1.1 and 1.2, and what Oxigraph adds (LATERAL, ADJUST).
_VOCABULARY: Final = """
A ABS ADJUST AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC
DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HASLANG HASLANGDIR HAVING HOURS
IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LATERAL LCASE LIMIT MAX MD5 MIN
MINUS MINUTES MONTH NAMED NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM
SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG
STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE TRIPLE TRUE TZ UCASE UNDEF UNION URI UUID VALUES VERSION
WHERE YEAR
"""
_WORDS: Final = frozenset(_VOCABULARY.split())


def check(text: str, place: Place | None = None) -> None:
    """Refuse a query that asks for the network, for files or for an update, or that would not be answered rightly.

    ``place`` names the file in messages.  Raises LimitReached for a text over 1 MB (10^6 bytes of UTF-8) or nested deeper
    than 200; UnreadableInput for a string that does not end or a word that is not SPARQL's; WrongUse, with line and column,
    for SERVICE, FROM, update forms, escapes that could hide them, and the two forms that Oxigraph answers wrongly.
    """
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise LimitReached(f"the query is longer than {MAX_BYTES:,} bytes", remedy="shorten it", place=place)
    try:
        found = list(tokens(text))
        _check_nesting(found)
        _check_network(found)
        _form(found)
        _check_words(found)
        _check_graphs(found)
    except KgError as raised:
        raise _placed(raised, place) from None


def form(text: str) -> Form:
    """Return the form of a query.  Raises WrongUse, with line and column, for an update, or for none of the four forms."""
    return _form(list(tokens(text)))


def _form(found: list[Token]) -> Form:
    skip = 0
    for token in found:
        if token.word in _FORMS:
            return cast("Form", token.word)
        if token.word in _UPDATES:
            raise fault(token, f"{token.word} would change the data", "edit the Turtle files; queries only read")
        skip = _PROLOGUE.get(token.word, skip) - 1
        if skip < 0:
            raise fault(token, f"a query does not begin with {token.text!r}", f"begin it with {', '.join(_FORMS)}")
    raise WrongUse("the query is empty", remedy="write one, or name one of kg query's list")


def _check_nesting(found: list[Token]) -> None:
    """Deep nesting overflows the engine's stack, and so do long chains of signs before an operand."""
    depth = signs = 0
    for token in found:
        depth += (token.text in ("{", "(", "[", "<<", "<<(")) - (token.text in ("}", ")", "]", ">>"))
        signs = signs + 1 if token.text in ("!", "-", "+", "^") else 0
        if max(depth, signs) > MAX_NESTING:
            raise fault(token, f"nested deeper than {MAX_NESTING}", "simplify the query", LimitReached)


def _check_network(found: list[Token]) -> None:
    """The engine needs no space after a keyword: to it ``SERVICE:x {`` and ``SERVICESILENT?x {`` are services too."""
    for token, after in zip_longest(found, found[1:]):
        prefix = token.text.partition(":")[0].upper() if token.kind == "name" else ""
        following = after.text if after else ""
        if "SERVICE" in token.word or ("SERVICE" in prefix and following == "{"):
            raise fault(token, "SERVICE would send data to another machine", "load what it offers into a file first")
        if "FILTER" in prefix and following == "(":
            raise fault(token, "FILTER and a name in one", "put a space after FILTER, or give the prefix another name")
        if token.word == "FROM":
            raise fault(token, "FROM would read from elsewhere", "leave it out; the data is the dataset")
        if token.kind == "escape":
            raise fault(token, "an escape outside strings and IRIs", "write the character itself")


def _check_words(found: list[Token]) -> None:
    """What is glued together is one word here and two to the engine (``trueSELECT``), so only SPARQL's own words pass."""
    for token in found:
        if token.kind == "word" and (token.word not in _WORDS or token.text == "A"):
            raise fault(token, f"{token.text} is not a word of SPARQL", "mend the query", UnreadableInput)


def _check_graphs(found: list[Token]) -> None:
    """Oxigraph 0.5 evaluates a sub-select, or a MINUS without shared variables, inside ``GRAPH ?g`` over all graphs at once.

    The nearest GRAPH around it decides: inside ``GRAPH <iri>`` both are answered rightly.
    """
    inside: list[bool] = []
    for number, token in enumerate(found):
        if token.text == "{":
            named = number > 1 and found[number - 2].word == "GRAPH"
            inside.append(found[number - 1].kind == "variable" if named else bool(inside) and inside[-1])
        elif token.text == "}" and inside:
            inside.pop()
        elif inside and inside[-1] and token.word in ("SELECT", "MINUS"):
            what = f"{token.word} inside GRAPH ?variable is answered wrongly by the engine"
            raise fault(token, what, "put it outside, with GRAPH ?g inside it and GROUP BY ?g")


def declared_prefixes(text: str) -> dict[str, str]:
    """Return the prefixes that a query declares, without the colon, and the IRI that each stands for."""
    found = list(tokens(text))
    ends = zip(found, found[1:], found[2:], strict=False)
    return {
        b.text.rstrip(":"): c.text[1:-1]
        for a, b, c in ends
        if a.word == "PREFIX" and (b.kind, c.kind) == ("name", "iri")
    }


def prelude(text: str, table: Mapping[str, str]) -> str:
    """Return declarations, in one line, of the prefixes of ``table`` that a query uses and does not declare, sorted.

    ``kg.worker.ask`` takes it beside the text, so that the places of faults stay those of the text.
    """
    used = {token.text.partition(":")[0] for token in tokens(text) if token.kind == "name"} - declared_prefixes(
        text
    ).keys()
    return "".join(f"PREFIX {prefix}: <{table[prefix]}> " for prefix in sorted(used & table.keys()))


def with_prefixes(text: str, table: Mapping[str, str]) -> str:
    """Return the query with those declarations before it on its first line: line numbers stay, columns of line 1 move."""
    return prelude(text, table) + text


def columns(text: str, names: list[str]) -> tuple[str, ...]:
    """Return the variables of an answer in the order of the projection; those of ``SELECT *`` as they appear in the text.

    ``names`` are the variables as the engine gives them: in the order of the projection, but sorted for ``SELECT *``.
    """
    found = list(tokens(text))
    words = [token.word or token.text for token in found]
    start = words.index("SELECT") + 1
    if words[start] in ("DISTINCT", "REDUCED"):
        start += 1
    if words[start] != "*":
        return tuple(names)
    order = {name: rank for rank, name in enumerate(dict.fromkeys(t.text[1:] for t in found if t.kind == "variable"))}
    return tuple(sorted(names, key=lambda name: order.get(name, len(order))))


def syntax_fault(message: str, text: str, before: str, place: Place | None) -> UnreadableInput:
    """Return the engine's complaint about a query as ours, with the place where it stands in ``text``.

    ``before`` is what was put before the query on its first line; without ``place`` the file is called *query*.
    """
    position = re.search(r"error at (\d+):(\d+): ", message)
    where = place or Place(Path("query"))
    if position:
        line, column = int(position[1]), int(position[2])
        where = Place(where.file, line, column - len(before) if line == 1 else column)
        message = message[position.end() :]
    message = " ".join(message.split())[:160]
    try:
        stray = _undeclared(text, before, where)
    except UnreadableInput as raised:
        return _placed(raised, where)
    if stray:
        where, message = (
            Place(where.file, stray.line, stray.column),
            f"the prefix {stray.text.partition(':')[0]}: is not declared",
        )
    return UnreadableInput(f"not SPARQL: {message}", place=where, remedy="mend the query")


@contextmanager
def blaming(file: Path, text: str, table: Mapping[str, str]) -> Iterator[None]:
    """Let whatever is wrong with a query of our own name its file.

    ``text`` is the query as it stands in the file, ``table`` has the prefixes that are put before it.  Raises UnreadableInput
    with line and column for a fault of syntax.
    """
    try:
        yield
    except SyntaxError as raised:
        raise syntax_fault(str(raised.msg), text, prelude(text, table), Place(file)) from None
    except KgError as raised:
        raise _placed(raised, Place(file)) from None


def _undeclared(text: str, before: str, where: Place) -> Token | None:
    """The engine takes an undeclared prefix for nonsense further on; find the first one up to where it gave up."""
    declared = declared_prefixes(before + text)
    for token in tokens(text):
        if (token.line, token.column) > (where.line or 0, where.column or 0):
            return None
        if token.kind == "name" and token.text.partition(":")[0] not in {*declared, "_"}:
            return token
    return None


def _placed(raised: _Fault, place: Place | None) -> _Fault:
    """Turn the line and column that a message begins with into the fault's place, if the file is known."""
    said = re.match(r"line (\d+), column (\d+): ", raised.what)
    if place is None:
        return raised
    if said is None:
        return type(raised)(raised.what, remedy=raised.remedy, place=raised.place or place)
    where = Place(place.file, int(said[1]), int(said[2]))
    return type(raised)(raised.what[said.end() :], remedy=raised.remedy, place=where)
