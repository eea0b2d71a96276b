"""Finds where a triple or a subject stands; a file is scanned for positions only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kg import store
from kg.errors import Place
from kg.turtle import Positions, positions
from kg.validate.terms import iri


class Locator:
    """Finds the place of a finding by the subjects of each file."""

    def __init__(self, subjects: Mapping[Path, set[str]], root: Path) -> None:
        self._subjects, self._root = subjects, root
        self._positions: dict[Path, Positions] = {}

    def __call__(self, focus: str, path: str, value: str) -> Place:
        """Return the place of the triple, else of the first with that subject and path, else of the subject."""
        files = self._where(focus)
        if not files:
            return Place(Path("ontology/shapes"))
        best = Place(store.shown(files[0], self._root))
        for depth in ((focus, path, value), (focus, path), (focus,)):
            for file in files:
                found = self._scan(file).find(*depth)
                if found:
                    return Place(store.shown(file, self._root), *found)
        return best

    def _where(self, focus: str) -> list[Path]:
        term = iri(focus)
        return sorted(file for file, described in self._subjects.items() if term in described)

    def _scan(self, file: Path) -> Positions:
        if file not in self._positions:
            self._positions[file] = positions(file.read_bytes())
        return self._positions[file]
