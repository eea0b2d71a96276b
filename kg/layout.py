"""Puts data files into their canonical layout, in the order of properties that the shapes give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path

from pyoxigraph import Store

from kg import query, sparql, store
from kg.errors import KgError, Place, WrongUse
from kg.files import write_atomically
from kg.turtle import Layout, canonical


class Formatter:
    """Formats the files of one root; the order of properties is read from its shapes once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._layout = _layout(root)

    def files(self, paths: Iterable[Path]) -> list[Path]:
        """Return the Turtle files that ``paths`` name, or all of ``data/``.  Raises WrongUse for a path that is not there."""
        found: list[Path] = []
        for path in list(paths) or [self.root / "data"]:
            if not path.exists():
                raise WrongUse(f"there is no {path}", remedy="name a file or a folder")
            found += sorted(path.rglob("*.ttl")) if path.is_dir() else [path]
        return found

    def canonical(self, text: str) -> str:
        """Return the canonical layout of a data file's text (see ``kg.turtle.canonical``)."""
        return canonical(text, self._layout)

    def format(self, path: Path, *, write: bool) -> str:
        """Return the diff to the canonical layout, empty if there is none; with ``write``, also write the file.

        Raises UnreadableInput if the file is not Turtle, WrongUse for what data files must not have.
        """
        list(store.quads(path, self.root))
        where = store.shown(path, self.root)
        before = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        try:
            after = self.canonical(before)
        except KgError as fault:
            line, column = (fault.place.line, fault.place.column) if fault.place else (None, None)
            raise WrongUse(fault.what, place=Place(where, line, column), remedy=fault.remedy) from None
        if after == path.read_bytes().decode():
            return ""
        if write:
            write_atomically(path, lambda stream: stream.write(after.encode()))
        lines = unified_diff(before.splitlines(True), after.splitlines(True), str(where), f"{where} (canonical)")
        return "".join(lines)


def _layout(root: Path) -> Layout:
    ontology = Store()
    for path in store.turtle_files(root, ["ontology"]):
        ontology.extend(store.quads(path, root))
    question = query.engine(root, "layout")
    rows = query.select(ontology, sparql.with_prefixes(question.text, query.prefixes(ontology)))
    order: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        order[row["class"] or ""][row["path"] or ""] = int(row["order"] or 0)
    return order
