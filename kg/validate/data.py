"""What is validated: all triples as texts, indexed for the constraints, and a store for the queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Store

from kg import derive, store
from kg.errors import KgError
from kg.validate.terms import iri
from kg.vocabulary import BASE, DERIVED, RDF_TYPE, REC, XSD

TYPE: Final = iri(RDF_TYPE)
SUBCLASS: Final = iri("http://www.w3.org/2000/01/rdf-schema#subClassOf")
CLOCK: Final = BASE + "clock"
_EPOCH: Final = date(1970, 1, 1).toordinal()


class Data:
    """The union of some files; and once it is derived, the days and existence that follow from them, and the day of the run.

    ``index`` maps predicate and subject to objects; ``subjects`` maps each file to the subjects that it describes.  Terms are
    texts of N-Triples.  The store holds the same, or a part, in Oxigraph's own terms.  ``lost`` are the names that files
    which could not be read may describe.
    """

    def __init__(self, root: Path, files: Iterable[Path]) -> None:
        self.root = root
        self.index: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self.subjects: dict[Path, set[str]] = {}
        self.bad_dates: list[derive.BadDate] = []
        faults: list[KgError] = []
        lost: set[str] = set()
        self._lines: dict[str, None] = {}
        for path in files:
            try:
                lines = store.ntriples(path, root)
            except KgError as fault:
                told, names = store.left_out(path, root, fault)
            else:
                own = path.is_relative_to(root / "ontology")
                told, names = ([], set()) if own else store.nameless(path, root, lines)
                if not told:
                    self._add(path, lines)
            faults += told
            lost |= names
        self.unreadable = tuple(faults)
        self.lost = frozenset(lost)
        self.triples = len(self._lines)
        self._derived, self._part = b"", False
        self._types = _inverse(self.index.get(TYPE, {}))
        self._subclasses = _inverse(self.index.get(SUBCLASS, {}))

    def derive(self, today: str | None = None, part: set[str] | None = None) -> None:
        """Load the store, add what is derived, and ``today`` (ISO 8601).

        With ``part``, only what is said of those nodes, and the ontology, is loaded and derived from.
        """
        self._part = part is not None
        self.store = _loaded(_text(self._lines) if part is None else self._about(part))
        self.bad_dates = derive.derive(self.root, self.store, rows=False)
        self._derived = self._after_the_files(today)
        for line in _lines(self._derived):
            subject, predicate, value = line[:-2].split(" ", 2)
            self.index[predicate].setdefault(subject, []).append(value)

    @cached_property
    def everything(self) -> Store:
        """A store of all files, whatever part of them was derived from."""
        return _loaded(_text(self._lines)) if self._part else self.store

    def ntriples(self) -> bytes:
        """Return everything as N-Triples, for the reference engine."""
        return _text(self._lines) + self._derived

    def _about(self, nodes: set[str]) -> bytes:
        """What is said of some nodes and in the ontology, as N-Triples."""
        ontology = self.root / "ontology"
        wanted = nodes.union(*(said for path, said in self.subjects.items() if path.is_relative_to(ontology)))
        lines = [
            f"{node} {predicate} {value} .\n"
            for predicate, facts in self.index.items()
            for node in facts.keys() & wanted
            for value in facts[node]
        ]
        return "".join(lines).encode()

    def instances(self, name: str) -> set[str]:
        """Return the nodes of a class and of those below it."""
        found: set[str] = set()
        for one in self.below(name):
            found |= self._types.get(one, set())
        return found

    def below(self, name: str) -> set[str]:
        """Return a class and all classes below it."""
        found, waiting = {name}, [name]
        while waiting:
            for one in self._subclasses.get(waiting.pop(), ()):
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        return found

    def _add(self, path: Path, text: bytes) -> None:
        described = self.subjects[path] = set()
        known, index = self._lines, self.index
        for line in _lines(text):
            subject, predicate, value = line[:-2].split(" ", 2)
            described.add(subject)
            if line not in known:
                known[line] = None
                facts = index[predicate]
                if subject in facts:
                    facts[subject].append(value)
                else:
                    facts[subject] = [value]

    def _after_the_files(self, today: str | None) -> bytes:
        """What is derived, and the day of the run if it is given."""
        from pyoxigraph import Literal, NamedNode, Quad, serialize

        graph = NamedNode(DERIVED)
        if today:
            day = str(date.fromisoformat(today).toordinal() - _EPOCH)
            clock = NamedNode(CLOCK)
            values = {"today": Literal(today, datatype=NamedNode(XSD + "date"))}
            values["earliestDay"] = Literal(day, datatype=NamedNode(XSD + "integer"))
            self.store.extend(Quad(clock, NamedNode(REC + name), value, graph) for name, value in values.items())
        quads = self.store.quads_for_pattern(None, None, None, graph)
        return serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""


def _loaded(text: bytes) -> Store:
    loaded = Store()
    loaded.load(text, format=RdfFormat.N_TRIPLES, lenient=True)
    return loaded


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _lines(text: bytes) -> list[str]:
    """The lines of N-Triples, whose terms may hold any other character that breaks a line."""
    return text.decode().split("\n")[:-1]


def _inverse(facts: Mapping[str, list[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, values in facts.items():
        for value in values:
            found[value].add(subject)
    return found
