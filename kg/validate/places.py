"""Finds where a triple or a subject stands; a file is scanned for positions only when it is asked for."""

from __future__ import annotations

from pathlib import Path

from kg import store
from kg.errors import Place
from kg.turtle import Positions, positions


class Locator:
    """Finds the places of a finding in the files of a reading."""

    def __init__(self, reading: store.Reading) -> None:
        self._reading = reading
        self._files: dict[str, list[Path]] | None = None
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
            places = [Place(store.shown(file, self._reading.root), *at) for file, at in found if at]
            if places:
                return places
        return [Place(store.shown(file, self._reading.root)) for file in files] or [Place(Path("ontology/shapes"))]

    def _where(self, focus: str) -> list[Path]:
        if self._files is None:
            self._files = {}
            for quad in self._reading.store:
                name = str(getattr(quad.graph_name, "value", ""))
                if name.startswith(store.FILE_GRAPH):
                    found = self._files.setdefault(str(quad.subject.value), [])
                    file = self._reading.root / store.graph_file(name)
                    if file not in found:
                        found.append(file)
        return sorted(self._files.get(focus, []))

    def _scan(self, file: Path) -> Positions:
        if file not in self._positions:
            self._positions[file] = positions(file.read_bytes())
        return self._positions[file]
