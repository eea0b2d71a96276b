"""Finds all that is wrong in the syntax of a Turtle file, not only the first fault.

The text is cut into statements, and each is given to the parser by itself, so that a mistake in one says nothing about the
next.  A quotation mark that is never closed ends with its line, because a short string does; and a prefix that was not
declared is taken as declared from there on, so that it hides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import RdfFormat, parse

from kg import turtle
from kg.errors import Place, UnreadableInput
from kg.turtle import LEXEME, curie_or_iri, line_column
from kg.vocabulary import PREFIXES

AT_MOST: Final = 20
NOTHING_READ: Final = "nothing of this file was read"
_DOT: Final = "A dot is expected at the end of statements"
_QUOTE: Final = "A quotation mark that is never closed"
_IRI: Final = "An IRI that is never closed"
_REMEDIES: Final = {
    "The prefix": "declare it with @prefix, or correct it",
    "A dot is expected": "end the statement with ' .', or go on with ' ;'",
    _QUOTE: "close it on the same line",
    _IRI: "close it with '>'",
    "^ is not": "write ^^ before a datatype",
    "Unexpected end": "end the statement with ' .', and close what is open",
}
# A line that looks like the beginning of a statement.
_START: Final = re.compile(r"(?m)^(?:@prefix|@base|PREFIX|BASE|[A-Za-z][\w-]*:[\w.-]+(?=\s)|<[^<>\s]+>(?=\s))")
_PREFIX: Final = re.compile(r"(?im)^[ \t]*@?prefix[ \t]+([\w-]*):[ \t]*<([^<>\s]*)>")
# What is no token: an address without its brackets, an IRI with what IRIs cannot have, a run of other characters.
_JUNK: Final = re.compile(r"https?://[^\s<>\"]*|<[^<>\n]*>|[^\s\"'<>;,\[\]()]*[^\s\"'<>;,\[\]().]|.", re.DOTALL)
_BARE_ADDRESS: Final = re.compile(r"https?://")
# What ends an object in the rest of a line, in which a quotation mark was not closed.
_ENDS: Final = re.compile(r"(?<=\s)([;,.])[ \t\r]*(?:#.*)?$")
_AFTER_STRING: Final = re.compile(r"[ \t]*(?:@[A-Za-z]|\^\^|[;,.\])]|\r?$)", re.MULTILINE)
_TERMS: Final = frozenset({"name", "iri", "blank"})
_OBJECTS: Final = _TERMS | {"string", "number", "word", "unclosed", "junk"}


def faults(content: bytes, where: Path) -> list[UnreadableInput]:
    """Return the faults of a Turtle text, in order, at most twenty; the same fault about a prefix only once.

    Of a statement, the parser's first fault is told, each prefix that is not declared, and what is never closed.
    """
    text = content.decode("utf-8-sig")
    scan = _Scan(text)
    said = {at: message for one in scan.statements if (fault := one.judged(text)) for at, message in [fault]}
    if not said and not scan.faults and (first := _first_fault(text)):
        said = {_offset(text, 0, first[0] - 1, first[1]): first[2]}
    placed = [(line_column(text, at), message, False) for at, message in scan.faults]
    placed += [(line_column(text, at), message, True) for at, message in said.items()]
    return [_fault(where, *place, message) for place, message in _each_once(placed)][:AT_MOST]


def _each_once(placed: list[tuple[tuple[int, int], str, bool]]) -> Iterator[tuple[tuple[int, int], str]]:
    """Leave out what only follows from another fault of its line: what the parser says beside what is never closed, and
    whatever comes after what the parser says.
    """
    unclosed = {line for (line, _), message, _ in placed if message in (_QUOTE, _IRI)}
    broken: set[int] = set()
    for (line, column), message, by_parser in sorted(placed):
        if line not in broken and not (by_parser and line in unclosed):
            yield (line, column), message
            broken |= {line} if by_parser else set()


def nameless(content: bytes, where: Path) -> list[UnreadableInput]:
    """Return a fault for each blank node and list of a Turtle text that can be read."""
    what, remedy = "a node without a name", "give it an IRI; nothing of this file was read"
    places = turtle.nameless(content.decode("utf-8-sig"))
    return [UnreadableInput(what, place=Place(where, *at), remedy=remedy) for at in places]


def subjects(content: bytes) -> set[str]:
    """Return the names, in their short form, that stand where subjects do: what the file may have been going to describe."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = content.decode(encoding, "replace")
    prefixes = {**PREFIXES, **dict(_PREFIX.findall(text))}
    begins = (one.lexemes[0] for one in _Scan(text).statements)
    written = {text[one.start : one.end] for one in begins if one.kind in _TERMS}
    written |= {match[0] for match in _START.finditer(text) if ":" in match[0]}
    return {_short(name, prefixes) for name in written}


