"""Reads Turtle as text: what is written, where each triple stands in a file, and how terms are written.

Parsers give triples and drop positions and spelling; this room keeps both.  It reads the token grammar of RDF 1.1 Turtle
(W3C Recommendation 25 February 2014, section 6.5).  Whether a file *is* Turtle is for the parser in ``kg.store`` to say;
here a file is taken to be so.  Lines and columns count from 1, columns in characters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.errors import Place, UnreadableInput
from kg.vocabulary import RDF_TYPE, curie

_LEXEMES: Final = r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<directive>@prefix\b|@base\b|(?i:PREFIX|BASE)(?=\s+[\w.<-]*[:<]))
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<datatype>\^\^)
  | (?P<number>[+-]?(?:\d+\.?\d*[eE][+-]?\d+|\.\d+[eE][+-]?\d+|\d*\.\d+|\d+))
  | (?P<blank>_:[\w.-]*\w)
  | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:[\w:%-]|\\[^\w\s])(?:(?:[\w.:%-]|\\[^\w\s])*(?:[\w:%-]|\\[^\w\s]))?)?)
  | (?P<word>a\b|true\b|false\b)
"""
_FLAGS: Final = re.VERBOSE | re.DOTALL
LEXEME: Final = re.compile(rf"{_LEXEMES} | (?P<mark>[.;,\[\]()])", _FLAGS)
# A statement or a directive, with its full stop, found in one step and without a look at its tokens.
_SPACE: Final = r"(?:\s|\#[^\n]*)*+"
_BETWEEN: Final = re.compile(_SPACE)
# No groups to capture: the module gets their spans wrong in what is repeated without going back.
_STATEMENT: Final = re.compile(rf"(?:{re.sub(r'[?]P<[a-z]+>', '?:', _LEXEMES)} | [;,\[\]()])*+\.", _FLAGS)
_DIRECTIVE: Final = re.compile(rf"@?(?i:prefix|base)\b{_SPACE}(?:([^\s:<]*):)?{_SPACE}<([^>]*)>{_SPACE}\.?")
_ESCAPES: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)


class Token(NamedTuple):
    """A token with its kind (a group of the grammar above), its text and its offset in characters."""

    kind: str
    text: str
    offset: int


@dataclass(frozen=True)
class Node:
    """A term as it is written and what it means: an IRI in full, or the lexical form of a literal."""

    text: str
    value: str
    offset: int
    is_literal: bool = False
    suffix: str = ""


@dataclass(frozen=True)
class Statement:
    """A subject with its predicates and objects, and the comments that stand above it."""

    subject: Node
    pairs: tuple[tuple[Node, Node], ...]
    comments: tuple[str, ...] = ()


@dataclass
class Document:
    """A file's prefixes, statements and the comments at its head and foot."""

    prefixes: dict[str, str] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    head: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a Turtle text, comments among them, white space not.

    Raises UnreadableInput at the first character that begins no token.
    """
    offset = 0
    while offset < len(text):
        match = LEXEME.match(text, offset)
        if match is None or match.lastgroup is None:
            line, column = line_column(text, offset)
            raise UnreadableInput("no Turtle", place=Place(Path(), line, column), remedy="mend it")
        if match.lastgroup != "space":
            yield Token(match.lastgroup, match[0], offset)
        offset = match.end()


def nameless(text: str) -> Iterator[tuple[int, int]]:
    """Yield line and column of each blank node and list of a Turtle text: of brackets the outermost, of a label its first use.

    Raises what ``tokens`` raises.
    """
    depth, labels = 0, set()
    for token in tokens(text):
        opens = token.kind == "mark" and token.text in "[("
        labelled = token.kind == "blank" and token.text not in labels
        if not depth and (opens or labelled):
            yield line_column(text, token.offset)
        labels |= {token.text} if labelled else set()
        depth += opens - (token.kind == "mark" and token.text in "])")


def line_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, counted from 1, of a character offset."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def token_end(line: str, column: int) -> int:
    """Return the offset in a line just behind the token that begins at ``column`` (from 0), at least one character on."""
    match = LEXEME.match(line, column)
    return match.end() if match and match.lastgroup not in ("space", None) else column + 1


class Reader:
    """Walks over tokens and builds a Document; nested brackets become opaque objects."""

    def __init__(self, text: str, prefixes: Mapping[str, str] = MappingProxyType({})) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.at = 0
        self.document = Document(dict(prefixes))
        self.inner_comment: Token | None = None
        self.opaque: Token | None = None

    def read(self) -> Document:
        """Return the document with its statements and comments; raises the fault of the first token that does not fit."""
        waiting = self._comments()
        if self._kind() == "directive":
            self.document.head, waiting = tuple(waiting), []
        while self.at < len(self.tokens):
            waiting += self._comments()
            if self.at >= len(self.tokens):
                break
            if self._kind() == "directive":
                self._directive()
            else:
                self.document.statements.append(self._statement(tuple(waiting)))
                waiting = []
        self.document.foot = tuple(waiting)
        return self.document

    def _kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _comments(self) -> list[str]:
        found = []
        while self._kind() == "comment":
            found.append(self.tokens[self.at].text.rstrip())
            self.at += 1
        return found

    def _next(self) -> Token:
        while self._kind() == "comment":
            self.inner_comment = self.inner_comment or self.tokens[self.at]
            self.at += 1
        if self.at >= len(self.tokens):
            raise UnreadableInput("the text ends in the middle of a statement")
        self.at += 1
        return self.tokens[self.at - 1]

    def _directive(self) -> None:
        word = self._next().text.lower().lstrip("@")
        if word == "base":
            self._next()
            self.opaque = self.opaque or self.tokens[self.at - 2]
        else:
            name = self._next().text
            self.document.prefixes[name[:-1]] = self._next().text[1:-1]
        if self._kind() == "mark" and self.tokens[self.at].text == ".":
            self.at += 1

    def _statement(self, comments: tuple[str, ...]) -> Statement:
        subject = self.node()
        pairs: list[tuple[Node, Node]] = []
        token = self._next()
        while token.text != ".":
            predicate = self._node(token)
            separator = ","
            while separator == ",":
                pairs.append((predicate, self._object()))
                separator = self._next().text
            token = self._next() if separator == ";" else Token("mark", ".", 0)
            while token.text == ";":
                token = self._next()
        return Statement(subject, tuple(pairs), comments)

    def _object(self) -> Node:
        token = self._next()
        if token.kind != "string":
            return self._node(token)
        suffix, suffix_value = "", ""
        if self._kind() == "tag":
            suffix = self._next().text
            suffix_value = suffix
        elif self._kind() == "datatype":
            self._next()
            datatype = self._node(self._next())
            suffix, suffix_value = "^^" + datatype.text, "^^" + datatype.value
        return Node(token.text + suffix, unquote(token.text), token.offset, True, suffix_value)

    def node(self) -> Node:
        """Return the next token as a term."""
        return self._node(self._next())

    def _node(self, token: Token) -> Node:
        if token.kind == "iri":
            return Node(token.text, _unescaped(token.text[1:-1]), token.offset)
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            namespace = self.document.prefixes.get(prefix, prefix + ":")
            return Node(token.text, namespace + re.sub(r"\\(.)", r"\1", local), token.offset)
        if token.text == "a":
            return Node("a", RDF_TYPE, token.offset)
        if token.kind in ("number", "word"):
            return Node(token.text, token.text, token.offset, True)
        return self._bracket(token)

    def _bracket(self, token: Token) -> Node:
        self.opaque = self.opaque or token
        depth, last = int(token.text in "[("), token
        while depth:
            last = self._next()
            depth += (last.text in "[(") - (last.text in "])") if last.kind == "mark" else 0
        end = last.offset + len(last.text)
        return Node(self.text[token.offset : end], self.text[token.offset : end], token.offset)


def unquote(text: str) -> str:
    """Return what a quoted string means."""
    size = 3 if text[:3] in ('"""', "'''") else 1
    return _unescaped(text[size:-size])


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _ESCAPES.get(m[3], m[3]), text)


