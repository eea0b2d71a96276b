"""Finds where a triple or a subject stands; a file is scanned for positions only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kg import store
from kg.errors import Place
from kg.turtle import Positions, positions
from kg.validate.terms import iri


class Locator:
    """Finds the places of a finding by the subjects of each file."""

    def __init__(self, subjects: Mapping[Path, set[str]], root: Path) -> None:
        self._subjects, self._root = subjects, root
        self._positions: dict[Path, Positions] = {}

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

    def _where(self, focus: str) -> list[Path]:
        term = iri(focus)
        return sorted(file for file, described in self._subjects.items() if term in described)

    def _scan(self, file: Path) -> Positions:
        if file not in self._positions:
            self._positions[file] = positions(file.read_bytes())
        return self._positions[file]
