"""Reads the files, runs an engine, and turns its results into findings.

A file that cannot be parsed is reported and left out loudly, and all others are still checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from kg import derive, store
from kg.validate import pyshacl_engine, rules, shapes
from kg.validate.data import Data
from kg.validate.findings import Finding, Report
from kg.validate.places import Locator
from kg.validate.quick import Checker
from kg.validate.results import Result
from kg.validate.terms import lexical
from kg.vocabulary import REC, local_name
from kg.worker import Limits

LIMITS: Final = Limits(seconds=600, megabytes=4096)
Engine = Callable[[Data, list[bytes], Limits, frozenset[str] | None], list[Result]]


def quick(
    data: Data, texts: list[bytes], limits: Limits = LIMITS, within: frozenset[str] | None = None
) -> list[Result]:
    """Return the results by the quick engine; ``within`` are the only nodes to look at."""
    classes = data.instances("<http://www.w3.org/2000/01/rdf-schema#Class>")
    found, checker = shapes.read(shapes.read_graph(texts), classes), Checker(data, within)
    return [*rules.results(data, found, checker, limits), *checker.check(found)]


def reference(
    data: Data, texts: list[bytes], limits: Limits = LIMITS, within: frozenset[str] | None = None
) -> list[Result]:
    """Return the results by pySHACL, which is asked about all nodes."""
    found = pyshacl_engine.results(data.ntriples(), texts, limits)
    return [result for result in found if within is None or result.focus in within]


ENGINES: Final[dict[str, Engine]] = {"quick": quick, "pyshacl": reference}


def validate(
    root: Path,
    paths: Iterable[Path] = (),
    *,
    engine: str = "quick",
    changed: str | None = None,
    today: str | None = None,
    limits: Limits = LIMITS,
) -> Report:
    """Validate everything below ``root``, and files named besides that lie elsewhere.

    With ``paths``, the union is validated all the same, because references cross files, and the findings and faults that
    stand in those files or folders are returned.  Raises WrongUse if a path does not exist, LimitReached at the deadline.
    """
    chosen = [path.resolve() for path in paths]
    data = Data(root, [*store.turtle_files(root), *_outside(root, chosen)], today)
    locate = Locator(data.subjects, root)
    texts = [store.content(path, root) for path in shape_files(root)]
    findings = [_finding(result, locate) for result in ENGINES[engine](data, texts, limits, None)]
    findings += [_date_finding(bad, locate) for bad in data.bad_dates if not _reported(bad.act, findings)]
    wanted = tuple(sorted(finding for finding in set(findings) if _stands_in(finding.place.file, root, chosen)))
    faults = tuple(f for f in data.unreadable if f.place is None or _stands_in(f.place.file, root, chosen))
    return Report(wanted, faults, len(data.subjects), data.triples)


def shape_files(root: Path) -> list[Path]:
    """Return the files with shapes, sorted."""
    return sorted((root / "ontology" / "shapes").glob("*.ttl"))


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


def _finding(result: Result, locate: Locator) -> Finding:
    focus, path, value = map(lexical, (result.focus, result.path, result.value))
    return Finding(
        locate(focus, path, value),
        local_name(result.severity).lower(),
        focus,
        path,
        value if value != focus else "",
        result.message.rstrip("."),
        local_name(result.shape),
        result.component,
        result.shape,
        result.value,
    )


def _date_finding(bad: derive.BadDate, locate: Locator) -> Finding:
    path = REC + "date"
    return Finding(locate(bad.act, path, bad.value), "violation", bad.act, path, bad.value, bad.why, "act-date")


def _reported(act: str, findings: Iterable[Finding]) -> bool:
    return any(finding.focus == act and finding.rule == "act-date" for finding in findings)