class Positions:
    """Where subjects, predicates and objects stand in one file.

    The file is cut into statements; only those about a subject that is asked for are read.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._cut: dict[str, list[tuple[int, int, dict[str, str]]]] = defaultdict(list)
        for subject, start, end, prefixes in _cut(text):
            self._cut[subject].append((start, end, prefixes))
        self._at: dict[tuple[str, ...], int] = {}

    def find(self, *parts: str) -> tuple[int, int] | None:
        """Return line and column of the subject, of its predicate, or of the object of a triple; None if not here.

        Takes one to three parts: subject IRI, predicate IRI, and the object's IRI or lexical form.
        """
        for start, end, prefixes in self._cut.pop(parts[0], ()):
            self._read(start, Reader(self._text[start:end], prefixes).read().statements[0])
        offset = self._at.get(parts)
        return None if offset is None else line_column(self._text, offset)

    def _read(self, start: int, statement: Statement) -> None:
        subject = statement.subject
        self._at.setdefault((subject.value,), start + subject.offset)
        for predicate, value in statement.pairs:
            self._at.setdefault((subject.value, predicate.value), start + predicate.offset)
            self._at.setdefault((subject.value, predicate.value, value.value), start + value.offset)


def _cut(text: str) -> Iterator[tuple[str, int, int, dict[str, str]]]:
    """Yield the subject of each statement, where it begins and where it ends, and the prefixes that hold there."""
    prefixes: dict[str, str] = {}
    end = 0
    while first := LEXEME.match(text, start := _end(_BETWEEN.match(text, end))):
        if first.lastgroup == "directive":
            directive = _DIRECTIVE.match(text, start)
            if directive and directive[1] is not None:
                prefixes = {**prefixes, directive[1]: directive[2]}
            end = _end(directive)
        else:
            end = _end(_STATEMENT.match(text, start))
            yield _subject(first, prefixes), start, end, prefixes


def _end(match: re.Match[str] | None) -> int:
    if match is None:
        raise UnreadableInput("no Turtle", remedy="mend it")
    return match.end()


def _subject(first: re.Match[str], prefixes: dict[str, str]) -> str:
    """What the first token of a statement means; a bracket means itself."""
    return first[0] if first.lastgroup == "mark" else Reader(first[0], prefixes).node().value


def positions(content: bytes) -> Positions:
    """Return the positions of everything in a Turtle file."""
    return Positions(content.decode("utf-8-sig"))


def quote(value: str) -> str:
    """Return a string as it is written in Turtle, in one line."""
    for plain, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        value = value.replace(plain, escape)
    return f'"{value}"'


_PLAIN_LOCAL: Final = re.compile(r"[A-Za-z0-9](?:[\w.-]*[\w-])?")


def curie_or_iri(iri: str) -> str:
    """Return the short form of an IRI where Turtle can write it without escapes, else the IRI in angle brackets."""
    short = curie(iri)
    prefix, _, local = short.partition(":")
    plain = short != iri and _PLAIN_LOCAL.fullmatch(local) and re.fullmatch(r"[A-Za-z][\w-]*", prefix)
    return short if plain else f"<{iri}>"
