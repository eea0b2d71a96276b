"""Validates the ontology and all data against the shapes, and says where each finding stands.

The shapes are standard SHACL in ``ontology/shapes/``; pySHACL judges.  Findings are data: a sorted tuple that the caller
prints.  A file that cannot be parsed is reported and left out loudly, and all others are still checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg import derive, store
from kg.errors import KgError, Place
from kg.turtle import Positions, positions
from kg.vocabulary import SH, curie, local_name

SEVERITIES: Final = ("violation", "warning", "info")
_WORDS: Final = {"violation": "error", "warning": "warning", "info": "info"}


@dataclass(frozen=True, order=True)
class Finding:
    """What is wrong, where, and by which rule; ``path`` and ``value`` are empty where the whole node is meant."""

    place: Place
    severity: str
    focus: str
    path: str
    value: str
    message: str
    rule: str

    def __str__(self) -> str:
        value = f" {_short(self.value)}" if self.value else ""
        path = f" {curie(self.path)}{value}" if self.path else value
        return f"{self.place}: {_WORDS[self.severity]}: {curie(self.focus)}{path}: {self.message}. [{self.rule}]"


@dataclass(frozen=True)
class Report:
    """The findings on the files that could be read, and the faults of those that could not."""

    findings: tuple[Finding, ...]
    unreadable: tuple[KgError, ...]
    files: int
    triples: int

    def fails(self, threshold: str = "violation") -> bool:
        """Whether any finding is at least as severe as ``threshold``."""
        limit = SEVERITIES.index(threshold)
        return any(SEVERITIES.index(finding.severity) <= limit for finding in self.findings)


def validate(root: Path, paths: Iterable[Path] = ()) -> Report:
    """Validate everything below ``root``, and files named besides that lie elsewhere.

    With ``paths``, the union is validated all the same, because references cross files, and the findings and faults that
    stand in those files or folders are returned.  Raises WrongUse if a path does not exist.
    """
    chosen = [path.resolve() for path in paths]
    reading = store.read(root, _outside(root, chosen))
    bad_dates = derive.derive(root, reading.store)
    graph = _plain_graph(reading)
    locate = _Locator(reading)
    findings = [_finding(result, graph, locate) for result in _results(graph, _shapes(root))]
    findings += [_date_finding(bad, locate) for bad in bad_dates if not _reported(bad.act, findings)]
    wanted = tuple(sorted(finding for finding in set(findings) if _stands_in(finding.place.file, root, chosen)))
    faults = tuple(f for f in reading.unreadable if f.place is None or _stands_in(f.place.file, root, chosen))
    return Report(wanted, faults, len(reading.files), len(graph))


def _outside(root: Path, chosen: Iterable[Path]) -> list[Path]:
    known = set(store.turtle_files(root))
    found: list[Path] = []
    for path in chosen:
        files = sorted(path.rglob("*.ttl")) if path.is_dir() else [path]
        found += [file for file in files if file not in known and not file.is_relative_to(root / "ontology" / "shapes")]
    return found


def _stands_in(file: Path, root: Path, chosen: list[Path]) -> bool:
    place = (root / file).resolve()
    return not chosen or any(place == path or place.is_relative_to(path) for path in chosen)


def _plain_graph(reading: store.Reading) -> Any:
    """Return the data as one plain rdflib graph: with a Dataset, pySHACL lets constraints read files.

    rdflib parses the files itself, because the store does not keep terms as they were written.
    """
    from rdflib import Graph

    graph = Graph()
    for path in reading.files:
        graph.parse(data=path.read_bytes().removeprefix(b"\xef\xbb\xbf"), format="turtle")
    return graph


def _shapes(root: Path) -> Any:
    from rdflib import Graph

    shapes = Graph()
    for path in sorted((root / "ontology" / "shapes").glob("*.ttl")):
        shapes.parse(path, format="turtle")
    return shapes


def _results(graph: Any, shapes: Any) -> list[Any]:
    """Run pySHACL and return its result nodes with the report graph at hand.  Imports are never followed."""
    import logging

    import pyshacl
    from rdflib import Namespace

    sh = Namespace(SH)
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    _, report, _ = pyshacl.validate(
        graph, shacl_graph=shapes, inference="none", advanced=False, do_owl_imports=False, inplace=True
    )
    return [
        {
            "focus": report.value(node, sh.focusNode),
            "path": report.value(node, sh.resultPath),
            "value": report.value(node, sh.value),
            "message": report.value(node, sh.resultMessage),
            "severity": report.value(node, sh.resultSeverity),
            "shape": report.value(node, sh.sourceShape),
        }
        for node in report.objects(None, sh.result)
    ]


def _finding(result: Any, graph: Any, locate: _Locator) -> Finding:
    focus, path, value = (str(result[name] or "") for name in ("focus", "path", "value"))
    return Finding(
        locate(focus, path, value),
        local_name(str(result["severity"])).lower(),
        focus,
        path,
        value if value != focus else "",
        str(result["message"]).rstrip("."),
        local_name(str(result["shape"])),
    )


def _date_finding(bad: derive.BadDate, locate: _Locator) -> Finding:
    path = "https://w3id.org/recognition/ns#date"
    return Finding(locate(bad.act, path, bad.value), "violation", bad.act, path, bad.value, bad.why, "act-date")


def _reported(act: str, findings: Iterable[Finding]) -> bool:
    return any(finding.focus == act and finding.rule == "act-date" for finding in findings)


def _short(value: str) -> str:
    text = curie(value) if value.startswith("http") else repr(value)
    return text if len(text) <= 80 else text[:77] + "…"


class _Locator:
    """Finds where a triple or a subject stands; a file is scanned for positions only when it is asked for."""

    def __init__(self, reading: store.Reading) -> None:
        self._reading = reading
        self._files: dict[str, list[Path]] | None = None
        self._positions: dict[Path, Positions] = {}

    def __call__(self, focus: str, path: str, value: str) -> Place:
        files = self._where(focus)
        if not files:
            return Place(Path("ontology/shapes"))
        best = Place(store.shown(files[0], self._reading.root))
        for depth in ((focus, path, value), (focus, path), (focus,)):
            for file in files:
                found = self._scan(file).find(*depth)
                if found:
                    return Place(store.shown(file, self._reading.root), *found)
        return best

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
