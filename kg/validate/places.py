"""Finds where a triple or a subject stands; a file is scanned for positions only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from kg import store
from kg.errors import Place
from kg.turtle import Positions, Reader, line_column, positions, tokens, unquote
from kg.validate.terms import iri


class Mention(NamedTuple):
    """A name or text in a file: what it means, how it is written, its offset, and the subject of the statement around it."""

    subject: str
    meaning: str
    written: str
    offset: int


class Locator:
    """Finds the places of a finding by the subjects of each file."""

    def __init__(self, subjects: Mapping[Path, set[str]], root: Path) -> None:
        self._subjects, self._root = subjects, root
        self._positions: dict[Path, Positions] = {}
        self._mentions: dict[Path, list[Mention]] = {}

    def __call__(self, focus: str, path: str, value: str) -> Place:
        """Return the first of the places of a finding."""
        return self.places(focus, path, value)[0]

    def places(self, focus: str, path: str, value: str) -> list[Place]:
        """Return where the triple stands, one place for each file; else where subject and path do; else the subject.

        A focus that no file describes stands nowhere: then the rules are where to look.
        """
        files = self._where(focus)
        for parts in ((focus, path, value), (focus, path), (focus,)):
            found = [(file, self._scan(file).find(*parts)) for file in files]
            places = [Place(store.shown(file, self._root), *at) for file, at in found if at]
            if places:
                return places
        return [Place(store.shown(file, self._root)) for file in files] or [Place(Path("ontology/shapes"))]

    def mentioned(self, term: str) -> list[tuple[str, Place]]:
        """Return each place in the shapes at which an IRI is written, also within brackets, with the subject around it."""
        return [
            (mention.subject, self._place(file, mention.offset))
            for file in self._shape_files()
            for mention in self._read(file)
            if mention.meaning == term
        ]

    def in_shapes(self, focus: str, term: str, value: str, within: Place | None = None) -> Place:
        """Return where a shape has a property with a value, also within brackets; else the property; else the shape.

        ``focus`` is empty if no node around it has a name.  ``within`` is a place in the value, a text in which lines count.
        """
        found = [
            (file, mention, after)
            for file in self._shape_files()
            for mention, after in pairwise([*self._read(file), Mention("", "", "", 0)])
            if mention.meaning == term
        ]
        here = [one for one in found if one[1].subject == focus] or found
        for file, mention, after in [one for one in here if value and one[2].meaning == value]:
            return (
                self._inside(self._place(file, after.offset), after.written, within)
                if within
                else (self._place(file, mention.offset))
            )
        return self._place(here[0][0], here[0][1].offset) if here else self(focus, "", "")

    def _inside(self, start: Place, written: str, within: Place) -> Place:
        """A place in a text, counted from its first character; the text itself if escapes have moved the rest."""
        if (
            within.line is None
            or within.column is None
            or start.line is None
            or start.column is None
            or "\\" in written
        ):
            return start
        quotes = 3 if written[:3] in ('"""', "'''") else 1
        column = start.column + quotes + within.column - 1 if within.line == 1 else within.column
        return Place(start.file, start.line + within.line - 1, column)

    def _shape_files(self) -> list[Path]:
        folder = self._root / "ontology" / "shapes"
        return sorted(file for file in self._subjects if file.is_relative_to(folder))

    def _read(self, file: Path) -> list[Mention]:
        if file not in self._mentions:
            self._mentions[file] = list(_mentions(file.read_text(encoding="utf-8-sig")))
        return self._mentions[file]

    def _place(self, file: Path, offset: int) -> Place:
        return Place(store.shown(file, self._root), *line_column(file.read_text(encoding="utf-8-sig"), offset))

    def _where(self, focus: str) -> list[Path]:
        term = iri(focus)
        return sorted(file for file, described in self._subjects.items() if term in described)

    def _scan(self, file: Path) -> Positions:
        if file not in self._positions:
            self._positions[file] = positions(file.read_bytes())
        return self._positions[file]


def _mentions(text: str) -> Iterator[Mention]:
    """Yield the names and texts of a Turtle text, in their order."""
    prefixes: dict[str, str] = {}
    subject: str | None = None
    found = (token for token in tokens(text) if token.kind != "comment")
    for token in found:
        if token.kind == "directive":
            name = next(found)
            if name.kind == "name":
                prefixes[name.text[:-1]] = next(found).text[1:-1]
        elif token.kind == "mark":
            # A statement about what has no name begins with a bracket.
            subject = None if token.text == "." else subject or ""
        elif token.kind not in ("tag", "datatype"):
            meaning = _meaning(token.kind, token.text, prefixes)
            subject = meaning if subject is None else subject
            yield Mention(subject, meaning, token.text, token.offset)


def _meaning(kind: str, text: str, prefixes: Mapping[str, str]) -> str:
    return unquote(text) if kind == "string" else text if kind == "blank" else Reader(text, prefixes).node().value
