"""Finds all that is wrong in the syntax of a Turtle file, not only the first fault.

The parser goes on after most faults by itself; after one that swallows the rest of the file, such as a quotation mark that
is never closed, reading starts again at the next line that looks like the beginning of a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, parse

from kg.errors import Place, UnreadableInput

AT_MOST: Final = 20
_REMEDIES: Final = {
    "The prefix": "declare it with @prefix, or correct it",
    "A dot is expected": "end the statement with ' .', or go on with ' ;'",
    "A quotation mark": "close it on the same line",
    "Unexpected end": "end the statement with ' .', and close what is open",
}
_START: Final = re.compile(r"(?m)^(?:@prefix|PREFIX|[A-Za-z][\w-]*:[\w.-]+[ \t]|<[^<>\s]+>[ \t])")
_PREFIX: Final = re.compile(r"(?im)^[ \t]*@?prefix[ \t]+([\w-]*:)[ \t]*<[^<>\s]*>")


def faults(content: bytes, where: Path) -> list[UnreadableInput]:
    """Return the faults of a Turtle text, in order, at most twenty; the same fault about a prefix only once.

    What the parser says after a fault, before a line that begins a statement, only follows from it and is left out.
    """
    text = content.decode("utf-8-sig")
    lines = text.split("\n")
    found: list[UnreadableInput] = []
    said: set[str] = set()
    last = 0
    for line, column, message in sorted(set(_faults(text))):
        fresh = not found or any(_START.match(one) for one in lines[last:line])
        if fresh and message not in said and len(found) < AT_MOST:
            found.append(_fault(text, where, line, column, message))
            last = line
        said |= {message} if message.startswith("The prefix") else set()
    return found


def subjects(content: bytes) -> set[str]:
    """Return the names, as they are written, with which lines begin: what the file may have been going to describe."""
    return {match[0].strip(" \t<>") for match in _START.finditer(content.decode("utf-8-sig", "replace"))}


def _fault(text: str, where: Path, line: int, column: int, message: str) -> UnreadableInput:
    if message.startswith("Unexpected end") and text.split("\n")[line - 1][column - 1 : column] in ('"', "'"):
        message = "A quotation mark that is never closed"
    if message.startswith(("A dot is expected", "Unexpected end")):
        line, column = _end_of_what_stands_before(text, line, column)
    remedy = next((r for start, r in _REMEDIES.items() if message.startswith(start)), "mend it")
    return UnreadableInput(message, place=Place(where, line, column), remedy=f"{remedy}; nothing of this file was read")


def _faults(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and message of each fault; a restart may find one again."""
    lines = text.split("\n")
    start, last = 0, len(lines)
    while start < last:
        # What stands before a restart is blanked, but for its prefixes, so that lines keep their numbers.
        kept = [line if _PREFIX.match(line) else "" for line in lines[:start]]
        swallowed = None
        for fault in _parse("\n".join([*kept, *lines[start:]])):
            line, column = fault.lineno or 1, fault.offset or 1
            yield line, column, first_sentence(fault)
            if (fault.end_lineno or line) >= last and line < last:
                swallowed = line
        if swallowed is None:
            return
        start = _next_start(lines, max(swallowed, start + 1))


def _parse(text: str) -> Iterator[SyntaxError]:
    reader = iter(parse(text.encode(), format=RdfFormat.TURTLE))
    while True:
        try:
            next(reader)
        except StopIteration:
            return
        except SyntaxError as fault:
            yield fault


def _next_start(lines: list[str], after: int) -> int:
    """Return the index of the first line after line number ``after`` that looks like the beginning of a statement."""
    return next((index for index in range(after, len(lines)) if _START.match(lines[index])), len(lines))


def _end_of_what_stands_before(text: str, line: int, column: int) -> tuple[int, int]:
    """Return the place just behind the last character that is neither space nor comment before a place."""
    lines = text.split("\n")[:line]
    lines[-1] = lines[-1][: column - 1]
    bare = [re.sub(r"(^|\s)#.*", "", one).rstrip() for one in lines]
    while bare and not bare[-1]:
        bare.pop()
    return (len(bare), len(bare[-1]) + 1) if bare else (line, column)


def first_sentence(fault: SyntaxError) -> str:
    """Return what the parser says of a fault, without the place."""
    text = (fault.msg or "syntax error").splitlines()[0]
    line_column = r"line \d+ column \d+"
    place = rf"^Parser error (at line \d+ )?(between (columns \d+ and \d+|{line_column} and {line_column})|column \d+)?:?\s*"
    return re.sub(place, "", text) or text