def _short(written: str, prefixes: dict[str, str]) -> str:
    prefix, _, local = written.partition(":")
    if written.startswith("<"):
        return curie_or_iri(written.strip("<>"))
    return curie_or_iri(prefixes[prefix] + local) if prefix in prefixes else written


def first_sentence(fault: SyntaxError) -> str:
    """Return what the parser says of a fault, without the place."""
    text = (fault.msg or "syntax error").splitlines()[0]
    line_column = r"line \d+ column \d+"
    place = rf"^Parser error (at line \d+ )?(between (columns \d+ and \d+|{line_column} and {line_column})|column \d+)?:?\s*"
    return re.sub(place, "", text) or text


def _fault(where: Path, line: int, column: int, message: str) -> UnreadableInput:
    remedy = next((r for start, r in _REMEDIES.items() if message.startswith(start)), "mend it")
    return UnreadableInput(message, place=Place(where, line, column), remedy=f"{remedy}; {NOTHING_READ}")


class _Lexeme(NamedTuple):
    """A piece of text: a kind of ``kg.turtle``, ``junk`` that is no token, or ``unclosed``; and what to read in its place."""

    kind: str
    start: int
    end: int
    instead: str = ""


def _lexemes(text: str) -> list[_Lexeme]:
    """Cut a text into pieces, space and comments left out."""
    found, at = [], 0
    while at < len(text):
        lexeme = _lexeme(text, at)
        if lexeme.kind not in ("space", "comment"):
            found.append(lexeme)
        at = lexeme.end
    return found


def _lexeme(text: str, at: int) -> _Lexeme:
    match = LEXEME.match(text, at)
    long = text.startswith(('"""', "'''"), at)
    if long and not (match and match.end() - at >= 6):
        return _unclosed_long(text, at)
    if match and match.lastgroup and not _BARE_ADDRESS.match(text, at):
        return _Lexeme(match.lastgroup, at, match.end())
    if text[at] in "\"'":
        return _unclosed_short(text, at)
    end = _line_end(text, at)
    if text[at] == "<" and ">" not in text[at:end]:
        return _Lexeme("unclosed", at, end, _ending(text[at:end]))
    junk = _JUNK.match(text, at)
    return _Lexeme("junk", at, junk.end() if junk else at + 1)


def _unclosed_long(text: str, at: int) -> _Lexeme:
    """A long string may go on over lines: it is taken to end before the next line that looks like a beginning."""
    following = _START.search(text, _line_end(text, at))
    return _Lexeme("unclosed", at, following.start() if following else len(text), "0 .")


def _unclosed_short(text: str, at: int) -> _Lexeme:
    """A short string ends with its line; unless someone wrote one over several lines."""
    end = _line_end(text, at)
    instead = _ending(text[at:end])
    close = text.find(text[at], at + 1)
    if not instead and close > end and not _START.search(text, at, close) and _AFTER_STRING.match(text, close + 1):
        return _Lexeme("unclosed", at, close + 1, '""' + "\n" * text.count("\n", at, close))
    return _Lexeme("unclosed", at, end, instead)


def _ending(rest: str) -> str:
    """What to read instead of the rest of a line; nothing if it does not tell how the statement goes on."""
    ends = _ENDS.search(rest)
    return f"0 {ends[1]}" if ends else ""


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


@dataclass
class _Statement:
    """The pieces of a statement, and what to declare before it; ``ended`` if it has its full stop, or the text ends."""

    lexemes: list[_Lexeme]
    prologue: str
    ended: bool

    def judged(self, text: str) -> tuple[int, str] | None:
        """Return offset and message of the parser's first fault, None if there is none that stands for itself.

        What follows on a string or IRI that is never closed, and does not tell how the statement goes on, does not.
        """
        start, end = self.lexemes[0].start, self.lexemes[-1].end
        written, unclosed, at = [], [one for one in self.lexemes if one.kind == "unclosed"], start
        for one in unclosed:
            written += [text[at : one.start], one.instead or "0 ;"]
            at = one.end
        repaired = "".join([*written, text[at:end]])
        found = _first_fault(f"{self.prologue}\n{repaired}{'' if self.ended else ' .'}\n")
        if found is None:
            return None if self.ended or unclosed else (end, _DOT)
        line, column, message = found
        place = _offset(text, start, line - 2, column)
        if message.startswith((_DOT, "Unexpected end")):
            place = max((one.end for one in self.lexemes if one.end <= place), default=place)
        blind = min((one.start for one in unclosed if not one.instead), default=len(text) + 1)
        return (place, message) if place < blind else None


