"""Reads the text of a query as tokens, and refuses what a query must not do before any engine sees it.

Tokens follow SPARQL 1.1 Query (W3C Recommendation 21 March 2013, section 19).  Words in strings, IRIs, comments, variables
and prefixed names do not count, so a label may speak of a *service*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import LimitReached, Place, UnreadableInput, WrongUse

MAX_BYTES: Final = 1_000_000
MAX_NESTING: Final = 200
_UPDATES: Final = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
_NOWHERE: Final = Path("query")
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n]*)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<variable>[?$]\w+)
  | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:%-]|\\[^\w\s]|\.(?=[\w:%.-]))*)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<escape>\\[uU])
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A token: its kind, its text, and where it begins, line and column counted from 1."""

    kind: str
    text: str
    line: int
    column: int

    @property
    def word(self) -> str:
        """The keyword that the token is, in capitals; empty if it is none."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def place(self) -> str:
        """Line and column in words."""
        return f"line {self.line}, column {self.column}"


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query; white space and comments are left out."""
    line, start = 1, 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind not in ("space", "comment"):
            yield Token(kind, match[0], line, match.start() - start + 1)
        breaks = match[0].count("\n")
        if breaks:
            line += breaks
            start = match.start() + match[0].rindex("\n") + 1


def check(text: str) -> None:
    """Refuse a query that asks for the network, for files or for an update, or that would not be answered rightly.

    Raises LimitReached for a text over 1 MB or nested deeper than 200; WrongUse, with line and column, for SERVICE, FROM,
    update forms, escapes that could hide them, and the two forms that Oxigraph answers wrongly without an error.
    """
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise LimitReached(f"the query is longer than {MAX_BYTES:,} bytes", remedy="shorten it")
    found = list(tokens(text))
    _check_nesting(found)
    for token in found:
        if token.word == "SERVICE":
            raise _refuse(token, "SERVICE would send data to another machine", "load what it offers into a file first")
        if token.word == "FROM":
            raise _refuse(token, "FROM would read from elsewhere", "leave it out; the data is the dataset")
        if token.kind == "escape":
            raise _refuse(token, "an escape outside strings and IRIs", "write the character itself")
    form(found)
    _check_graphs(found)


def form(found: Iterable[Token]) -> str:
    """Return the form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE.  Raises WrongUse for an update, or for none of them."""
    skip = 0
    for token in found:
        if token.word in _FORMS:
            return token.word
        if token.word in _UPDATES:
            raise _refuse(token, f"{token.word} would change the data", "edit the Turtle files; queries only read")
        skip = {"PREFIX": 3, "BASE": 2}.get(token.word, skip) - 1
        if skip < 0:
            raise _refuse(token, f"a query does not begin with {token.text!r}", f"begin it with {', '.join(_FORMS)}")
    raise WrongUse("the query is empty", remedy="write one, or name one of kg query's list")


def _refuse(token: Token, what: str, remedy: str) -> WrongUse:
    return WrongUse(f"{token.place}: {what}", remedy=remedy)


def _check_nesting(found: Iterable[Token]) -> None:
    """Deep nesting overflows the engine's stack, and so do long chains of ``!``."""
    depth = bangs = 0
    for token in found:
        depth += (token.text in ("{", "(", "[")) - (token.text in ("}", ")", "]"))
        bangs = bangs + 1 if token.text == "!" else 0
        if max(depth, bangs) > MAX_NESTING:
            raise LimitReached(f"{token.place}: nested deeper than {MAX_NESTING}", remedy="simplify the query")


def _check_graphs(found: list[Token]) -> None:
    """Oxigraph 0.5 evaluates a sub-select, or a MINUS without shared variables, inside ``GRAPH ?g`` over all graphs at once."""
    depth = 0
    graphs: list[int] = []
    for number, token in enumerate(found):
        if token.text == "{":
            depth += 1
            if number > 1 and found[number - 1].kind == "variable" and found[number - 2].word == "GRAPH":
                graphs.append(depth)
        elif token.text == "}":
            graphs = [level for level in graphs if level < depth]
            depth -= 1
        elif graphs and token.word in ("SELECT", "MINUS"):
            what = f"{token.word} inside GRAPH ?variable is answered wrongly by the engine"
            raise _refuse(token, what, "put it outside, with GRAPH ?g inside it and GROUP BY ?g")


def syntax_fault(message: str, place: Place | None, prelude: int) -> UnreadableInput:
    """Return the engine's complaint about a query as ours, with the place where it stands.

    ``prelude`` is how many characters were put before the query on its first line.
    """
    position = re.search(r"error at (\d+):(\d+): ", message)
    where = place or Place(_NOWHERE)
    if position:
        line, column = int(position[1]), int(position[2])
        where = Place(where.file, line, column - prelude if line == 1 else column)
        message = message[position.end() :]
    return UnreadableInput(f"not SPARQL: {' '.join(message.split())[:160]}", place=where, remedy="mend the query")
