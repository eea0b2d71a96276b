r"""Reads a SPARQL text as tokens exactly as Oxigraph would, so that nothing a check overlooks is alive to the engine.

Tokens follow SPARQL 1.1 Query (W3C Recommendation 21 March 2013, section 19) with the terms of SPARQL 1.2.  Two places need
more than the longest match, because the engine parses without a separate reader of tokens:

- ``1<2)#>`` holds no IRI: after an operand, inside the brackets of an expression, ``<`` is always *less than*, and ``#``
  begins a comment.  Elsewhere it begins an IRI.  Hence the reader knows which brackets are expressions and which are lists.
- ``'''a'\q'''``: if a long string is faulty, the engine tries an empty string followed by a short one.  Hence a string that
  does not end, or holds an unknown escape, is an error here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters, digits
from typing import Final, NamedTuple, TypeVar

from kg.errors import KgError, UnreadableInput, WrongUse

# What the grammar has no letter for, outside ASCII.  A class is written by what it leaves out, because the ranges of letters
# are long, and to compile them took a twentieth of a short command.
_NO_U: Final = (  # PN_CHARS_U
    r"\x80-\xBF\xD7\xF7\u0300-\u036F\u037E\u2000-\u200B\u200E-\u206F\u2190-\u2BFF\u2FF0-\u3000"
    r"\uD800-\uF8FF\uFDD0-\uFDEF\uFFFE\uFFFF\U000F0000-\U0010FFFF"
)
_NO_C: Final = (  # PN_CHARS
    r"\x80-\xB6\xB8-\xBF\xD7\xF7\u037E\u2000-\u200B\u200E-\u203E\u2041-\u206F\u2190-\u2BFF\u2FF0-\u3000"
    r"\uD800-\uF8FF\uFDD0-\uFDEF\uFFFE\uFFFF\U000F0000-\U0010FFFF"
)


def _class(allowed: str, others: str) -> str:
    """The class of some ASCII characters and of all others but those left out."""
    return "[^" + "".join(f"\\x{code:02x}" for code in range(128) if chr(code) not in allowed) + others + "]"


_B: Final = _class(ascii_letters, _NO_U)  # PN_CHARS_BASE
_U: Final = _class(ascii_letters + "_" + digits, _NO_U)  # PN_CHARS_U, or a digit
_V: Final = _class(ascii_letters + "_" + digits, _NO_C)  # what goes on in the name of a variable
_C: Final = _class(ascii_letters + "_-" + digits, _NO_C)  # PN_CHARS
_C_DOT: Final = _class(ascii_letters + "_-." + digits, _NO_C)
_C_COLON: Final = _class(ascii_letters + "_-:" + digits, _NO_C)
_U_COLON: Final = _class(ascii_letters + "_:" + digits, _NO_U)
_X: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"  # PLX
# PN_LOCAL as Oxigraph reads it: with dots in one place at most, so that ``ex:a.b.SERVICE`` is a name, a stop and a keyword.
_L: Final = rf"(?:(?:{_U_COLON}|{_X})(?:{_C_COLON}|{_X})*+(?:\.++(?:{_C_COLON}|{_X})++)?)?"
_TOKEN: Final = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*+\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*+'''
      |\"(?!\"\")(?:[^"\\\r\n]|\\.)*\"|'(?!'')(?:[^'\\\r\n]|\\.)*')
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
  | (?P<variable>[?$]{_U}{_V}*)
  | (?P<name>_:{_U}(?:\.*{_C})*|(?:{_B}{_C_DOT}{{0,99}}+(?<!\.))?:{_L})
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]+|[0-9]*+\.[0-9]+|[0-9]++)
  | (?P<escape>\\[uU])
  | (?P<mark><<\(|<<|>>|\^\^|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(
    r"""\\(?:[tbnrf"'\\]|u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}|U(?!0000[Dd][89A-Fa-f])(?:000[0-9A-Fa-f]|0010)[0-9A-Fa-f]{4})"""
)
_Fault = TypeVar("_Fault", bound=KgError)
_CLOSING: Final = {")": "(l", "]": "[", "}": "{s"}


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


def fault(token: Token, what: str, remedy: str, kind: type[_Fault] = WrongUse) -> _Fault:  # type: ignore[assignment]
    """Return a complaint about a token, of the given class, that begins with its line and column."""
    return kind(f"{token.place}: {what}", remedy=remedy)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query; white space and comments are left out.

    Raises UnreadableInput, with line and column, for a string that does not end or holds an unknown escape.
    """
    brackets = _Brackets()
    position, line, start = 0, 1, 0
    while match := _TOKEN.match(text, position):
        kind, found = match.lastgroup or "mark", match[0]
        if found[0] == "<" and brackets.expect_operator():
            kind, found = "mark", "<"
        position += len(found)
        if kind not in ("space", "comment"):
            token = Token(kind, found, line, match.start() - start + 1)
            _check_string(token)
            brackets.pass_by(token)
            yield token
        breaks = found.count("\n")
        if breaks:
            line, start = line + breaks, match.start() + found.rindex("\n") + 1


def _check_string(token: Token) -> None:
    if token.kind == "mark" and token.text in ('"', "'"):
        raise fault(token, "the string that begins here does not end", "close it", UnreadableInput)
    if token.kind == "string" and "\\" in token.text and "\\" in _ESCAPE.sub("", token.text):
        raise fault(token, "the string holds an unknown escape", r"write \\ for a backslash", UnreadableInput)


class _Brackets:
    """Which brackets are open, and whether an operand has just ended.

    A frame is ``(`` for the brackets of an expression, ``l`` for those of a list, a path or a triple term, ``[``, ``{`` for
    a group, and ``s`` for a (sub-)select around its group, where all brackets are expressions.
    """

    def __init__(self) -> None:
        self._open = ["s"]
        self._last = self._before = Token("mark", "", 1, 1)

    def expect_operator(self) -> bool:
        """Whether ``<`` is *less than* here."""
        token = self._last
        ended = token.kind in ("variable", "string", "iri", "name", "tag", "number") or token.word in ("TRUE", "FALSE")
        return self._open[-1] == "(" and (ended or token.text in (")", "}", ">>"))

    def pass_by(self, token: Token) -> None:
        """Take note of the next token."""
        if token.text in ("{", "["):
            self._open.append(token.text)
        elif token.text == "<<(":
            self._open.append("l")
        elif token.text == "(":
            self._open.append("(" if self._is_expression() else "l")
        elif token.word == "SELECT" and self._open[-1] == "{":
            self._open[-1] = "s"
        elif self._open[-1] in _CLOSING.get(token.text, "") and len(self._open) > 1:
            self._open.pop()
        self._before, self._last = self._last, token

    def _is_expression(self) -> bool:
        if self._open[-1] != "{":
            return self._open[-1] in ("(", "s")
        called = self._last.kind == "word" and self._last.text != "a"
        return called or (self._before.word == "FILTER" and self._last.kind in ("name", "iri"))