def _first_fault(text: str) -> tuple[int, int, str] | None:
    """Return line, column and message of the parser's first fault; at one place the one that says most."""
    found: list[tuple[int, int, str]] = []
    reader = iter(parse(text.encode(), format=RdfFormat.TURTLE))
    while True:
        try:
            next(reader)
        except StopIteration:
            break
        except SyntaxError as fault:
            found.append((fault.lineno or 1, fault.offset or 1, first_sentence(fault)))
    if not found:
        return None
    line, column, _ = min(found)
    here = [message for *place, message in found if place == [line, column]]
    return line, column, min(here, key=lambda said: (not said.startswith("^"), said != _DOT, said))


def _offset(text: str, start: int, lines: int, column: int) -> int:
    """Return the offset of a column some lines below ``start``, from which columns count in its own line."""
    at = start
    for _ in range(lines):
        following = text.find("\n", at) + 1
        if not following:
            return len(text)
        at = following
    return min(at + column - 1, len(text))


@dataclass
class _Scan:
    """A text cut into statements, with the faults that are seen on the way: what is never closed, undeclared prefixes."""

    text: str
    faults: list[tuple[int, str]] = field(default_factory=list)
    statements: list[_Statement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._declared: dict[str, None] = {}
        self._base = False
        self._open: list[_Lexeme] = []
        pieces = _lexemes(self.text)
        for index, lexeme in enumerate(pieces):
            if self._open and self._begins(pieces, index):
                self._end(ended=False)
            self._open.append(lexeme)
            if self._is_last(lexeme):
                self._end(ended=True)
        if self._open:
            self._end(ended=True)

    def _written(self, lexeme: _Lexeme) -> str:
        return self.text[lexeme.start : lexeme.end]

    def _begins(self, pieces: list[_Lexeme], index: int) -> bool:
        """Whether a statement begins here though the last has no full stop: subject, predicate, object from the left edge."""
        first = pieces[index]
        if first.start and self.text[first.start - 1] not in "\r\n":
            return False
        if first.kind == "directive":
            return True
        following = pieces[index + 1 : index + 3]
        if len(following) < 2 or first.kind not in _TERMS:
            return False
        predicate, value = following
        is_object = value.kind in _OBJECTS or self._written(value) in ("[", "(")
        return (predicate.kind in _TERMS or self._written(predicate) == "a") and is_object

    def _is_last(self, lexeme: _Lexeme) -> bool:
        if lexeme.kind == "unclosed":
            return lexeme.instead.endswith(".")
        if lexeme.kind == "mark":
            return self._written(lexeme) == "."
        # A directive in the manner of SPARQL has no full stop.
        begin = self._open[0]
        return lexeme.kind == "iri" and begin.kind == "directive" and not self._written(begin).startswith("@")

    def _end(self, *, ended: bool) -> None:
        lexemes, self._open = self._open, []
        self.faults += [(one.start, self._never_closed(one)) for one in lexemes if one.kind == "unclosed"]
        directive = re.match(r"@?(prefix|base)", self._written(lexemes[0]), re.IGNORECASE)
        if not directive:
            self.faults += self._undeclared(lexemes)
        prefixes = "".join(f"@prefix {name}: <x:> ." for name in self._declared)
        base = "@base <http://x/> ." if self._base else ""
        self.statements.append(_Statement(lexemes, prefixes + base, ended))
        if directive and directive[1].lower() == "base":
            self._base = True
        elif directive:
            # The first name, or what was going to be one.
            names = [self._written(one) for one in lexemes[1:] if one.kind == "name"] or [
                written for one in lexemes[1:2] if re.fullmatch(r"[A-Za-z][\w-]*", written := self._written(one))
            ]
            self._declared |= {name.partition(":")[0]: None for name in names[:1]}

    def _never_closed(self, lexeme: _Lexeme) -> str:
        return _IRI if self.text[lexeme.start] == "<" else _QUOTE

    def _undeclared(self, lexemes: Iterable[_Lexeme]) -> Iterator[tuple[int, str]]:
        for one in lexemes:
            prefix = self._written(one).partition(":")[0]
            if one.kind == "name" and prefix not in self._declared:
                self._declared[prefix] = None
                yield one.start, f"The prefix {prefix}: has not been declared"
